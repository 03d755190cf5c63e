"""What is said of a claimed slope when differences are laid beside it."""

from math import inf, isnan, nan
from typing import Literal, NamedTuple, get_args

from autograd.check.differences import Slopes
from autograd.check.extrapolation import FORGIVEN
from autograd.check.report import figure

Grade = Literal["right", "cannot tell here", "unknown", "wrong"]  # from good to bad


class Judgement(NamedTuple):
    """A grade with its reason, and how far the claim is off."""

    grade: Grade
    reason: str
    relative_error: float

    @property
    def verdict(self) -> str:
        """`right`, `wrong: a kink that no operation declares`."""
        return f"{self.grade}: {self.reason}" if self.reason else self.grade


def badness(judgement: Judgement) -> tuple[int, float]:
    """What to sort by where several claims share a row of the table."""
    order = get_args(Grade)
    return order.index(judgement.grade), inf if isnan(judgement.relative_error) else judgement.relative_error


def judgement(claim: float, slopes: Slopes, kink: bool, tolerance: float) -> Judgement:
    """Whether the claim is the slope; at a declared kink, whether it lies between the slopes of both sides.

    Beside the tolerance, which is relative, it may be off by what round-off of the function explains. Where
    round-off explains all of it, claim and slope alike, any other tiny claim would have done as well: that is
    not called right.
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
    """Any slope between those of both sides is right (a subgradient, where the function is convex)."""
    low, high = sorted((slopes.left, slopes.right))
    nearest = min(max(claim, low.value), high.value)
    allowed = tolerance * max(abs(low.value), abs(high.value)) + FORGIVEN * (low.error + high.error)
    error = relative(claim, nearest)
    if abs(claim - nearest) <= allowed:
        return Judgement("right", "between the slopes of a kink", error)
    return Judgement("wrong", "not between the slopes of a kink", error)


def undeclared(claim: float, slopes: Slopes) -> Judgement:
    """A slope that jumps, although no operation of the function declares a kink here."""
    return Judgement("wrong", "a kink that no operation declares", relative(claim, slopes.best.value))


def relative(claim: float, numeric: float) -> float:
    """|claim − numeric|, measured by the larger of both."""
    return 0.0 if claim == numeric else abs(claim - numeric) / max(abs(claim), abs(numeric))


def shown(slopes: Slopes, tolerance: float) -> str:
    """The slope by differences; of both sides, where they are not the same."""
    if slopes.differ(tolerance):
        return f"left {figure(slopes.left.value)}, right {figure(slopes.right.value)}"
    return figure(slopes.best.value)
