"""The domain of an operation: the interval of numbers at which it is defined."""

from dataclasses import dataclass
from math import inf, isnan


class DomainError(ValueError):
    """An operation was given an input at which it, or its slope, is not defined.

    >>> from autograd import log
    >>> log(-1.0)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    autograd.domain.DomainError: log: log(a) needs a > 0, but here a = -1.0. ...
    """


@dataclass(frozen=True)
class Interval:
    """The numbers between two ends, but for single points.

    low, high                the ends; infinity is a number here, as it is for IEEE floats, so `Interval()` holds it
    low_closed, high_closed  whether the ends themselves belong to the interval
    without                  points between them that do not belong to it

    >>> from autograd import Interval
    >>> 0.0 in Interval(0.0, 1.0, low_closed=False)
    False
    """

    low: float = -inf
    high: float = inf
    low_closed: bool = True
    high_closed: bool = True
    without: tuple[float, ...] = ()

    def __contains__(self, x: float) -> bool:
        """Return whether x lies in the interval; nan always does, so that it passes through a computation."""
        if isnan(x):
            return True
        above = x >= self.low if self.low_closed else x > self.low
        below = x <= self.high if self.high_closed else x < self.high
        return above and below and x not in self.without

    def condition(self, name: str) -> str:
        """Return the interval as a condition on the named number, such as `a > 0`; "" if every number is in it."""
        if self == FINITE:
            return f"{name} finite"
        parts = []
        if (self.low, self.low_closed) != (-inf, True):
            parts.append(f"{name} {'≥' if self.low_closed else '>'} {self.low:g}")
        if (self.high, self.high_closed) != (inf, True):
            parts.append(f"{name} {'≤' if self.high_closed else '<'} {self.high:g}")
        parts += [f"{name} ≠ {point:g}" for point in self.without]
        return ", ".join(parts)

    def __str__(self) -> str:
        return self.condition("a") or "any number"


ANY = Interval()
FINITE = Interval(low_closed=False, high_closed=False)
POSITIVE = Interval(0.0, low_closed=False)
NONNEGATIVE = Interval(0.0)
NONZERO = Interval(without=(0.0,))
