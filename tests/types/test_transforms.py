"""What a type checker knows of derivatives: mypy and pyright read this file (`make lint`), and pytest runs it."""

from collections.abc import Callable
from typing import Any, assert_type

from autograd import Value, grad, hessian, hvp, jacobian, jvp, value_and_grad, vjp
from autograd.transforms.signatures import Derivative, ValueAndDerivative


def square(x: Value) -> Value:
    """A function as learners annotate it: it is given Values."""
    return x * x


def product(x: Value, n: int = 2) -> Value:
    """A function of a Value and of a count."""
    return x * float(n)


def test_the_derivative_of_a_function_of_one_number() -> None:
    assert_type(grad(square), Derivative)
    assert_type(grad(square)(3.0), float | Value)
    assert_type(grad(square)(3), float | Value)
    assert_type(grad(square)(Value(3.0)), float | Value)
    assert_type(grad(grad(square))(3.0), float | Value)
    assert_type(hessian(square)(3.0), float | Value)
    assert_type(grad(product, argnums=0)(3.0, n=2), float | Value)


def test_a_derivative_can_be_calculated_with() -> None:
    slope = grad(square)(3.0)
    assert slope + 1.0 > 0.0
    assert f"{slope:.1f}" == "6.0"


def test_the_derivative_with_respect_to_a_structure_has_that_structure() -> None:
    assert_type(grad(lambda v: v[0] * v[1])([2.0, 3.0]), Any)
    assert_type(grad(product)(3.0, 2), Any)


def test_several_argnums_give_a_tuple() -> None:
    assert_type(grad(product, (0,)), Callable[..., tuple[Any, ...]])
    assert_type(grad(product, (0,))(3.0, 2), tuple[Any, ...])
    assert_type(hessian(product, argnums=[0])(3.0, 2), tuple[Any, ...])
    assert_type(value_and_grad(product, (0,))(3.0, 2), tuple[float | Value, tuple[Any, ...]])


def test_value_and_grad_gives_a_pair() -> None:
    assert_type(value_and_grad(square), ValueAndDerivative)
    assert_type(value_and_grad(square)(3.0), tuple[float | Value, float | Value])
    assert_type(value_and_grad(lambda v: v[0] * v[1])([2.0, 3.0]), tuple[float | Value, Any])


def test_products_with_a_jacobian() -> None:
    assert_type(jvp(square, [3.0], [1.0]), tuple[Any, Any])
    assert_type(vjp(square, [3.0], 1.0), tuple[Any, Any])
    assert_type(hvp(square, [3.0], [1.0]), Any)
    assert_type(jacobian(square, "forward")(3.0), Any)


def test_slips_that_a_type_checker_sees() -> None:
    """Each of these lines is an error to mypy: without one, the comment in it would be reported as unused."""
    mistakes: list[Callable[[], object]] = [
        lambda: grad(3.0),  # type: ignore[call-overload]
        lambda: grad(square, 3.0),  # type: ignore[call-overload]
        lambda: jacobian(square, "sideways"),  # type: ignore[arg-type]
        lambda: jvp(square, 3.0, 1.0),  # type: ignore[arg-type]
    ]
    for mistake in mistakes:
        try:
            mistake()
        except (TypeError, ValueError):
            continue
        raise AssertionError("a slip was accepted")
