"""Whole numbers modulo a prime, as Python's own whole numbers have them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

np = pytest.importorskip("numpy")

from autograd.compile.proof.field import (  # noqa: E402
    POINTS,
    PRIME,
    mixed,
    of_floats,
    product,
    scrambled,
    summed_in_segments,
)
from tests.examples import examples  # noqa: E402

residues = st.one_of(st.integers(0, PRIME - 1), st.sampled_from([0, 1, PRIME - 1, 2**16 - 1, 2**16, 2**30]))


def test_the_prime_is_one_and_powers_of_two_meet_every_residue():
    assert all(PRIME % n for n in range(2, math.isqrt(PRIME) + 1))
    factors = [n for n in range(2, 40000) if (PRIME - 1) % n == 0 and all(n % m for m in range(2, n))]
    assert all(pow(2, (PRIME - 1) // n, PRIME) != 1 for n in factors)


@given(st.integers(1, 4), st.integers(1, 9), st.integers(1, 4), st.data())
@examples(40)
def test_products_of_matrices_are_exact(m, k, n, data):
    a = data.draw(st.lists(st.lists(residues, min_size=k, max_size=k), min_size=m, max_size=m))
    b = data.draw(st.lists(st.lists(residues, min_size=n, max_size=n), min_size=k, max_size=k))
    expected = [[sum(x * row[j] for x, row in zip(line, b)) % PRIME for j in range(n)] for line in a]
    assert product(np.array(a, np.uint64), np.array(b, np.uint64)).tolist() == expected


def test_long_products_of_the_largest_residues_are_exact():
    largest = np.full((1, 50_000), PRIME - 1, np.uint64)
    assert product(largest, largest.T).tolist() == [[50_000]]


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
@examples(100)
def test_what_floats_compute_exactly_is_true_of_residues(x, y):
    x, y = math.ldexp(round(math.frexp(x)[0] * 2**20), 3), math.ldexp(round(math.frexp(y)[0] * 2**20), -7)
    a, b, total, times = (int(of_floats(np.array(z))) for z in (x, y, x + y, x * y))
    assert (a + b) % PRIME == total
    assert a * b % PRIME == times


def test_floats_that_are_not_finite_are_told_apart():
    numbers = of_floats(np.array([math.inf, -math.inf, math.nan, 0.0, 1.0, 2.0**31, 5e-324, 1.7e308]))
    assert len(set(numbers.tolist())) == 8


def test_segments():
    numbers = np.array([[PRIME - 1, 2, 3, PRIME - 4, 5]], np.uint64)
    assert summed_in_segments(numbers, np.array([0, 2, 3])).tolist() == [[1, 3, 1]]


def test_scrambling_feels_the_function_the_order_and_every_input():
    def value(tag, *inputs):
        places = np.arange(len(inputs), dtype=np.uint64)
        return int(scrambled(tag, mixed(np.array(inputs, np.uint64), places).sum()))

    with np.errstate(over="ignore"):
        found = [value(2, 5, 6), value(4, 5, 6), value(2, 6, 5), value(2, 5, 7), value(2, 5, 6, 0), value(2, 5)]
    assert len(set(found)) == len(found)


def test_two_points_are_enough_for_a_chance_below_1e_15_up_to_degree_67():
    assert (67 / PRIME) ** POINTS < 1e-15
