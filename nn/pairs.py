"""Outputs beside their targets: each number has one partner, or an error gives both shapes."""

from collections.abc import Iterator, Mapping, Set
from typing import Any

from autograd.operation import count
from autograd.transforms.tree import Nested
from nn.shapes import as_lists, is_scalar, shape_of, written

Pair = tuple[Any, Any]


def pairs(first: Nested, second: Nested, name: str, one: str = "output", other: str = "target") -> list[Pair]:
    """Return each number of the first beside its partner in the second: in lists by index, in dicts by key.

    A list of a single number counts as that number. A ValueError gives both shapes where they do not fit, a TypeError
    whatever is not a number.

    name         the name of the caller, for the message
    one, other   what the message calls a number of the first, and of the second
    """
    try:
        both = list(partners(first, second))
    except Mismatch as mismatch:
        x, y = (first, second) if described(first) != described(second) else mismatch.args
        raise ValueError(f"{name}: {difference(x, y, one, other)}") from None
    if not both:
        raise ValueError(f"{name}: {difference(first, second, one, other)}")
    for pair in both:
        for x, what in zip(pair, (one, other)):
            if not is_scalar(x):
                raise TypeError(f"{name}: among the {what}s is {x!r} ({type(x).__name__}), which is not a number")
    return both


class Mismatch(Exception):
    """Two parts that cannot be paired; they are its arguments."""


def partners(first: Nested, second: Nested) -> Iterator[Pair]:
    """Yield each number and its partner; raise a Mismatch at the first two parts that do not fit."""
    first, second = as_lists(first), as_lists(second)
    if isinstance(first, dict) and isinstance(second, dict) and first.keys() == second.keys():
        for key in first:
            yield from partners(first[key], second[key])
    elif is_list(first) and is_list(second) and len(first) == len(second):
        for x, y in zip(first, second):
            yield from partners(x, y)
    elif is_list(first) and not is_list(second) and len(first) == 1:
        yield from partners(first[0], second)
    elif is_list(second) and not is_list(first) and len(second) == 1:
        yield from partners(first, second[0])
    elif isinstance(first, CONTAINERS) or isinstance(second, CONTAINERS):
        raise Mismatch(first, second)
    else:
        yield first, second


CONTAINERS = (list, tuple, dict, set, frozenset)


def is_list(nested: Nested) -> bool:
    """Return whether it is a list or a tuple."""
    return isinstance(nested, list | tuple)


def difference(first: Nested, second: Nested, one: str, other: str) -> str:
    """Return in words how two parts differ."""
    first, second = as_lists(first), as_lists(second)
    if all(is_list(part) and len(shape_of(part) or ()) == 1 for part in (first, second)):
        return f"{count(len(first), one)} and {count(len(second), other)} came; give one {other} for each {one}"
    return (
        f"the {one}s are {described(first)}, the {other}s {described(second)}; give one {other} for each {one}, "
        "in lists of the same shape or in dicts with the same keys"
    )


def described(nested: Nested) -> str:
    """Return a part in words: `2 × 3`, `a number`, `a dict with the keys 'a', 'b'`."""
    nested = as_lists(nested)
    if isinstance(nested, Mapping):
        return f"a dict with the keys {', '.join(map(repr, nested))}" if nested else "an empty dict"
    return "a set" if isinstance(nested, Set) else written(shape_of(nested))


def require_ordered(numbers: Any, name: str, what: str) -> Any:
    """Return the numbers; raise a ValueError if they are in a dict or a set, which says nothing about their order.

    name   the name of the caller, for the message
    what   what the numbers are: "inputs"
    """
    if isinstance(numbers, Mapping | Set):
        raise ValueError(
            f"{name}: {described(numbers)} came in place of a list of {what}, and says nothing of their order. "
            "Give a list of the numbers."
        )
    return numbers
