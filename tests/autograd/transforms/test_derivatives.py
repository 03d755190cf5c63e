"""Derivatives of functions: of any order, in both modes, against each other and against fifty digits of mpmath."""

import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from functools import partial
from inspect import signature
from itertools import product
from types import SimpleNamespace
from typing import Any

import mpmath
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

import autograd as ag
from autograd import (
    DomainError,
    Dual,
    Value,
    cos,
    dot,
    exp,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    log,
    no_grad,
    relu,
    sin,
    softmax,
    sqrt,
    tanh,
    value_and_grad,
    vjp,
)
from autograd.check.strategies import Expression, expressions
from autograd.graph import Unset
from autograd.value import data_of
from tests.examples import examples

Derivative = Callable[[Callable[..., Any]], Callable[..., Any]]
numbers = st.floats(-3.0, 3.0)


def pushed(f: Callable[..., Any]) -> Callable[..., Any]:
    """The derivative of a function of one number, by forward mode."""
    return lambda x: jvp(f, [x], [1.0])[1]


# ── against mpmath ──────────────────────────────────────────────────────────────────────────────────────────────

with_fifty_digits = SimpleNamespace(
    exp=mpmath.exp,
    log=mpmath.log,
    sin=mpmath.sin,
    cos=mpmath.cos,
    tan=mpmath.tan,
    tanh=mpmath.tanh,
    atan=mpmath.atan,
    erf=mpmath.erf,
    sqrt=mpmath.sqrt,
    log1p=mpmath.log1p,
    expm1=mpmath.expm1,
    sigmoid=lambda x: 1 / (1 + mpmath.exp(-x)),
    softplus=lambda x: mpmath.log(1 + mpmath.exp(x)),
)

COMPOSITIONS: dict[str, tuple[Callable[[Any, Any], Any], float]] = {
    "sin(exp(x))": (lambda m, x: m.sin(m.exp(x)), 0.7),
    "exp(sin(x))": (lambda m, x: m.exp(m.sin(x)), 0.7),
    "tanh(x) * x": (lambda m, x: m.tanh(x) * x, 0.4),
    "log(1 + x²)": (lambda m, x: m.log(1 + x**2), 0.6),
    "sqrt(x) / (1 + x)": (lambda m, x: m.sqrt(x) / (1 + x), 1.3),
    "sigmoid(x²)": (lambda m, x: m.sigmoid(x * x), 0.8),
    "softplus(sin(x))": (lambda m, x: m.softplus(m.sin(x)), 0.9),
    "atan(x³)": (lambda m, x: m.atan(x**3), 0.9),
    "erf(x) * cos(x)": (lambda m, x: m.erf(x) * m.cos(x), 0.3),
    "x ** x": (lambda m, x: x**x, 1.7),
    "2 ** -x": (lambda m, x: 2.0 ** (-x), 1.1),
    "tan(x) ** 1.5": (lambda m, x: m.tan(x) ** 1.5, 0.8),
    "log1p(x) - expm1(-x)": (lambda m, x: m.log1p(x) - m.expm1(-x), 0.5),
    "1 / (x - 3)": (lambda m, x: 1 / (x - 3), 0.5),
}

# the derivatives of five orders: every mix of two modes in the first three, then all of one mode
MODES = [*product((grad, pushed), repeat=3), *([mode] * order for mode in (grad, pushed) for order in (1, 2, 4, 5))]


@pytest.mark.parametrize("modes", MODES, ids=lambda modes: "-".join(mode.__name__ for mode in modes))
@pytest.mark.parametrize("name", COMPOSITIONS)
def test_derivatives_of_compositions_to_twelve_digits(name: str, modes: tuple[Derivative, ...]) -> None:
    f, x = COMPOSITIONS[name]
    derivative: Callable[..., Any] = lambda a: f(ag, a)  # noqa: E731
    for mode in modes:
        derivative = mode(derivative)
    with mpmath.workdps(50):
        expected = float(mpmath.diff(lambda a: f(with_fifty_digits, a), mpmath.mpf(x), len(modes)))
    assert derivative(x) == pytest.approx(expected, rel=1e-12, abs=0.0)


