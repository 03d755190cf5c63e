"""Families of operations, such as the sum of n inputs: an operation for each n, made when it is first needed."""

import operator
from functools import lru_cache, reduce
from math import fsum, hypot, inf, isnan, log1p, nan

from autograd.domain import ANY
from autograd.operation import Operation, Scalar
from autograd.operations import divide_no_nan, exp, greater, reciprocal


@lru_cache(maxsize=256)
def total(n: int) -> Operation:
    """Return the operation that adds n inputs from left to right."""

    def forward(*x: float) -> float:
        return reduce(operator.add, x) if x else 0.0

    notation = " + ".join(["{}"] * n) if n else "0.0"
    return Operation(f"total({n})", notation, forward, lambda *x: (1.0,) * n, (ANY,) * n)


@lru_cache(maxsize=256)
def dot(n: int) -> Operation:
    """Return the operation b + w₁x₁ + … + wₙxₙ, added from left to right, of the inputs w₁ … wₙ, x₁ … xₙ, b."""

    def forward(*z: float) -> float:
        return reduce(operator.add, map(operator.mul, z[:n], z[n:]), z[-1])

    notation = " + ".join([f"{{{2 * n}}}"] + [f"{{{i}}} * {{{n + i}}}" for i in range(n)])
    return Operation(f"dot({n})", notation, forward, lambda *z: z[n : 2 * n] + z[:n] + (1.0,), (ANY,) * (2 * n + 1))


def _largest(*x: float) -> float:
    """Return the largest number, or nan if any of them is nan."""
    return nan if any(map(isnan, x)) else max(x)


@lru_cache(maxsize=256)
def largest(n: int) -> Operation:
    """Return the operation that gives the largest of n inputs; at a tie they share the slope, as in PyTorch's amax."""

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
    """Return an operation like `largest(n)` whose slopes are 0.

    It is subtracted from exponents and put back afterwards, so the result does not depend on it.
    """
    notation = largest(n).notation
    return Operation(f"shift({n})", notation, _largest, lambda *z: (0.0,) * n, (ANY,) * n, selects=True)


@lru_cache(maxsize=256)
def log_total(n: int) -> Operation:
    """Return the operation log Σ input for n inputs whose largest is 1; it is exact however small the others are."""

    def forward(*x: float) -> float:
        return log1p(fsum((*x, -1.0)))  # fsum rounds once, at the end

    return Operation(f"log_total({n})", f"log({total(n).notation})", forward, lambda *z: (exp(-z[-1]),) * n, (ANY,) * n)


@lru_cache(maxsize=256)
def norm(n: int) -> Operation:
    """Return the operation √(x₁² + … + xₙ²) of n inputs; at the zero vector its slopes are 0, the smallest possible."""

    def slopes(*z: Scalar) -> tuple[Scalar, ...]:
        return tuple(divide_no_nan(x, z[-1]) for x in z[:-1])

    notation = f"norm({', '.join(['{}'] * n)})"
    return Operation(f"norm({n})", notation, hypot, slopes, (ANY,) * n, kink=hypot)
