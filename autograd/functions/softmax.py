"""Softmax and log-sum-exp, which cannot overflow, because the largest input is subtracted from the exponents first."""

from collections.abc import Iterable, Sequence
from math import inf

from autograd.context import CONTEXT
from autograd.functions.families import largest, log_total, shift
from autograd.functions.reductions import joined, listed, sum
from autograd.operation import Scalar
from autograd.operations import exp, log


def logsumexp(values: Iterable[Scalar]) -> Scalar:
    """Return log Σ exp(value); without any values, raise a ValueError.

    Nothing overflows, because the largest value is taken out of the sum first (Blanchard, Higham and Higham, 2021).
    If that is infinite, it is the result, and has the whole slope.

    >>> from autograd import logsumexp
    >>> logsumexp([1000.0, 0.0])
    1000.0
    """
    values, top = with_largest(values, "logsumexp")
    if not -inf < top < inf:  # ∞ − ∞ would be nan
        return joined("logsumexp", largest, values)
    return top + log_of_sum([exp(v - top) for v in values])


def log_of_sum(powers: Sequence[Scalar]) -> Scalar:
    """Return log Σ power for powers of which the largest is 1; inside a compiled function it is exact to 1e-16 only."""
    if CONTEXT.get().trace is None:
        return log_total(len(powers))(*powers)
    return log(sum(powers))


def softmax(values: Iterable[Scalar]) -> list[Scalar]:
    """Return exp(value) / Σ exp(value) for each value: positive numbers that sum to 1 (Bridle, 1990).

    Nothing overflows, because the largest value is subtracted first. Without any values, a ValueError is raised.

    >>> from autograd import softmax
    >>> softmax([1000.0, 1000.0])
    [0.5, 0.5]
    """
    values, top = with_largest(values, "softmax")
    powers = [exp(v - top) for v in values]
    whole = sum(powers)
    return [p / whole for p in powers]


def with_largest(values: Iterable[Scalar], name: str) -> tuple[list[Scalar], Scalar]:
    """Return the values as a list, and the largest of them as a node without slopes, on which no result may depend.

    name    the function that was called, for the ValueError that is raised if there are no values
    """
    values = listed(name, values)
    if not values:
        raise ValueError(f"{name}: of no values; give at least one")
    return values, joined(name, shift, values)
