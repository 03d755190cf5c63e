"""What counts as a number."""

from decimal import Decimal
from fractions import Fraction
from math import inf, isnan

import numpy as np
import pytest

from autograd.number import is_number, number, sum_in_order


@pytest.mark.parametrize("x", [1, 1.5, True, Fraction(1, 2), np.float32(0.5), np.int8(3), np.array(2.0)])
def test_numbers(x: object) -> None:
    assert is_number(x)
    assert type(number(x)) is float


@pytest.mark.parametrize("x", ["1", None, 1j, [1.0], np.array([1.0]), object()])
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