# ── perturbation confusion: three classical examples ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("outer", "inner"), list(product((grad, pushed), repeat=2)))
def test_an_inner_derivative_does_not_see_the_outer_one(outer: Derivative, inner: Derivative) -> None:
    """d/dx (x · d/dy (x + y)) is 1, not 2 (Siskind and Pearlmutter, 2005)."""
    assert outer(lambda x: x * inner(lambda y: x + y)(1.0))(1.0) == 1.0


@pytest.mark.parametrize(("outer", "inner"), list(product((grad, pushed), repeat=2)))
def test_an_inner_derivative_at_the_outer_variable(outer: Derivative, inner: Derivative) -> None:
    """d/dx (x · d/dy (x · y) at y = x) = d/dx x² = 2x: the same node stands inside and outside."""
    assert outer(lambda x: x * inner(lambda y: x * y)(x))(3.0) == 6.0
    assert outer(lambda x: inner(lambda y: x * y * y)(x))(3.0) == 12.0


@pytest.mark.parametrize(("outer", "inner"), list(product((grad, pushed), repeat=2)))
def test_a_derivative_of_a_function_that_a_derivative_made(outer: Derivative, inner: Derivative) -> None:
    """The shift operator: a perturbation that escapes in a closure (Manzyuk and others, 2019)."""

    def shifted(offset: Any) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
        return lambda f: lambda x: f(x + offset)

    slope_of_shifted = lambda f, x: outer(lambda offset: shifted(offset)(f)(x))(0.0)  # noqa: E731
    assert slope_of_shifted(lambda x: inner(exp)(x), 1.0) == pytest.approx(math.e, rel=1e-15)
    assert slope_of_shifted(lambda x: slope_of_shifted(exp, x), 1.0) == pytest.approx(math.e, rel=1e-15)


def test_modes_nest_three_deep() -> None:
    f = lambda x: sin(x) * x  # noqa: E731
    third = -3 * math.sin(0.5) - 0.5 * math.cos(0.5)
    for modes in product((grad, pushed), repeat=3):
        derivative: Callable[..., Any] = f
        for mode in modes:
            derivative = mode(derivative)
        assert derivative(0.5) == pytest.approx(third, rel=1e-14)


# ── known points ────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_derivative_of_a_square_at_zero() -> None:
    f: Callable[..., Any] = lambda x: x**2  # noqa: E731
    found = []
    for _ in range(5):
        f = grad(f)
        found.append(f(0.0))
    assert found == [0.0, 2.0, 0.0, 0.0, 0.0]


def test_derivatives_of_a_plain_product_at_zero() -> None:
    assert grad(grad(lambda x: x * x * x))(0.0) == 0.0
    assert grad(grad(grad(lambda x: x * x * x)))(0.0) == 6.0


def test_grad_of_a_constant_is_zero() -> None:
    assert grad(lambda x: 5.0)(2.0) == 0.0
    assert grad(lambda x, y: x)(2.0, 3.0) == (1.0, 0.0)
    assert jvp(lambda x: 5.0, [2.0], [1.0]) == (5.0, 0.0)


# ── shapes ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_gradient_has_the_shape_of_the_input() -> None:
    assert grad(lambda x: x * x)(3.0) == 6.0
    assert grad(lambda x, y: x * y)(2.0, 3.0) == (3.0, 2.0)
    assert grad(lambda v: v[0] * v[1])([2.0, 3.0]) == [3.0, 2.0]
    assert grad(lambda p: p["w"][0] * p["b"])({"w": (2.0, 1.0), "b": 3.0}) == {"w": (3.0, 0.0), "b": 2.0}


def test_value_and_grad_gives_both() -> None:
    assert value_and_grad(lambda x: x**2)(3.0) == (9.0, 6.0)


def test_numbers_in_numbers_out() -> None:
    assert type(grad(lambda x: x * 2.0)(1.0)) is float
    assert type(value_and_grad(lambda x: x * 2.0)(1.0)[0]) is float


def test_a_value_from_outside_stays_in_the_graph() -> None:
    w = Value(3.0)
    slope = grad(lambda x: w * x * x)(2.0)
    assert isinstance(slope, Value)
    slope.backward()
    assert (slope.data, w.grad) == (12.0, 4.0)


def test_differentiating_leaves_gradients_alone() -> None:
    w = Value(3.0)
    grad(lambda x: w * x)(2.0)
    assert isinstance(w.grad, Unset)


