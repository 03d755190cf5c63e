"""Slopes of a function from its values alone: differences over shrinking steps, extrapolated to a step of zero.

Plotted over the step, the error looks like a U: a large step misses the curvature, a small one drowns in round-off. So
a ladder of steps is tried, each half as long as the one before. A polynomial through several differences gives their
limit, their disagreement gives its error, and the estimate with the smallest error wins. A feature of the function that
is narrower than the first step may be missed; then give a step.

Sources: Ridders, "Accurate computation of F′(x) and F′(x)F″(x)", Advances in Engineering Software 4, 1982;
Press et al., "Numerical Recipes", section 5.7.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import copysign, floor, inf, isfinite, log2, ulp
from typing import NamedTuple

from autograd.check.extrapolation import FORGIVEN, UNKNOWN, Estimate, Quotient, extrapolated, quotient, trusted

RUNGS = 40  # steps of a ladder
WINDOW = 8  # how many neighbouring steps are extrapolated together
SCHEMES = {"central": range(1), "five-point": range(1, 2), "ridders": range(WINDOW)}  # columns of Neville's tableau


class Slopes(NamedTuple):
    """The slope of one output with respect to one input: across the point, and on each side of it."""

    both: Estimate
    left: Estimate
    right: Estimate

    @property
    def best(self) -> Estimate:
        """The estimate with the smallest error."""
        return min(self, key=lambda estimate: estimate.error)

    def agree(self, tolerance: float) -> bool:
        """Return whether the slopes on the left and on the right are known, and equal within their errors."""
        return self._known() and not self._apart(tolerance)

    def differ(self, tolerance: float) -> bool:
        """Return whether the slopes on the left and on the right are known, and different: a kink."""
        return self._known() and self._apart(tolerance)

    def _known(self) -> bool:
        uncertain = self.left.error + self.right.error
        allowed = 0.01 * self._scale() + FORGIVEN * (self.left.roundoff + self.right.roundoff)
        return uncertain <= allowed and uncertain < inf

    def _apart(self, tolerance: float) -> bool:
        allowed = tolerance * self._scale() + FORGIVEN * (self.left.error + self.right.error)
        return abs(self.left.value - self.right.value) > allowed

    def _scale(self) -> float:
        return max(abs(self.left.value), abs(self.right.value))


def slopes(
    outputs_at: Callable[[float], Sequence[float] | None],
    x: float,
    noise: Sequence[float],
    kink: bool = False,
    scheme: str = "ridders",
    step: float | None = None,
    tolerance: float = 1e-6,
) -> list[Slopes]:
    """Return the slopes of several outputs at x.

    outputs_at  gives the outputs at a point: inf if they overflow, or None if the point is outside the domain
    noise       the round-off of each output
    kink        whether the slope may jump at x, so that the two sides need not agree
    scheme      one of SCHEMES
    step        the first step; None: ladders of steps are tried
    tolerance   the relative error at which no smaller steps are needed
    """
    found = [Slopes(UNKNOWN, UNKNOWN, UNKNOWN)] * len(noise)
    waiting = set(range(len(noise)))
    drowned: set[int] = set()  # outputs whose slopes lie below the round-off, but perhaps not on the next ladder
    for ladder in ladders(x, step, scheme):
        left, right = Side(), Side()
        for h in ladder:
            on_left, on_right = (outputs_at(point) if isfinite(point) else None for point in (x - h, x + h))
            if overflow(on_left) or overflow(on_right):  # the step is too large: begin again on both sides
                left, right = Side(), Side()
                continue
            left.add(x - h, on_left)
            right.add(x + h, on_right)
            for j in list(waiting):
                now = seen(left, right, j, noise[j], SCHEMES[scheme])
                done = finished(now, left, right, kink, tolerance)
                if done and not (j in drowned and now.best.hides(0.0)):
                    found[j] = now
                elif j not in drowned:
                    found[j] = Slopes(*map(trusted, found[j], now))
                waiting -= {j} if done else set()
                drowned |= {j} if done and now.best.hides(0.0) else set()
            if not waiting:
                break
        for j in waiting - drowned:
            found[j] = Slopes(
                found[j].both,
                unless_infinite(found[j].left, left, right, j, noise[j], tolerance),
                unless_infinite(found[j].right, right, left, j, noise[j], tolerance),
            )
        waiting |= drowned
        if not waiting:
            break
    return found


def overflow(outputs: Sequence[float] | None) -> bool:
    """Return whether there are outputs of which one is not finite."""
    return outputs is not None and not all(map(isfinite, outputs))


def ladders(x: float, step: float | None, scheme: str) -> Iterator[list[float]]:
    """Yield lists of steps, each half of the one before.

    The first begins at 1/64 of x, or at 1/64 if |x| < 1; in that case a second one begins at 1/64 of x.
    """
    if step is not None:
        rungs = [2.0 * step / 2.0**k for k in range(WINDOW if scheme == "ridders" else 2)]
        yield [h for h in rungs if h > ulp(x)]
        return
    for scale in (1.0, abs(x)) if 0.0 < abs(x) < 1.0 else (max(1.0, abs(x)),):
        first = 2.0 ** (floor(log2(scale)) - 6)  # a power of 2, so that x ± step is exact
        yield [h for h in (first / 2.0**k for k in range(RUNGS)) if h > ulp(x)]


@dataclass
class Side:
    """The outputs at points that approach x from one side; it begins again after a point outside the domain."""

    points: list[float] = field(default_factory=list)
    outputs: list[Sequence[float]] = field(default_factory=list)

    def add(self, point: float, outputs: Sequence[float] | None) -> None:
        if outputs is None:
            self.points.clear()
            self.outputs.clear()
        else:
            self.points.append(point)
            self.outputs.append(outputs)


def across(left: Side, right: Side, j: int, noise: float) -> list[Quotient]:
    """Return the latest difference quotients of output j between opposite points."""
    pairs = zip(reversed(left.points), reversed(left.outputs), reversed(right.points), reversed(right.outputs))
    latest = [quotient(a, at_a[j], b, at_b[j], noise) for (a, at_a, b, at_b), _ in zip(pairs, range(WINDOW))]
    return latest[::-1]


def beside(side: Side, j: int, noise: float) -> list[Quotient]:
    """Return the latest difference quotients of output j between neighbouring points on one side, without x itself."""
    points, outputs = side.points[-WINDOW - 1 :], [y[j] for y in side.outputs[-WINDOW - 1 :]]
    return [quotient(*ends, noise) for ends in zip(points, outputs, points[1:], outputs[1:])]


def seen(left: Side, right: Side, j: int, noise: float, columns: range) -> Slopes:
    """Return the slopes of output j that the latest steps give."""
    return Slopes(
        extrapolated(across(left, right, j, noise), 2, columns),
        extrapolated(beside(left, j, noise), 1, columns),
        extrapolated(beside(right, j, noise), 1, columns),
    )


def finished(now: Slopes, left: Side, right: Side, kink: bool, tolerance: float) -> bool:
    """Return whether smaller steps would not improve the slopes."""
    if not (left.points and right.points):  # at a border of the domain only one side has points
        return (now.left if left.points else now.right).settled(tolerance)
    if kink and now.left.settled(tolerance) and now.right.settled(tolerance):
        return True
    return now.both.settled(tolerance) and now.agree(tolerance)


def unless_infinite(found: Estimate, side: Side, other: Side, j: int, noise: float, tolerance: float) -> Estimate:
    """Return the estimate found; at a border where the slope grows without limit, as √ does at 0, an infinite one."""
    sizes = [abs(quotient.slope) for quotient in beside(side, j, noise)]
    growth = [later - earlier for earlier, later in pairwise(sizes)]
    endless = len(sizes) == WINDOW and growth[0] > 0 and all(b >= 0.999 * a for a, b in pairwise(growth))
    if other.points or found.settled(tolerance) or not endless:
        return found
    return Estimate(copysign(inf, beside(side, j, noise)[-1].slope), 0.0, 0.0)
