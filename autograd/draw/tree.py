"""The graph as text for the terminal: below each node are the nodes that it was made from."""

from collections.abc import Sequence
from typing import NamedTuple

from autograd.draw.boxes import gradient_of, slopes_of, symbol_of
from autograd.draw.outputs import outputs_in
from autograd.draw.text import columns, drawable, short
from autograd.graph import Node
from autograd.transforms.tree import Nested

LINES = 60
LEVELS = 20  # deeper ones would be too far to the right


class Tree(str):
    """Text whose `repr` is the text itself, so that `value.tree()` at a prompt shows it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class Line(NamedTuple):
    """A line of the tree."""

    branches: str  # in front of the node
    node: Node | None  # None if the tree is cut off here
    slope: str  # the local derivative with respect to this node of the node above it
    is_new: bool = True  # whether this is the first line for the node


def tree(nested: Nested, lines: int = LINES, levels: int = LEVELS) -> Tree:
    """Return what a node was made from as text, with a line for each node.

    A line shows label, operation, data, gradient and local derivative. A node that is used more than once is written
    once, with a number such as #1; its other uses are shown as ↑#1.

    nested  a node, or a list, tuple or dict of nodes, which are written one below the other
    lines   the most lines to write; … is written for the rest
    levels  the most levels to write
    """
    found = lines_of(outputs_in(nested, "tree"), lines, levels)
    again = [line.node for line in found if not line.is_new]
    marks = {x: number for number, x in enumerate(dict.fromkeys(line.node for line in found if line.node in again), 1)}
    heads = [line.branches + head(line, marks) for line in found]
    wide = max(map(room, heads))
    return Tree(
        "\n".join((text + " " * (wide - room(text) + 3) + tail(line)).rstrip() for text, line in zip(heads, found))
    )


def lines_of(outputs: Sequence[Node], lines: int, levels: int) -> list[Line]:
    """Return the lines of the tree, from the top down."""
    found: list[Line] = []
    seen: set[Node] = set()
    # what is still to be written: a node, the branches in front of it, those in front of its inputs, and its slope
    stack = [(node, "", "", "") for node in reversed(outputs)]
    while stack:
        if len(found) >= lines:
            found.append(Line("… and more: tree(lines=…) writes it", None, ""))
            break
        node, before, inside, slope = stack.pop()
        found.append(Line(before, node, slope, node not in seen))
        if node in seen:
            continue
        if not node.info.constant:
            seen.add(node)
        if node.operation is None:
            continue
        if len(inside) >= 3 * levels:
            found.append(Line(inside + "└─ …", None, ""))
            continue
        last = len(node.inputs) - 1
        for i, (x, slope) in reversed([*enumerate(zip(node.inputs, slopes_of(node)))]):
            branch, below = ("└─ ", "   ") if i == last else ("├─ ", "│  ")
            stack.append((x, inside + branch, inside + below, slope))
    return found


def head(line: Line, marks: dict[Node | None, int]) -> str:
    """Return the name that a line gives its node, with the node's mark if it has one."""
    node = line.node
    if node is None:
        return ""
    label = drawable(node.label or "").replace("\n", "␊")
    symbol = symbol_of(node.operation) if node.operation else ""
    name = short(node.data) if node.info.constant else " ".join(part for part in (label, symbol) if part) or "leaf"
    mark = f"#{marks[node]}" if node in marks else ""
    return " ".join(
        part for part in (name if line.is_new else label or symbol, mark if line.is_new else f"↑{mark}") if part
    )


def tail(line: Line) -> str:
    """Return the numbers of a line; those of a node that was written above are not repeated."""
    node = line.node
    slope = f"slope {line.slope}" if line.slope else ""
    if node is None or not line.is_new or node.info.constant:
        return f"{'':30}{slope}" if slope else ""
    return f"data {short(node.data):10}grad {gradient_of(node):10}{slope}"


def room(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(map(columns, text))
