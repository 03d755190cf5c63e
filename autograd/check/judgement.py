"""The judgement of a claimed slope, compared with differences."""

from math import inf, isnan, nan
from typing import Literal, NamedTuple, get_args

from autograd.check.differences import Slopes
from autograd.check.extrapolation import FORGIVEN
from autograd.check.report import figure

Grade = Literal["right", "cannot tell here", "unknown", "wrong"]  # from good to bad


class Judgement(NamedTuple):
    """A grade with its reason, and the error of the claim."""

    grade: Grade
    reason: str
    relative_error: float

    @property
    def verdict(self) -> str:
        """The grade, with the reason if there is one: `wrong: a kink that no operation declares`."""
        return f"{self.grade}: {self.reason}" if self.reason else self.grade


def badness(judgement: Judgement) -> tuple[int, float]:
    """Return a key that sorts judgements from good to bad."""
    order = get_args(Grade)
    return order.index(judgement.grade), inf if isnan(judgement.relative_error) else judgement.relative_error


def judgement(claim: float, slopes: Slopes, kink: bool, tolerance: float) -> Judgement:
    """Return the judgement of a claimed slope.

    slopes     what differences give
    kink       whether a kink is declared here: then every slope between those of both sides is right
    tolerance  the relative error that is accepted, in addition to what round-off of the function explains

    If claim and slope are both smaller than the round-off, the grade is "cannot tell here", because any other tiny
    claim would pass as well.
    """
    if slopes.differ(tolerance):
        return at_a_kink(claim, slopes, tolerance) if kink else undeclared(claim, slopes)
    numeric = slopes.best
    if numeric.error == inf:
        return Judgement("unknown", "no differences could be taken", nan)
    off, error = abs(claim - numeric.value), relative(claim, numeric.value)
    if claim == numeric.value or off <= tolerance * abs(numeric.value) < inf:
        return Judgement("right", "", error)
    forgiven = FORGIVEN * numeric.roundoff
    if numeric.hides(claim):
        return Judgement("cannot tell here", f"both lie below the round-off, {forgiven:.1g}", error)
    if off <= tolerance * abs(numeric.value) + forgiven < inf:
        return Judgement("right", f"within the round-off, ±{forgiven:.1g}", error)
    if off <= FORGIVEN * numeric.error:
        return Judgement("unknown", f"the differences are only certain to ±{numeric.error:.1g}", error)
    return Judgement("wrong", "", error)


def at_a_kink(claim: float, slopes: Slopes, tolerance: float) -> Judgement:
    """Return the judgement at a kink: a slope between those of both sides is right (for a convex f, a subgradient)."""
    low, high = sorted((slopes.left, slopes.right))
    nearest = min(max(claim, low.value), high.value)
    allowed = tolerance * max(abs(low.value), abs(high.value)) + FORGIVEN * (low.error + high.error)
    error = relative(claim, nearest)
    if abs(claim - nearest) <= allowed:
        return Judgement("right", "between the slopes of a kink", error)
    return Judgement("wrong", "not between the slopes of a kink", error)


def undeclared(claim: float, slopes: Slopes) -> Judgement:
    """Return the judgement for a slope that jumps, although no operation of the function declares a kink here."""
    return Judgement("wrong", "a kink that no operation declares", relative(claim, slopes.best.value))


def relative(claim: float, numeric: float) -> float:
    """Return |claim − numeric|, divided by the larger of both."""
    return 0.0 if claim == numeric else abs(claim - numeric) / max(abs(claim), abs(numeric))


def shown(slopes: Slopes, tolerance: float) -> str:
    """Return the slope by differences as text: both sides if they differ."""
    if slopes.differ(tolerance):
        return f"left {figure(slopes.left.value)}, right {figure(slopes.right.value)}"
    return figure(slopes.best.value)
