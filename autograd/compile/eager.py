"""Compute the gradients of a recorded graph eagerly, for cases that a program cannot decide: errors, inf and nan."""

from collections.abc import Sequence
from itertools import chain

from autograd.backward import NOTHING, propagate
from autograd.graph import topological_order
from autograd.value import Value


def gradients(output: Value, variables: Sequence[Value]) -> list[float]:
    """Return the gradients of an output with respect to variables; the variables' `grad` does not change."""
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
