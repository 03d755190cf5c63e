"""The graph as text for the terminal: each node above the nodes it was made from."""

from autograd.draw.boxes import gradient_of, slopes_of, symbol_of
from autograd.draw.text import drawable, short
from autograd.graph import Node

LINES = 60
DEPTH = 24  # levels; deeper ones would not fit into a terminal


class Tree(str):
    """Text that shows itself: a bare `value.tree()` in a terminal or notebook prints it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def tree(node: Node, lines: int = LINES, depth: int = DEPTH) -> Tree:
    """What a node was made from, line by line: label, operation, data, gradient, and its local derivative.

    A node that is used several times is written out once and then referred to by a number, as in `↑ 1`.
    At most this many lines and levels are written.
    """
    written: list[str] = []
    seen: dict[Node, int] = {}
    stack: list[tuple[Node, str, str, str, int]] = [(node, "", "", "", 0)]
    while stack and len(written) < lines:
        x, first, rest, slope, level = stack.pop()
        again = x in seen
        seen.setdefault(x, len(written))
        written.append(first + ...)
    return Tree("\n".join(written))
