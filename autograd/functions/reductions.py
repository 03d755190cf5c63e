"""Many numbers made into one, or into a running total: sums, means, deviations, products."""

import math
import operator
from collections.abc import Iterable, Sequence
from itertools import accumulate

from autograd.functions import families
from autograd.operation import Scalar


def sum(values: Iterable[Scalar]) -> Scalar:
    """The sum, added from left to right, as one node."""
    values = list(values)
    return families.total(len(values))(*values)


def mean(values: Iterable[Scalar]) -> Scalar:
    """The arithmetic mean."""
    values = list(values)
    if not values:
        raise ValueError("mean: of no values; give at least one")
    return sum(values) / len(values)


def var(values: Iterable[Scalar], correction: float = 1.0) -> Scalar:
    """The variance: the mean square of the deviations from the mean.

    correction   what is taken from the number of values before dividing: 1 as in PyTorch, where they are a sample;
                 0 as in NumPy, where they are all there are
    """
    apart = deviations(values, correction, "var")
    return sum(d * d for d in apart) / (len(apart) - correction)


def std(values: Iterable[Scalar], correction: float = 1.0) -> Scalar:
    """The standard deviation, the root of `var`; where all values are equal its slopes are 0, the least of all."""
    apart = deviations(values, correction, "std")
    return norm(apart) / math.sqrt(len(apart) - correction)


def deviations(values: Iterable[Scalar], correction: float, name: str) -> list[Scalar]:
    """How far each value lies from their mean."""
    values = list(values)
    if len(values) <= correction:
        raise ValueError(
            f"{name}: of {len(values)} values, with correction = {correction}, there is none; give more of them"
        )
    middle = mean(values)
    return [v - middle for v in values]


def norm(values: Iterable[Scalar]) -> Scalar:
    """The length √Σ value², as one node; where all values are 0 its slopes are 0, the least of all."""
    values = list(values)
    return families.norm(len(values))(*values)


def cumsum(values: Iterable[Scalar]) -> list[Scalar]:
    """The sums of the first value, the first two, the first three, …"""
    return list(accumulate(values))


def cumprod(values: Iterable[Scalar]) -> list[Scalar]:
    """The products of the first value, the first two, the first three, …"""
    return list(accumulate(values, operator.mul))


def dot(weights: Sequence[Scalar], inputs: Sequence[Scalar], bias: Scalar = 0.0) -> Scalar:
    """bias + Σ weight · input, as one node: a whole neuron before its activation."""
    if len(weights) != len(inputs):
        raise ValueError(f"dot: {len(weights)} weights but {len(inputs)} inputs came; give as many of each")
    return families.dot(len(weights))(*weights, *inputs, bias)
