"""How the learning rate changes: functions from the step (0, 1, 2, …) to the factor that the rate is times.

A schedule is any such function; an optimiser takes it as `schedule=…`.
"""

from collections.abc import Callable
from math import cos, pi

Schedule = Callable[[int], float]


def constant(step: int) -> float:
    """Always 1."""
    return 1.0


def linear(steps: int, end: float = 0.0) -> Schedule:
    """From 1 to `end` along a line in this many steps, then staying there."""
    return lambda step: 1.0 + (end - 1.0) * part_done(step, steps)


def cosine(steps: int, end: float = 0.0) -> Schedule:
    """From 1 to `end` along half a wave in this many steps, then staying there (Loshchilov and Hutter, 2017)."""
    return lambda step: end + (1.0 - end) * 0.5 * (1.0 + cos(pi * part_done(step, steps)))


def warm_up(steps: int, then: Schedule = constant) -> Schedule:
    """Rising to 1 along a line in this many steps, so that the first are small; `then` counts from there."""
    return lambda step: (step + 1) / (steps + 1) if step < steps else then(step - steps)


def part_done(step: int, steps: int) -> float:
    """How much of the way lies behind, from 0 to 1."""
    return min(step / steps, 1.0) if steps > 0 else 1.0
