"""Where an operation selects, nothing flows along the way not taken: in every mode, of every order, whatever stands
above and whatever lies below."""

import math
from collections.abc import Callable
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import (
    TABLE,
    Value,
    clip,
    elu,
    grad,
    hessian,
    jacobian,
    jvp,
    leaky_relu,
    log,
    logsumexp,
    maximum,
    minimum,
    relu,
    sign,
    sqrt,
    step,
    unary,
    where,
    xlogy,
)
from autograd import abs as absolute
from autograd.functions.families import largest
from autograd.operation import Operation
from autograd.operations import clamp_max, clamp_min, greater

# Functions whose slope would be 0 · inf = nan, and what it is: a root above, at 0, of what was not selected
GUARDED_ROOTS: dict[str, tuple[Callable[[Any], Any], float, float]] = {
    "relu": (lambda x: sqrt(relu(x)), -1.0, 0.0),
    "relu at its kink": (lambda x: sqrt(relu(x)), 0.0, 0.0),
    "maximum": (lambda x: sqrt(maximum(x, 0.0)), -1.0, 0.0),
    "minimum": (lambda x: sqrt(-minimum(x, 0.0)), 1.0, 0.0),
    "clip": (lambda x: clip(x, 0.0, 1.0) ** 0.5, -1.0, 0.0),
    "step": (lambda x: sqrt(step(x)), -1.0, 0.0),
    "sign": (lambda x: sqrt(1.0 + sign(x)), -1.0, 0.0),
    "abs at its kink": (lambda x: sqrt(absolute(x)), 0.0, 0.0),
    "greater": (lambda x: sqrt(greater(x, 1.0)), 0.0, 0.0),
    "largest": (lambda x: sqrt(largest(3)(x, 0.0, -1.0)), -2.0, 0.0),
    "where": (lambda x: sqrt(where(step(x), x, 0.0)), -2.0, 0.0),
    "leaky_relu": (lambda x: sqrt(0.02 + leaky_relu(x)), -1.0, 0.01 * 0.5 / math.sqrt(0.01)),
}
# Functions with an infinite slope below: the root that was not selected has its infinite slope at 0
ROOTS_NOT_SELECTED: dict[str, tuple[Callable[[Any], Any], float, float]] = {
    "relu": (lambda x: relu(sqrt(x) - 1.0), 0.0, 0.0),
    "maximum": (lambda x: maximum(sqrt(x), x + 1.0), 0.0, 1.0),
    "minimum": (lambda x: minimum(sqrt(x), x - 1.0), 0.0, 1.0),
    "clip": (lambda x: clip(sqrt(x), 1.0, 2.0), 0.0, 0.0),
    "largest": (lambda x: largest(2)(sqrt(x), 1.0 + 3.0 * x), 0.0, 3.0),
    "where": (lambda x: where(step(x), sqrt(x), 2.0 * x), 0.0, 2.0),
    "step": (lambda x: x + step(sqrt(x)), 0.0, 1.0),
}
CASES = [
    pytest.param(*case, id=f"{kind}: {name}")
    for kind, cases in (("root above", GUARDED_ROOTS), ("root below", ROOTS_NOT_SELECTED))
    for name, case in cases.items()
]


@pytest.mark.parametrize(("f", "x", "slope"), CASES)
def test_nothing_flows_along_the_way_not_taken(f: Callable[[Any], Any], x: float, slope: float) -> None:
    value = Value(x)
    f(value).backward()
    by_jvp = jvp(f, [x], [1.0])[1]
    for found in (value.grad, grad(f)(x), jacobian(f)(x), jacobian(f, "forward")(x), by_jvp):
        assert found == pytest.approx(slope, rel=1e-14)


@pytest.mark.parametrize(("f", "x", "slope"), CASES)
def test_second_derivatives_agree(f: Callable[[Any], Any], x: float, slope: float) -> None:
    by_reverse = grad(grad(f))(x)
    assert by_reverse == jvp(grad(f), [x], [1.0])[1]
    assert by_reverse == grad(lambda t: jvp(f, [t], [1.0])[1])(x)
    assert math.isfinite(by_reverse)


def test_a_gradient_that_does_not_arrive_is_zero_and_not_unset() -> None:
    x = Value(0.0, "x")
    root = sqrt(x)
    y = relu(root - 1.0)
    y.backward()
    assert (x.grad, root.grad) == (0.0, 0.0)
    assert "grad=0.0" in repr(root)


def test_what_leaves_held_before_is_kept_where_nothing_arrives() -> None:
    x = Value(-1.0)
    (3.0 * x).backward()
    sqrt(relu(x)).backward()
    assert x.grad == 3.0


