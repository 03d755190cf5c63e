"""The layout of a diagram, computed by the engine that was chosen."""

from autograd.draw.box_layout import size_of, size_of_label, size_of_title
from autograd.draw.diagram import Diagram
from autograd.draw.engines import GRAPHVIZ, Engine, EngineMissing, engine_asked_for
from autograd.draw.layout.geometry import Layout
from autograd.draw.layout.graphviz_layout import layout_from
from autograd.draw.layout.grid import Group, Link
from autograd.draw.layout.layered import layered_layout


def layout_of(diagram: Diagram, source: str, engine: Engine | None = None) -> Layout:
    """Return the layout of a diagram.

    source  the DOT text of the diagram
    engine  the engine to use; if it is missing, EngineMissing is raised. None: that of the environment if it is
            there, otherwise our own
    """
    asked = engine_asked_for(engine)
    if asked not in GRAPHVIZ:
        return builtin_layout(diagram)
    try:
        return graphviz_layout(asked, source, diagram)
    except EngineMissing:
        if engine:
            raise
        return builtin_layout(diagram)


def graphviz_layout(engine: Engine, source: str, diagram: Diagram) -> Layout:
    """Return the layout that Graphviz computes for the DOT text; raise EngineMissing if it cannot be read."""
    try:
        return layout_from(GRAPHVIZ[engine](source, "json"), diagram)
    except (KeyError, TypeError, ValueError) as error:
        raise EngineMissing(f"{engine} gave a layout that cannot be read: {error!r}") from error


def builtin_layout(diagram: Diagram) -> Layout:
    """Return the layout that our own engine computes."""
    return layered_layout(
        [size_of(box) for box in diagram.boxes],
        [Link(arrow.source, arrow.target, size_of_label(arrow)) for arrow in diagram.arrows],
        [Group(frame.parent, size_of_title(frame)) for frame in diagram.frames],
        [box.frame for box in diagram.boxes],
    )
