"""Functions that need no row of their own, because they are spelled with the rows."""

import math
from collections.abc import Iterable, Sequence

from autograd.families import dot as _dot
from autograd.families import shift, total
from autograd.operation import Scalar
from autograd.operations import erf, exp, log, maximum, minimum, relu, sigmoid


def leaky_relu(x: Scalar, slope: float = 0.01) -> Scalar:
    """x for x > 0, otherwise slope · x (the slope at 0 is that of the left side, as in PyTorch)."""
    return slope * x + (1.0 - slope) * relu(x)


def silu(x: Scalar) -> Scalar:
    """x · sigmoid(x), also called swish (Elfwing, Uchibe and Doya, 2018)."""
    return x * sigmoid(x)


def gelu(x: Scalar) -> Scalar:
    """x · Φ(x), Φ the normal distribution function (Hendrycks and Gimpel, 2016)."""
    return 0.5 * x * (1.0 + erf(x / math.sqrt(2.0)))


def clip(x: Scalar, low: float, high: float) -> Scalar:
    """x kept between low and high; the slope outside is 0."""
    if low > high:
        raise ValueError(f"clip: low = {low} lies above high = {high}; swap them")
    return minimum(maximum(x, low), high)


def summed(values: Iterable[Scalar]) -> Scalar:
    """The sum, added from left to right, as one node."""
    values = list(values)
    return total(len(values))(*values)


def mean(values: Iterable[Scalar]) -> Scalar:
    """The arithmetic mean."""
    values = list(values)
    if not values:
        raise ValueError("mean: of no values; give at least one")
    return summed(values) / len(values)


def dot(weights: Sequence[Scalar], inputs: Sequence[Scalar], bias: Scalar = 0.0) -> Scalar:
    """bias + Σ weight · input, as one node: a whole neuron before its activation."""
    if len(weights) != len(inputs):
        raise ValueError(f"dot: {len(weights)} weights but {len(inputs)} inputs came; give as many of each")
    return _dot(len(weights))(*weights, *inputs, bias)


def logsumexp(values: Iterable[Scalar]) -> Scalar:
    """log Σ exp(value), without overflow: the largest is taken out of the sum first."""
    values, top = with_largest(values, "logsumexp")
    return top + log(summed(exp(v - top) for v in values))


def softmax(values: Iterable[Scalar]) -> list[Scalar]:
    """exp(value) / Σ exp(value) for each value: positive numbers that sum to 1, without overflow."""
    values, top = with_largest(values, "softmax")
    powers = [exp(v - top) for v in values]
    norm = summed(powers)
    return [p / norm for p in powers]


def with_largest(values: Iterable[Scalar], name: str) -> tuple[list[Scalar], Scalar]:
    """The values as a list, and the largest of them; what is computed with it must not depend on it."""
    values = list(values)
    if not values:
        raise ValueError(f"{name}: of no values; give at least one")
    return values, shift(len(values))(*values)
