"""Functions of many numbers: sums and products, also running ones, means, deviations and norms."""

import math
import operator
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

from autograd.arithmetic import fits
from autograd.functions import families
from autograd.operation import Operation, Scalar


def sum(values: Iterable[Scalar]) -> Scalar:
    """Return the sum of the values, added from left to right, as one node; 0 if there are none.

    >>> import autograd
    >>> autograd.sum([1.0, 2.0, 3.0])
    6.0
    """
    return joined("sum", families.total, listed("sum", values))


def mean(values: Iterable[Scalar]) -> Scalar:
    """Return the arithmetic mean of the values; if there are none, raise a ValueError.

    >>> from autograd import mean
    >>> mean([1.0, 2.0, 6.0])
    3.0
    """
    values = listed("mean", values)
    if not values:
        raise ValueError("mean: of no values; give at least one")
    return joined("mean", families.total, values) / len(values)


def var(values: Iterable[Scalar], correction: float = 1.0) -> Scalar:
    """Return the variance: the squared deviations from the mean, summed and divided by the number of values.

    values      more numbers or Values than the correction; otherwise a ValueError is raised
    correction  what is subtracted from the number of values before dividing: 1, the default of PyTorch, if they are a
                sample; 0, the default of NumPy, if they are the whole population

    >>> from autograd import var
    >>> var([1.0, 2.0, 6.0]), var([1.0, 3.0], correction=0)
    (7.0, 1.0)
    """
    apart = deviations(values, correction, "var")
    return sum(d * d for d in apart) / (len(apart) - correction)


def std(values: Iterable[Scalar], correction: float = 1.0) -> Scalar:
    """Return the standard deviation, the square root of `var`.

    values      more numbers or Values than the correction; where all are equal, the slopes are 0, the smallest possible
    correction  as in `var`

    >>> from autograd import std
    >>> std([1.0, 3.0], correction=0)
    1.0
    """
    apart = deviations(values, correction, "std")
    return norm(apart) / math.sqrt(len(apart) - correction)


def deviations(values: Iterable[Scalar], correction: float, name: str) -> list[Scalar]:
    """Return how far each value lies from the mean; a ValueError in the name of `name` if there are too few values."""
    values = listed(name, values)
    if len(values) <= correction:
        raise ValueError(
            f"{name}: of {len(values)} values, with correction = {correction}, there is none; give more of them"
        )
    middle = joined(name, families.total, values) / len(values)
    return [v - middle for v in values]


def norm(values: Iterable[Scalar]) -> Scalar:
    """Return the length √Σ value² of a vector, as one node; at the zero vector the slopes are 0, the smallest possible.

    >>> from autograd import norm
    >>> norm([3.0, 4.0])
    5.0
    """
    return joined("norm", families.norm, listed("norm", values))


def cumsum(values: Iterable[Scalar]) -> list[Scalar]:
    """Return the sums of the first value, the first two, the first three, …

    >>> from autograd import cumsum
    >>> cumsum([1.0, 2.0, 3.0])
    [1.0, 3.0, 6.0]
    """
    return list(accumulate(values))


def cumprod(values: Iterable[Scalar]) -> list[Scalar]:
    """Return the products of the first value, the first two, the first three, …

    >>> from autograd import cumprod
    >>> cumprod([2.0, 3.0, 4.0])
    [2.0, 6.0, 24.0]
    """
    return list(accumulate(values, operator.mul))


def dot(weights: Sequence[Scalar], inputs: Sequence[Scalar], bias: Scalar = 0.0) -> Scalar:
    """Return bias + Σ weight · input, as one node: a whole neuron before its activation.

    weights, inputs  numbers or Values, as many of each; otherwise a ValueError is raised
    bias             a number or Value

    >>> from autograd import dot
    >>> dot([1.0, 2.0], [3.0, 4.0], bias=0.5)
    11.5
    """
    weights, inputs = listed("dot", weights), listed("dot", inputs)
    if len(weights) != len(inputs):
        raise ValueError(f"dot: {len(weights)} weights but {len(inputs)} inputs came; give as many of each")
    return joined("dot", lambda _: families.dot(len(weights)), [*weights, *inputs, bias])


def listed(name: str, values: Iterable[Scalar]) -> list[Scalar]:
    """Return the values as a list; raise a TypeError in the name of a function if there is only one of them."""
    if not isinstance(values, Iterable):
        raise TypeError(
            f"{name} takes a list of numbers and Values, but {values!r} ({type(values).__name__}) came; "
            "put it into a list"
        )
    return list(values)


def joined(name: str, family: Callable[[int], Operation], values: Sequence[Scalar]) -> Scalar:
    """Return what the operation of a family gives for all values.

    name    the function that was called, for the TypeError that is raised if one of the values is not a number
    family  gives the operation of n inputs
    """
    try:
        return family(len(values))(*values)
    except TypeError:
        for x in values:
            if not fits(x):
                raise TypeError(
                    f"{name} takes one flat list of numbers and Values, but it holds {x!r} ({type(x).__name__}); "
                    "call it for each row"
                ) from None
        raise
