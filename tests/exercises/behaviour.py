"""Whether two answers do the same: functions are tried on what a check tries, and on many variations of it."""

import copy
from collections.abc import Callable, Iterator
from math import isclose
from random import Random
from typing import Any

import numpy as np

from autograd import Value
from exercises.exercise import Exercise


def alike(a: Any, b: Any) -> bool:
    """Whether two results are equal up to rounding; anything else than numbers has to be equal."""
    if isinstance(a, Value) and isinstance(b, Value):
        return alike(a.data, b.data)
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return alike(np.asarray(a).tolist(), np.asarray(b).tolist())
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(alike(a[key], b[key]) for key in a)
    if isinstance(a, int | float) and isinstance(b, int | float):
        return isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) or (a != a and b != b)
    if hasattr(a, "state_dict") and hasattr(b, "state_dict"):
        return alike(a.state_dict(), b.state_dict())
    if isinstance(a, Random) and isinstance(b, Random):
        return a.getstate() == b.getstate()
    if isinstance(a, Random):
        return False
    return bool(a == b) if type(a) is type(b) else False


def same_behaviour(exercise: Exercise, right: Any, other: Any) -> bool:
    """Whether another answer cannot be told from the right one."""
    if not callable(right):
        return alike(right, other)
    return callable(other) and all(
        alike(outcome(right, arguments), found)
        for arguments in tried(exercise, right)
        if (found := outcome(other, arguments)) is not FAILED or outcome(right, arguments) is not FAILED
    )


FAILED = object()


def outcome(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """What a function gives for copies of the arguments, and what becomes of them; FAILED if it raises."""
    arguments = copy.deepcopy(arguments)
    try:
        return [function(*arguments), *arguments]
    except Exception:
        return FAILED


def tried(exercise: Exercise, right: Callable[..., Any]) -> Iterator[tuple[Any, ...]]:
    """What a check calls a function with, and variations for which the right answer has a result."""
    calls: list[tuple[Any, ...]] = []

    def recorded(*arguments: Any) -> Any:
        calls.append(copy.deepcopy(arguments))
        return right(*arguments)

    exercise.flaw(recorded)
    random = Random(0)
    picked = calls if len(calls) <= 40 else random.sample(calls, 40)
    for call in picked:
        yield call
        for _ in range(12):
            variation = tuple(varied(argument, random) for argument in call)
            if outcome(right, variation) is not FAILED:
                yield variation


def varied(x: Any, random: Random) -> Any:
    """The same kind of thing with some other numbers in it."""
    if isinstance(x, bool):
        return random.random() < 0.5
    if isinstance(x, int):
        return max(min(x, 0), x + random.choice((-2, -1, 0, 0, 1, 2)))
    if isinstance(x, float):
        return x if random.random() < 0.2 else x * random.choice((0.5, 1.0, -1.0, 3.0)) + random.gauss(0.0, 0.3)
    if isinstance(x, Value):
        return Value(varied(x.data, random))
    if isinstance(x, list | tuple):
        return type(x)(varied(each, random) for each in x)
    if isinstance(x, dict):
        return {key: varied(each, random) for key, each in x.items()}
    if isinstance(x, Random):
        return Random(random.random())
    return copy.deepcopy(x)
