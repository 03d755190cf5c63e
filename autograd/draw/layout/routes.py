"""The last step of the layout: where arrows meet boxes, and their curves between columns, which cross no box."""

from collections.abc import Sequence
from itertools import pairwise

from autograd.draw.layout.geometry import Point, Rectangle, Route
from autograd.draw.layout.grid import Grid, Link

POINT = 8.0  # the length of an arrow's point
ENTRANCES = 16.0  # the distance between arrows that enter the same box, if it is high enough
CLOSEST = 4.5  # arrows that would be closer than this all enter at one point
UNDER_LABEL = 1.0  # the distance between a label and the line under it


def offsets_of(grid: Grid, links: Sequence[Link]) -> list[list[float]]:
    """Return how far below the middle of each of its items each link runs.

    A link runs under its label, and links enter their target side by side.
    """
    offsets = [[0.0] * len(chain) for chain in grid.chains]
    rank = {item: index for column in grid.columns for index, item in enumerate(column)}
    arriving: dict[tuple[int, bool], list[tuple[int, int]]] = {}
    for link, (chain, back) in enumerate(zip(grid.chains, grid.backwards)):
        target, neighbour = (chain[0], chain[1]) if back else (chain[-1], chain[-2])
        arriving.setdefault((target, back), []).append((rank[neighbour], link))
        if label := links[link].label:
            offsets[link][-2] = label.height / 2 + UNDER_LABEL
    for (target, back), found in arriving.items():
        height = grid.size[target].height
        step = min(ENTRANCES, (0.4 if back else 0.75) * height / len(found))
        step = step if step > CLOSEST else 0.0
        middle = height / 4 if back else 0.0  # lower on the right side, because arrows leave at its middle
        start = middle - step * (len(found) - 1) / 2
        for i, (_, link) in enumerate(sorted(found)):
            offsets[link][0 if back else -1] = start + step * i
    return offsets


def routes(
    grid: Grid,
    links: Sequence[Link],
    offsets: Sequence[Sequence[float]],
    boxes: Sequence[Rectangle],
    middle: Sequence[float],
    left: Sequence[float],
    right: Sequence[float],
) -> list[Route]:
    """Return the route of each link from its source to its target.

    offsets      how far below the middle of each of its items each link runs
    boxes        the area of each box
    middle       the height of the middle of each item
    left, right  the edges of each column
    """
    found = []
    for link, chain, back, below in zip(links, grid.chains, grid.backwards, offsets):
        heights = [middle[item] + offset for item, offset in zip(chain, below)]
        first, last = boxes[chain[0]], boxes[chain[-1]]
        start, end = Point(first.x + first.width, heights[0]), Point(last.x, heights[-1])
        tip = start if back else end
        start = start._replace(x=start.x + POINT * back)
        end = end._replace(x=end.x - POINT * (not back))
        stops = [start, Point(max(start.x, right[grid.column[chain[0]]]), start.y)]
        for item, height in zip(chain[1:-1], heights[1:-1]):
            column = grid.column[item]
            stops += [Point(left[column], height), Point(right[column], height)]
        stops += [Point(min(end.x, left[grid.column[chain[-1]]]), end.y), end]
        label = None
        if link.label:
            column = grid.column[chain[-2]]
            label = Point((left[column] + right[column]) / 2, middle[chain[-2]])
        curve = smooth(stops)
        found.append(Route(tuple(reversed(curve)) if back else tuple(curve), tip, label))
    return found


def smooth(stops: Sequence[Point]) -> list[Point]:
    """Return Bézier curves from stop to stop that are level at every stop."""
    curve = [stops[0]]
    for a, b in pairwise(stops):
        if a != b:
            half = (a.x + b.x) / 2
            curve += [Point(half, a.y), Point(half, b.y), b]
    return curve
