"""Claimed slopes along one variable, compared with differences, and with differences over other steps.

Steps that are wider than a feature of the function miss it. So a confirmed claim is compared with one much smaller step
as well, and before a claim is called wrong, a smaller step that confirms it is searched for. If the steps disagree, the
verdict is "unknown".
"""

from collections.abc import Sequence
from functools import cache, cached_property
from math import floor, inf, log10, ulp

from autograd.check.differences import Slopes, overflow, slopes
from autograd.check.extrapolation import FORGIVEN, UNKNOWN, Estimate, quotient
from autograd.check.judgement import Judgement, judgement, relative
from autograd.check.point import Line

GROSS = 0.01  # the relative difference that slopes over two steps may have, because a forward may hide round-off
CLEAR = 0.05  # the largest error of a smaller step, as a share of the gap between the claim and the larger steps
DECADES = 15  # how many smaller steps are tried


class Examination:
    """The slopes of all outputs along one variable, and the judgements of claims about them."""

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
        self.tried = line.nearest  # the smallest step that was taken for these slopes
        self._over = cache(lambda step: self._taken(scheme, step))

    def judged(self, claim: float, output: int) -> Judgement:
        """Return the judgement of a claim about an output; "unknown" if the differences change with the step."""
        found = self.slopes[output]
        judged = judgement(claim, found, self.kink, self.tolerance)
        if self.step is not None or judged.grade == "unknown":
            return judged
        if judged.grade == "wrong":
            better = self._better_step(claim, output)
        elif self.kink:  # both sides have been examined, and a step across a kink would say nothing
            better = None
        else:
            better = self._probe if contradict(found.best, self._close[output].best) else None
        if better is None:
            if judged.grade == "right" and not self.kink and self._jumps(output):
                return Judgement("wrong", "a jump that no operation declares", inf)
            return judged
        reason = f"the differences change with the step, try step={better:g}"
        return Judgement("unknown", reason, relative(claim, found.best.value))

    def _taken(self, scheme: str, step: float | None) -> list[Slopes]:
        return slopes(self.line, self.line.here, self.noise, self.kink, scheme, step, self.tolerance)

    def _jumps(self, output: int) -> bool:
        """Return whether the output jumps here: what its slope leaves unexplained hardly shrinks with the step.

        A gap of less than a hundredth of the change over the wider step may be the rounding inside a forward.
        """
        slope, noise = self.slopes[output].best.value, self.noise[output]
        changes, gaps = [], []
        for step in (self._probe, self._probe / 1024.0):
            a, b = self.line.here - step, self.line.here + step
            left, right = self.line(a), self.line(b)
            if left is None or right is None or overflow(left) or overflow(right):
                return False
            across = quotient(a, left[output], b, right[output], noise)
            changes.append(abs(across.slope) * across.step)
            gaps.append(abs(across.slope - slope) * across.step)
        return gaps[1] > max(0.5 * gaps[0], GROSS * changes[0], FORGIVEN * across.roundoff * across.step)

    @property
    def _probe(self) -> float:
        """A step much smaller than those at which differences usually settle."""
        return power_of_ten(exponent(max(1.0, abs(self.line.here))) - 6)

    @cached_property
    def _close(self) -> list[Slopes]:
        """The slopes over the probing step; unknown if smaller steps have been taken already."""
        if self._probe >= self.tried:
            return [Slopes(UNKNOWN, UNKNOWN, UNKNOWN)] * len(self.noise)
        return self._taken("central", self._probe)

    def _better_step(self, claim: float, output: int) -> float | None:
        """Return a step smaller than those tried that contradicts their slopes and confirms the claim, or None."""
        gap = abs(claim - self.slopes[output].best.value)
        for step in smaller_steps(self.line.here, self.tried):
            finer = self._over(step)[output]
            if gap < finer.best.roundoff < inf:
                return None  # at this and smaller steps, round-off is larger than the gap
            certain = finer.best.error <= CLEAR * gap and not finer.differ(self.tolerance)
            if certain and judgement(claim, finer, self.kink, self.tolerance).grade == "right":
                return step
        return None


def contradict(a: Estimate, b: Estimate) -> bool:
    """Return whether two estimates of one slope differ by more than their errors allow."""
    allowed = GROSS * max(abs(a.value), abs(b.value)) + a.spread + b.spread + FORGIVEN * (a.roundoff + b.roundoff)
    return abs(a.value - b.value) > allowed


def smaller_steps(x: float, tried: float) -> list[float]:
    """Return powers of ten below the steps that were tried, and below x, that are large enough to change x."""
    scales = [scale for scale in (tried, abs(x)) if 0.0 < scale <= tried < inf]
    powers = {exponent(scale) - k for scale in scales for k in range(DECADES)}
    steps = map(power_of_ten, sorted(powers, reverse=True))
    return [step for step in steps if 64.0 * ulp(x) < step < tried]


def exponent(x: float) -> int:
    """Return the n for which 10ⁿ ≤ x < 10ⁿ⁺¹."""
    return floor(log10(x))


def power_of_ten(n: int) -> float:
    """Return the float nearest to 10ⁿ."""
    return float(f"1e{n}")
