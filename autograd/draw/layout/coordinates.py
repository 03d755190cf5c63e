"""The third step of the layout: the height of each item, in the order that the second step found.

Every item is pulled towards its neighbours and keeps its distance from what is above and below it.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from autograd.draw.layout.grid import Grid
from autograd.draw.layout.separation import Stack
from autograd.number import sum_in_order

SWEEPS = 6
STEPS = 150
MOST_MOVES = 600_000  # items times steps, so that a picture of many thousand items takes fewer steps
STEP = 0.7  # the share of its distance to the wish that an item moves in a step
MOMENTUM = 0.85  # the share of the last step that is added to the next
STRENGTHS = (1.0, 2.0, 8.0)  # of a link between two boxes, a box and a stand-in, two stand-ins


class Heights(NamedTuple):
    """The heights of the middle of each item, and of the edges of each frame."""

    middle: list[float]
    top: list[float]
    bottom: list[float]


class Pull(NamedTuple):
    """The pull of a link to a neighbour on an item."""

    neighbour: int
    below: float  # how far below the neighbour the item must be for the link to be level
    strength: float


def heights_of(grid: Grid, offsets: Sequence[Sequence[float]]) -> Heights:
    """Return the height of every item and frame.

    offsets   for each link, how far below the middle of each of its items it runs
    """
    stack = Stack(grid)
    to_left, to_right = pulls_of(grid, offsets)
    to_both = balanced([left + right for left, right in zip(to_left, to_right)])
    of_lines = [pulls if item >= grid.boxes else [] for item, pulls in enumerate(to_right)]
    of_leaves = [[] if grid.before[item] else pulls for item, pulls in enumerate(to_right)]
    heights = stack.kept_apart([0.0] * len(stack.above))
    for _ in range(SWEEPS):
        heights = swept(stack, heights, to_right, leftwards=True)
        heights = swept(stack, heights, to_left)
    before = heights
    for _ in range(min(STEPS, MOST_MOVES // max(len(heights), 1))):
        ahead = [now + MOMENTUM * (now - then) for now, then in zip(heights, before)]
        before, heights = heights, eased(stack, ahead, to_both)
        if heights == before == ahead:  # nothing moves any more
            break
    for pulls in (of_lines, of_leaves, of_lines, of_lines):  # at last, lines and leaves move level with their targets
        heights = swept(stack, heights, pulls, leftwards=True)
    heights = stack.frames_closed(heights)
    groups = range(len(grid.groups))
    return Heights(
        heights[: stack.items],
        [heights[stack.top(group)] for group in groups],
        [heights[stack.bottom(group)] for group in groups],
    )


def swept(
    stack: Stack, heights: Sequence[float], pulls: Sequence[Sequence[Pull]], leftwards: bool = False
) -> list[float]:
    """Return the heights after moving each item level with its neighbours on one side.

    This goes from column to column, so that one item can move all the following ones.

    pulls      those of each item's neighbours on that side
    leftwards  whether to begin at the rightmost column
    """
    wished = list(heights)
    for column in reversed(stack.grid.columns) if leftwards else stack.grid.columns:
        for item in column:
            if near := pulls[item]:
                weight = sum_in_order(pull.strength for pull in near)
                wished[item] = sum_in_order((wished[x] + below) * strength for x, below, strength in near) / weight
    return stack.kept_apart(stack.frames_closed(wished))


def eased(stack: Stack, heights: Sequence[float], pulls: Sequence[Sequence[Pull]]) -> list[float]:
    """Return the heights after moving all items a step nearer to where their links are level.

    pulls   those of each item's neighbours on both sides, equally strong at both ends of a link
    """
    wished = list(heights)
    for item, near in enumerate(pulls):
        here = heights[item]
        wished[item] += STEP * sum_in_order((heights[x] + below - here) * strength for x, below, strength in near)
    return stack.kept_apart(stack.frames_closed(wished))


def pulls_of(grid: Grid, offsets: Sequence[Sequence[float]]) -> tuple[list[list[Pull]], list[list[Pull]]]:
    """Return the pulls of each item's neighbours on the left, and of those on the right."""
    to_left: list[list[Pull]] = [[] for _ in grid.column]
    to_right: list[list[Pull]] = [[] for _ in grid.column]
    for chain, below in zip(grid.chains, offsets):
        for (a, offset), (b, other) in pairwise(zip(chain, below)):
            strength = STRENGTHS[(a >= grid.boxes) + (b >= grid.boxes)]
            to_right[a].append(Pull(b, other - offset, strength))
            to_left[b].append(Pull(a, offset - other, strength))
    return to_left, to_right


def balanced(pulls: Sequence[Sequence[Pull]]) -> list[list[Pull]]:
    """Return the pulls with strengths that are equal at both ends of a link, and sum up to at most 1 for each item."""
    weights = [sum_in_order(pull.strength for pull in near) for near in pulls]
    return [
        [pull._replace(strength=pull.strength / max(weight, weights[pull.neighbour])) for pull in near]
        for near, weight in zip(pulls, weights)
    ]
