"""Check the slopes of nodes that are made of constants alone: eager computes them, and a program does not.

They say nothing about any variable, but where such a node has no slope, eager's `backward()` is an error.
"""

import numpy as np

from autograd.compile.tracing.graph import LEAF, Integers
from autograd.compile.tracing.trace import Trace


def ask_for_slopes(trace: Trace) -> None:
    """Raise the error of eager computation if a node that is made of constants has no slope."""
    nodes = made_of_constants(trace)
    if not len(nodes):
        return
    first = len(trace.graph) - len(trace.recorded)  # the leaves come before what was recorded
    flows = set(trace.differentiable())
    for node in (trace.recorded[at - first] for at in nodes.tolist()):
        if node in flows and node.operation is not None:
            node.operation.slopes(*(x.data for x in node.inputs), node.data)


def made_of_constants(trace: Trace) -> Integers:
    """Return the nodes of a graph whose inputs are constants, or are made of constants."""
    graph = trace.graph
    constant = graph.operation == LEAF
    constant[: graph.arguments] = constant[graph.captured_at] = False
    made = np.flatnonzero(np.diff(graph.start) > 0)
    while constant.any():
        new = made[np.logical_and.reduceat(constant[graph.inputs], graph.start[made]) & ~constant[made]]
        if not len(new):
            break
        constant[new] = True
    found: Integers = made[constant[made]]
    return found
