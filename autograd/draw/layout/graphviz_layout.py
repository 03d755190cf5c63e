"""A layout computed by Graphviz, read from its JSON output: for graphs where its long experience shows."""

import json
from typing import Any

from autograd.draw.diagram import Diagram
from autograd.draw.layout.geometry import Layout, Point, Rectangle, Route, at_the_corner


def layout_from(output: str | bytes, diagram: Diagram) -> Layout:
    """The layout in the JSON that `dot -Tjson` gives for the diagram's DOT text. There, y grows upwards."""
    found = json.loads(output)
    _, _, _, height = numbers(found["bb"])
    places = {thing["name"]: thing for thing in found["objects"]} if found.get("objects") else {}
    ways = {edge["id"]: edge for edge in found.get("edges", ())}
    return at_the_corner(
        [rectangle(places[f"box{number}"], height) for number in range(len(diagram.boxes))],
        [route(ways[f"arrow-{number}"], height) for number in range(len(diagram.arrows))],
        [frame(places[f"cluster_{number}"], height) for number in range(len(diagram.frames))],
    )


def rectangle(box: dict[str, Any], top: float) -> Rectangle:
    """A node: its middle and its size in inches."""
    x, y = numbers(box["pos"])
    width, height = 72.0 * float(box["width"]), 72.0 * float(box["height"])
    return Rectangle(x - width / 2, top - y - height / 2, width, height)


def frame(cluster: dict[str, Any], top: float) -> Rectangle:
    """A cluster: its lower left and its upper right corner."""
    left, low, right, high = numbers(cluster["bb"])
    return Rectangle(left, top - high, right - left, high - low)


def route(edge: dict[str, Any], top: float) -> Route:
    """An edge: `e,` and its point, then a Bézier curve; its label's middle, if it has one."""
    tip, *curve = [point(part.removeprefix("e,"), top) for part in edge["pos"].split()]
    return Route(tuple(curve), tip, point(edge["lp"], top) if "lp" in edge else None)


def point(pair: str, top: float) -> Point:
    """A place, turned upside down."""
    x, y = numbers(pair)
    return Point(x, top - y)


def numbers(text: str) -> list[float]:
    """The numbers in `1,2.5`."""
    return [float(part) for part in text.split(",")]
