"""Operations of n inputs, such as a sum: one operation for each n, made when it is first needed."""

import operator
from functools import lru_cache, reduce
from math import fsum, hypot, inf, isnan, log1p, nan

from autograd.domain import ANY
from autograd.operation import Operation, Scalar
from autograd.operations import divide_no_nan, exp, greater, reciprocal


@lru_cache(maxsize=256)
def total(n: int) -> Operation:
    """The sum of n inputs, added from left to right, in one node."""

    def forward(*x: float) -> float:
        return reduce(operator.add, x) if x else 0.0

    notation = " + ".join(["{}"] * n) if n else "0.0"
    return Operation(f"total({n})", notation, forward, lambda *x: (1.0,) * n, (ANY,) * n)


@lru_cache(maxsize=256)
def dot(n: int) -> Operation:
    """b + w₁x₁ + … + wₙxₙ, added from left to right, in one node: inputs w₁ … wₙ, x₁ … xₙ, b."""

    def forward(*z: float) -> float:
        return reduce(operator.add, map(operator.mul, z[:n], z[n:]), z[-1])

    notation = " + ".join([f"{{{2 * n}}}"] + [f"{{{i}}} * {{{n + i}}}" for i in range(n)])
    return Operation(f"dot({n})", notation, forward, lambda *z: z[n : 2 * n] + z[:n] + (1.0,), (ANY,) * (2 * n + 1))


def _largest(*x: float) -> float:
    """The largest number; nan where there is one, wherever it stands."""
    return nan if any(map(isnan, x)) else max(x)


@lru_cache(maxsize=256)
def largest(n: int) -> Operation:
    """The largest of n inputs, in one node; where several are largest they share the slope, as in PyTorch's amax."""

    def slopes(*z: Scalar) -> tuple[Scalar, ...]:
        at_top = [1.0 - greater(z[-1], x) for x in z[:-1]]
        one_share = reciprocal(total(n)(*at_top))
        return tuple(top * one_share for top in at_top)

    def lead(*x: float) -> float:
        first, second = sorted(x, reverse=True)[:2] if n > 1 else (x[0], -inf)
        return first - second

    notation = f"max({', '.join(['{}'] * n)})" if n > 1 else "{}"
    return Operation(f"largest({n})", notation, _largest, slopes, (ANY,) * n, kink=lead, selects=True)


@lru_cache(maxsize=256)
def shift(n: int) -> Operation:
    """The largest of n inputs, to be taken out of exponents and put back: it cancels, and so its slopes are 0."""
    notation = largest(n).notation
    return Operation(f"shift({n})", notation, _largest, lambda *z: (0.0,) * n, (ANY,) * n, selects=True)


@lru_cache(maxsize=256)
def log_total(n: int) -> Operation:
    """log Σ input in one node, for n inputs of which the largest is 1: exact however small the others are."""

    def forward(*x: float) -> float:
        return log1p(fsum((*x, -1.0)))  # fsum rounds once, at the end

    return Operation(f"log_total({n})", f"log({total(n).notation})", forward, lambda *z: (exp(-z[-1]),) * n, (ANY,) * n)


@lru_cache(maxsize=256)
def norm(n: int) -> Operation:
    """The length √(x₁² + … + xₙ²) of a vector, in one node; at the zero vector all slopes are 0, the least of all."""

    def slopes(*z: Scalar) -> tuple[Scalar, ...]:
        return tuple(divide_no_nan(x, z[-1]) for x in z[:-1])

    notation = f"norm({', '.join(['{}'] * n)})"
    return Operation(f"norm({n})", notation, hypot, slopes, (ANY,) * n, kink=hypot)
