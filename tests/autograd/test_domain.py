"""Intervals: what lies in them, and how they are written."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import ANY, FINITE, NONNEGATIVE, NONZERO, POSITIVE, Interval


@pytest.mark.parametrize(
    ("interval", "inside", "outside", "text"),
    [
        (ANY, [-inf, -1.0, 0.0, inf], [], "any number"),
        (FINITE, [-1e308, 0.0], [inf, -inf], "a finite"),
        (POSITIVE, [1e-300, inf], [0.0, -0.0, -1.0], "a > 0"),
        (NONNEGATIVE, [0.0, -0.0, inf], [-1e-300], "a ≥ 0"),
        (NONZERO, [1e-300, -inf], [0.0, -0.0], "a ≠ 0"),
        (Interval(-1.0, low_closed=False), [-0.999], [-1.0], "a > -1"),
        (Interval(0.0, 1.0, True, False), [0.0, 0.5], [1.0], "a ≥ 0, a < 1"),
        (Interval(high=2.5), [-inf, 2.5], [2.6], "a ≤ 2.5"),
        (Interval(-1.0, 1.0, without=(0.0,)), [1.0], [0.0], "a ≥ -1, a ≤ 1, a ≠ 0"),
    ],
)
def test_intervals(interval: Interval, inside: list[float], outside: list[float], text: str) -> None:
    assert all(x in interval for x in inside)
    assert not any(x in interval for x in outside)
    assert str(interval) == text


def test_nan_travels_through() -> None:
    assert nan in POSITIVE


@given(st.floats(allow_nan=False), st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_a_closed_interval_holds_what_lies_between(low: float, high: float, x: float) -> None:
    assert (x in Interval(low, high)) == (low <= x <= high)
