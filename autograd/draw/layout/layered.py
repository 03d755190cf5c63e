"""The layout that runs everywhere Python does: boxes in columns from left to right, arrows as smooth curves.

A pure function of sizes and links: what is in the boxes does not matter to it, so the pictures of
`draw` and the pages of `explain` share it. The same input gives the same layout, byte for byte.
"""

from collections.abc import Sequence
from itertools import accumulate

from autograd.draw.layout.coordinates import Heights, heights_of
from autograd.draw.layout.crossings import put_in_order
from autograd.draw.layout.geometry import Layout, Rectangle, Size, at_the_corner
from autograd.draw.layout.grid import Grid, Group, Link, grid_of
from autograd.draw.layout.routes import offsets_of, routes
from autograd.draw.layout.separation import PADDING
from autograd.number import sum_in_order

GAP = 24.0  # between columns
WIDEST_GAP = 150.0
STEEPNESS = 0.2  # arrows that climb high get a wider gap, this part of the climb


def layered_layout(
    boxes: Sequence[Size], links: Sequence[Link], groups: Sequence[Group] = (), home: Sequence[int | None] = ()
) -> Layout:
    """Where to draw boxes of the given sizes; `home` is the innermost group of each box, if it has one.

    An outer group comes before the groups inside it. The links may form circles, but none leads from a
    box to itself.
    """
    grid = grid_of(boxes, links, groups, home or [None] * len(boxes))
    put_in_order(grid)
    offsets = offsets_of(grid, links)
    heights = heights_of(grid, offsets)
    left, right = edges_of_columns(grid, heights)
    standing = [
        Rectangle((left[column] + right[column] - room.width) / 2, middle - room.height / 2, *room)
        for column, middle, room in zip(grid.column, heights.middle, boxes)
    ]
    frames = [
        Rectangle(left[first] - around, top, right[last] - left[first] + 2 * around, bottom - top)
        for (first, last), around, top, bottom in zip(grid.spans(), paddings(grid.groups), heights.top, heights.bottom)
    ]
    return at_the_corner(standing, routes(grid, links, offsets, standing, heights.middle, left, right), frames)


def edges_of_columns(grid: Grid, heights: Heights) -> tuple[list[float], list[float]]:
    """The left and the right edge of each column."""
    widths = [max(grid.size[item].width for item in column) for column in grid.columns]
    padding, spans = paddings(grid.groups), grid.spans()
    gaps = gaps_of(grid, heights, padding, spans)
    for group, (first, last) in reversed([*enumerate(spans)]):  # inner groups first: a frame is as wide as its title
        inside = sum_in_order(widths[first : last + 1]) + sum_in_order(gaps[first:last]) + 2 * padding[group]
        widths[last] += max(0.0, grid.groups[group].title.width - inside)
    left = [a + b for a, b in zip(accumulate(widths, initial=0.0), accumulate(gaps, initial=0.0))][: len(widths)]
    return left, [edge + width for edge, width in zip(left, widths)]


def gaps_of(grid: Grid, heights: Heights, padding: Sequence[float], spans: Sequence[tuple[int, int]]) -> list[float]:
    """The gap after each column: room for steep arrows and for the frames that end and begin there."""
    middle, gaps = heights.middle, []
    ending, beginning = [0.0] * len(grid.columns), [0.0] * (len(grid.columns) + 1)
    for around, (first, last) in zip(padding, spans):
        if first <= last:  # an empty group has no frame
            ending[last] = max(ending[last], around)
            beginning[first] = max(beginning[first], around)
    for place, column in enumerate(grid.columns):
        climb = max((abs(middle[item] - middle[other]) for item in column for other in grid.after[item]), default=0.0)
        gaps.append(min(max(GAP, STEEPNESS * climb), WIDEST_GAP) + ending[place] + beginning[place + 1])
    return gaps


def paddings(groups: Sequence[Group]) -> list[float]:
    """How far the frame of each group stands out to the left and right: around the frames inside it."""
    around = [PADDING] * len(groups)
    for group, (parent, _) in reversed([*enumerate(groups)]):
        if parent is not None:
            around[parent] = max(around[parent], around[group] + PADDING)
    return around
