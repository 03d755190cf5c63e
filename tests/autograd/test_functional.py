"""Derivatives of functions: of any order, in both modes, against each other and against fifty digits of mpmath."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    tanh,
    value_and_grad,
)
from autograd.graph import Unset
from autograd.strategies import Expression, expressions
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


# ── words ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_grad_needs_one_number() -> None:
    with pytest.raises(TypeError, match="grad needs a function that gives one number, but it gave list: return one"):
        grad(lambda x: [x, x])(1.0)


def test_jvp_needs_a_tangent_for_each_input() -> None:
    with pytest.raises(ValueError, match="jvp: 2 inputs but 1 tangents came; give one tangent for each input"):
        jvp(lambda x, y: x * y, [1.0, 2.0], [1.0])


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="jacobian: mode 'sideways' is not known; choose 'reverse' or 'forward'"):
        jacobian(cos, mode="sideways")  # type: ignore[arg-type]


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