def test_grad_works_inside_no_grad() -> None:
    with no_grad():
        assert grad(lambda x: x**3)(2.0) == 12.0
        assert grad(grad(lambda x: x**3))(2.0) == 12.0


def test_jacobian_rows() -> None:
    f = lambda v: [v[0] * v[1], sin(v[0]), v[1]]  # noqa: E731
    expected = [[3.0, 2.0], [math.cos(2.0), 0.0], [0.0, 1.0]]
    assert jacobian(f)([2.0, 3.0]) == expected
    assert jacobian(f, mode="forward")([2.0, 3.0]) == expected


def test_jacobian_of_several_arguments() -> None:
    f = lambda x, y: {"sum": x + y, "product": x * y}  # noqa: E731
    expected = {"sum": (1.0, 1.0), "product": (3.0, 2.0)}
    assert jacobian(f)(2.0, 3.0) == expected
    assert jacobian(f, mode="forward")(2.0, 3.0) == expected


def test_hessian_of_a_quadratic() -> None:
    assert hessian(lambda v: v[0] ** 2 * v[1] + v[1] ** 3)([2.0, 3.0]) == [[6.0, 4.0], [4.0, 18.0]]
    assert hessian(lambda x: x**4)(2.0) == 48.0


# ── laws over random shared graphs ──────────────────────────────────────────────────────────────────────────────


def scale(numbers: list[float]) -> float:
    """How large the numbers are, and at least 1."""
    return max(1.0, *map(abs, numbers))


@given(expressions())
def test_forward_and_reverse_agree(expression: Expression) -> None:
    by_reverse = grad(expression)(*expression.point)
    by_forward = jacobian(expression, mode="forward")(*expression.point)
    assert by_forward == pytest.approx(by_reverse, rel=1e-10, abs=1e-11 * scale(by_reverse))


@given(expressions())
def test_backward_and_grad_agree(expression: Expression) -> None:
    values = list(map(Value, expression.point))
    y = expression(*values)
    y.backward()
    found, slopes = value_and_grad(expression)(*expression.point)
    assert found == y.data
    assert [value.grad for value in values] == pytest.approx(list(slopes), rel=1e-13, abs=1e-13 * scale(list(slopes)))


@contextmanager
def where_it_exists() -> Iterator[None]:
    """There need not be a second slope where there is a first: that of a ** b at (0, 1). Such points are left out."""
    try:
        yield
    except DomainError:
        reject()


@given(expressions(), st.sampled_from([(0,), (1, 2), (2, 0), (-1,)]))
def test_grad_by_argnums_is_the_part_of_grad_by_all(expression: Expression, argnums: tuple[int, ...]) -> None:
    whole = grad(expression)(*expression.point)
    parts = grad(expression, argnums)(*expression.point)
    assert parts == pytest.approx(tuple(whole[place] for place in argnums), nan_ok=True)
    assert grad(expression, argnums[0])(*expression.point) == pytest.approx(parts[0], nan_ok=True)


@given(st.tuples(numbers, numbers), st.tuples(numbers, numbers), st.tuples(numbers, numbers, numbers))
def test_vjp_is_the_transpose_of_jvp(point: Any, tangents: Any, cotangents: Any) -> None:
    """⟨cotangents, J · tangents⟩ = ⟨cotangents · J, tangents⟩."""
    f = lambda x, y: [sin(x) * y, exp(y) + x * x, tanh(x - y)]  # noqa: E731
    outputs, forward = jvp(f, point, tangents)
    outputs_too, backward = vjp(f, point, cotangents)
    assert outputs_too == outputs
    dots = [math.fsum(a * b for a, b in zip(*pair)) for pair in ((cotangents, forward), (backward, tangents))]
    assert dots[0] == pytest.approx(dots[1], rel=1e-12, abs=1e-10)


@given(expressions())
def test_vjp_with_the_cotangent_1_is_value_and_grad(expression: Expression) -> None:
    assert repr(vjp(expression, expression.point, 1.0)) == repr(value_and_grad(expression)(*expression.point))


@examples(25)
@given(expressions(steps=5), st.tuples(numbers, numbers, numbers))
def test_hvp_is_the_hessian_times_the_vector(expression: Expression, v: tuple[float, float, float]) -> None:
    with where_it_exists():
        whole = hessian(expression)(*expression.point)
    product_by_rows = [sum(h * x for h, x in zip(row, v)) for row in whole]
    flat = [abs(h) for row in whole for h in row]
    assert list(hvp(expression, expression.point, v)) == pytest.approx(
        product_by_rows, rel=1e-9, abs=1e-10 * scale(flat)
    )


