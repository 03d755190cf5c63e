"""Backpropagation step by step, on the learner's own graph."""

from collections.abc import Iterable

from autograd.explain.events import Ledger, backward, forward, kept, update
from autograd.explain.snapshot import outline
from autograd.explain.steps import Steps
from autograd.explain.training import Boundary, Recorder
from autograd.graph import Node, topological_order
from autograd.number import is_number

__all__ = ["Boundary", "Recorder", "Steps", "explain"]


def explain(
    output: Node,
    learning_rate: float | None = None,
    parameters: Iterable[Node] | None = None,
    *,
    title: str = "",
) -> Steps:
    """Return the steps of a forward and a backward pass through the graph of a node; the graph does not change.

    output         the node
    learning_rate  if given, a step of gradient descent follows; anything but a number raises a TypeError
    parameters     the leaves that this step changes; None: every leaf that is not a plain number of the program
    title          the title of the page; without one, it names the output

    >>> from autograd import Value
    >>> from autograd.explain import explain
    >>> explain(Value(2.0, "a") * Value(3.0, "b"))[-1]["sentence"]
    'b.grad += ∂v1/∂b · v1.grad = 2 × 1 → 2'
    """
    if not (learning_rate is None or is_number(learning_rate)):
        raise TypeError(f"explain: learning_rate = {learning_rate!r} is not a number; a title is given as title=…")
    order = topological_order(output)
    entries = outline(order)
    ledger = Ledger(entries, [node.data for node in order])
    events = [*forward(ledger), *backward(ledger), *kept(ledger, [node.grad for node in order])]
    if learning_rate is not None:
        events += update(ledger, updated(order, parameters), learning_rate)
    return Steps(entries, ledger.data, events, title or f"Backpropagation through {entries[-1].name}")


def updated(order: list[Node], parameters: Iterable[Node] | None) -> list[int]:
    """Return the indices of the leaves that a step of gradient descent changes."""
    chosen = None if parameters is None else {id(node) for node in parameters}
    return [
        index
        for index, node in enumerate(order)
        if node.operation is None and (not node.info.constant if chosen is None else id(node) in chosen)
    ]
