"""Functions that need no row of their own, because they are spelled with the rows."""

import math
import operator
from collections.abc import Iterable, Sequence
from itertools import accumulate

from autograd.families import dot as _dot
from autograd.families import log_total, shift, total
from autograd.families import norm as _norm
from autograd.operation import Scalar, told
from autograd.operations import clamp_max, clamp_min, erfc, exp, expm1, log, relu, sigmoid, softplus
from autograd.origin import HERE


def leaky_relu(x: Scalar, slope: float = 0.01) -> Scalar:
    """x for x > 0, otherwise slope · x (the slope at 0 is that of the left side, as in PyTorch)."""
    return slope * x + (1.0 - slope) * relu(x)


def silu(x: Scalar) -> Scalar:
    """x · sigmoid(x), also called swish (Elfwing, Uchibe and Doya, 2018)."""
    return x * sigmoid(x)


def elu(x: Scalar, alpha: float = 1.0) -> Scalar:
    """x for x > 0, otherwise alpha · (eˣ − 1), which levels off at −alpha (Clevert et al., 2016)."""
    return relu(x) + alpha * expm1(clip(x, None, 0.0))


def gelu(x: Scalar) -> Scalar:
    """x · Φ(x), Φ the normal distribution function (Hendrycks and Gimpel, 2016)."""
    return 0.5 * x * erfc(x * -math.sqrt(0.5))


def logsigmoid(x: Scalar) -> Scalar:
    """log(sigmoid(x)), without underflow far out."""
    return -softplus(-x)


def clip(x: Scalar, low: Scalar | None, high: Scalar | None) -> Scalar:
    """x kept between low and high, as torch.clamp: the slope is 1 from low to high, the ends included, and 0 outside.

    low, high   numbers or Values; None where there is no such end
    """
    if low is not None and high is not None and low > high:
        raise ValueError(f"clip: low = {told(low)} lies above high = {told(high)}; swap them")
    x = x if low is None else clamp_min(x, low)
    return x if high is None else clamp_max(x, high)


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


def var(values: Iterable[Scalar], correction: float = 1.0) -> Scalar:
    """The variance: the mean square of the deviations from the mean.

    correction   what is taken from the number of values before dividing: 1 as in PyTorch, where they are a sample;
                 0 as in NumPy, where they are all there are
    """
    apart = deviations(values, correction, "var")
    return summed(d * d for d in apart) / (len(apart) - correction)


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
    return _norm(len(values))(*values)


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
    return _dot(len(weights))(*weights, *inputs, bias)


def logsumexp(values: Iterable[Scalar]) -> Scalar:
    """log Σ exp(value), without overflow: the largest is taken out of the sum first."""
    values, top = with_largest(values, "logsumexp")
    return top + log_of_sum([exp(v - top) for v in values])


def log_of_sum(powers: Sequence[Scalar]) -> Scalar:
    """log Σ power, where the largest power is 1; a compiled function adds first, and is exact to 1e-16 only."""
    if HERE.get().trace is None:
        return log_total(len(powers))(*powers)
    return log(summed(powers))


def softmax(values: Iterable[Scalar]) -> list[Scalar]:
    """exp(value) / Σ exp(value) for each value: positive numbers that sum to 1, without overflow."""
    values, top = with_largest(values, "softmax")
    powers = [exp(v - top) for v in values]
    whole = summed(powers)
    return [p / whole for p in powers]


def with_largest(values: Iterable[Scalar], name: str) -> tuple[list[Scalar], Scalar]:
    """The values as a list, and the largest of them; what is computed with it must not depend on it."""
    values = list(values)
    if not values:
        raise ValueError(f"{name}: of no values; give at least one")
    return values, shift(len(values))(*values)
