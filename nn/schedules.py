"""How the learning rate changes: functions from the step (0, 1, 2, …) to the factor that the rate is times.

A schedule is any such function; an optimiser takes it as `schedule=…`. Those made here can be pickled with it.
"""

from collections.abc import Callable
from functools import partial
from math import cos, pi

Schedule = Callable[[int], float]


def constant(step: int) -> float:
    """Always 1."""
    return 1.0


def linear(steps: int, end: float = 0.0) -> Schedule:
    """From 1 to `end` along a line in this many steps, then staying there."""
    return partial(on_a_line, steps, end)


def cosine(steps: int, end: float = 0.0) -> Schedule:
    """From 1 to `end` along half a wave in this many steps, then staying there (Loshchilov and Hutter, 2017)."""
    return partial(on_a_wave, steps, end)


def warm_up(steps: int, then: Schedule = constant) -> Schedule:
    """Rising to 1 along a line in this many steps, so that the first are small; `then` counts from there."""
    return partial(after_rising, steps, then)


def on_a_line(steps: int, end: float, step: int) -> float:
    """The factor of `linear` at a step."""
    return 1.0 + (end - 1.0) * part_done(step, steps)


def on_a_wave(steps: int, end: float, step: int) -> float:
    """The factor of `cosine` at a step."""
    return end + (1.0 - end) * 0.5 * (1.0 + cos(pi * part_done(step, steps)))


def after_rising(steps: int, then: Schedule, step: int) -> float:
    """The factor of `warm_up` at a step."""
    return (step + 1) / (steps + 1) if step < steps else then(step - steps)


def part_done(step: int, steps: int) -> float:
    """How much of the way lies behind, from 0 to 1."""
    return min(step / steps, 1.0) if steps > 0 else 1.0
