"""What a recorded graph gives by the eager way, and whether a program gives the same."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, groupby

import numpy as np

from autograd.backward import NOTHING, propagate
from autograd.compile.for_each import Entry, ForEach
from autograd.compile.graph import Floats
from autograd.compile.guards.rounding import Recording
from autograd.value import Value, data_of


class Recorded:
    """The outputs of a run of a function, and the variables it was run on; what its nodes hold stays as it is.

    order   what was recorded on the way from one to the other, as it was made
    """

    def __init__(self, outputs: Sequence[Value], variables: Sequence[Value], order: Sequence[Value]) -> None:
        self.outputs, self.variables, self.order = outputs, variables, order

    def gradients(self) -> list[float]:
        """The gradients of the sum of the outputs by the variables."""
        return self.flowed(push_back_through)

    def magnitudes(self) -> list[float]:
        """The same with the absolute value of every slope: the sum of what flows over all paths, whatever its sign."""
        return self.flowed(push_back_magnitudes)

    def flowed(self, push: Callable[[Iterable[Value]], None]) -> list[float]:
        """What reaches the variables when 1 is pushed back from each output."""
        before = [x.grad for x in self.variables]
        try:
            for node in chain(self.order, self.variables):
                node.grad = NOTHING
            for output in self.outputs:
                output.grad += 1.0
            push(reversed(self.order))
            return [x.grad for x in self.variables]
        finally:
            for x, grad in zip(self.variables, before):
                x.grad = grad

    def difference(self, results: Floats, gradients: Floats) -> str:
        """Which number of a program is another one than here, in words; "" if rounding explains all differences."""
        coarse = float(np.finfo(results.dtype).eps / np.finfo(np.float64).eps)
        graph = Recording(self.outputs, self.variables, self.order, self.magnitudes, coarse)
        for what, found, expected in (
            ("result", results, np.array([data_of(y) for y in self.outputs])),
            ("gradient", gradients, np.array(self.gradients())),
        ):
            far = graph.unexplained(what, found, expected)
            if far.any():
                at = int(np.argmax(far))
                numbers = f"{float(found[at])!r} and {float(expected[at])!r}"
                return f"the compiled {what} differs from eager: {numbers} (place {at})"
        return ""


def push_back_magnitudes(nodes: Iterable[Value]) -> None:
    """The chain rule with absolute values in place of the slopes."""
    for node in nodes:
        if node.operation is None or node.grad is NOTHING:
            continue
        inputs, flow = node.inputs, node.grad
        if len(inputs) == 2:  # the loop below, unrolled for the most common case
            a, b = inputs
            by_a, by_b = node.operation.partials(a.data, b.data, node.data)
            a.grad += abs(by_a) * flow
            b.grad += abs(by_b) * flow
        else:
            for x, slope in zip(inputs, node.operation.partials(*[x.data for x in inputs], node.data)):
                x.grad += abs(slope) * flow


def push_back_through(nodes: Iterable[Value]) -> None:
    """The chain rule as `propagate` has it, through functions for each sample too."""
    seeds: dict[ForEach, Floats] = {}
    for kind, run in groupby(nodes, key=lambda node: type(node.operation)):
        if kind not in (Entry, ForEach):
            propagate(run)
            continue
        for node in run:
            match node.operation:
                case Entry(each=each, place=place):
                    seeds.setdefault(each, np.zeros(len(each.run.program.outputs)))[place] += node.grad
                case ForEach(run=together) as each:
                    together.backward(together.program.outputs.tolist(), seeds[each].tolist())
                    for x, slope in zip(node.inputs, together.gradients[: together.program.leaves].tolist()):
                        x.grad += slope
