"""How long a step takes: medians over rounds in which the rivals take turns, so that a busy moment hits them all."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Step = Callable[[], object]

ROUNDS = 5
TURN, LONGEST = 0.02, 5.0  # seconds
STEPS = 3  # in a row, so that each rival meets the garbage of its own step before


def median_seconds(rivals: dict[str, Step], collector: bool) -> dict[str, float]:
    """The median time of a step of each rival, Python's cyclic collector in its default state or off.

    Off, one collection after each step counts as part of it: the rubbish has to be taken out by someone.
    """
    times: dict[str, list[float]] = {name: [] for name in rivals}
    for _ in range(ROUNDS):
        for name, step in rivals.items():
            gc.collect()
            with collector_on(collector):
                step()  # to warm up
                times[name] += [seconds(step if collector else and_collect(step)) for _ in range(STEPS)]
    return {name: statistics.median(taken) for name, taken in times.items()}


def seconds(step: Step) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def and_collect(step: Step) -> Step:
    """The step, with one collection after it."""

    def collected() -> None:
        step()
        gc.collect()

    return collected


@contextmanager
def collector_on(on: bool) -> Iterator[None]:
    """Python's cyclic collector on (as it is by default) or off inside, and as it was afterwards."""
    before = gc.isenabled()
    (gc.enable if on else gc.disable)()
    try:
        yield
    finally:
        (gc.enable if before else gc.disable)()


def medians_in_turns(rivals: dict[str, Step], together: int = 1, rounds: int = 15) -> dict[str, float]:
    """The median time of a step; in each round each rival works for a TURN, or a little longer.

    Steps that are timed `together` may differ, as those of short and long documents do: the time is their mean.
    A rival that has worked for LONGEST has been measured well enough.
    """
    times: dict[str, list[float]] = {name: [] for name in rivals}
    for _ in range(rounds):
        for name, step in rivals.items():
            if sum(times[name]) * together > LONGEST:
                continue
            steps = several(step, together)
            if not times[name] or times[name][0] < TURN:
                steps()  # to warm up
            end = time.perf_counter() + TURN
            times[name].append(seconds(steps) / together)
            while time.perf_counter() < end:
                times[name].append(seconds(steps) / together)
    return {name: statistics.median(taken) for name, taken in times.items()}


def several(step: Step, times: int) -> Step:
    """A step that is several."""
    return lambda: [step() for _ in range(times)]
