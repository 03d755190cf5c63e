"""What a box and an arrow say about the nodes that they show."""

from collections import Counter
from collections.abc import Sequence
from math import isnan

from autograd.draw.diagram import Box, Row
from autograd.draw.text import short
from autograd.graph import Node, is_set
from autograd.operation import Operation, count

KINDS = 3  # the most kinds of operations that a folded box names
LONGEST_FORMULA = 100  # characters
UNKNOWN = "–"  # a gradient before any backward pass


def box_of_node(node: Node, frame: int | None, is_output: bool) -> Box:
    """Return the box of a single node: its label, its operation, its number and its gradient.

    frame      the number of the frame around it, if there is one
    is_output  whether the node is what was asked to be drawn
    """
    if node.info.constant:
        about = f"{node.data!r}, a number of the program"
        return Box("constant", "", "", (Row("", short(node.data)),), about, frame, is_output)
    return Box(
        kind="operation" if node.operation else "leaf",
        title=str(node.label or ""),
        symbol=symbol_of(node.operation) if node.operation else "",
        rows=(Row("data", short(node.data), "value"), Row("grad", gradient_of(node), "gradient")),
        about="\n".join([formula(node), f"data {float(node.data)!r}", f"grad {gradient_of(node, exact=True)}"]),
        frame=frame,
        is_output=is_output,
        slope=steepness(node),
    )


def box_of_fold(
    name: str | None, nodes: Sequence[Node], outputs: Sequence[Node], frame: int | None, is_output: bool
) -> Box:
    """Return the box of several nodes: of a scope with a name, or of similar nodes, which have none.

    outputs           the nodes that are used outside the box
    frame, is_output  as in `box_of_node`
    """
    if name is not None:
        return box_of_scope(str(name), nodes, outputs, frame, is_output)
    rows = (
        Row("data", extent([short(node.data) for node in by(nodes, "data")]), "value"),
        Row("grad", extent([gradient_of(node) for node in by(nodes, "grad")]), "gradient"),
    )
    operation, many = nodes[0].operation, len(nodes)
    if operation:
        symbol, about = symbol_of(operation), f"{many:,} nodes of {symbol_of(operation)}, made in the same way"
        return Box("folded", "", f"{symbol} ×{many:,}", rows, about, frame, is_output, steepest_of(nodes))
    if nodes[0].info.constant:
        title, about = f"{many:,} numbers", f"{many:,} numbers of the program, used by the same boxes"
        return Box("constant", title, "", (Row("", rows[0].text),), about, frame, is_output)
    title, about = f"{many:,} leaves", f"{many:,} leaves, used by the same boxes"
    return Box("folded", title, "", rows, about, frame, is_output, steepest_of(nodes))


def box_of_scope(name: str, nodes: Sequence[Node], outputs: Sequence[Node], frame: int | None, is_output: bool) -> Box:
    """Return the box of a folded scope: what comes out of it, and what is in it; arguments as in `box_of_fold`."""
    operations = Counter(symbol_of(node.operation) for node in nodes if node.operation)
    parameters = sum(node.operation is None and not node.info.constant for node in nodes)
    kinds = [f"{symbol} ×{n:,}" if n > 1 else symbol for symbol, n in operations.items()]
    inside = [count(operations.total(), "operation"), count(parameters, "parameter")]
    contents = ", ".join(part for part in inside if not part.startswith("0 "))
    rows = [
        Row("data", extent([short(node.data) for node in by(outputs, "data")]), "value"),
        Row("grad", extent([gradient_of(node) for node in by(outputs, "grad")]), "gradient"),
        Row("", contents),
        Row("", ", ".join([*kinds[:KINDS], *(["…"] if len(kinds) > KINDS else [])])),
    ]
    about = [
        name,
        f"{count(len(nodes), 'node')}: {contents}",
        ", ".join(f"{count(n, 'node')} of {symbol}" for symbol, n in operations.items()),
        count(len(outputs), "output"),
    ]
    return Box(
        kind="folded",
        title=name,
        symbol="",
        rows=tuple(row for row in rows if row.text),
        about="\n".join(about),
        frame=frame,
        is_output=is_output,
        slope=steepest_of(nodes),
    )


def by(nodes: Sequence[Node], what: str) -> list[Node]:
    """Return the nodes with the smallest and the largest number of this kind; one node if they are the same."""

    def number(node: Node) -> float:
        return getattr(node, what) or 0.0  # a gradient that is None counts as not set

    ends = [min(nodes, key=number), max(nodes, key=number)]
    return ends[:1] if ends[0] is ends[1] else ends


def extent(ends: Sequence[str]) -> str:
    """Return the range as text: `0.5`, or `-1 … 0.5`."""
    return " … ".join(dict.fromkeys(ends))


def symbol_of(operation: Operation) -> str:
    """Return how an operation is written without its inputs, such as * or tanh; its name if that says more."""
    bare = operation.notation.format(*[""] * operation.arity) if operation.arity <= 2 else ""
    return bare.replace("()", "").replace("(, )", "").strip() or operation.name


def formula(node: Node) -> str:
    """Return how a node was made, as in `e = a * b`, with numbers for inputs that have no label."""
    name = str(node.label or ("a leaf" if node.operation is None else ""))
    if node.operation is None:
        return name
    inputs = [x.label or short(x.data) for x in node.inputs]
    written = node.operation.notation.format(*inputs)
    written = written if len(written) <= LONGEST_FORMULA else written[: LONGEST_FORMULA - 1] + "…"
    return f"{name} = {written}" if name else written


def slopes_of(node: Node) -> list[str]:
    """Return the local derivative with respect to each input, at their present numbers."""
    assert node.operation is not None
    try:
        return [short(slope) for slope in node.operation.partials(*[x.data for x in node.inputs], node.data)]
    except (ArithmeticError, ValueError):  # there is no slope at this point; backward() explains why
        return ["undefined"] * len(node.inputs)


def gradient_of(node: Node, exact: bool = False) -> str:
    """Return the gradient as text, exact or shortened; – before any backward pass."""
    if not is_set(node.grad):
        return UNKNOWN
    return repr(float(node.grad)) if exact else short(node.grad)


def steepness(node: Node) -> float | None:
    """Return |gradient|, or None if there is none."""
    return abs(float(node.grad)) if is_set(node.grad) and not isnan(node.grad) else None


def steepest_of(nodes: Sequence[Node]) -> float | None:
    """Return the largest |gradient| of the nodes, or None if there is none."""
    return max((slope for node in nodes if (slope := steepness(node)) is not None), default=None)
