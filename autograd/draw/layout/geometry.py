"""Places in a picture, in pixels: x grows to the right, y grows downwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

MARGIN = 12.0  # around a picture


class Point(NamedTuple):
    """A place."""

    x: float
    y: float


class Size(NamedTuple):
    """How much room something takes."""

    width: float
    height: float


class Rectangle(NamedTuple):
    """A place and the room taken from there to the right and down."""

    x: float
    y: float
    width: float
    height: float


class Route(NamedTuple):
    """The way of an arrow: cubic Bézier curves, one after another, and the point of the arrow after them."""

    curve: tuple[Point, ...]  # start, then two control points and an end for each piece
    tip: Point
    label: Point | None = None  # the middle of its label


@dataclass(frozen=True)
class Layout:
    """Where everything of a diagram is, in the order of its boxes, arrows and frames."""

    size: Size
    boxes: tuple[Rectangle, ...]
    arrows: tuple[Route, ...]
    frames: tuple[Rectangle, ...] = ()


def at_the_corner(boxes: Sequence[Rectangle], arrows: Sequence[Route], frames: Sequence[Rectangle]) -> Layout:
    """The layout, moved so that it begins at (0, 0), with a margin around it."""
    corners = [corner for place in (*boxes, *frames) for corner in corners_of(place)]
    points = [*corners, *(point for arrow in arrows for point in (*arrow.curve, arrow.tip))] or [Point(0.0, 0.0)]
    dx, dy = (MARGIN - min(axis) for axis in zip(*points))
    width, height = (max(axis) + MARGIN for axis in zip(*points))

    def moved(point: Point) -> Point:
        return Point(point.x + dx, point.y + dy)

    return Layout(
        Size(width + dx, height + dy),
        tuple(place._replace(x=place.x + dx, y=place.y + dy) for place in boxes),
        tuple(
            Route(tuple(map(moved, arrow.curve)), moved(arrow.tip), arrow.label and moved(arrow.label))
            for arrow in arrows
        ),
        tuple(place._replace(x=place.x + dx, y=place.y + dy) for place in frames),
    )


def corners_of(place: Rectangle) -> tuple[Point, Point]:
    """The upper left and the lower right corner."""
    return Point(place.x, place.y), Point(place.x + place.width, place.y + place.height)
