"""Rows for any number of inputs: values, slopes at ties, and kinks."""

import pytest

from autograd.functions.families import largest, shift


@pytest.mark.parametrize(
    ("inputs", "slopes"),
    [
        ((5.0,), (1.0,)),
        ((9.0, 1.0, 2.0), (1.0, 0.0, 0.0)),
        ((1.0, 9.0, 2.0), (0.0, 1.0, 0.0)),
        ((1.0, 2.0, 9.0), (0.0, 0.0, 1.0)),
        ((9.0, 2.0, 9.0), (0.5, 0.0, 0.5)),
        ((9.0, 9.0, 2.0, 9.0), (1 / 3, 1 / 3, 0.0, 1 / 3)),
    ],
)
def test_the_largest_take_the_slope_and_share_it_at_a_tie(inputs: tuple[float, ...], slopes: tuple[float, ...]) -> None:
    row = largest(len(inputs))
    assert row(*inputs) == max(inputs)
    assert row.slopes(*inputs, max(inputs)) == slopes


def test_the_largest_has_a_kink_where_two_lead() -> None:
    kink = largest(3).kink
    assert kink is not None
    assert (kink(1.0, 7.0, 3.0), kink(7.0, 1.0, 7.0)) == (4.0, 0.0)
    alone = largest(1).kink
    assert alone is not None
    assert alone(5.0) != 0.0


def test_a_shift_is_the_largest_without_slopes() -> None:
    assert shift(3)(1.0, 9.0, 2.0) == 9.0
    assert shift(3).slopes(1.0, 9.0, 2.0, 9.0) == (0.0, 0.0, 0.0)
