"""The layout that Graphviz gives, in which y grows upwards, read into ours, in which it grows downwards."""

import json

import pytest

from autograd import Value, draw, scope
from autograd.draw.layout.geometry import Point
from autograd.draw.layout.graphviz_layout import layout_from

with scope("part"):
    DIAGRAM = draw(-Value(1.0, "a")).diagram


def graphviz_output() -> str:
    """Two boxes, the input above the output, in one frame."""
    boxes = [("box0", "50,120"), ("box1", "50,40")]
    edge = {"id": "arrow-0", "pos": "e,50,60 50,102 50,90 50,80 50,70", "lp": "58,85"}
    return json.dumps(
        {
            "bb": "0,0,100,150",
            "objects": [
                *({"name": name, "pos": pos, "width": "0.5", "height": "0.5"} for name, pos in boxes),
                {"name": "cluster_0", "bb": "10,10,90,145"},
            ],
            "edges": [edge],
        }
    )


def test_what_stands_above_in_graphviz_stands_above_here() -> None:
    layout = layout_from(graphviz_output(), DIAGRAM)
    (frame,), (first, second), (arrow,) = layout.frames, layout.boxes, layout.arrows
    assert (first.width, first.height) == (36.0, 36.0)
    assert (second.x - first.x, second.y - first.y) == (0.0, 80.0)
    assert (first.x - frame.x, first.y - frame.y) == (22.0, 7.0)
    assert (frame.width, frame.height) == (80.0, 135.0)
    middle, bottom = first.x + 18.0, first.y + 36.0
    assert arrow.curve == tuple(Point(middle, bottom + y) for y in (0.0, 12.0, 22.0, 32.0))
    assert arrow.tip == Point(middle, bottom + 42.0)
    assert arrow.label == Point(middle + 8.0, bottom + 17.0)


@pytest.mark.parametrize("output", ["{}", "[]", '{"bb": "0,0,1,1"}', '{"bb": "0,0"}', "dot: a warning"])
def test_what_does_not_fit_the_diagram_is_refused(output: str) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        layout_from(output, DIAGRAM)
