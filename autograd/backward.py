"""The chain rule: each node passes its gradient to its inputs, times the partial derivatives of its operation."""

from collections.abc import Iterable
from typing import Any

from autograd.domain import DomainError
from autograd.graph import UNSET, is_set, topological_order
from autograd.number import number
from autograd.operation import Operation

NOTHING = float("0")  # no gradient has arrived here: a zero object of its own, recognised with `is`


def backward(output: Any) -> None:
    """Add ∂output/∂leaf to the `grad` of every leaf, and set the `grad` of the nodes in between.

    The nodes are visited in reverse topological order, so that a gradient is complete before it is passed on.
    After an error, or Ctrl-C, the leaves hold what they held before the call.
    """
    if output.operation is None and not output.info.recording:
        raise RuntimeError(
            "backward: this Value was made inside no_grad, where nothing is recorded, so there is nothing to go back "
            "through. Compute it outside, or inside `with enable_grad():`."
        )
    order = topological_order(output)
    before = [(leaf, leaf.grad, gradient_before(leaf)) for leaf in order if leaf.operation is None]
    try:
        for node in order:
            node.grad = NOTHING
        output.grad = 1.0
        propagate(reversed(order))
        for leaf, _, grad in before:
            leaf.grad += grad
    except BaseException:
        for node in order:
            node.grad = UNSET
        for leaf, grad, _ in before:
            leaf.grad = grad
        raise


def propagate(nodes: Iterable[Any]) -> None:
    """Pass the gradient of each node to its inputs, times the partial derivative with respect to that input.

    nodes   in reverse topological order; their gradients are NOTHING but for the outputs
    """
    for node in nodes:
        operation = node.operation
        if operation is None:
            continue
        inputs, upstream = node.inputs, node.grad
        if upstream is NOTHING:  # no output depends on it: the operations that read it selected other inputs
            node.grad = 0.0
            continue
        try:
            if len(inputs) == 1:  # what stands below for any number of inputs, written out for the commonest cases
                (a,) = inputs
                a_data, y_data = a.data, node.data
                if operation.forward(a_data) != y_data:
                    refuse_changed_data(node, operation)
                (by_a,) = operation.partials(a_data, y_data)
                if by_a or not operation.selects:
                    a.grad += by_a * upstream
            elif len(inputs) == 2 and not operation.selects:
                a, b = inputs
                a_data, b_data, y_data = a.data, b.data, node.data
                if operation.forward(a_data, b_data) != y_data:
                    refuse_changed_data(node, operation)
                by_a, by_b = operation.partials(a_data, b_data, y_data)
                a.grad += by_a * upstream
                b.grad += by_b * upstream
            else:
                numbers = [x.data for x in inputs]
                if operation.forward(*numbers) != node.data:
                    refuse_changed_data(node, operation)
                slopes = operation.partials(*numbers, node.data)
                if operation.selects:
                    for x, slope in zip(inputs, slopes, strict=True):
                        if slope:  # an input that was not selected receives nothing, not even 0 · inf
                            x.grad += slope * upstream
                else:
                    for x, slope in zip(inputs, slopes, strict=True):
                        x.grad += slope * upstream
        except (ArithmeticError, TypeError, ValueError):
            refuse_changed_data(node, operation)
            operation.slopes(*inputs, node)  # raises an error that explains what is wrong
            raise


def refuse_changed_data(node: Any, operation: Operation) -> None:
    """Raise a RuntimeError if the number of a node is not what its operation gives for its inputs now."""
    numbers = [checked_data(x) for x in node.inputs]
    try:
        now: float | str = operation.compute(*numbers)
    except DomainError:
        now = "no number"
    if now == node.data or (now != now and node.data != node.data):
        return
    if type(node.data) is not float:
        raise RuntimeError(
            f"backward: {operation.name} gave {node.data!r} ({type(node.data).__name__}), because the data of a leaf "
            "was not a float then. It is one now: run the forward pass again, or call recompute() on the result."
        )
    given = ", ".join(f"{x.data!r} ({x.label})" if x.label else f"{x.data!r}" for x in node.inputs)
    raise RuntimeError(
        f"backward: data has been changed since the forward pass, where {operation.name} gave {node.data!r}: of its "
        f"inputs, which are {given} now, it gives {now}. Gradients of two moments would be mixed: run the forward pass "
        "again, or call recompute() on the result first."
    )


def gradient_before(leaf: Any) -> float:
    """Return the gradient that a leaf holds already; None, which PyTorch users write, counts as not set."""
    checked_data(leaf)
    if type(leaf.grad) is float or not is_set(leaf.grad):
        return leaf.grad or 0.0
    return number(leaf.grad, f"the gradient{name_in_error(leaf)} is one real number", "set it to 0.0")


def checked_data(node: Any) -> float:
    """Return the number of a node as a float; raise a TypeError if it has been set to something else."""
    if type(node.data) is not float:
        repair = "a step is p.data -= rate * p.grad, and a number is taken from a Value with .data"
        node.data = number(node.data, f"the data{name_in_error(node)} is one real number", repair)
    return node.data


def name_in_error(node: Any) -> str:
    """Return how an error names a node: by its label, if it has one."""
    return f" of {node.label!r}" if node.label else f" of a {'node' if node.operation else 'leaf'}"
