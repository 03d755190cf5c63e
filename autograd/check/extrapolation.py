"""Where difference quotients tend to as their step goes to zero, and how far off that may be.

Source: Ridders, "Accurate computation of F′(x) and F′(x)F″(x)", Advances in Engineering Software 4, 1982.
"""

from collections.abc import Sequence
from math import inf, isfinite, isinf, nan, ulp
from typing import NamedTuple

EPSILON = ulp(1.0)
SMALLEST = ulp(0.0)  # below it a result underflows to zero
FORGIVEN = 4.0  # how many times an estimated error may be exceeded


class Estimate(NamedTuple):
    """A slope, and how far off it may be."""

    value: float
    spread: float  # because of the step: neighbouring estimates disagree by this much
    roundoff: float  # because the function itself is rounded

    @property
    def error(self) -> float:
        """How far off it may be for both reasons."""
        return self.spread + self.roundoff

    def settled(self, tolerance: float) -> bool:
        """Whether a smaller step has nothing to add."""
        return self.spread <= 0.01 * tolerance * abs(self.value) + self.roundoff

    def hides(self, slope: float) -> bool:
        """Whether a slope is so small that it and this estimate both lie below the round-off."""
        return max(abs(slope), abs(self.value)) <= FORGIVEN * self.roundoff < inf


UNKNOWN = Estimate(nan, inf, inf)


class Quotient(NamedTuple):
    """A difference divided by the step between its points."""

    step: float
    slope: float
    roundoff: float


def quotient(a: float, at_a: float, b: float, at_b: float, noise: float) -> Quotient:
    """(f(b) − f(a)) / (b − a), with the round-off of both outputs carried through."""
    roundoff = 2.0 * (noise + EPSILON * max(abs(at_a), abs(at_b)) + SMALLEST) / abs(b - a)
    difference = at_b - at_a
    if not isfinite(difference):  # it overflows: nothing is known of the slope
        return Quotient(abs(b - a), 0.0, inf)
    return Quotient(abs(b - a), difference / (b - a), roundoff)


def extrapolated(quotients: Sequence[Quotient], power: int, columns: range) -> Estimate:
    """The most trusted entry of Neville's tableau: polynomials in stepᵖᵒʷᵉʳ, evaluated at a step of zero."""
    if len(quotients) > 1 and len({slope for _, slope, _ in quotients}) == 1 and isinf(quotients[0].slope):
        return Estimate(quotients[0].slope, 0.0, 0.0)  # larger than any float
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
    """The one with the smaller error."""
    return min(before, now, key=lambda estimate: estimate.error)