@examples(25)
@given(expressions(steps=5))
def test_the_hessian_is_symmetric(expression: Expression) -> None:
    with where_it_exists():
        whole = hessian(expression)(*expression.point)
    size = 1e-10 * scale([abs(h) for row in whole for h in row])
    for i, j in product(range(3), repeat=2):
        assert whole[i][j] == pytest.approx(whole[j][i], rel=1e-9, abs=size)


@examples(25)
@given(expressions(steps=5))
def test_forward_over_reverse_is_reverse_over_forward(expression: Expression) -> None:
    along = (1.0, -0.5, 2.0)
    with where_it_exists():
        one = jvp(grad(expression), expression.point, along)[1]
    other = grad(lambda *x: jvp(expression, x, along)[1])(*expression.point)
    assert list(one) == pytest.approx(list(other), rel=1e-9, abs=1e-10 * scale(list(one)))


@given(numbers, numbers, numbers)
def test_jvp_is_linear_in_the_tangents(x: float, s: float, t: float) -> None:
    f = lambda a, b: tanh(a) * b + a  # noqa: E731
    both = jvp(f, [x, 2.0], [s, t])[1]
    parts = s * jvp(f, [x, 2.0], [1.0, 0.0])[1] + t * jvp(f, [x, 2.0], [0.0, 1.0])[1]
    assert both == pytest.approx(parts, rel=1e-13, abs=1e-13)


@given(numbers)
def test_the_jacobian_of_softmax(x: float) -> None:
    p = softmax([x, 0.5, -1.0])
    expected = [[p[i] * ((i == j) - p[j]) for j in range(3)] for i in range(3)]
    found = jacobian(softmax)([x, 0.5, -1.0])
    for row, wanted in zip(found, expected):
        assert row == pytest.approx(wanted, rel=1e-12, abs=1e-15)


# ── with respect to which arguments ─────────────────────────────────────────────────────────────────────────────


def polynomial(a: Any, n: int) -> Any:
    """1 + a + … up to n terms: n must be an int."""
    return sum(a**i for i in range(n))


def test_argnums_says_which_arguments() -> None:
    f = lambda x, y, z: x * y * z  # noqa: E731
    assert grad(f, 0)(2.0, 3.0, 4.0) == 12.0
    assert grad(f, -1)(2.0, 3.0, 4.0) == 6.0
    assert grad(f, argnums=(2, 0))(2.0, 3.0, 4.0) == (6.0, 12.0)
    assert grad(f, (1,))(2.0, 3.0, 4.0) == (8.0,)
    assert grad(f, range(2))(2, 3, 4) == (12.0, 8.0)
    assert value_and_grad(f, 1)(2.0, 3.0, 4.0) == (24.0, 8.0)
    assert jacobian(f, argnums=1)(2.0, 3.0, 4.0) == jacobian(f, "forward", argnums=1)(2.0, 3.0, 4.0) == 8.0
    assert hessian(f, (0, 1))(2.0, 3.0, 4.0) == ((0.0, 4.0), (4.0, 0.0))
    assert jvp(f, [2.0, 3.0, 4.0], [1.0], argnums=1) == (24.0, 8.0)
    assert hvp(lambda x, n: x**n, [2.0, 3], [1.0], argnums=0) == 12.0
    assert vjp(f, [2.0, 3.0, 4.0], 0.5, argnums=1) == (24.0, 4.0)


def test_an_int_beside_a_float_is_passed_on_as_it_is() -> None:
    assert grad(polynomial)(2.0, 3) == (5.0, None)
    assert grad(polynomial, 0)(2.0, 3) == 5.0
    assert value_and_grad(polynomial)(2.0, 3) == (7.0, (5.0, None))
    assert jacobian(polynomial)(2.0, 3) == jacobian(polynomial, "forward")(2.0, 3) == (5.0, None)
    assert hessian(polynomial)(2.0, 4) == ((14.0, None), None)
    assert jvp(polynomial, [2.0, 3], [1.0, None]) == (7.0, 5.0)
    assert hvp(polynomial, [2.0, 4], [1.0, None]) == (14.0, None)
    assert vjp(polynomial, [2.0, 3], 1.0) == (7.0, (5.0, None))
    assert grad(lambda v, i: v[i] * v[0])([2.0, 3.0], 1) == ([3.0, 2.0], None)


