"""What makes a node visible: the methods that draw it and step through it.

What they need is loaded when they are called, so that computing alone does not wait for pictures.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from autograd.graph import Node

if TYPE_CHECKING:
    from autograd.draw import Picture, Tree
    from autograd.draw.engines import Engine
    from autograd.draw.folding import Depth
    from autograd.explain import Steps


class Visible:
    """A node that can show the computation it comes from."""

    __slots__ = ()

    def draw(
        self: Node,
        depth: "Depth | None" = None,
        *,
        engine: "Engine | None" = None,
        heat: bool = False,
        limit: int = 150,
    ) -> "Picture":
        """A picture of the computation; see `autograd.draw.draw`."""
        from autograd.draw import draw

        return draw(self, depth, engine=engine, heat=heat, limit=limit)

    def tree(self: Node, lines: int = 60, levels: int = 20) -> "Tree":
        """The computation as text; see `autograd.draw.tree`."""
        from autograd.draw import tree

        return tree(self, lines, levels)

    def explain(
        self: Node,
        learning_rate: float | None = None,
        parameters: Iterable[Node] | None = None,
        *,
        title: str = "",
    ) -> "Steps":
        """The forward and backward pass step by step; see `autograd.explain.explain`."""
        from autograd.explain import explain

        return explain(self, learning_rate, parameters, title=title)

    def _repr_html_(self: Node) -> str | None:
        """The picture that a notebook shows for a node; where it would be too large, or a leaf's, only the text."""
        if self.operation is None:
            return None
        from autograd.draw import TooLarge, draw
        from autograd.draw.picture import image

        try:
            return image(draw(self, "operation"))
        except TooLarge:
            return None
