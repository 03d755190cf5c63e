"""The layout that needs only Python: boxes in columns from left to right, arrows as smooth curves.

It is a function of sizes and links only, so the pictures of `draw` and the pages of `explain` share it. The same input
gives the same layout, byte for byte.
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
STEEPNESS = 0.2  # the width of a gap as a share of the height that its arrows climb


def layered_layout(
    boxes: Sequence[Size], links: Sequence[Link], groups: Sequence[Group] = (), home: Sequence[int | None] = ()
) -> Layout:
    """Return a layout of boxes, links and frames.

    boxes   the size of each box
    links   the arrows; they may form cycles, but none leads from a box to itself
    groups  the frames, the outer ones before those inside them
    home    the innermost group of each box, or None; empty if there are no groups
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
    """Return the left and the right edge of each column."""
    widths = [max(grid.size[item].width for item in column) for column in grid.columns]
    padding, spans = paddings(grid.groups), grid.spans()
    gaps = gaps_of(grid, heights, padding, spans)
    for group, (first, last) in reversed([*enumerate(spans)]):  # inner groups first: a frame is as wide as its title
        inside = sum_in_order(widths[first : last + 1]) + sum_in_order(gaps[first:last]) + 2 * padding[group]
        widths[last] += max(0.0, grid.groups[group].title.width - inside)
    left = [a + b for a, b in zip(accumulate(widths, initial=0.0), accumulate(gaps, initial=0.0))][: len(widths)]
    return left, [edge + width for edge, width in zip(left, widths)]


def gaps_of(grid: Grid, heights: Heights, padding: Sequence[float], spans: Sequence[tuple[int, int]]) -> list[float]:
    """Return the gap after each column: room for steep arrows and for the frames that end and begin there.

    padding, spans   of each group: the width of its frame's padding, and its first and last column
    """
    middle, gaps = heights.middle, []
    ending, beginning = [0.0] * len(grid.columns), [0.0] * (len(grid.columns) + 1)
    for around, (first, last) in zip(padding, spans):
        if first <= last:  # an empty group has no frame
            ending[last] = max(ending[last], around)
            beginning[first] = max(beginning[first], around)
    for index, column in enumerate(grid.columns):
        climb = max((abs(middle[item] - middle[other]) for item in column for other in grid.after[item]), default=0.0)
        gaps.append(min(max(GAP, STEEPNESS * climb), WIDEST_GAP) + ending[index] + beginning[index + 1])
    return gaps


def paddings(groups: Sequence[Group]) -> list[float]:
    """Return the padding of each group's frame on the left and right, wide enough for the frames inside it."""
    around = [PADDING] * len(groups)
    for group, (parent, _) in reversed([*enumerate(groups)]):
        if parent is not None:
            around[parent] = max(around[parent], around[group] + PADDING)
    return around
