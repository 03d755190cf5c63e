"""Whole numbers modulo a prime, in arrays; nothing is ever rounded.

The first axis of an array is the random point: everything is computed at `POINTS` of them.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.compile.tracing.graph import Floats, Integers

Residues = NDArray[np.uint64]

PRIME = 2**31 - 19  # products of two residues fit into 64 bits; and 2 is of the highest order, see `of_floats`
POINTS = 2
P = np.uint64(PRIME)
LOW, HALF = np.uint64(0xFFFF), np.uint64(16)


def of_floats(x: Floats) -> Residues:
    """Return each float m · 2ᵉ as a residue, exactly, so that what is exact for floats is true here; inf and nan
    stand for numbers of their own."""
    finite = np.isfinite(x)
    mantissa, exponent = np.frexp(np.where(finite, x, 0.0))
    whole = (mantissa * 2.0**53).astype(np.int64) % PRIME
    residues: Residues = whole.astype(np.uint64) * POWERS[exponent - 53 - LOWEST] % P
    if finite.all():
        return residues
    return np.where(finite, residues, mixed(np.asarray(x, float).view(np.uint64), ZERO) % P)


LOWEST, HIGHEST = -1074 - 53, 1024
POWERS = np.array([pow(2, e, PRIME) for e in range(LOWEST, HIGHEST + 1)], np.uint64)


def random(generator: np.random.Generator, *shape: int) -> Residues:
    """Return random residues."""
    return generator.integers(0, PRIME, shape, np.uint64)


def product_of(a: Residues, b: Residues) -> Residues:
    """Return a · b."""
    return a * b % P


def negated(a: Residues) -> Residues:
    """Return −a."""
    return (P - a) % P


def summed(a: Residues, axis: int | tuple[int, ...]) -> Residues:
    """Return the sums along some axes (of at most 2³³ terms)."""
    return np.asarray(a.sum(axis) % P)


def summed_in_segments(a: Residues, starts: Integers) -> Residues:
    """Return the sums over the segments of the last axis that begin at `starts`."""
    total: Residues = np.add.reduceat(a, starts, axis=-1) % P
    return total


def product(a: Residues, b: Residues) -> Residues:
    """Return the matrix products a @ b (of at most 2¹⁹ terms).

    Floats multiply matrices fast, and are exact up to 2⁵³: each factor is split into a low and a high half, and
    (l + h)(l' + h') − ll' − hh' saves the fourth product (Karatsuba, 1962).
    """
    low, high = (a & LOW, b & LOW), (a >> HALF, b >> HALF)
    both = (low[0] + high[0], low[1] + high[1])
    ll, hh, all_ = (np.matmul(x.astype(float), y.astype(float)) for x, y in (low, high, both))
    middle = (all_ - ll - hh).astype(np.uint64) % P
    ends = ll.astype(np.uint64) + (hh.astype(np.uint64) % P * np.uint64(2**32 % PRIME))
    total: Residues = (ends % P + (middle << HALF)) % P
    return total


def mixed(x: Residues, place: Any) -> Residues:
    """Return 64 bits that depend on all bits of x and of a place, as if at random.

    Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014 (SplitMix64).
    """
    x = x + (place + ONE) * GOLDEN
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


ZERO, ONE, GOLDEN = np.uint64(0), np.uint64(1), np.uint64(0x9E3779B97F4A7C15)


def scrambled(tag: Any, inputs: Residues) -> Residues:
    """Return the value of an unknown function.

    tag      which function it is
    inputs   the sum of its `mixed` inputs, each with its place
    """
    return mixed(inputs, np.uint64(tag)) % P
