"""Random numbers, time and files."""

import itertools
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.traps.framework import Framework, Function
from benchmarks.traps.table import SHARP_BITS, pytorch, trap


def calls(f: Function, it: Framework) -> Iterator[Any]:
    """Yield what a function gives in three calls."""
    for _ in range(3):
        yield f(it.number(3.0))


@trap(SHARP_BITS)
def noise(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function multiplies by random.random()."""
    random.seed(1)
    return calls(compiled(lambda x: x * random.random()), it)


@trap(pytorch(196437))
def noise_of_a_generator(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function asks a captured random.Random for a whole number."""
    source = random.Random(1)
    return calls(compiled(lambda x: x * float(source.randint(1, 100))), it)


@trap(pytorch(197085))
def a_sample(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function takes the first of random.sample()."""
    random.seed(1)
    return calls(compiled(lambda x: x * float(random.sample(range(100), 3)[0])), it)


@trap(pytorch(197085))
def a_shuffle(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function shuffles a list of its own."""

    def f(x: Any) -> Any:
        order = list(range(100))
        random.shuffle(order)
        return x * float(order[0])

    random.seed(1)
    return calls(compiled(f), it)


@trap(pytorch(197101))
def a_seed(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function sets the seed itself."""

    def f(x: Any) -> Any:
        random.seed(0)
        return x * random.random()

    random.seed(1)
    return calls(compiled(f), it)


@trap()
def noise_after_a_call(compiled: Function, it: Framework) -> Iterator[Any]:
    """The caller draws from the same source after each call."""
    random.seed(1)
    f = compiled(lambda x: x * random.random())
    for _ in range(3):
        yield f(it.number(3.0))
        yield random.random()


@trap(SHARP_BITS)
def noise_of_numpy(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function multiplies by a number of a captured generator of NumPy."""
    source = np.random.default_rng(1)
    return calls(compiled(lambda x: x * float(source.random())), it)


@trap()
def dropout(compiled: Function, it: Framework) -> Iterator[Any]:
    """A random number decides the branch."""
    source = random.Random(3)
    f = compiled(lambda x: x * 2.0 if source.random() < 0.5 else x * 0.0)
    for _ in range(8):
        yield f(it.number(3.0))


@trap()
def a_clock(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function reads the clock; its result differs from call to call."""
    f = compiled(lambda x: x * float(time.perf_counter_ns()))
    first, second = (it.plain(f(it.number(1.0))) for _ in range(2))
    yield first != second


@trap()
def a_clock_that_was_patched(compiled: Function, it: Framework) -> Iterator[Any]:
    """A captured clock, as tests have it, goes on."""
    clock = itertools.count(1)
    now: Function = lambda: float(next(clock))  # noqa: E731
    return calls(compiled(lambda x: x * now()), it)


@trap()
def a_file(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function reads a file that changes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rate.txt"
        path.write_text("2.0")
        f = compiled(lambda x: x * float(path.read_text()))
        yield f(it.number(3.0))
        path.write_text("5.0")
        yield f(it.number(3.0))
