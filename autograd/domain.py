"""Where an operation is defined: an interval that can be asked, printed and drawn from."""

from dataclasses import dataclass
from math import inf, isnan


class DomainError(ValueError):
    """An operation was given an input at which it is not defined."""


@dataclass(frozen=True)
class Interval:
    """The numbers from `low` to `high`, an end belonging to it where it is closed, `without` single points.

    Plus and minus infinity are numbers here, as they are for IEEE floats: `Interval()` holds them.
    """

    low: float = -inf
    high: float = inf
    low_closed: bool = True
    high_closed: bool = True
    without: tuple[float, ...] = ()

    def __contains__(self, x: float) -> bool:
        """Whether x lies in it. nan does: it travels through a computation instead of stopping it."""
        if isnan(x):
            return True
        above = x >= self.low if self.low_closed else x > self.low
        below = x <= self.high if self.high_closed else x < self.high
        return above and below and x not in self.without

    def condition(self, name: str) -> str:
        """The interval as a condition on a named number, such as `a > 0`; empty where every number is in it."""
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
