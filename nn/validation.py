"""Checks of what a user gives: each raises an error that names the argument, what came, and the repair."""

from collections.abc import Callable, Iterable
from functools import wraps
from math import isfinite
from operator import index
from random import Random
from reprlib import repr as shortened
from typing import Any, ParamSpec

from autograd import Value
from autograd.number import is_number, number
from autograd.operation import Reading

P = ParamSpec("P")

FULL_WORDS = {"lr": "learning_rate", "eps": "epsilon", "alpha": "smoothing"}


def require(fulfilled: bool, message: str) -> None:
    """Raise a ValueError with this message unless the condition is fulfilled."""
    if not fulfilled:
        raise ValueError(message)


def require_real(
    name: str, x: Any, repair: str, fits: Callable[[float], bool] = isfinite, problem: str = "does not fit"
) -> float:
    """Return x as a float; raise an error unless it is one finite number that is in range.

    name      how the message names it: "SGD: momentum"
    x         what the user gave
    repair    what the message recommends: "give momentum=0.9, for example"
    fits      tells whether a finite number is in range; by default each of them is
    problem   what the message says of a number that is not: "is negative"
    """
    if not is_number(x):
        raise TypeError(f"{name} = {shortened(x)} is of type {type(x).__name__}, not a number; {repair}")
    found = number(x)
    require(isfinite(found), f"{name} = {found} is not a finite number; {repair}")
    require(fits(found), f"{name} = {x} {problem}; {repair}")
    return found


def is_not_negative(x: float) -> bool:
    """Return whether x ≥ 0."""
    return x >= 0.0


def is_positive(x: float) -> bool:
    """Return whether x > 0."""
    return x > 0.0


def require_whole(name: str, n: Any, repair: str, least: int = 0) -> int:
    """Return n as an int; raise an error unless it is a whole number that is large enough.

    name, repair   as for `require_real`
    least          the smallest number that is large enough
    """
    if not hasattr(n, "__index__"):
        raise TypeError(f"{name} = {shortened(n)} is not a whole number; {repair}")
    require(n >= least, f"{name} = {n}{' is negative' if least == 0 else ''}; {repair}")
    return index(n)


def require_steps(name: str, steps: int) -> None:
    """Raise a ValueError unless a training has at least one step. name: the name of the caller, for the message."""
    require(steps >= 1, f"{name}: {steps} steps are not a training; ask for at least one")


def is_finite_number(x: Any) -> bool:
    """Return whether x is one plain number, and neither infinite nor nan."""
    return is_number(x) and isfinite(x)


def is_index(x: Any, first: int, last: int) -> bool:
    """Return whether x is a whole number from first to last; a Value counts as whole, for `take` to look at."""
    if isinstance(x, Reading):
        n: Any = x
    elif hasattr(x, "__index__"):
        n = index(x)
    else:
        return False
    return bool(first <= n <= last)


def require_function(name: str, f: Any, repair: str) -> None:
    """Raise a TypeError unless f can be called. `require_real` explains name and repair."""
    if not callable(f):
        raise TypeError(f"{name} = {shortened(f)} is not a function; {repair}")


def require_values(name: str, parameters: Iterable[Value]) -> list[Value]:
    """Return the parameters as a list that holds each once; raise a TypeError unless they are Values.

    name         how the message names the caller: "SGD"
    parameters   what the user gave
    """
    if not isinstance(parameters, Iterable):
        repair = f"give a list, {name}([w], …)" if isinstance(parameters, Value) else "give model.parameters()"
        raise TypeError(f"{name}: its parameters came as one {type(parameters).__name__}; {repair}")
    found = list(parameters)
    for p in found:
        if not isinstance(p, Value):
            raise TypeError(f"{name}: {shortened(p)} is not a Value; give model.parameters()")
    return list(dict.fromkeys(found))


def generator(random: Random) -> Random:
    """Return the generator of random numbers, a `random.Random` or the module `random`; otherwise raise a TypeError."""
    if not hasattr(random, "gauss") or isinstance(random, type):
        seed = random if isinstance(random, int) else 0
        raise TypeError(
            f"random numbers are drawn from a generator, but random={random!r} came; write random=random.Random({seed})"
        )
    return random


def backend_named(compile: bool | str) -> str:
    """Return the backend that `compile=True` or `compile="numba"` asks for."""
    return "numpy" if compile is True else str(compile)


def generator_or_first(random: Random | None) -> Random:
    """Return the generator that was given, or Random(0) if there was none."""
    return Random(0) if random is None else generator(random)


def in_full_words(init: Callable[P, None]) -> Callable[P, None]:
    """Let an `__init__` answer the short name of an option, such as lr, with a TypeError that gives its full name."""

    @wraps(init)
    def checked(*given: P.args, **options: P.kwargs) -> None:
        for short, word in FULL_WORDS.items():
            if short in options:
                name = type(given[0]).__name__
                raise TypeError(f"{name}: {short} is called {word} here; write {name}(…, {word}={options[short]!r})")
        init(*given, **options)

    return checked
