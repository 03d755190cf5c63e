"""Steps 2 to 4 in a row: a recorded graph becomes a tensor program."""

from autograd.compile.factor import factored
from autograd.compile.fuse import fused
from autograd.compile.graph import Graph
from autograd.compile.instructions import Program
from autograd.compile.schedule import batches


def lifted(graph: Graph) -> Program:
    """The tensor program of a recorded graph: fuse, schedule, factor."""
    sums = fused(graph)
    return factored(sums, batches(sums))