def test_ints_are_a_point_where_nothing_is_a_float() -> None:
    assert grad(lambda x: x * x)(3) == 6.0
    assert grad(lambda x, y: x * y)(2, 3) == (3.0, 2.0)
    assert grad(lambda v, y: v[0] * v[1] * y)([2, 3], 4) == ([12.0, 8.0], 6.0)
    assert grad(lambda v: v[0] * v[1])([2, 3.5]) == [3.5, 2.0]
    assert grad(lambda x, y: x * y, argnums=1)(2.0, 3) == 2.0


def test_keyword_arguments_are_passed_on() -> None:
    f = lambda a, b=1.0: a * a * b  # noqa: E731
    assert grad(f)(2.0, b=3.0) == 12.0
    assert value_and_grad(f)(2.0, b=3.0) == (12.0, 12.0)
    assert jacobian(f)(2.0, b=3.0) == jacobian(f, "forward")(2.0, b=3.0) == 12.0
    assert hessian(f)(2.0, b=3.0) == hvp(f, [2.0], [1.0], b=3.0) == 6.0
    assert jvp(f, [2.0], [1.0], b=3.0) == vjp(f, [2.0], 1.0, b=3.0) == (12.0, 12.0)


class Kind(Enum):
    """Something that is not a number."""

    SQUARE = 2


@pytest.mark.parametrize("thing", ["square", None, True, Kind.SQUARE, SimpleNamespace(weight=2.0), {"square"}])
def test_what_is_not_a_number_is_passed_on_as_it_is(thing: Any) -> None:
    def f(x: Any, given: Any) -> Any:
        assert given is thing
        return x * x

    assert grad(f)(3.0, thing) == (6.0, None)
    assert jvp(f, [3.0, thing], [1.0, None]) == (9.0, 6.0)
    assert grad(lambda p: f(p["x"], p["kind"]))({"x": 3.0, "kind": thing}) == {"x": 6.0, "kind": None}
    assert jacobian(lambda p: f(p[0], p[1]), "forward")([3.0, thing]) == [6.0, None]
    with pytest.raises(
        TypeError, match=r"grad: argument 1 is an? \w+ and holds no number|grad: argument 1 is None and"
    ):
        grad(f, 1)(3.0, thing)


def test_the_derivative_keeps_the_name_of_the_function() -> None:
    for derivative in (grad(polynomial), value_and_grad(polynomial), jacobian(polynomial), hessian(polynomial)):
        assert (derivative.__name__, derivative.__doc__) == ("polynomial", polynomial.__doc__)  # type: ignore[attr-defined]
        assert derivative.__wrapped__ is polynomial  # type: ignore[attr-defined]
        assert list(signature(derivative).parameters) == ["a", "n"]
    assert grad(tanh)(0.0) == grad(partial(dot, [1.0]))([0.5])[0] == 1.0  # what has no name is differentiated, too


def test_vjp_of_lists_and_dicts() -> None:
    f = lambda p, x: {"y": [p["w"] * x, p["w"] ** 2]}  # noqa: E731
    value, slopes = vjp(f, [{"w": 3.0}, 2.0], {"y": [1.0, 10.0]})
    assert value == {"y": [6.0, 9.0]}
    assert slopes == ({"w": 62.0}, 3.0)
    assert vjp(f, [{"w": 3.0}, 2.0], {"y": [1.0, None]})[1] == ({"w": 2.0}, 3.0)


def test_an_output_of_weight_0_takes_no_part_in_vjp() -> None:
    assert vjp(lambda x: [sqrt(x), 2.0 * x], [0.0], [0.0, 1.0])[1] == 2.0


def test_vjp_can_be_differentiated_with_respect_to_the_cotangents() -> None:
    assert grad(lambda c: vjp(lambda x: x * x, [3.0], c)[1])(1.0) == 6.0
    assert jvp(lambda c: vjp(lambda x: x * x, [3.0], c)[1], [1.0], [1.0]) == (6.0, 6.0)
    assert grad(lambda x: vjp(lambda a: a**3, [x], 2.0)[1])(2.0) == 24.0


