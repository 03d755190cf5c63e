"""The second step of the layout: an order within each column that has few crossings and keeps groups together."""

from bisect import bisect_right, insort
from collections.abc import Callable, Sequence

from autograd.draw.layout.grid import Grid
from autograd.number import sum_in_order

SWEEPS = 16


def put_in_order(grid: Grid) -> None:
    """Reorder the columns: sweep to and fro, put each item near the mean of its neighbours, and keep the best order.

    Source: the barycentre method of Sugiyama, Tagawa and Toda, 1981.
    """
    heights = stacked(grid)
    gather(grid, lambda item: heights[item])
    best, fewest = [list(column) for column in grid.columns], crossings(grid)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        neighbours = grid.before if sweep % 2 == 0 else grid.after
        heights = stacked(grid)

        def wish(item: int, neighbours: Sequence[list[int]] = neighbours, heights: list[float] = heights) -> float:
            near = neighbours[item]
            return sum_in_order(heights[other] for other in near) / len(near) if near else heights[item]

        gather(grid, wish, leftwards=sweep % 2 == 1, heights=heights)
        count = crossings(grid)
        if count < fewest:
            best, fewest = [list(column) for column in grid.columns], count
    grid.columns[:] = best


def gather(
    grid: Grid, wish: Callable[[int], float], leftwards: bool = False, heights: list[float] | None = None
) -> None:
    """Sort each column by the heights that its items wish for, and groups by the mean of what their items wish for.

    A group has the same rank among its neighbours in every column, so that its frame is a rectangle.

    leftwards  whether to begin at the rightmost column
    heights    the present heights, which are brought up to date after each column
    """
    wishes: list[list[float]] = [[] for _ in grid.groups]
    for item, family in enumerate(grid.families):
        for group in family:
            wishes[group].append(wish(item))
    middle = [sum_in_order(found) / len(found) if found else 0.0 for found in wishes]

    def key(item: int) -> list[tuple[float, int]]:
        around = [(middle[group], -1 - group) for group in grid.families[item]]
        return [*around, (wish(item), rank[item])]

    for column in reversed(grid.columns) if leftwards else grid.columns:
        rank = {item: position for position, item in enumerate(column)}
        column.sort(key=key)
        if heights is not None:
            stack_up(grid, column, heights)


def stacked(grid: Grid) -> list[float]:
    """Return the height of every item if each column is stacked up, with its middle at height 0."""
    heights = [0.0] * len(grid.column)
    for column in grid.columns:
        stack_up(grid, column, heights)
    return heights


def stack_up(grid: Grid, column: Sequence[int], heights: list[float]) -> None:
    """Set the heights of the items of one column, stacked up with the middle at height 0."""
    top = -sum_in_order(grid.size[item].height for item in column) / 2
    for item in column:
        heights[item] = top + grid.size[item].height / 2
        top += grid.size[item].height


def crossings(grid: Grid) -> int:
    """Return how often arrows cross between neighbouring columns."""
    rank = {item: position for column in grid.columns for position, item in enumerate(column)}
    count = 0
    for column in grid.columns:
        seen: list[int] = []  # the ranks at which the arrows of the items so far end, sorted
        for item in column:
            ends = [rank[other] for other in grid.after[item]]
            count += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return count
