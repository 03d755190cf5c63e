"""What counts as a number."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import inf, isnan

import numpy as np
import pytest

from autograd import Value, exp
from autograd.number import is_number, number, sum_in_order
from autograd.operations import add


@pytest.mark.parametrize("x", [1, 1.5, True, Fraction(1, 2), np.float32(0.5), np.int8(3), np.array(2.0)])
def test_numbers(x: object) -> None:
    assert is_number(x)
    assert type(number(x)) is float


@pytest.mark.parametrize(
    "x",
    [
        "1",
        None,
        1j,
        [1.0],
        np.array([1.0]),
        object(),
        np.str_("3"),
        np.bytes_(b"3"),
        np.array("3"),
        np.timedelta64(3, "s"),
        np.datetime64("2020"),
        np.array(None),
    ],
)
def test_what_is_no_number(x: object) -> None:
    assert not is_number(x)
    with pytest.raises(TypeError, match="a Value holds one real number"):
        number(x)


def test_a_decimal_is_no_real_number_of_python() -> None:
    assert not is_number(Decimal("0.1"))


def test_a_sum_in_order_rounds_after_each_number() -> None:
    assert sum_in_order([1e16, 1.0, 1.0, -1e16]) == 0.0  # exactly it would be 2
    assert sum_in_order(x for x in (1.0, 1e16, -1e16)) == 0.0
    assert sum_in_order([]) == 0.0


def test_a_sum_in_order_does_not_stop_at_infinity() -> None:
    assert sum_in_order([1e308, 1e308, -1.0]) == inf
    assert isnan(sum_in_order([inf, -inf]))


@pytest.mark.parametrize(
    ("compute", "came"),
    [
        (lambda: number(10**400), "an integer of 1329 bits"),
        (lambda: Value(Fraction(10**400)), "a Fraction"),
        (lambda: Value(2.0) ** 10**400, "an integer of 1329 bits"),
        (lambda: Value(2.0) ** Fraction(10**400), "a Fraction"),
        (lambda: exp(10**400), "an integer of 1329 bits"),
        (lambda: add(10**400, 1.0), "an integer of 1329 bits"),
    ],
)
def test_a_number_too_large_for_a_float_is_named(compute: Callable[[], object], came: str) -> None:
    with pytest.raises(OverflowError, match=rf"{came} is too large for a float \(up to 1.8e308\)"):
        compute()
