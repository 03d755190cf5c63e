"""The picture of a computation: a graph of the graphviz package that can be shown without Graphviz."""

import os
import warnings
import webbrowser
from base64 import b64encode
from html import escape
from pathlib import Path
from typing import Any

import graphviz

from autograd.draw.diagram import Diagram
from autograd.draw.diagrams import diagram_of
from autograd.draw.dot import write_down
from autograd.draw.engines import GRAPHVIZ, Engine, EngineMissing, engine_asked_for, made_by_graphviz
from autograd.draw.export import EXPORTED, exported
from autograd.draw.folding import LIMIT, Depth, TooLarge
from autograd.draw.layout.diagram_layout import layout_of
from autograd.draw.svg import svg_of
from autograd.draw.text import drawable
from autograd.graph import Node
from autograd.operation import count
from autograd.support.atomic_files import write_whole
from autograd.transforms.tree import Nested

File = str | os.PathLike[str]


class Picture(graphviz.Digraph):  # type: ignore[misc]  # the package has no types
    """A `graphviz.Digraph` of a computation, with all its methods; a notebook shows the picture.

    `source` is its DOT text. Lines added to that by hand are drawn only if Graphviz is installed.
    """

    diagram = Diagram((), ())
    recorded = ""  # the DOT text of the diagram, without lines added by hand
    chosen: Engine | None = None  # the engine that `draw` was called with

    def svg(self) -> str:
        """Return the picture as the text of an SVG file."""
        if self.source != self.recorded:
            try:
                return made_by_graphviz(self.source, "svg", self.chosen).decode()
            except EngineMissing as error:
                warnings.warn(f"lines added to the picture by hand are not drawn: {error}", stacklevel=2)
        return svg_of(self.diagram, layout_of(self.diagram, self.recorded, self.chosen))

    def save(
        self,
        filename: File | None = None,
        directory: File | None = None,
        *,
        width: float | None = None,
        dpi: float | None = None,
        skip_existing: bool | None = False,
    ) -> str:
        """Write a file of the kind that its name ends in, and return its path.

        .svg and .dot are always possible. .png and .pdf need the extra `export`, which draws what the .svg shows. They,
        and other kinds, can also be made by the program `dot`, which has its own layout. The file is written in one
        step: nobody sees half of it, and an error leaves it as it was.

        filename       the name of the file; None: Picture.gv
        directory      the folder of the file, if the name does not say
        width          the width of a .png or .pdf in pixels; None: as wide as the .svg
        dpi            how many pixels of a .png, or of the width of a .pdf, make an inch; None: 192
        skip_existing  whether a file that exists already is left as it is

        An unknown kind of file raises a ValueError. If no engine can make it, `EngineMissing` is raised.
        """
        path = Path(directory or self.directory, self.filename if filename is None else filename)
        if not (skip_existing and path.exists()):
            write_whole(path, self.content(kind_of(path), width, dpi))
        return str(path)

    def content(self, kind: str, width: float | None = None, dpi: float | None = None) -> bytes:
        """Return the picture as the bytes of a file.

        kind        svg, dot, png, pdf, or another that Graphviz makes
        width, dpi  of a png or pdf, as in `save`
        """
        is_sized = not (width is None and dpi is None)
        if is_sized and known(kind) not in EXPORTED:
            raise ValueError(f"draw: width and dpi are for .png and .pdf, not for .{kind}")
        if kind == "svg":
            return self.svg().encode()
        if kind in ("dot", "gv"):
            return str(self.source).encode()
        is_ours = self.source == self.recorded and engine_asked_for(self.chosen) not in GRAPHVIZ
        if kind not in EXPORTED or not (is_sized or is_ours):
            return made_by_graphviz(self.source, known(kind), self.chosen)
        try:
            return exported(self.svg(), drawable(self.diagram.title), kind, width, dpi)
        except EngineMissing as error:
            if is_sized:
                raise
            try:
                return made_by_graphviz(self.source, kind, self.chosen)
            except EngineMissing as other:
                raise EngineMissing(f"{error}. Without it {other}") from error

    def pipe(self, format: str | None = None, *_: Any, encoding: str | None = None, **__: Any) -> Any:
        """Return the picture as bytes, or as text in the given encoding; other arguments of Graphviz are ignored."""
        content = self.content(format or "svg")
        return content if encoding is None else content.decode(encoding)

    def render(
        self,
        filename: File | None = None,
        directory: File | None = None,
        view: bool = False,
        cleanup: bool = False,
        format: str | None = None,
        *_: Any,
        outfile: File | None = None,
        **__: Any,
    ) -> str:
        """Write the DOT text, and beside it the picture; return the path of the picture.

        filename, directory  the name and the folder of the file with the DOT text
        view                 whether the picture is opened in a browser
        cleanup              whether the DOT text is not kept
        format, outfile      the kind of the picture (None: that of outfile, or else svg), and its name
        """
        source = Path(directory or self.directory, filename or self.filename)
        kind = format or (Path(outfile).suffix.removeprefix(".") if outfile else "svg")
        picture = Path(outfile or f"{source}.{kind}")
        write_whole(picture, self.content(kind))
        if not cleanup:
            write_whole(source, str(self.source).encode())
        if view:
            webbrowser.open(picture.resolve().as_uri())
        return str(picture)

    def copy(self) -> "Picture":
        """Return a copy, to which lines can be added."""
        other: Picture = super().copy()
        other.diagram, other.recorded, other.chosen = self.diagram, self.recorded, self.chosen
        return other

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None, **_: Any) -> dict[str, str]:
        """Return what a notebook shows: an image in HTML, which also appears in a notebook that is not trusted."""
        return {"text/html": image(self), "text/plain": repr(self)}

    def __repr__(self) -> str:
        boxes, arrows = count(len(self.diagram.boxes), "node"), count(len(self.diagram.arrows), "arrow")
        return f"<picture of {boxes} and {arrows}: save it with .save('graph.svg')>"


