"""The gradients of a recorded graph as eager has them, where a program cannot tell: its errors, its inf and its nan."""

from collections.abc import Sequence
from itertools import chain

from autograd.backward import NOTHING, propagate
from autograd.graph import topological_order
from autograd.value import Value


def gradients(output: Value, variables: Sequence[Value]) -> list[float]:
    """The gradients of an output by variables, whose own gradients stay as they are."""
    order = [node for node in topological_order(output) if node.info.trace is output.info.trace]
    before = [x.grad for x in variables]
    try:
        for node in chain(order, variables):
            node.grad = NOTHING
        output.grad += 1.0
        propagate(reversed(order))
        return [x.grad for x in variables]
    finally:
        for x, grad in zip(variables, before):
            x.grad = grad
