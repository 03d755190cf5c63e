"""A layout computed by Graphviz, read from its JSON output."""

import json
from typing import Any

from autograd.draw.diagram import Diagram
from autograd.draw.layout.geometry import Layout, Point, Rectangle, Route, at_the_corner


def layout_from(output: str | bytes, diagram: Diagram) -> Layout:
    """Return the layout in the JSON that `dot -Tjson` gives for the diagram's DOT text, where y grows upwards.

    JSON that does not fit the diagram raises a KeyError, TypeError or ValueError.
    """
    found = json.loads(output)
    _, _, _, height = numbers(found["bb"])
    things = {thing["name"]: thing for thing in found["objects"]} if found.get("objects") else {}
    edges = {edge["id"]: edge for edge in found.get("edges", ())}
    return at_the_corner(
        [rectangle(things[f"box{number}"], height) for number in range(len(diagram.boxes))],
        [route(edges[f"arrow-{number}"], height) for number in range(len(diagram.arrows))],
        [frame(things[f"cluster_{number}"], height) for number in range(len(diagram.frames))],
    )


def rectangle(box: dict[str, Any], top: float) -> Rectangle:
    """Return the area of a node, which Graphviz gives by its middle, and its size in inches; top is the largest y."""
    x, y = numbers(box["pos"])
    width, height = 72.0 * float(box["width"]), 72.0 * float(box["height"])
    return Rectangle(x - width / 2, top - y - height / 2, width, height)


def frame(cluster: dict[str, Any], top: float) -> Rectangle:
    """Return the area of a cluster, which Graphviz gives by its lower left and its upper right corner."""
    left, low, right, high = numbers(cluster["bb"])
    return Rectangle(left, top - high, right - left, high - low)


def route(edge: dict[str, Any], top: float) -> Route:
    """Return the route of an edge, which Graphviz gives as `e,` and the arrow's point, then a Bézier curve."""
    tip, *curve = [point(part.removeprefix("e,"), top) for part in edge["pos"].split()]
    return Route(tuple(curve), tip, point(edge["lp"], top) if "lp" in edge else None)


def point(pair: str, top: float) -> Point:
    """Return a position, with y turned around."""
    x, y = numbers(pair)
    return Point(x, top - y)


def numbers(text: str) -> list[float]:
    """Return the numbers of a text such as `1,2.5`."""
    return [float(part) for part in text.split(",")]
