"""Which node makes a number that is infinite or nan: found in the graph, and said in a sentence."""

from collections.abc import Iterator, Sequence
from math import isfinite, isnan

from autograd.check.point import gradients_kept
from autograd.graph import topological_order
from autograd.operation import letter
from autograd.value import Value


def culprits(outputs: Sequence[Value]) -> list[str]:
    """For each output that is not finite, or has a gradient that is not, the node where that begins; each once."""
    return list(dict.fromkeys(sentence for output in outputs for sentence in culprit(output)))


def culprit(output: Value) -> Iterator[str]:
    """The first node of the forward pass that is not finite; if there is none, of the backward pass."""
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
            for place, (x, slope) in enumerate(zip(node.inputs, slopes)):
                if node.operation.passes(slope):
                    reached.add(x)
                    if not isfinite(slope * node.grad):
                        yield passed_on(node, place, slope)
                        return


def made(node: Value) -> str:
    """The sentence for a node whose inputs are finite, and whose number is not."""
    if node.operation is None:
        return f"A number that the function uses is {node.data}{called(node)}."
    return f"{node.operation.name} gives {node.data} at {point_of(node)}. Keep away from this point."


def passed_on(node: Value, place: int, slope: float) -> str:
    """The sentence for a node that gets a finite gradient, and passes on one that is not."""
    assert node.operation is not None
    product = slope * node.grad
    return (
        f"{'nan' if isnan(product) else 'An infinite gradient'} comes from {node.operation.name} at {point_of(node)}: "
        f"its slope with respect to {letter(place)} is {slope:g}, the gradient that arrives there is {node.grad:g}, "
        f"and their product is {product:g}. Keep away from this point."
    )


def point_of(node: Value) -> str:
    """`a = 0.0 ('length'), b = 2.0`: the inputs of a node, with the labels that they have."""
    return ", ".join(f"{letter(place)} = {x.data!r}{called(x)}" for place, x in enumerate(node.inputs))


def called(node: Value) -> str:
    """The label of a node in brackets, if it has one."""
    return f" ({node.label!r})" if node.label else ""
