"""Steps 2 to 4 in a row: a recorded graph becomes a tensor program."""

from autograd.compile.factor import factored
from autograd.compile.fuse import fused
from autograd.compile.graph import Graph
from autograd.compile.instructions import Program
from autograd.compile.schedule import batches


def lifted(graph: Graph, samples: int = 1) -> Program:
    """The tensor program of a recorded graph: fuse, schedule, factor; it may be widened for so many samples."""
    sums = fused(graph)
    return factored(sums, batches(sums), samples)
