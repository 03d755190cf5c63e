"""What is said of a claimed slope when differences are laid beside it."""

from math import inf, nan
from typing import NamedTuple

from autograd.check.differences import Slopes
from autograd.check.report import figure


class Judgement(NamedTuple):
    """A verdict, and how far the claim is off."""

    right: bool
    verdict: str
    relative_error: float


def judgement(claim: float, slopes: Slopes, kink: bool, tolerance: float) -> Judgement:
    """Whether the claim is the slope; at a declared kink, whether it lies between the slopes of both sides.

    Beside the tolerance, which is relative, it may be off by what round-off of the function explains.
    """
    if slopes.differ(tolerance):
        return at_a_kink(claim, slopes, tolerance) if kink else undeclared(claim, slopes)
    numeric = slopes.best
    if numeric.error == inf:
        return Judgement(False, "unknown: no differences could be taken", nan)
    off, error = abs(claim - numeric.value), relative(claim, numeric.value)
    if claim == numeric.value or off <= tolerance * abs(numeric.value) + 4.0 * numeric.roundoff < inf:
        return Judgement(True, "right", error)
    if off <= 4.0 * numeric.error:
        return Judgement(False, f"unknown: the differences are only certain to ±{numeric.error:.1g}", error)
    return Judgement(False, "wrong", error)


def at_a_kink(claim: float, slopes: Slopes, tolerance: float) -> Judgement:
    """Any slope between those of both sides is right (a subgradient, where the function is convex)."""
    low, high = sorted((slopes.left, slopes.right))
    nearest = min(max(claim, low.value), high.value)
    allowed = tolerance * max(abs(low.value), abs(high.value)) + 4.0 * (low.error + high.error)
    right = abs(claim - nearest) <= allowed
    verdict = "right: between the slopes of a kink" if right else "wrong: not between the slopes of a kink"
    return Judgement(right, verdict, relative(claim, nearest))


def undeclared(claim: float, slopes: Slopes) -> Judgement:
    """A slope that jumps, although no operation of the function declares a kink here."""
    return Judgement(False, "wrong: a kink that no operation declares", relative(claim, slopes.best.value))


def relative(claim: float, numeric: float) -> float:
    """|claim − numeric|, measured by the larger of both."""
    return 0.0 if claim == numeric else abs(claim - numeric) / max(abs(claim), abs(numeric))


def shown(slopes: Slopes, tolerance: float) -> str:
    """The slope by differences; of both sides, where they are not the same."""
    if slopes.differ(tolerance):
        return f"left {figure(slopes.left.value)}, right {figure(slopes.right.value)}"
    return figure(slopes.best.value)
