"""Where everything of a diagram is, as the first engine that is there sees it."""

from autograd.draw.anatomy import size_of, size_of_label, size_of_title
from autograd.draw.diagram import Diagram
from autograd.draw.engines import GRAPHVIZ, Engine, EngineMissing, engines_to_try
from autograd.draw.geometry import Layout
from autograd.draw.graphviz_layout import layout_from
from autograd.draw.layered import layered_layout
from autograd.draw.layering import Group, Link


def layout_of(diagram: Diagram, source: str, engine: Engine | None = None) -> Layout:
    """The layout of a diagram, whose DOT text is the source; a missing engine is an error only if it was asked for."""
    engines = engines_to_try(engine)
    for name in engines:
        if name == "builtin":
            break
        try:
            return layout_from(GRAPHVIZ[name](source, "json"), diagram)
        except (KeyError, TypeError, ValueError) as error:
            problem = EngineMissing(f"{name} gave a layout that cannot be read: {error!r}")
        except EngineMissing as error:
            problem = error
        if engine:
            raise problem
    return builtin_layout(diagram)


def builtin_layout(diagram: Diagram) -> Layout:
    """The layout that needs nothing but Python."""
    return layered_layout(
        [size_of(box) for box in diagram.boxes],
        [Link(arrow.source, arrow.target, size_of_label(arrow)) for arrow in diagram.arrows],
        [Group(frame.parent, size_of_title(frame)) for frame in diagram.frames],
        [box.frame for box in diagram.boxes],
    )
