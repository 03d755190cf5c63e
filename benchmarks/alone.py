"""Times a step in a process of its own, so that no rival's garbage slows it down.

    python -m benchmarks.alone "glassgrad" off 5     prints the seconds of five steps

The cycle collector is `on`, as Python starts, or `off`: then it takes out what is left between the steps, and that is
not counted.
"""

import gc
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from itertools import product
from pathlib import Path

from benchmarks.chain import LENGTH, chain, in_deep_stack
from benchmarks.timing import Step, collector_on, seconds
from benchmarks.two_moons import nn_step, written_out_step

ROUNDS, TIMES = 5, 3  # processes, and steps of each
ROOT = Path(__file__).resolve().parents[1]


def with_value_of(engine: str, make: Callable[[type], Step]) -> Step:
    """A step made with the Value of an engine, which only then is imported."""
    return make(import_module(engine).Value)


MAKERS: dict[str, Callable[[], Step]] = {
    "micrograd": partial(with_value_of, "micrograd.engine", written_out_step),
    "glassgrad": partial(with_value_of, "autograd", written_out_step),
    "glassgrad nn": nn_step,
    "micrograd chain": partial(with_value_of, "micrograd.engine", chain),
    "glassgrad chain": partial(with_value_of, "autograd", chain),
}


def seconds_in_turns(rounds: int = ROUNDS) -> dict[tuple[str, str], list[float]]:
    """The seconds of each step, with the collector on and off, from processes that take turns."""
    taken: dict[tuple[str, str], list[float]] = {key: [] for key in product(MAKERS, ("on", "off"))}
    for _ in range(rounds):
        for (name, collector), so_far in taken.items():
            so_far += map(float, alone(name, collector, TIMES).stdout.split())
    return taken


def can_count() -> bool:
    """Whether valgrind is here to count instructions."""
    return shutil.which("valgrind") is not None


def instructions_a_node(engine: str) -> float:
    """How many instructions the processor carries out for a node of the chain, forward and backward."""

    def carried_out(times: int) -> int:
        counting = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
        said = alone(f"{engine} chain", "off", times, within=counting).stderr
        return int(said.split("Collected : ")[1].split()[0])

    return (carried_out(2) - carried_out(1)) / LENGTH


def alone(name: str, collector: str, times: int, within: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """Run this file in a process of its own, within another program if asked."""
    command = [*within, sys.executable, "-m", __name__, name, collector, str(times)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
    return done


def steps(name: str, collector: str, times: int) -> list[float]:
    """The seconds of each of several steps, after one to warm up."""
    step = MAKERS[name]()
    step()
    taken = []
    with collector_on(collector == "on"):
        for _ in range(times):
            if collector == "off":
                gc.collect()
            taken.append(seconds(step))
    return taken


if __name__ == "__main__":
    print(*in_deep_stack(lambda: steps(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
