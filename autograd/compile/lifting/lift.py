"""Steps 2 to 4 in a row: a recorded graph becomes a tensor program."""

from autograd.compile.lifting.factor import factored
from autograd.compile.lifting.fuse import fused
from autograd.compile.lifting.instructions import Program
from autograd.compile.lifting.schedule import batches
from autograd.compile.tracing.graph import Graph


def lifted(graph: Graph, samples: int = 1) -> Program:
    """Return the tensor program of a recorded graph (fuse, schedule, factor); it may be widened for so many samples."""
    sums = fused(graph)
    return factored(sums, batches(sums), samples)
