"""The C program beside this package, built into a temporary folder when it is first asked for."""

import subprocess
import tempfile
from ctypes import CDLL, c_double, c_int, c_void_p
from functools import lru_cache
from itertools import count, cycle
from pathlib import Path
from shutil import which

import numpy as np

from benchmarks.tasks import Documents, Moons
from benchmarks.timing import Step

SOURCE = Path(__file__).parent.parent / "by_hand.c"
FLAGS = ["-O3", "-march=native", "-shared", "-fPIC"]

if not which("cc"):
    raise ImportError("there is no C compiler called cc")


@lru_cache
def library() -> CDLL:
    """The program, built for this machine."""
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "by_hand.so"
        subprocess.run(["cc", *FLAGS, str(SOURCE), "-o", str(built), "-lm"], check=True)
        loaded = CDLL(str(built))
    loaded.moons_step.restype = loaded.gpt_step.restype = c_double
    return loaded


def moons(task: Moons) -> Step:
    """One call."""
    parameters = np.concatenate([p.ravel() for layer in task.layers() for p in layer])
    inputs, signs = task.samples()
    places = [c_void_p(array.ctypes.data) for array in (parameters, inputs, signs)]
    rate, penalty, function = c_double(task.rate), c_double(task.penalty), library().moons_step

    def step(keep: object = (parameters, inputs, signs)) -> float:
        return float(function(*places, rate, penalty))

    return step


def documents(task: Documents) -> Step:
    """One call."""
    parameters = task.parameters()
    arrays = [parameters, np.zeros_like(parameters), np.zeros_like(parameters)]
    places = [c_void_p(array.ctypes.data) for array in arrays]
    tokens = [np.array(document, np.intc) for document in task.documents()]
    turns = cycle([(c_void_p(array.ctypes.data), c_int(len(array) - 1)) for array in tokens])
    betas, counter, function = [c_double(beta) for beta in task.betas], count(), library().gpt_step

    def step(keep: object = (arrays, tokens)) -> float:
        i = next(counter)
        return float(function(*places, *next(turns), c_double(task.rate_of(i)), *betas, c_int(i + 1)))

    return step
