"""The third step of the layout: how high each item stands, in the order that the second step found.

Every item is drawn towards its neighbours and keeps its distance from what is above and below it.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from autograd.draw.layout.grid import Grid
from autograd.draw.layout.separation import Stack
from autograd.number import sum_in_order

SWEEPS = 6
STEPS = 150
MOST_MOVES = 600_000  # of single items: in a picture of many thousands, which nobody looks at closely, fewer steps
STEP = 0.7  # of the way
MOMENTUM = 0.85  # of the last step goes on into the next
STRENGTHS = (1.0, 2.0, 8.0)  # of a link between two boxes, a box and a stand-in, two stand-ins


class Heights(NamedTuple):
    """The middle of each item, and the edges of each frame."""

    middle: list[float]
    top: list[float]
    bottom: list[float]


class Pull(NamedTuple):
    """A link to a neighbour: it runs straight if the item is this far below the neighbour."""

    neighbour: int
    below: float
    strength: float


def heights_of(grid: Grid, offsets: Sequence[Sequence[float]]) -> Heights:
    """The height of every item and frame; the offsets say how far below an item's middle each link meets it."""
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
        if heights == before == ahead:  # everything stands where it wishes to
            break
    for pulls in (of_lines, of_leaves, of_lines, of_lines):  # in the end they move to where their arrows enter
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
    """Each item level with its neighbours on one side, column after column; carries a height far at once."""
    wished = list(heights)
    for column in reversed(stack.grid.columns) if leftwards else stack.grid.columns:
        for item in column:
            if near := pulls[item]:
                weight = sum_in_order(pull.strength for pull in near)
                wished[item] = sum_in_order((wished[x] + below) * strength for x, below, strength in near) / weight
    return stack.kept_apart(stack.frames_closed(wished))


def eased(stack: Stack, heights: Sequence[float], pulls: Sequence[Sequence[Pull]]) -> list[float]:
    """All items a step nearer to where their links are straight; a link draws both its ends alike."""
    wished = list(heights)
    for item, near in enumerate(pulls):
        here = heights[item]
        wished[item] += STEP * sum_in_order((heights[x] + below - here) * strength for x, below, strength in near)
    return stack.kept_apart(stack.frames_closed(wished))


def pulls_of(grid: Grid, offsets: Sequence[Sequence[float]]) -> tuple[list[list[Pull]], list[list[Pull]]]:
    """What draws each item level with its neighbours on the left, and with those on the right."""
    to_left: list[list[Pull]] = [[] for _ in grid.column]
    to_right: list[list[Pull]] = [[] for _ in grid.column]
    for chain, below in zip(grid.chains, offsets):
        for (a, offset), (b, other) in pairwise(zip(chain, below)):
            strength = STRENGTHS[(a >= grid.boxes) + (b >= grid.boxes)]
            to_right[a].append(Pull(b, other - offset, strength))
            to_left[b].append(Pull(a, offset - other, strength))
    return to_left, to_right


def balanced(pulls: Sequence[Sequence[Pull]]) -> list[list[Pull]]:
    """The pulls with strengths that are the same for both ends of a link, and sum up to 1 at most."""
    weights = [sum_in_order(pull.strength for pull in near) for near in pulls]
    return [
        [pull._replace(strength=pull.strength / max(weight, weights[pull.neighbour])) for pull in near]
        for near, weight in zip(pulls, weights)
    ]
