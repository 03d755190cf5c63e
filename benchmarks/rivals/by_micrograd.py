"""micrograd: it has no exp and no log, and could not hold the graph of 64 images."""

from micrograd.engine import Value

from benchmarks.tasks import Moons
from benchmarks.timing import Step
from benchmarks.two_moons import written_out_step


def moons(task: Moons) -> Step:
    """Through + and ×."""
    return written_out_step(Value, task.rate)
