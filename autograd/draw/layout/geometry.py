"""Positions in a picture, in pixels: x grows to the right, y grows downwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

MARGIN = 12.0  # around a picture


class Point(NamedTuple):
    """A position."""

    x: float
    y: float


class Size(NamedTuple):
    """The width and the height of something."""

    width: float
    height: float


class Rectangle(NamedTuple):
    """The area to the right of and below a position, its upper left corner."""

    x: float
    y: float
    width: float
    height: float


class Route(NamedTuple):
    """The route of an arrow: cubic Bézier curves, one after another, and then the point of the arrow."""

    curve: tuple[Point, ...]  # the start, then two control points and an end for each piece
    tip: Point  # the end of the arrow's point
    label: Point | None = None  # the middle of its label


@dataclass(frozen=True)
class Layout:
    """The positions of the boxes, arrows and frames of a diagram, in its order."""

    size: Size
    boxes: tuple[Rectangle, ...]
    arrows: tuple[Route, ...]
    frames: tuple[Rectangle, ...] = ()


def at_the_corner(boxes: Sequence[Rectangle], arrows: Sequence[Route], frames: Sequence[Rectangle]) -> Layout:
    """Return the layout of these, moved so that it begins at (0, 0), with a margin around it."""
    corners = [corner for area in (*boxes, *frames) for corner in corners_of(area)]
    points = [*corners, *(point for arrow in arrows for point in (*arrow.curve, arrow.tip))] or [Point(0.0, 0.0)]
    dx, dy = (MARGIN - min(axis) for axis in zip(*points))
    width, height = (max(axis) + MARGIN for axis in zip(*points))

    def moved(point: Point) -> Point:
        return Point(point.x + dx, point.y + dy)

    return Layout(
        Size(width + dx, height + dy),
        tuple(area._replace(x=area.x + dx, y=area.y + dy) for area in boxes),
        tuple(
            Route(tuple(map(moved, arrow.curve)), moved(arrow.tip), arrow.label and moved(arrow.label))
            for arrow in arrows
        ),
        tuple(area._replace(x=area.x + dx, y=area.y + dy) for area in frames),
    )


def corners_of(area: Rectangle) -> tuple[Point, Point]:
    """Return the upper left and the lower right corner."""
    return Point(area.x, area.y), Point(area.x + area.width, area.y + area.height)
