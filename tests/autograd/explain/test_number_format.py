"""How numbers are written in sentences."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd.explain.number_format import written

# fmt: off
CASES = [
    (0.0, "0"), (-0.0, "0"), (2.0, "2"), (-3.0, "−3"), (1.7935, "1.7935"), (0.99999, "1"),
    (0.03125, "0.03125"), (0.100025, "0.1"), (1.03125, "1.0313"), (-1.03125, "−1.0313"),  # a half rounds away from 0
    (0.0001, "0.0001"), (0.00012345, "0.0001234"), (0.099996, "0.1"), (9.9996e-5, "1e−4"), (9.9991e-5, "9.999e−5"),
    (999999.0, "999999"), (1e6, "1e6"), (123456789.0, "1.235e8"), (5e-324, "4.941e−324"), (1.7e308, "1.7e308"),
    (inf, "∞"), (-inf, "−∞"), (nan, "nan"),
]
# fmt: on


@pytest.mark.parametrize(("x", "text"), CASES)
def test_a_number_is_written_like_this(x: float, text: str) -> None:
    assert written(x) == text


@given(st.floats(-1e308, 1e308))
def test_what_is_written_is_near_the_number(x: float) -> None:
    assert float(written(x).replace("−", "-")) == pytest.approx(x, rel=5e-4)


@given(st.floats())
def test_the_sign_is_a_minus_and_a_number_is_one_word(x: float) -> None:
    assert "-" not in written(x)
    assert " " not in written(x)
