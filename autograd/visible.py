"""What makes a node visible: the methods that draw it."""

from autograd.draw import Picture, Tree, draw, tree
from autograd.draw.engines import Engine
from autograd.draw.folding import LIMIT, OPERATION, Depth, TooLarge
from autograd.draw.picture import image
from autograd.draw.tree import LEVELS, LINES
from autograd.graph import Node


class Visible:
    """A node that can show the computation it comes from."""

    __slots__ = ()

    def draw(
        self: Node, depth: Depth | None = None, *, engine: Engine | None = None, heat: bool = False, limit: int = LIMIT
    ) -> Picture:
        """A picture of the computation; see `autograd.draw.draw`."""
        return draw(self, depth, engine=engine, heat=heat, limit=limit)

    def tree(self: Node, lines: int = LINES, levels: int = LEVELS) -> Tree:
        """The computation as text; see `autograd.draw.tree`."""
        return tree(self, lines, levels)

    def _repr_html_(self: Node) -> str | None:
        """The picture that a notebook shows for a node; where it would be too large, or a leaf's, only the text."""
        if self.operation is None:
            return None
        try:
            return image(draw(self, OPERATION))
        except TooLarge:
            return None