# ── words ───────────────────────────────────────────────────────────────────────────────────────────────────────

TRANSFORMS: dict[str, Callable[..., Any]] = {
    "grad": grad,
    "value_and_grad": value_and_grad,
    "jacobian": jacobian,
    "hessian": hessian,
    "jvp": lambda f, **given: lambda x: jvp(f, [x], [1.0], **given),
    "hvp": lambda f, **given: lambda x: hvp(f, [x], [1.0], **given),
    "vjp": lambda f, **given: lambda x: vjp(f, [x], 1.0, **given),
}
for_each_transform = pytest.mark.parametrize(("name", "transform"), TRANSFORMS.items(), ids=TRANSFORMS)


@for_each_transform
def test_only_functions_can_be_differentiated(name: str, transform: Any) -> None:
    with pytest.raises(TypeError, match=f"{name} takes a function, but a number came; give .* f itself, and not f\\(x"):
        transform(tanh(0.5))(1.0)


@for_each_transform
@pytest.mark.parametrize("output", ["text", None, True])
def test_an_output_that_is_not_a_number_is_named(name: str, transform: Any, output: Any) -> None:
    what = {"text": "a str", None: "None", True: "a bool"}[output]
    with pytest.raises(
        TypeError, match=f"^{name} needs a function that gives (one number|numbers), but it gave {what}: "
    ):
        transform(lambda x: output)(1.0)


@for_each_transform
def test_argnums_that_say_nothing_are_refused(name: str, transform: Any) -> None:
    for argnums in (1.0, "x", (), (0, True), [None]):
        with pytest.raises(TypeError, match=f"^{name}: argnums says by position which .* but .* came"):
            transform(tanh, argnums=argnums)(1.0)
    with pytest.raises(ValueError, match=f"^{name}: argnums names argument -2, but 1 positional argument came"):
        transform(tanh, argnums=-2)(1.0)


def test_an_argument_named_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="grad: argnums names argument 0 twice; name it once"):
        grad(lambda x, y: x * y, (0, -2))(1.0, 2.0)


@pytest.mark.parametrize("empty", [(), ([],), ({},), ("text",), (None, True)])
@pytest.mark.parametrize("transform", [grad, value_and_grad, jacobian, hessian, partial(jacobian, mode="forward")])
def test_there_must_be_something_to_differentiate_with_respect_to(transform: Any, empty: Any) -> None:
    with pytest.raises(TypeError, match="there is nothing to differentiate with respect to: the positional arguments"):
        transform(lambda *x: 5.0)(*empty)


def test_tangents_have_the_structure_of_the_inputs() -> None:
    f = lambda p, x: p["w"][0] * x  # noqa: E731
    inputs = [{"w": [1.0, 2.0], "kind": "linear"}, 3.0]
    for tangents, words in {
        ("short", 0.0): "inputs[0] is a dict with the keys 'w', 'kind', but tangents[0] is a str; give tangents[0] the",
        ((0.0, 0.0), 0.0): "inputs[0] is a dict with the keys 'w', 'kind', but tangents[0] is a tuple of 2; give",
        (None, (1.0,)): "inputs[1] is a number, but tangents[1] is a tuple of 1; give tangents[1] the structure",
    }.items():
        with pytest.raises(ValueError, match=re.escape(f"jvp: {words}")):
            jvp(f, inputs, tangents)
    with pytest.raises(
        ValueError, match=re.escape("hvp: inputs[0]['w'] is a list of 2, but tangents[0]['w'] is a list of 1")
    ):
        hvp(f, inputs, [{"kind": None, "w": [1.0]}, 0.0])
    with pytest.raises(
        ValueError, match=re.escape("inputs[0]['kind'] is a str, but tangents[0]['kind'] is a number; give None")
    ):
        jvp(f, inputs, [{"kind": 1.0, "w": [1.0, 0.0]}, 0.0])
    assert jvp(f, inputs, [{"kind": None, "w": (1.0, 0.0)}, 0.0]) == (3.0, 3.0)


def test_tangents_of_a_dict_are_found_by_their_keys() -> None:
    assert jvp(lambda p: p["a"] * p["b"], [{"a": 2.0, "b": 3.0}], [{"b": 0.0, "a": 1.0}]) == (6.0, 3.0)


