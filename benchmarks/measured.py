"""The workloads of compiled programs, measured: the first result, the program, the time of a step."""

import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from benchmarks.field import OURS_NUMBA, OURS_NUMPY, Make, differing, makers, missing, started
from benchmarks.rivals.by_glassgrad import Compiled
from benchmarks.tasks import Digits, Documents, Moons
from benchmarks.timing import Step, medians_in_turns

LOOPS, BATCHED = "two moons, plain loops", "two moons, `vmap`"
DOCUMENTS, DIGITS = "small GPT, one document", "784-128-64-10, 64 images"
MOONS = Moons(rate=1e-6)  # all do the same work however long they train: a loss may skip a sample that is right
DOCUMENT, IMAGES = Documents(), Digits()
STARTS, LONG = 5, 2.0  # how often a start is measured, unless it takes so many seconds
COLD = """
import time, autograd
begin = time.perf_counter()
autograd.compile(lambda x: x * x, backend="numba")(autograd.Value(1.0)).backward()
print(time.perf_counter() - begin)
"""


@dataclass
class Measured:
    """Of each one who took part: seconds of a step, and to the first result; of ours, what compiling found."""

    times: dict[str, float] = field(default_factory=dict)
    starts: dict[str, float] = field(default_factory=dict)
    programs: dict[str, list[Any]] = field(default_factory=dict)  # a `Stats` for each structure of arguments

    def under(self, names: Mapping[str, str]) -> "Measured":
        """A part of it: whom each name stands for."""
        parts = (self.times, self.starts, self.programs)
        return Measured(*({new: part[old] for new, old in names.items() if old in part} for part in parts))  # type: ignore[arg-type]


def workloads() -> dict[str, Measured]:
    """All four; the two on two moons are one race."""
    loops, batched = makers(MOONS), makers(MOONS, (OURS_NUMPY, OURS_NUMBA), batched=True)
    ours = {name: f"{name}, batched" for name in batched}
    moons = race(loops | {new: batched[old] for old, new in ours.items()})
    return {
        LOOPS: moons.under({name: name for name in loops}),
        BATCHED: moons.under({name: ours.get(name, name) for name in loops}),
        DOCUMENTS: race(makers(DOCUMENT), batches=len(DOCUMENT.lengths)),
        DIGITS: race(makers(IMAGES), batches=2),
    }


def race(rivals: dict[str, Make], batches: int = 1) -> Measured:
    """Everyone starts, all are compared, then the clock runs. There are so many batches in turn."""
    steps = max(batches, 2)  # the second loss tells whether the first step was right
    result, ready, losses = Measured(), dict[str, Step](), dict[str, list[float]]()
    gc.collect()
    gc.freeze()  # what the rivals have imported does not burden those who leave work to the collector
    for name, make in rivals.items():
        ready[name], taken, losses[name] = started(make, steps)
        again = [] if taken > LONG else [started(make, steps)[1] for _ in range(STARTS - 1)]
        result.starts[name] = median([taken, *again])
        if isinstance(step := ready[name], Compiled):
            result.programs[name] = [step.program_of_next() for _ in range(batches)]
    if others := differing(losses):
        raise ArithmeticError(f"not the same loss as {next(iter(losses))}: {', '.join(others)}")
    gc.collect()
    gc.freeze()  # nor what they keep
    result.times = medians_in_turns(ready, together=batches)
    gc.unfreeze()
    return result


def seconds_of_cold_start() -> float | None:
    """How long a first call takes while Numba compiles the interpreter."""
    if missing(OURS_NUMBA):
        return None
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"NUMBA_CACHE_DIR": folder}
        output = subprocess.run(
            [sys.executable, "-c", COLD], env=environment, check=True, capture_output=True, text=True
        )
    return float(output.stdout.split()[-1])
