"""Slopes from values alone: how good they are, at borders and kinks, and what they say when they cannot know."""

import math
from collections.abc import Callable
from itertools import pairwise
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd.check.differences import Slopes, ladders, slopes
from autograd.check.extrapolation import UNKNOWN, Estimate


def of(f: Callable[[float], float], x: float, low: float = -inf, high: float = inf, **options: object) -> Slopes:
    """The slopes of a function at a point; it is defined from low to high."""

    def outputs_at(point: float) -> list[float] | None:
        return [f(point)] if low <= point <= high else None

    return slopes(outputs_at, x, [1e-16 * abs(f(x))], **options)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("f", "x", "slope"),
    [
        (math.exp, 1.0, math.e),
        (math.sin, 100.0, math.cos(100.0)),
        (math.log, 1e-6, 1e6),
        (math.tan, 1.5, 1.0 + math.tan(1.5) ** 2),
        (lambda x: x**3, 0.0, 0.0),
        (lambda x: math.sin(1000.0 * x), 0.3, 1000.0 * math.cos(300.0)),
        (lambda x: 1e8 + x, 1.0, 1.0),
        (lambda x: 1e-20 * x, 1.0, 1e-20),
        (lambda x: x**2, 1e-30, 2e-30),
        (lambda x: x**2, 1e30, 2e30),
    ],
)
def test_smooth_functions(f: Callable[[float], float], x: float, slope: float) -> None:
    found = of(f, x, low=0.0 if f is math.log else -inf)
    assert found.best.value == pytest.approx(slope, rel=1e-7, abs=1e-15)
    assert abs(found.best.value - slope) <= 4.0 * found.best.error
    assert not found.differ(1e-6)


@given(st.floats(-5.0, 5.0))
def test_the_error_is_an_honest_one(x: float) -> None:
    best = of(math.sin, x).best
    assert abs(best.value - math.cos(x)) <= 4.0 * best.error + 1e-15
    assert best.error < 1e-8


@pytest.mark.parametrize("scheme", ["ridders", "five-point", "central"])
def test_every_scheme_finds_the_bottom_of_the_u(scheme: str) -> None:
    assert of(math.exp, 1.0, scheme=scheme).best.value == pytest.approx(math.e, rel=1e-7)


def test_five_points_are_better_than_two_at_the_same_step() -> None:
    central, five, ridders = (
        abs(of(math.exp, 1.0, scheme=scheme, step=0.01).best.value - math.e)
        for scheme in ("central", "five-point", "ridders")
    )
    assert central == pytest.approx(math.e * 0.01**2 / 6, rel=0.01)  # f‴ h² / 6
    assert five == pytest.approx(math.e * 4 * 0.01**4 / 120, rel=0.01)  # f⁗′ 4 h⁴ / 120
    assert ridders < 0.01 * five


def test_a_step_too_small_drowns_in_roundoff_and_one_too_large_misses_the_curvature() -> None:
    def error(step: float) -> float:
        return abs(of(math.exp, 1.0, scheme="central", step=step).best.value - math.e)

    assert error(1e-5) < 1e-3 * error(1e-1)
    assert error(1e-5) < 1e-3 * error(1e-13)


@pytest.mark.parametrize("x", [0.0, 1e-12])
def test_beside_a_border_the_other_side_is_used(x: float) -> None:
    visited = []

    def watched(point: float) -> float:
        visited.append(point)
        return math.exp(point)

    found = of(watched, x, low=0.0)
    assert found.best.value == pytest.approx(1.0, rel=1e-7)
    assert min(visited) >= 0.0


def test_on_a_single_point_nothing_is_known() -> None:
    assert of(math.exp, 1.0, low=1.0, high=1.0).best == UNKNOWN


def test_the_root_is_infinitely_steep_at_zero() -> None:
    found = of(lambda x: math.sqrt(x), 0.0, low=0.0)
    assert found.best == Estimate(inf, 0.0, 0.0)
    assert of(lambda x: -math.sqrt(-x), 0.0, high=0.0).best.value == inf
    assert of(lambda x: math.sqrt(-x), 0.0, high=0.0).best.value == -inf


def test_a_steep_but_finite_slope_is_not_taken_for_infinite() -> None:
    assert of(math.log, 1e-12, low=1e-13).best.value == pytest.approx(1e12, rel=1e-6)


def test_at_a_kink_both_sides_are_seen() -> None:
    found = of(abs, 0.0, kink=True)
    assert (found.left.value, found.right.value) == (-1.0, 1.0)
    assert found.differ(1e-6)
    assert not found.agree(1e-6)


def test_a_jump_does_not_spoil_the_slopes_beside_it() -> None:
    found = of(lambda x: math.sin(x) + (5.0 if x > 0 else 3.0 if x < 0 else 4.0), 0.0, kink=True)
    assert found.left.value == pytest.approx(1.0, rel=1e-7)
    assert found.right.value == pytest.approx(1.0, rel=1e-7)


@pytest.mark.parametrize("distance", [1e-3, 1e-6, 1e-9, -1e-9])
def test_near_a_kink_the_step_stays_on_this_side(distance: float) -> None:
    found = of(lambda x: max(x, 0.0), distance)
    assert found.best.value == (1.0 if distance > 0 else 0.0)


def test_a_kink_in_a_curved_function() -> None:
    found = of(lambda x: abs(x - 1.0) * math.exp(x), 1.0)
    assert found.left.value == pytest.approx(-math.e, rel=1e-6)
    assert found.right.value == pytest.approx(math.e, rel=1e-6)


def test_unknown_slopes_neither_agree_nor_differ() -> None:
    known = Estimate(1.0, 0.0, 0.0)
    for one_sided in (Slopes(UNKNOWN, known, UNKNOWN), Slopes(UNKNOWN, UNKNOWN, UNKNOWN)):
        assert not one_sided.agree(1e-6)
        assert not one_sided.differ(1e-6)
    assert math.isnan(UNKNOWN.value)
    assert nan != UNKNOWN.value


@given(st.floats(-1e6, 1e6))
def test_steps_shrink_by_halves_and_are_exact(x: float) -> None:
    for ladder in ladders(x, None, "ridders"):
        assert all(b == a / 2.0 for a, b in pairwise(ladder))
        assert all(math.frexp(step)[0] == 0.5 for step in ladder)
        assert all(x + step != x for step in ladder)


def test_several_outputs_are_taken_together() -> None:
    calls = []

    def outputs_at(x: float) -> list[float]:
        calls.append(x)
        return [x, x * x, math.sin(50.0 * x)]

    found = slopes(outputs_at, 1.0, [0.0, 0.0, 0.0])
    assert [slope.best.value for slope in found] == pytest.approx([1.0, 2.0, 50.0 * math.cos(50.0)], rel=1e-8)
    assert len(calls) == len(set(calls))  # each point once, whatever each output needs


def test_the_uncertainties_of_both_sides_add_up() -> None:
    def side(error: float) -> Estimate:
        return Estimate(1.0, error, 0.0)

    assert Slopes(side(0.0), side(0.004), side(0.004)).agree(1e-3)  # 0.008 of a slope of 1: within the hundredth asked
    both = Slopes(side(0.0), side(0.006), side(0.006))  # 0.012: one side alone would do, both together do not
    assert not both.agree(1e-3)
    assert not both.differ(1e-3)
