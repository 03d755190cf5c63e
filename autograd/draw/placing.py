"""The third step of the layout: how high each item stands, in the order that the second step found.

Every item is drawn towards its neighbours and keeps its distance from what is above and below it.
The distances are inequalities `lower ≥ upper + distance`. Pushing things down until all of them hold gives
one solution, pushing things up another; solutions form a convex set, so the mean of the two is one as well.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from autograd.draw.layering import Grid

BETWEEN_BOXES = 14.0
BETWEEN_LINES = 3.0
PADDING = 10.0  # between a frame and what is inside, or outside
ROUNDS = 80


class Heights(NamedTuple):
    """The middle of each item, and the edges of each frame."""

    middle: list[float]
    top: list[float]
    bottom: list[float]


class Stack:
    """Which things stand above which, and how far apart at least: the items, then the two edges of each frame."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.items = len(grid.column)
        things = self.items + 2 * len(grid.groups)
        self.above: list[dict[int, float]] = [{} for _ in range(things)]
        self.below: list[dict[int, float]] = [{} for _ in range(things)]
        for column in grid.columns:
            for upper, lower in pairwise(self.from_the_top_down(column)):
                distance = self.distance(upper, lower)
                self.above[lower][upper] = self.below[upper][lower] = distance
        self.order = self.upper_first()

    def top(self, group: int) -> int:
        """The thing that is the upper edge of a group's frame."""
        return self.items + 2 * group

    def bottom(self, group: int) -> int:
        """The thing that is the lower edge of a group's frame."""
        return self.items + 2 * group + 1

    def from_the_top_down(self, column: Sequence[int]) -> Iterator[int]:
        """The items of a column, with the edges of the frames between them."""
        inside: tuple[int, ...] = ()
        for item in column:
            family = self.grid.families[item]
            shared = shared_start(inside, family)
            yield from map(self.bottom, reversed(inside[shared:]))
            yield from map(self.top, family[shared:])
            yield item
            inside = family
        yield from map(self.bottom, reversed(inside))

    def distance(self, upper: int, lower: int) -> float:
        """How far apart two neighbours are at least, from middle to middle."""
        room = sum(self.grid.size[thing].height for thing in (upper, lower) if thing < self.items) / 2
        if max(upper, lower) < self.items:
            return room + (BETWEEN_BOXES if min(upper, lower) < self.grid.boxes else BETWEEN_LINES)
        group, is_bottom = divmod(upper - self.items, 2)
        title = self.grid.groups[group].title.height if upper >= self.items and not is_bottom else 0.0
        return room + PADDING + title

    def upper_first(self) -> list[int]:
        """All things, each after the things above it."""
        waiting = [len(above) for above in self.above]
        order = [thing for thing, count in enumerate(waiting) if not count]
        for thing in order:  # grows while it is walked
            for lower in self.below[thing]:
                waiting[lower] -= 1
                if not waiting[lower]:
                    order.append(lower)
        return order

    def kept_apart(self, wishes: Sequence[float]) -> list[float]:
        """Heights near the wishes that keep all distances."""
        down, up = list(wishes), list(wishes)
        for thing in self.order:
            for upper, distance in self.above[thing].items():
                down[thing] = max(down[thing], down[upper] + distance)
        for thing in reversed(self.order):
            for lower, distance in self.below[thing].items():
                up[thing] = min(up[thing], up[lower] - distance)
        return [(a + b) / 2 for a, b in zip(down, up)]

    def wishes(self, heights: Sequence[float]) -> list[float]:
        """Where each thing would like to be: at the middle of its neighbours; frames close around what is in them."""
        wished = list(heights)
        for item in range(self.items):
            near = [*self.grid.before[item], *self.grid.after[item]]
            if near:
                pulls = [self.pull(item, other) for other in near]
                wished[item] = sum(map(float.__mul__, pulls, (heights[other] for other in near))) / sum(pulls)
        return self.frames_closed(wished)

    def pull(self, item: int, other: int) -> float:
        """How strongly a link draws: more where an arrow only passes, so that long arrows are straight."""
        passing = (item >= self.grid.boxes) + (other >= self.grid.boxes)
        return (1.0, 2.0, 8.0)[passing]

    def frames_closed(self, heights: Sequence[float]) -> list[float]:
        """The heights with the edges of frames as near to their contents as the distances allow."""
        closed = list(heights)
        for group in reversed(range(len(self.grid.groups))):  # inner frames come after outer ones
            top, bottom = self.top(group), self.bottom(group)
            closed[top] = min((closed[lower] - d for lower, d in self.below[top].items()), default=0.0)
            closed[bottom] = max((closed[upper] + d for upper, d in self.above[bottom].items()), default=0.0)
        return closed


def heights_of(grid: Grid) -> Heights:
    """The height of every item and frame."""
    stack = Stack(grid)
    heights = stack.kept_apart([0.0] * len(stack.above))
    for _ in range(ROUNDS):
        wished = stack.wishes(heights)
        heights = stack.kept_apart([(now + wish) / 2 for now, wish in zip(heights, wished)])
    heights = stack.frames_closed(heights)
    groups = range(len(grid.groups))
    return Heights(
        heights[: stack.items],
        [heights[stack.top(group)] for group in groups],
        [heights[stack.bottom(group)] for group in groups],
    )


def shared_start(a: Sequence[int], b: Sequence[int]) -> int:
    """How many items two sequences have in common at the start."""
    return next((place for place, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
