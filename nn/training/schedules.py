"""How the learning rate changes: functions from the step (0, 1, 2, …) to the factor that the rate is times.

A schedule is any such function; an optimiser takes it as `schedule=…`. Those made here can be pickled with it, and
are shown as they are written.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi

from nn.validation import is_not_negative, require_real, require_whole

Schedule = Callable[[int], float]


def constant(step: int) -> float:
    """Always 1."""
    return 1.0


@dataclass(frozen=True)
class linear:  # noqa: N801 (called like a function)
    """From 1 to the end along a line, then staying there.

    steps   how many steps that takes
    end     the factor it ends at
    """

    steps: int
    end: float = 0.0

    def __post_init__(self) -> None:
        require_fall("linear", self.steps, self.end)

    def __call__(self, step: int) -> float:
        return 1.0 + (self.end - 1.0) * part_done(step, self.steps)


@dataclass(frozen=True)
class cosine:  # noqa: N801
    """From 1 to the end along half a wave, then staying there (Loshchilov and Hutter, 2017).

    steps   how many steps that takes
    end     the factor it ends at
    """

    steps: int
    end: float = 0.0

    def __post_init__(self) -> None:
        require_fall("cosine", self.steps, self.end)

    def __call__(self, step: int) -> float:
        return self.end + (1.0 - self.end) * 0.5 * (1.0 + cos(pi * part_done(step, self.steps)))


@dataclass(frozen=True)
class warm_up:  # noqa: N801
    """Rising to 1 along a line, so that the first steps are small.

    steps   how many steps that takes
    then    the schedule that follows; it counts from there
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


def part_done(step: int, steps: int) -> float:
    """How much of the way lies behind, from 0 to 1."""
    return min(step / steps, 1.0) if steps > 0 else 1.0


def require_fall(name: str, steps: int, end: float) -> None:
    """An error, unless a schedule can go from 1 to this end in so many steps."""
    require_whole(f"{name}: steps", steps, f"give the number of steps of the training, such as {name}(1000)")
    require_real(f"{name}: end", end, "give a factor of at least 0, such as end=0.1", is_not_negative, "is negative")


def require_schedule(name: str, schedule: Schedule) -> None:
    """A TypeError, unless it can be called; name: the argument it came as."""
    if not callable(schedule) or isinstance(schedule, type):
        raise TypeError(
            f"{name} = {shown(schedule)} is not a function from the step to a factor; "
            "give one, such as schedules.cosine(1000)"
        )


def shown(x: object) -> str:
    """A setting in one line: a function by its name."""
    return str(getattr(x, "__name__", repr(x)))
