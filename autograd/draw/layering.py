"""The first step of the layout: which column each box stands in, and what stands in the columns an arrow crosses.

The method is that of Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical
system structures", 1981: columns, then the order within a column, then places, then curves.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from autograd.draw.geometry import Size

LINE = Size(0.0, 6.0)  # what an arrow takes where it only passes


class Link(NamedTuple):
    """An arrow between boxes, and the room its label takes."""

    source: int
    target: int
    label: Size | None = None


class Group(NamedTuple):
    """A frame: the frame around it, and the room its title takes."""

    parent: int | None
    title: Size


@dataclass(frozen=True)
class Grid:
    """Items in columns: first the boxes, then a stand-in for an arrow in every column that it crosses.

    A group has an item in every column from its first to its last, if need be an empty one, so that
    the order of the items says where its frame runs.
    """

    boxes: int  # how many of the items are boxes; they come first
    columns: list[list[int]]  # the items of each column, from the top down
    column: list[int]  # of each item
    size: list[Size]  # of each item
    families: list[tuple[int, ...]]  # of each item: the groups it is in, from the outside in
    before: list[list[int]]  # of each item: its neighbours in the column to the left
    after: list[list[int]]  # of each item: its neighbours in the column to the right
    chains: list[list[int]]  # of each link: its items from left to right
    backwards: list[bool]  # of each link: whether it points to the left, which happens only in circles
    groups: Sequence[Group]

    def spans(self) -> list[tuple[int, int]]:
        """The first and the last column of each group."""
        members: list[list[int]] = [[] for _ in self.groups]
        for item, family in enumerate(self.families):
            for group in family:
                members[group].append(self.column[item])
        return [(min(columns), max(columns)) if columns else (0, -1) for columns in members]


def grid_of(boxes: Sequence[Size], links: Sequence[Link], groups: Sequence[Group], home: Sequence[int | None]) -> Grid:
    """Boxes in columns, with stand-ins; `home` is the innermost group of each box."""
    backwards = pointing_back(len(boxes), links)
    directed = [
        Link(target, source, label) if back else Link(source, target, label)
        for (source, target, label), back in zip(links, backwards)
    ]
    column = columns_of(len(boxes), directed)
    families = [family_of(group, groups) for group in home]
    size, count = list(boxes), max(column, default=-1) + 1
    grid = Grid(len(boxes), [[] for _ in range(count)], column, size, families, [], [], [], backwards, groups)
    spans = grid.spans()

    def stand_in(place: int, room: Size, family: tuple[int, ...]) -> int:
        column.append(place)
        size.append(room)
        families.append(family)
        return len(column) - 1

    def family_between(left: int, right: int, place: int) -> tuple[int, ...]:
        """An arrow stays in the frame it starts in up to its last column, and enters that of its end at its first."""
        for family in (families[left], families[right]):
            for depth in range(len(family), 0, -1):
                first, last = spans[family[depth - 1]]
                if first <= place <= last:
                    return family[:depth]
        return ()

    for left, right, label in directed:
        chain = [left]
        for place in range(column[left] + 1, column[right]):
            room = label if label and place == column[right] - 1 else LINE
            chain.append(stand_in(place, room, family_between(left, right, place)))
        grid.chains.append([*chain, right])

    present = {(group, column[item]) for item, family in enumerate(families) for group in family}
    for group, (first, last) in enumerate(spans):
        for place in range(first, last + 1):
            if (group, place) not in present:
                stand_in(place, LINE, family_of(group, groups))

    grid.before.extend([] for _ in column)
    grid.after.extend([] for _ in column)
    for chain in grid.chains:
        for left, right in zip(chain, chain[1:]):
            grid.after[left].append(right)
            grid.before[right].append(left)
    for item in first_order(grid):
        grid.columns[column[item]].append(item)
    return grid


def family_of(group: int | None, groups: Sequence[Group]) -> tuple[int, ...]:
    """A group and the groups around it, from the outside in."""
    family: list[int] = []
    while group is not None:
        family.append(group)
        group = groups[group].parent
    return tuple(reversed(family))


def pointing_back(count: int, links: Sequence[Link]) -> list[bool]:
    """Which links to turn round so that no circle is left: none, where there is no circle."""
    waiting = [0] * count  # links from boxes not yet visited
    following: list[list[int]] = [[] for _ in range(count)]
    for source, target, _ in links:
        waiting[target] += 1
        following[source].append(target)
    visited: dict[int, int] = {}
    ready = deque(box for box in range(count) if not waiting[box])
    every = iter(range(count))
    while len(visited) < count:
        if not ready:  # only circles are left: cut one open in front of its first box
            ready.append(next(box for box in every if box not in visited))
        box = ready.popleft()
        visited[box] = len(visited)
        for target in following[box]:
            waiting[target] -= 1
            if not waiting[target] and target not in visited:
                ready.append(target)
    return [visited[source] > visited[target] for source, target, _ in links]


def columns_of(count: int, links: Sequence[Link]) -> list[int]:
    """The column of each box: the longest way to it; a box with more ways out than in moves towards its users."""
    before: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    after: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for source, target, label in links:
        length = 2 if label else 1  # a label has a column of its own
        before[target].append((source, length))
        after[source].append((target, length))
    column, order = [0] * count, inputs_first(count, links)
    for box in order:
        column[box] = max((column[source] + length for source, length in before[box]), default=0)
    for box in reversed(order):
        if len(after[box]) > len(before[box]):
            column[box] = min(column[target] - length for target, length in after[box])
    start = min(column, default=0)
    return [place - start for place in column]


def inputs_first(count: int, links: Sequence[Link]) -> list[int]:
    """The boxes in an order in which all links point forward."""
    waiting = [0] * count
    following: list[list[int]] = [[] for _ in range(count)]
    for source, target, _ in links:
        waiting[target] += 1
        following[source].append(target)
    order = [box for box in range(count) if not waiting[box]]
    for box in order:  # grows while it is walked
        for target in following[box]:
            waiting[target] -= 1
            if not waiting[target]:
                order.append(target)
    return order


def first_order(grid: Grid) -> list[int]:
    """All items as a walk from the outputs back meets them: the first input of an operation comes before the second."""
    order: dict[int, None] = {}
    stack = [item for item in reversed(range(len(grid.column))) if not grid.after[item]]
    while stack:
        item = stack.pop()
        if item not in order:
            order[item] = None
            stack.extend(reversed(grid.before[item]))
    return [*order, *(item for item in range(len(grid.column)) if item not in order)]
