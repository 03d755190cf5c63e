"""The limit of difference quotients as their step goes to zero, and the error of that limit.

Source: Ridders, "Accurate computation of F′(x) and F′(x)F″(x)", Advances in Engineering Software 4, 1982.
"""

from collections.abc import Sequence
from math import inf, isfinite, isinf, nan, ulp
from typing import NamedTuple

EPSILON = ulp(1.0)
SMALLEST = ulp(0.0)  # a smaller result underflows to zero
FORGIVEN = 4.0  # by what factor an estimated error may be exceeded


class Estimate(NamedTuple):
    """A slope, and its error."""

    value: float
    spread: float  # the error from the step: how far neighbouring estimates differ
    roundoff: float  # the error from the rounding of the function itself

    @property
    def error(self) -> float:
        """The sum of both errors."""
        return self.spread + self.roundoff

    def settled(self, tolerance: float) -> bool:
        """Return whether a smaller step would not improve the estimate."""
        return self.spread <= 0.01 * tolerance * abs(self.value) + self.roundoff

    def hides(self, slope: float) -> bool:
        """Return whether the slope and this estimate are both smaller than the round-off."""
        return max(abs(slope), abs(self.value)) <= FORGIVEN * self.roundoff < inf


UNKNOWN = Estimate(nan, inf, inf)


class Quotient(NamedTuple):
    """A difference of outputs divided by the step between the points."""

    step: float
    slope: float
    roundoff: float


def quotient(a: float, at_a: float, b: float, at_b: float, noise: float) -> Quotient:
    """Return (f(b) − f(a)) / (b − a), with its round-off.

    at_a, at_b  the outputs f(a) and f(b)
    noise       the round-off of each output
    """
    roundoff = 2.0 * (noise + EPSILON * max(abs(at_a), abs(at_b)) + SMALLEST) / abs(b - a)
    difference = at_b - at_a
    if not isfinite(difference):  # an overflow says nothing about the slope
        return Quotient(abs(b - a), 0.0, inf)
    return Quotient(abs(b - a), difference / (b - a), roundoff)


def extrapolated(quotients: Sequence[Quotient], power: int, columns: range) -> Estimate:
    """Return the entry of Neville's tableau with the smallest error: a polynomial in stepᵖᵒʷᵉʳ at a step of zero.

    columns  those of the tableau that are looked at: column k uses k + 1 quotients
    """
    if len(quotients) > 1 and len({slope for _, slope, _ in quotients}) == 1 and isinf(quotients[0].slope):
        return Estimate(quotients[0].slope, 0.0, 0.0)  # a slope too large for a float
    quotients = [known if isfinite(known.slope) else Quotient(known.step, 0.0, inf) for known in quotients]
    best = UNKNOWN
    above: list[Estimate] = []
    for k, (step, slope, roundoff) in enumerate(quotients):
        row = [Estimate(slope, abs(slope - above[0].value) if above else inf, roundoff)]
        for j in range(1, min(k + 1, columns.stop)):
            ratio = (quotients[k - j].step / step) ** power
            finer, coarser = row[j - 1], above[j - 1]
            value = finer.value + (finer.value - coarser.value) / (ratio - 1.0)
            spread = max(abs(value - finer.value), abs(value - coarser.value))
            row.append(Estimate(value, spread, (ratio * finer.roundoff + coarser.roundoff) / (ratio - 1.0)))
        best = min((best, *row[columns.start :]), key=lambda estimate: estimate.error)
        above = row
    return best


def trusted(before: Estimate, now: Estimate) -> Estimate:
    """Return the estimate with the smaller error."""
    return min(before, now, key=lambda estimate: estimate.error)
