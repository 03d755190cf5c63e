"""Conditions on what was given, each with the words for when it does not hold."""

from collections.abc import Callable, Iterable
from math import isfinite
from operator import index
from reprlib import repr as shortened
from typing import Any

from autograd import Value
from autograd.number import is_number, number


def require(fulfilled: bool, message: str) -> None:
    """A ValueError with this message, unless fulfilled."""
    if not fulfilled:
        raise ValueError(message)


def require_real(
    name: str, x: Any, repair: str, fits: Callable[[float], bool] = isfinite, problem: str = "does not fit"
) -> float:
    """x as a float; an error, unless it is one finite number that fits.

    name      whose number it is: "SGD: momentum"
    x         what came
    repair    what to do about anything else: "give momentum=0.9, for example"
    fits      whether a number is in range; without it, every finite one is
    problem   what is wrong with one that is not: "is negative"
    """
    if not is_number(x):
        raise TypeError(f"{name} = {shortened(x)} is of type {type(x).__name__}, not a number; {repair}")
    found = number(x)
    require(isfinite(found), f"{name} = {found} is not a finite number; {repair}")
    require(fits(found), f"{name} = {x} {problem}; {repair}")
    return found


def is_not_negative(x: float) -> bool:
    """Whether x ≥ 0."""
    return x >= 0.0


def is_positive(x: float) -> bool:
    """Whether x > 0."""
    return x > 0.0


def require_whole(name: str, n: Any, repair: str) -> int:
    """n as an int; an error, unless it is a whole number of at least 0; name and repair as above."""
    if not hasattr(n, "__index__"):
        raise TypeError(f"{name} = {shortened(n)} is not a whole number; {repair}")
    require(n >= 0, f"{name} = {n} is negative; {repair}")
    return index(n)


def require_function(name: str, f: Any, repair: str) -> None:
    """A TypeError, unless it can be called; name and repair as above."""
    if not callable(f):
        raise TypeError(f"{name} = {shortened(f)} is not a function; {repair}")


def require_values(name: str, parameters: Iterable[Value]) -> list[Value]:
    """The Values that were given, each once; a TypeError, if it was anything else.

    name         who asks for them: "SGD"
    parameters   what came
    """
    if not isinstance(parameters, Iterable):
        repair = f"give a list, {name}([w], …)" if isinstance(parameters, Value) else "give model.parameters()"
        raise TypeError(f"{name}: its parameters came as one {type(parameters).__name__}; {repair}")
    found = list(parameters)
    for p in found:
        if not isinstance(p, Value):
            raise TypeError(f"{name}: {shortened(p)} is not a Value; give model.parameters()")
    return list(dict.fromkeys(found))