def draw(
    nested: Nested, depth: Depth | None = None, *, engine: Engine | None = None, heat: bool = False, limit: int = LIMIT
) -> Picture:
    """Return a picture of everything that a node was made from.

    nested  a node, or several in one picture: the outputs of a model in lists, tuples and dicts, at any depth
    depth   how far scopes are opened: the name of the scopes to fold, such as "layer" or "neuron"; "operation" to
            open all; or the number of levels to open. None: as far as the limit allows
    engine  what computes the layout: "builtin", or Graphviz as "dot" or "wasi". None: the environment variable
            GLASSGRAD_ENGINE, or else "builtin"
    heat    whether boxes are coloured by |gradient|
    limit   the largest number of boxes; a picture with more raises `TooLarge`, a ValueError

    Without a depth, every computation of up to 200,000 nodes can be drawn: where folding scopes is not enough, similar
    nodes share one box. A picture does not change; in the page of `explain`, a click opens a scope.

    >>> from autograd import Value, draw
    >>> draw(Value(2.0) * 3.0)
    <picture of 3 nodes and 2 arrows: save it with .save('graph.svg')>
    """
    engine_asked_for(engine)  # an unknown name raises an error here, and not when the picture is shown
    picture = Picture()
    picture.diagram, picture.chosen = diagram_of(nested, depth, limit, heat), engine
    write_down(picture.diagram, picture)
    picture.recorded = picture.source
    return picture


def kind_of(path: Path) -> str:
    """Return the kind of picture that the name of a file ends in, such as svg for graph.SVG."""
    return known(path.suffix.removeprefix(".").lower())


def known(kind: str) -> str:
    """Return the kind of picture if Graphviz knows it; otherwise raise a ValueError."""
    if kind not in graphviz.FORMATS:
        raise ValueError(f"draw: {kind!r} is not a kind of picture; let the name end in .svg, .dot, .png or .pdf")
    return kind


def image(picture: Picture) -> str:
    """Return a picture as an HTML element that contains all of it."""
    data, title = b64encode(picture.svg().encode()).decode(), escape(drawable(picture.diagram.title))
    return f'<img alt="{title}" style="max-width: 100%" src="data:image/svg+xml;base64,{data}">'


def small_picture(output: Node) -> str | None:
    """Return the picture of a node as HTML; None for a leaf, or if the picture would be too large."""
    if output.operation is None:
        return None
    try:
        return image(draw(output, "operation"))
    except TooLarge:
        return None
