"""The fourth step of the layout: the curves of the arrows, through the gaps between columns and never over a box."""

from collections.abc import Sequence
from itertools import pairwise

from autograd.draw.geometry import Point, Rectangle, Route
from autograd.draw.layering import Grid, Link

POINT = 8.0  # the length of an arrow's point
ENTRANCES = 13.0  # between arrows that enter the same box, where it is high enough
UNDER_LABEL = 1.0  # between a label and the line under it


def routes(
    grid: Grid,
    links: Sequence[Link],
    boxes: Sequence[Rectangle],
    middle: Sequence[float],
    left: Sequence[float],
    right: Sequence[float],
) -> list[Route]:
    """The way of each link, from its source to its target."""
    entrances = entrances_of(grid, boxes, middle)
    found = []
    for link, chain, back, entrance in zip(links, grid.chains, grid.backwards, entrances):
        first, last = boxes[chain[0]], boxes[chain[-1]]
        start = Point(first.x + first.width, entrance if back else middle[chain[0]])
        end = Point(last.x, middle[chain[-1]] if back else entrance)
        tip = start if back else end
        start, end = (Point(start.x + POINT, start.y), end) if back else (start, Point(end.x - POINT, end.y))
        stops = [start, Point(right[grid.column[chain[0]]] + (POINT if back else 0.0), start.y)]
        for item in chain[1:-1]:
            line = middle[item]
            if link.label and item == chain[-2]:
                line += link.label.height / 2 + UNDER_LABEL
            stops += [Point(left[grid.column[item]], line), Point(right[grid.column[item]], line)]
        stops += [Point(left[grid.column[chain[-1]]] - (0.0 if back else POINT), end.y), end]
        label = None
        if link.label:
            place = grid.column[chain[-2]]
            label = Point((left[place] + right[place]) / 2, middle[chain[-2]])
        curve = smooth(stops)
        found.append(Route(tuple(reversed(curve)) if back else tuple(curve), tip, label))
    return found


def entrances_of(grid: Grid, boxes: Sequence[Rectangle], middle: Sequence[float]) -> list[float]:
    """The height at which each link enters its target: side by side, in the order in which the links arrive."""
    arriving: dict[tuple[int, bool], list[tuple[float, int]]] = {}
    for link, (chain, back) in enumerate(zip(grid.chains, grid.backwards)):
        target, neighbour = (chain[0], chain[1]) if back else (chain[-1], chain[-2])
        arriving.setdefault((target, back), []).append((middle[neighbour], link))
    entrances = [0.0] * len(grid.chains)
    for (target, back), links in arriving.items():
        height = boxes[target].height
        step = min(ENTRANCES, 0.75 * height / len(links))
        start = middle[target] - step * (len(links) - 1) / 2 + (height / 3 if back else 0.0)
        for place, (_, link) in enumerate(sorted(links)):
            entrances[link] = start + step * place
    return entrances


def smooth(stops: Sequence[Point]) -> list[Point]:
    """Bézier curves through the stops that leave and arrive level."""
    curve = [stops[0]]
    for a, b in pairwise(stops):
        if a != b:
            half = (a.x + b.x) / 2
            curve += [Point(half, a.y), Point(half, b.y), b]
    return curve
