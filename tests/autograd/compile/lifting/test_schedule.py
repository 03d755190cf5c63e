"""Only sums of the same pattern are computed together: keys are exact."""

import random

import pytest

import autograd
from autograd import Value

pytest.importorskip("numpy")


def patterned(numbers, weights, products):
    """A sum of ten terms, with products at these places."""
    terms = [x * w if place in products else x for place, (x, w) in enumerate(zip(numbers, weights))]
    return sum(terms[1:], terms[0])


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_sums_with_products_at_other_places_are_told_apart(sign):
    """The sums 3 + 5 and 1 + 7 are equal, and sums of hashes of these places that are nearly linear are, too."""
    generator = random.Random(0)
    weights = [Value(generator.uniform(1, 9)) for _ in range(10)]

    def f(rows):
        sums = [patterned(row, weights, places) for row in rows for places in ((3, 5), (1, 7))]
        return sum(sign * s * s for s in sums)

    rows = [[Value(generator.uniform(1, 9)) for _ in range(10)] for _ in range(4)]
    assert autograd.compile(f, check=False)(rows).data == pytest.approx(f(rows).data, rel=1e-12)


def test_negative_terms_at_other_places_are_told_apart():
    def signed(numbers, negative):
        total = numbers[0]
        for place, x in enumerate(numbers[1:], 1):
            total = total - x if place in negative else total + x
        return total

    def f(rows):
        return [signed(row, places) for row in rows for places in ((3, 5), (1, 7))]

    rows = [[Value(float(10**n)) for n in range(10)], [Value(float(n * n)) for n in range(10)]]
    assert [y.data for y in autograd.compile(f, check=False)(rows)] == [y.data for y in f(rows)]
