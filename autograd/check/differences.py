"""Slopes of a function from its values alone: differences over steps that shrink, extrapolated to a step of zero.

Over the size of the step the error is a U: a large step misses the curvature, a small one drowns in
round-off. So a ladder of steps is tried, each half as long as the one before; a polynomial through
several of them says where they tend to, their disagreement says how far that can be trusted, and the
most trusted estimate wins. Features narrower than the first step may be overlooked: then give a step.

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
SCHEMES = {"central": range(1), "five-point": range(1, 2), "ridders": range(WINDOW)}  # their columns of the tableau


class Slopes(NamedTuple):
    """The slope of one output with respect to one input: over both sides of the point, and on either side of it."""

    both: Estimate
    left: Estimate
    right: Estimate

    @property
    def best(self) -> Estimate:
        """The most trusted of the three."""
        return min(self, key=lambda estimate: estimate.error)

    def agree(self, tolerance: float) -> bool:
        """Whether left and right are known, and are the same within what is known."""
        return self._known() and not self._apart(tolerance)

    def differ(self, tolerance: float) -> bool:
        """Whether left and right are known, and are not the same: a kink."""
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
    """The slopes of several outputs at x.

    outputs_at  the outputs at a point, or None where there are none (outside the domain); inf where they overflow
    noise       the round-off of each output
    kink        whether the slope may jump at x: then the two sides need not agree
    """
    found = [Slopes(UNKNOWN, UNKNOWN, UNKNOWN)] * len(noise)
    waiting = set(range(len(noise)))
    drowned: set[int] = set()  # they lie below the round-off, but perhaps not so on the ladder of smaller steps
    for ladder in ladders(x, step, scheme):
        left, right = Side(), Side()
        for h in ladder:
            on_left, on_right = (outputs_at(point) if isfinite(point) else None for point in (x - h, x + h))
            if overflow(on_left) or overflow(on_right):  # the step is too large, on both sides
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
    """Whether outputs are there, but not all of them are finite."""
    return outputs is not None and not all(map(isfinite, outputs))


def ladders(x: float, step: float | None, scheme: str) -> Iterator[list[float]]:
    """Steps that shrink by halves: from 1/64 of x (or of 1, if that is more), then, near 0, from 1/64 of x."""
    if step is not None:
        rungs = [2.0 * step / 2.0**k for k in range(WINDOW if scheme == "ridders" else 2)]
        yield [h for h in rungs if h > ulp(x)]
        return
    for scale in (1.0, abs(x)) if 0.0 < abs(x) < 1.0 else (max(1.0, abs(x)),):
        first = 2.0 ** (floor(log2(scale)) - 6)  # a power of 2, so that x ± step is exact
        yield [h for h in (first / 2.0**k for k in range(RUNGS)) if h > ulp(x)]


@dataclass
class Side:
    """The outputs at points ever nearer to x, from one side; begun anew wherever a point was out of reach."""

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
    """Difference quotients of opposite points, of output j."""
    pairs = zip(reversed(left.points), reversed(left.outputs), reversed(right.points), reversed(right.outputs))
    latest = [quotient(a, at_a[j], b, at_b[j], noise) for (a, at_a, b, at_b), _ in zip(pairs, range(WINDOW))]
    return latest[::-1]


def beside(side: Side, j: int, noise: float) -> list[Quotient]:
    """Difference quotients of neighbouring points of one side: x, where f may jump, has no part in them."""
    points, outputs = side.points[-WINDOW - 1 :], [y[j] for y in side.outputs[-WINDOW - 1 :]]
    return [quotient(*ends, noise) for ends in zip(points, outputs, points[1:], outputs[1:])]


def seen(left: Side, right: Side, j: int, noise: float, columns: range) -> Slopes:
    """What the latest steps say of output j."""
    return Slopes(
        extrapolated(across(left, right, j, noise), 2, columns),
        extrapolated(beside(left, j, noise), 1, columns),
        extrapolated(beside(right, j, noise), 1, columns),
    )


def finished(now: Slopes, left: Side, right: Side, kink: bool, tolerance: float) -> bool:
    """Whether smaller steps have nothing to add."""
    if not (left.points and right.points):  # at a border: the side that there is decides
        return (now.left if left.points else now.right).settled(tolerance)
    if kink and now.left.settled(tolerance) and now.right.settled(tolerance):
        return True
    return now.both.settled(tolerance) and now.agree(tolerance)


def unless_infinite(found: Estimate, side: Side, other: Side, j: int, noise: float, tolerance: float) -> Estimate:
    """What was found; but infinite if, at a border, the slope grew without end like that of the square root at 0."""
    sizes = [abs(quotient.slope) for quotient in beside(side, j, noise)]
    growth = [later - earlier for earlier, later in pairwise(sizes)]
    endless = len(sizes) == WINDOW and growth[0] > 0 and all(b >= 0.999 * a for a, b in pairwise(growth))
    if other.points or found.settled(tolerance) or not endless:
        return found
    return Estimate(copysign(inf, beside(side, j, noise)[-1].slope), 0.0, 0.0)