def test_cotangents_have_the_structure_of_the_outputs() -> None:
    f = lambda x: [x, [x, x]]  # noqa: E731
    with pytest.raises(ValueError, match=re.escape("vjp: the output[1] is a list of 2, but cotangents[1] is a number")):
        vjp(f, [1.0], [1.0, 1.0])


def test_grad_needs_one_number() -> None:
    with pytest.raises(TypeError, match="grad needs .* gives one number, but it gave a list of 2: return one number"):
        grad(lambda x: [x, x])(1.0)


def test_jvp_needs_a_tangent_for_each_input() -> None:
    with pytest.raises(ValueError, match="jvp: 2 inputs but 1 tangents came; give one tangent for each input"):
        jvp(lambda x, y: x * y, [1.0, 2.0], [1.0])


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="jacobian: mode 'sideways' is not known; choose 'reverse' or 'forward'"):
        jacobian(cos, mode="sideways")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"jacobian: mode \['forward'\] is not known"):
        jacobian(cos, mode=["forward"])  # type: ignore[arg-type]


def test_a_dual_shows_itself() -> None:
    assert repr(Dual(2.0, 1.0, 7)) == "Dual(2.0 + 1.0·ε7)"


def test_duals_meet_values_and_numbers() -> None:
    w = Value(3.0)
    value, slope = jvp(lambda x: w * relu(x) + 1.0, [2.0], [1.0])
    assert (value.data, slope.data) == (7.0, 3.0)
    slope.backward()
    assert w.grad == 1.0


def test_jvp_of_lists_and_dicts() -> None:
    value, slope = jvp(
        lambda p: {"y": log(p["x"]) * p["w"][1]}, [{"x": 2.0, "w": [1.0, 3.0]}], [{"x": 1.0, "w": [0.0, 0.0]}]
    )
    assert value == {"y": math.log(2.0) * 3.0}
    assert slope == {"y": 1.5}


def test_forward_mode_takes_the_branch_that_the_number_takes() -> None:
    def f(x: Any) -> Any:
        return x * x if x > 0 else -x

    assert ag.jvp(f, [3.0], [1.0]) == (9.0, 6.0)
    assert ag.jvp(f, [-3.0], [1.0]) == (3.0, -1.0)
    assert ag.hvp(f, [3.0], [1.0]) == 2.0
    assert ag.jvp(lambda x: max(x, 0.0), [2.0], [1.0]) == (2.0, 1.0)
    assert ag.jvp(lambda x: x if x >= 2.0 and x <= 2.0 and not x < 2.0 else 0.0 * x, [2.0], [1.0]) == (2.0, 1.0)


def test_jvp_takes_lists() -> None:
    with pytest.raises(TypeError, match=r"jvp: inputs and tangents are lists .* jvp\(f, \[x\], \[1.0\]\)"):
        ag.jvp(ag.tanh, 1.0, 1.0)  # type: ignore[arg-type]


def test_the_slope_of_logsumexp_at_nan_is_nan() -> None:
    assert all(math.isnan(slope) for slope in ag.grad(ag.logsumexp)([math.nan, 1.0]))


def constant_inside(x: Any) -> Any:
    with ag.no_grad():
        y = x * x
    return y * x


@pytest.mark.parametrize("f", [constant_inside, lambda x: x.detach() * x * x.data, lambda x: x.data**2 * x])
def test_what_is_cut_off_is_cut_off_in_forward_mode_too(f: Any) -> None:
    assert ag.jvp(f, [3.0], [1.0]) == (27.0, 9.0)
    assert data_of(ag.grad(f)(3.0)) == 9.0
    assert ag.jvp(lambda x: ag.jvp(f, [x], [1.0])[1], [3.0], [1.0])[1] == 0.0


def test_forward_mode_works_inside_no_grad() -> None:
    with ag.no_grad():
        assert ag.jvp(lambda x: x * x, [3.0], [1.0]) == (9.0, 6.0)
        assert ag.hvp(lambda x: x**3, [3.0], [1.0]) == 18.0


def test_an_input_that_does_not_change_contributes_nothing_even_where_its_slope_is_infinite() -> None:
    assert jvp(lambda x, y: ag.sqrt(x) + y, (0.0, 1.0), (0.0, 3.0)) == (1.0, 3.0)
