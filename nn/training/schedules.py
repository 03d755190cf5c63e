"""Schedules of the learning rate: functions from the step (0, 1, 2, …) to the factor that multiplies the rate.

Any such function is a schedule; an optimiser takes it as `schedule=…`. Those made here can be pickled with it, and
their repr is the call that makes them.

>>> from nn import schedules
>>> cosine = schedules.cosine(100)
>>> cosine(0), cosine(100)
(1.0, 0.0)
>>> schedules.warm_up(9, then=cosine)(0)
0.1
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi

from nn.validation import is_not_negative, require_real, require_whole

Schedule = Callable[[int], float]


def constant(step: int) -> float:
    """Return 1 at every step."""
    return 1.0


@dataclass(frozen=True)
class Fall:
    """A schedule that falls from 1 to the end and then stays there."""

    steps: int
    end: float = 0.0

    def __post_init__(self) -> None:
        name = type(self).__name__
        repair = f"give the number of steps of the training, such as {name}(1000)"
        require_whole(f"{name}: steps", self.steps, repair)
        repair = "give a factor of at least 0, such as end=0.1"
        require_real(f"{name}: end", self.end, repair, is_not_negative, "is negative")

    def progress(self, step: int) -> float:
        """Return how much of the fall is done, from 0 to 1."""
        return min(step / self.steps, 1.0) if self.steps > 0 else 1.0


@dataclass(frozen=True)
class linear(Fall):  # noqa: N801 (called like a function)
    """From 1 to the end along a line, then staying there.

    steps   how many steps that takes
    end     the factor at the end
    """

    def __call__(self, step: int) -> float:
        return 1.0 + (self.end - 1.0) * self.progress(step)


@dataclass(frozen=True)
class cosine(Fall):  # noqa: N801
    """From 1 to the end along half a wave, then staying there.

    steps   how many steps that takes
    end     the factor at the end

    Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017.
    """

    def __call__(self, step: int) -> float:
        return self.end + (1.0 - self.end) * 0.5 * (1.0 + cos(pi * self.progress(step)))


@dataclass(frozen=True)
class warm_up:  # noqa: N801
    """Rising to 1 along a line, so that the first steps are small.

    steps   how many steps that takes
    then    the schedule that follows, with its step 0 after the rise
    """

    steps: int
    then: Schedule = constant

    def __post_init__(self) -> None:
        require_whole("warm_up: steps", self.steps, "give the number of steps of the rise, such as warm_up(10)")
        require_schedule("warm_up: then", self.then)

    def __call__(self, step: int) -> float:
        return (step + 1) / (self.steps + 1) if step < self.steps else self.then(step - self.steps)

    def __repr__(self) -> str:
        return f"warm_up(steps={self.steps}, then={shown(self.then)})"


def require_schedule(name: str, schedule: Schedule) -> None:
    """Raise a TypeError unless a schedule can be called. name: the argument, for the message."""
    if not callable(schedule) or isinstance(schedule, type):
        raise TypeError(
            f"{name} = {shown(schedule)} is not a function from the step to a factor; "
            "give one, such as schedules.cosine(1000)"
        )


def shown(x: object) -> str:
    """Return a setting in one line: a function by its name."""
    return str(getattr(x, "__name__", repr(x)))