def test_an_input_that_does_not_move_passes_nothing_not_even_zero_times_infinity() -> None:
    def f(a: Any, b: Any) -> list[Any]:
        return [sqrt(a) * 0.0 + b]

    ((_, by_b),) = jacobian(f, "forward")(0.0, 5.0)
    assert by_b == jacobian(f)(0.0, 5.0)[0][1] == 1.0


def test_what_is_multiplied_by_zero_is_not_selected() -> None:
    """0 · inf stays nan where nothing selects: the slope of √a · 0 at 0 has no other number in IEEE arithmetic."""
    a = Value(0.0)
    (sqrt(a) * 0.0).backward()
    assert math.isnan(a.grad)
    assert math.isnan(jvp(lambda a: sqrt(a) * 0.0, [0.0], [1.0])[1])


def test_every_row_that_jumps_between_inputs_says_that_it_selects() -> None:
    selecting = {row.name for row in TABLE if row.selects}
    kinked = {row.name for row in TABLE if row.kink is not None}
    assert selecting == kinked - {"hypot", "atan2", "divide_no_nan"}
    assert largest(3).selects


def test_a_row_of_ones_own_selects_when_it_says_so() -> None:
    def hard(selects: bool) -> Operation:
        return unary(
            "hard", "hard({})", lambda a: max(a, 0.0), lambda a, y: (step(a),), kink=lambda a: a, selects=selects
        )

    assert grad(lambda x: sqrt(hard(True)(x)))(-1.0) == 0.0
    assert math.isnan(grad(lambda x: sqrt(hard(False)(x)))(-1.0))


NAN_TRAVELS = [
    (relu, (nan,)),
    (step, (nan,)),
    (sign, (nan,)),
    (absolute, (nan,)),
    *[
        (row, point)
        for row in (maximum, minimum, clamp_min, clamp_max, greater)
        for point in ((nan, 1.0), (1.0, nan), (nan, nan), (inf, nan))
    ],
    *[(largest(3), tuple(nan if i == k else 1.0 for i in range(3))) for k in range(3)],
    (largest(2), (inf, nan)),
    (xlogy, (0.0, nan)),
    (xlogy, (nan, 1.0)),
    (where, (nan, 1.0, 2.0)),
    *[(lambda *x: clip(*x), tuple(nan if i == k else 1.0 for i in range(3))) for k in range(3)],
    (lambda x: elu(x), (nan,)),
    (lambda *x: logsumexp(x), (1.0, nan, 2.0)),
]


@pytest.mark.parametrize(("f", "point"), NAN_TRAVELS, ids=lambda x: None if callable(x) else str(x))
def test_nan_travels(f: Callable[..., Any], point: tuple[float, ...]) -> None:
    assert math.isnan(f(*point))
    assert math.isnan(f(*map(Value, point)).data)


@given(st.lists(st.floats(-10.0, 10.0) | st.just(nan) | st.just(inf), min_size=1, max_size=5), st.randoms())
def test_the_order_of_the_inputs_does_not_matter(xs: list[float], random: Any) -> None:
    shuffled = random.sample(xs, len(xs))
    for f in (lambda *x: largest(len(x))(*x), lambda *x: logsumexp(x)):
        first, second = f(*xs), f(*shuffled)
        assert first == pytest.approx(second, rel=1e-13, nan_ok=True)


@pytest.mark.parametrize(("x", "slope"), [(-1.0, 0.0), (0.0, 1.0), (0.5, 1.0), (1.0, 1.0), (2.0, 0.0)])
def test_clip_has_slope_one_at_its_ends(x: float, slope: float) -> None:
    assert grad(lambda x: clip(x, 0.0, 1.0))(x) == slope
    assert grad(lambda x: clip(x, None, 1.0))(min(x, 1.0)) == 1.0
    assert grad(lambda x: clip(x, 0.0, None))(max(x, 0.0)) == 1.0


def test_the_ends_of_clip_can_be_values() -> None:
    assert grad(lambda x, low, high: clip(x, low, high))(5.0, 0.0, 1.0) == (0.0, 0.0, 1.0)
    assert grad(lambda x, low, high: clip(x, low, high))(-5.0, 0.0, 1.0) == (0.0, 1.0, 0.0)


@given(st.floats(-3.0, 3.0), st.floats(-3.0, 3.0))
def test_where_takes_one_side(a: float, b: float) -> None:
    gradient = grad(lambda c, a, b: where(c, a * a, log(1.0 + absolute(b))))
    assert gradient(1.0, a, b) == (0.0, 2.0 * a, 0.0)
    assert gradient(0.0, a, b)[:2] == (0.0, 0.0)
    second = hessian(lambda a: where(a > 0.0, a * a * a, 0.0))(a)
    assert second == pytest.approx(6.0 * a if a > 0 else 0.0, rel=1e-14)
