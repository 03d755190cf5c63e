"""The node at which a number becomes infinite or nan, described in a sentence."""

from collections.abc import Iterator, Sequence
from math import isfinite, isnan

from autograd.check.point import gradients_kept
from autograd.graph import topological_order
from autograd.operation import letter
from autograd.value import Value


def culprits(outputs: Sequence[Value]) -> list[str]:
    """Return sentences about the nodes at which outputs, or their gradients, stop being finite; each sentence once."""
    return list(dict.fromkeys(sentence for output in outputs for sentence in culprit(output)))


def culprit(output: Value) -> Iterator[str]:
    """Yield a sentence about the first node that is not finite: of the forward pass, or else of the backward pass."""
    order = topological_order(output)
    for node in order:
        if not isfinite(node.data):
            yield made(node)
            return
    with gradients_kept(output):
        output.backward()
        reached = {output}
        for node in reversed(order):
            if node.operation is None or node not in reached:
                continue
            slopes = node.operation.slopes(*[x.data for x in node.inputs], node.data)
            for index, (x, slope) in enumerate(zip(node.inputs, slopes)):
                if node.operation.passes(slope):
                    reached.add(x)
                    if not isfinite(slope * node.grad):
                        yield passed_on(node, index, slope)
                        return


def made(node: Value) -> str:
    """Return the sentence for a node whose inputs are finite, but whose number is not."""
    if node.operation is None:
        return f"A number that the function uses is {node.data}{called(node)}."
    return f"{node.operation.name} gives {node.data} at {point_of(node)}. Keep away from this point."


def passed_on(node: Value, index: int, slope: float) -> str:
    """Return the sentence for a node with a finite gradient that passes on one that is not finite.

    index, slope   which of its inputs receives it, and the slope with respect to that input
    """
    assert node.operation is not None
    product = slope * node.grad
    return (
        f"{'nan' if isnan(product) else 'An infinite gradient'} comes from {node.operation.name} at {point_of(node)}: "
        f"its slope with respect to {letter(index)} is {slope:g}, the gradient that arrives there is {node.grad:g}, "
        f"and their product is {product:g}. Keep away from this point."
    )


def point_of(node: Value) -> str:
    """Return the inputs of a node as text, with their labels: `a = 0.0 ('length'), b = 2.0`."""
    return ", ".join(f"{letter(i)} = {x.data!r}{called(x)}" for i, x in enumerate(node.inputs))


def called(node: Value) -> str:
    """Return the label of a node in brackets; "" if it has none."""
    return f" ({node.label!r})" if node.label else ""
