"""The least distances between what is above and what is below in a picture, and the nearest heights that keep them.

The distances are inequalities `lower ≥ upper + distance`. Within a column, the nearest solution is known. For frames,
which span several columns, pushing things down until all distances are kept gives one solution, and pushing things up
gives another. The solutions form a convex set, so the mean of the two is a solution as well.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from autograd.draw.layout.grid import Grid
from autograd.draw.layout.layer_assignment import sources_first
from autograd.number import sum_in_order

BETWEEN_BOXES = 14.0
BETWEEN_LINES = 3.0
PADDING = 10.0  # between a frame and what is inside or outside it


class Stack:
    """Which things are above which, and their least distances; things are items, then the two edges of each frame."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.items = len(grid.column)
        things = self.items + 2 * len(grid.groups)
        self.above: list[dict[int, float]] = [{} for _ in range(things)]
        self.below: list[dict[int, float]] = [{} for _ in range(things)]
        self.depths: list[tuple[Sequence[int], list[float]]] = []  # columns: items, and their least depths
        for column in grid.columns:
            first, *rest = self.from_the_top_down(column)
            depths, depth = {first: 0.0}, 0.0
            for upper, lower in pairwise((first, *rest)):
                distance = self.distance(upper, lower)
                self.above[lower][upper] = self.below[upper][lower] = distance
                depths[lower] = depth = depth + distance
            if len(depths) > 1:  # an item alone in its column keeps its wish
                self.depths.append((column, [depths[item] for item in column]))
        pairs = [(upper, lower) for upper, below in enumerate(self.below) for lower in below]
        self.order = sources_first(things, pairs)  # each thing comes after the things above it

    def top(self, group: int) -> int:
        """Return the thing that is the upper edge of a group's frame."""
        return self.items + 2 * group

    def bottom(self, group: int) -> int:
        """Return the thing that is the lower edge of a group's frame."""
        return self.items + 2 * group + 1

    def from_the_top_down(self, column: Sequence[int]) -> Iterator[int]:
        """Yield the items of a column, with the edges of the frames between them."""
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
        """Return the least distance between two neighbours, from middle to middle."""
        room = sum_in_order(self.grid.size[thing].height for thing in (upper, lower) if thing < self.items) / 2
        if max(upper, lower) < self.items:
            return room + (BETWEEN_BOXES if min(upper, lower) < self.grid.boxes else BETWEEN_LINES)
        group, is_bottom = divmod(upper - self.items, 2)
        title = self.grid.groups[group].title.height if upper >= self.items and not is_bottom else 0.0
        return room + PADDING + title

    def kept_apart(self, wishes: Sequence[float]) -> list[float]:
        """Return heights near the wishes that keep all distances."""
        heights = self.frames_closed(self.pooled(wishes))
        down, up = list(heights), list(heights)
        for thing in self.order:
            for upper, distance in self.above[thing].items():
                down[thing] = max(down[thing], down[upper] + distance)
        for thing in reversed(self.order):
            for lower, distance in self.below[thing].items():
                up[thing] = min(up[thing], up[lower] - distance)
        return [(a + b) / 2 for a, b in zip(down, up)]

    def pooled(self, wishes: Sequence[float]) -> list[float]:
        """Return the heights nearest to the wishes that keep the distances within each column."""
        heights = list(wishes)
        for items, depths in self.depths:
            tops = increasing([wishes[item] - depth for item, depth in zip(items, depths)])
            for item, depth, top in zip(items, depths, tops):
                heights[item] = top + depth
        return heights

    def frames_closed(self, heights: Sequence[float]) -> list[float]:
        """Return the heights with the edges of frames as near to their contents as the distances allow."""
        closed = list(heights)
        for group in reversed(range(len(self.grid.groups))):  # inner frames come after outer ones
            top, bottom = self.top(group), self.bottom(group)
            closed[top] = min((closed[lower] - d for lower, d in self.below[top].items()), default=0.0)
            closed[bottom] = max((closed[upper] + d for upper, d in self.above[bottom].items()), default=0.0)
        return closed


def increasing(wishes: Sequence[float]) -> list[float]:
    """Return the numbers nearest to the wishes that never decrease: neighbours in the wrong order share their mean.

    Source: pooling of adjacent violators, Ayer et al., "An empirical distribution function for sampling
    with incomplete information", 1955.
    """
    pools: list[tuple[float, int]] = []  # the mean of each pool, and how many share it
    for wish in wishes:
        mean, size = wish, 1
        while pools and pools[-1][0] > mean:
            above, many = pools.pop()
            mean, size = (above * many + mean * size) / (many + size), many + size
        pools.append((mean, size))
    return [mean for mean, size in pools for _ in range(size)]


def shared_start(a: Sequence[int], b: Sequence[int]) -> int:
    """Return how many items two sequences have in common at the start."""
    return next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
