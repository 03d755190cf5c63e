"""The first step of the layout: a grid of columns, with the boxes, and a stand-in for each arrow that crosses a column.

The method is that of Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures",
1981: columns, then the order within a column, then heights, then curves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from autograd.draw.folding import TooLarge
from autograd.draw.layout.geometry import Size
from autograd.draw.layout.layer_assignment import Order, columns_of, pointing_back, sources_first

LINE = Size(0.0, 6.0)  # of an arrow that crosses a column
MOST_ITEMS = 50_000  # boxes and stand-ins; they take about ten seconds


class Link(NamedTuple):
    """An arrow between boxes, and the size of its label, if it has one."""

    source: int
    target: int
    label: Size | None = None


class Group(NamedTuple):
    """A frame: the frame around it, if there is one, and the size of its title."""

    parent: int | None
    title: Size


@dataclass(frozen=True)
class Grid:
    """Items in columns: first the boxes, then a stand-in for each arrow in every column that it crosses.

    A group has an item, which may be empty, in every column from its first to its last, so that the order of the items
    gives the position of its frame.
    """

    boxes: int  # how many of the items are boxes; they come first
    columns: list[list[int]]  # the items of each column, from the top down
    column: list[int]  # of each item
    size: list[Size]  # of each item
    families: list[tuple[int, ...]]  # of each item: the groups it is in, the outermost first
    before: list[list[int]]  # of each item: its neighbours in the column to the left
    after: list[list[int]]  # of each item: its neighbours in the column to the right
    chains: list[list[int]]  # of each link: its items from left to right
    backwards: list[bool]  # of each link: whether it points to the left, which happens only in cycles
    groups: Sequence[Group]

    def spans(self) -> list[tuple[int, int]]:
        """Return the first and the last column of each group; (0, -1) for an empty group."""
        members: list[list[int]] = [[] for _ in self.groups]
        for item, family in enumerate(self.families):
            for group in family:
                members[group].append(self.column[item])
        return [(min(columns), max(columns)) if columns else (0, -1) for columns in members]


def grid_of(boxes: Sequence[Size], links: Sequence[Link], groups: Sequence[Group], home: Sequence[int | None]) -> Grid:
    """Return the boxes in columns, with stand-ins, each column in a first order.

    boxes   the size of each box
    groups  outer groups come before inner ones
    home    the innermost group of each box, or None
    """
    ends = [(link.source, link.target) for link in links]
    backwards = pointing_back(sources_first(len(boxes), ends), ends)
    directed = [
        Link(target, source, label) if back else Link(source, target, label)
        for (source, target, label), back in zip(links, backwards)
    ]
    families = [family_of(group, groups) for group in home]
    orders = [Order(source, target, columns_for(label)) for source, target, label in directed]
    column = columns_of(len(boxes), orders, families, len(groups))
    refuse_too_many(len(boxes) + sum(column[right] - column[left] - 1 for left, right, _ in directed))
    size, count = list(boxes), max(column, default=-1) + 1
    grid = Grid(len(boxes), [[] for _ in range(count)], column, size, families, [], [], [], backwards, groups)
    spans = grid.spans()

    def stand_in(index: int, room: Size, family: tuple[int, ...]) -> int:
        column.append(index)
        size.append(room)
        families.append(family)
        return len(column) - 1

    def inside(box: int, index: int) -> tuple[int, ...]:
        """Return the groups of a box that reach as far as the column of this index."""
        family = families[box]
        depths = (depth for depth in range(len(family), 0, -1) if spans[family[depth - 1]][0] <= index)
        return next((family[:depth] for depth in depths if index <= spans[family[depth - 1]][1]), ())

    for left, right, label in directed:
        chain = [left]
        for index in range(column[left] + 1, column[right]):
            room = label if label and index == column[right] - 1 else LINE
            chain.append(stand_in(index, room, max(inside(left, index), inside(right, index), key=len)))
        grid.chains.append([*chain, right])

    present = {(group, column[item]) for item, family in enumerate(families) for group in family}
    for group, (first, last) in enumerate(spans):
        for index in range(first, last + 1):
            if (group, index) not in present:
                stand_in(index, LINE, family_of(group, groups))

    grid.before.extend([] for _ in column)
    grid.after.extend([] for _ in column)
    for chain in grid.chains:
        for left, right in pairwise(chain):
            grid.after[left].append(right)
            grid.before[right].append(left)
    for item in first_order(grid):
        grid.columns[column[item]].append(item)
    return grid


def refuse_too_many(items: int) -> None:
    """Raise `TooLarge` if the layout of this number of items would take minutes, and nobody could read the picture."""
    if items > MOST_ITEMS:
        raise TooLarge(
            f"draw: {items:,} boxes and bends of arrows would have to be placed, and {MOST_ITEMS:,} is the most. "
            "draw() without a depth folds what is alike; or draw a node further inside; or save a .dot file, which "
            "needs no layout, and give it to Graphviz"
        )


def family_of(group: int | None, groups: Sequence[Group]) -> tuple[int, ...]:
    """Return a group and the groups around it, the outermost first; nothing for None."""
    family: list[int] = []
    while group is not None:
        family.append(group)
        group = groups[group].parent
    return tuple(reversed(family))


def columns_for(label: Size | None) -> int:
    """Return by how many columns a link advances at least; a label needs a column of its own."""
    return 2 if label else 1


def first_order(grid: Grid) -> list[int]:
    """Return all items in the order in which a walk back from the outputs meets them, first inputs first."""
    order: dict[int, None] = {}
    stack = [item for item in reversed(range(len(grid.column))) if not grid.after[item]]
    while stack:
        item = stack.pop()
        if item not in order:
            order[item] = None
            stack.extend(reversed(grid.before[item]))
    return [*order, *(item for item in range(len(grid.column)) if item not in order)]
