"""Claims along one variable, held against differences, and against differences over other steps.

A feature of the function that is narrower than the steps is not seen by them. So a claim that was
confirmed is held against one much smaller step too; and before a claim is called wrong, smaller steps
are searched for one that confirms it. Where the steps disagree, nothing is known.
"""

from collections.abc import Sequence
from functools import cache, cached_property
from math import floor, inf, log10, ulp

from autograd.check.differences import Slopes, slopes
from autograd.check.extrapolation import FORGIVEN, UNKNOWN, Estimate
from autograd.check.judgement import Judgement, judgement, relative
from autograd.check.point import Line

GROSS = 0.01  # how far slopes over different steps may be apart: round-off hidden in a forward counts too
CLEAR = 0.05  # how certain a smaller step has to be, measured by how far it contradicts the larger ones
DECADES = 15  # how many smaller steps are searched


class Examination:
    """The slopes of all outputs along one variable, and the judgement of claims about them."""

    def __init__(
        self, line: Line, noise: Sequence[float], kink: bool, scheme: str, step: float | None, tolerance: float
    ) -> None:
        self.line = line
        self.noise = noise
        self.kink = kink
        self.scheme = scheme
        self.step = step
        self.tolerance = tolerance
        self.slopes = self._taken(scheme, step)
        self.tried = line.nearest  # the smallest step that was taken for them
        self._over = cache(lambda step: self._taken(scheme, step))

    def judged(self, claim: float, output: int) -> Judgement:
        """What is said of a claim; unknown where the differences change with the step."""
        found = self.slopes[output]
        judged = judgement(claim, found, self.kink, self.tolerance)
        if self.step is not None or judged.grade == "unknown":
            return judged
        if judged.grade == "wrong":
            better = self._better_step(claim, output)
        elif self.kink:  # the function may jump: both sides have been seen, and a step across says nothing
            better = None
        else:
            better = self._probe if contradict(found.best, self._close[output].best) else None
        if better is None:
            return judged
        reason = f"the differences change with the step, try step={better:g}"
        return Judgement("unknown", reason, relative(claim, found.best.value))

    def _taken(self, scheme: str, step: float | None) -> list[Slopes]:
        return slopes(self.line, self.line.here, self.noise, self.kink, scheme, step, self.tolerance)

    @property
    def _probe(self) -> float:
        """A step much smaller than those with which differences usually settle."""
        return power_of_ten(exponent(max(1.0, abs(self.line.here))) - 6)

    @cached_property
    def _close(self) -> list[Slopes]:
        """The slopes over the probing step; unknown if smaller steps than that were taken anyway."""
        if self._probe >= self.tried:
            return [Slopes(UNKNOWN, UNKNOWN, UNKNOWN)] * len(self.noise)
        return self._taken("central", self._probe)

    def _better_step(self, claim: float, output: int) -> float | None:
        """A step smaller than those tried that contradicts what they found, and confirms the claim; or None."""
        gap = abs(claim - self.slopes[output].best.value)
        for step in smaller_steps(self.line.here, self.tried):
            finer = self._over(step)[output]
            if gap < finer.best.roundoff < inf:
                return None  # from here on round-off hides everything
            certain = finer.best.error <= CLEAR * gap and not finer.differ(self.tolerance)
            if certain and judgement(claim, finer, self.kink, self.tolerance).grade == "right":
                return step
        return None


def contradict(a: Estimate, b: Estimate) -> bool:
    """Whether two estimates of one slope are too far apart for their errors."""
    allowed = GROSS * max(abs(a.value), abs(b.value)) + a.spread + b.spread + FORGIVEN * (a.roundoff + b.roundoff)
    return abs(a.value - b.value) > allowed


def smaller_steps(x: float, tried: float) -> list[float]:
    """Powers of ten below the steps that were tried, or below x, as long as x can be moved by them."""
    scales = [scale for scale in (tried, abs(x)) if 0.0 < scale <= tried < inf]
    powers = {exponent(scale) - k for scale in scales for k in range(DECADES)}
    steps = map(power_of_ten, sorted(powers, reverse=True))
    return [step for step in steps if 64.0 * ulp(x) < step < tried]


def exponent(x: float) -> int:
    """The n for which 10ⁿ ≤ x < 10ⁿ⁺¹."""
    return floor(log10(x))


def power_of_ten(n: int) -> float:
    """10ⁿ as it is written: the nearest float."""
    return float(f"1e{n}")
