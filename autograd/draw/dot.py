"""A diagram in the DOT language, with records as in well-known lectures: a field for each thing that a node shows."""

import re
from html import escape

from graphviz import Digraph

from autograd.draw import palette
from autograd.draw.box_layout import size_of, title_lines
from autograd.draw.diagram import Box, Diagram
from autograd.draw.svg import background
from autograd.draw.text import drawable

INCH = 72.0  # of our pixels, which Graphviz calls points

# fmt: off
GRAPH = {"rankdir": "LR", "nodesep": "0.2", "ranksep": "0.45", "bgcolor": palette.PAPER,
         "fontname": "Helvetica", "fontsize": "10.5"}
NODE  = {"shape": "record", "fontname": "Helvetica", "fontsize": "11", "margin": "0.05,0.02", "fixedsize": "true",
         "color": palette.LINE, "fontcolor": palette.INK, "style": "filled"}
EDGE  = {"fontname": "Helvetica", "fontsize": "10.5", "arrowsize": "0.7",
         "color": palette.LINE, "fontcolor": palette.LOCAL}
DENSE_GRAPH = {"ranksep": "1.5"}
DENSE_EDGE  = {"tailport": "e", "headport": "w", "color": palette.FRAME, "penwidth": "0.8"}
# fmt: on


def write_down(diagram: Diagram, graph: Digraph) -> None:
    """Add everything in a diagram to a graph of the graphviz package."""
    graph.attr("graph", **GRAPH | (DENSE_GRAPH if diagram.is_dense else {}))
    graph.attr("node", **NODE)
    graph.attr("edge", **EDGE | (DENSE_EDGE if diagram.is_dense else {}))
    add_frame(None, diagram, graph)
    for number, arrow in enumerate(diagram.arrows):
        colour = {} if arrow.is_slope else {"fontcolor": palette.MUTED}
        label = plain(f" {arrow.text} ") if arrow.text else ""
        graph.edge(f"box{arrow.source}", f"box{arrow.target}", label, id=f"arrow-{number}", **colour)


def add_frame(frame: int | None, diagram: Diagram, graph: Digraph) -> None:
    """Add the boxes that are directly in a frame, and the frames in it; None: those in no frame."""
    for number, box in enumerate(diagram.boxes):
        if box.frame == frame:
            size = size_of(box)
            room = {"width": f"{size.width / INCH:.3f}", "height": f"{size.height / INCH:.3f}"}
            colour = {"fillcolor": background(box, diagram.steepest)}
            graph.node(f"box{number}", record(box), id=f"box-{number}", **room, **colour, **look(box))
    for number, inner in enumerate(diagram.frames):
        if inner.parent == frame:
            with graph.subgraph(name=f"cluster_{number}") as cluster:
                cluster.attr(label=plain(inner.name), color=palette.FRAME, fontcolor=palette.MUTED, style="rounded")
                add_frame(number, diagram, cluster)


def look(box: Box) -> dict[str, str]:
    """Return the DOT attributes of a box that differ from those of others."""
    if box.kind == "constant":
        return {"fontcolor": palette.MUTED, "style": "filled,dashed"}
    return {"color": palette.INK, "penwidth": "2"} if box.is_output else {}


def record(box: Box) -> str:
    """Return the fields of a box: the operation on the left; label, data and gradient on the right."""
    rows = [field(f"{row.name} {row.text}" if row.name else row.text) for row in box.rows]
    title = ["\\n".join(map(field, title_lines(box)))] if box.title else []
    body = "|".join([*title, *rows])
    return f"{{{field(box.symbol)}|{{{body}}}}}" if box.symbol else body


def plain(text: str) -> str:
    """Return the text as DOT needs it, so that it is drawn as it is: without escapes, HTML or entities."""
    text = escape(drawable(text)).replace("\\", r"\\")
    return text.replace("\n", r"\n")


def field(text: str) -> str:
    """Return the text as a field of a record needs it, where braces and bars have a meaning and spaces get lost."""
    escaped = re.sub(r"[{}|]", r"\\\g<0>", plain(text))
    return re.sub(r"^ | $|(?<= ) ", "&#160;", escaped)
