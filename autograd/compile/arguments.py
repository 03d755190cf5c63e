"""The arguments of a call: their numbers in one list, and the structure they came in, by which programs are kept."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from autograd.number import is_number
from autograd.operation import Reading
from autograd.transforms.tree import Nested, mapped
from autograd.value import Value

Key = Any  # hashable
PLAIN = {float, int}
SEQUENCE = (list, tuple)


class Arguments:
    """The arguments of one call.

    key       the structure: calls with equal keys can share a program
    vary      whether all numbers are variables, also those that came without a `Value`
    """

    def __init__(self, args: tuple[Nested, ...], kwargs: dict[str, Nested], vary: bool = False) -> None:
        self.args, self.kwargs, self.vary = args, kwargs, vary
        self.single: list[float] = []  # the numbers that are in no array
        self.single_values: list[Value | None] = []
        self.arrays: list[tuple[int, Any]] = []  # how many single numbers come before it, and an array
        self.foreign = False  # whether there are Duals or Symbols, which a program cannot carry
        self.key: Key = (self.taken(args), self.taken(kwargs)) if kwargs else self.taken(args)
        if vary:
            self.key = ("vary", self.key)

    def fill(self, block: Any) -> None:
        """Copy all numbers to the beginning of a block."""
        done = at = 0
        for before, array in self.arrays:
            block[at : at + before - done] = self.single[done:before]
            at += before - done
            block[at : at + array.size] = array.ravel()
            at, done = at + array.size, before
        block[at : at + len(self.single) - done] = self.single[done:]

    @cached_property
    def numbers(self) -> list[float]:
        """All numbers, from left to right."""
        return joined(self.single, [(before, array.ravel().tolist()) for before, array in self.arrays])

    @cached_property
    def values(self) -> list[Value | None]:
        """For each number its Value, or None where a plain number was given."""
        return joined(self.single_values, [(before, [None] * array.size) for before, array in self.arrays])

    @cached_property
    def moving(self) -> list[bool]:
        """For each number whether it wants a gradient."""
        return [self.vary or value is not None for value in self.values]

    def given_to(self, function: Callable[..., Nested]) -> Nested:
        """What a function gives for these arguments."""
        args, kwargs = self.rebuilt(map(Value, self.numbers)) if self.vary else (self.args, self.kwargs)
        return function(*args, **kwargs)

    def taken(self, x: Nested) -> Key:
        """Note the numbers of a part; gives its structure."""
        kind = type(x)
        if kind is float or kind is int:
            self.single.append(x)
            self.single_values.append(None)
            return kind
        if kind is Value:
            self.single.append(x.data)
            self.single_values.append(x)
            return Value
        if isinstance(x, SEQUENCE):
            kinds = set(map(type, x))
            if len(kinds) == 1 and kinds <= PLAIN:
                self.single += x
                self.single_values += [None] * len(x)
                return (kind, *kinds, len(x))
            return (kind, *map(self.taken, x))
        if isinstance(x, dict):
            return (kind, *x, *map(self.taken, x.values()))
        if isinstance(x, Value):  # one that is away: see training/absence.py
            self.single.append(x.data)
            self.single_values.append(x)
            return Value
        if isinstance(x, Reading):
            self.foreign = True
            return kind
        if is_array(x):
            if getattr(getattr(x, "dtype", None), "kind", "") in ("f", "i", "u"):
                self.arrays.append((len(self.single), x))
            else:
                self.taken(x.tolist())
            return ("array", x.shape)
        if is_number(x) and not isinstance(x, bool):
            self.single.append(float(x))
            self.single_values.append(None)
            return float
        return Fixed(x)

    def rebuilt(self, nodes: Iterator[Value]) -> tuple[tuple[Nested, ...], dict[str, Nested]]:
        """The arguments with nodes in place of numbers."""
        return with_nodes(self.args, nodes), with_nodes(self.kwargs, nodes)


def joined(single: list[Any], blocks: list[tuple[int, list[Any]]]) -> list[Any]:
    """A list with blocks put in, each after so many of its elements."""
    result, done = [], 0
    for before, block in blocks:
        result += single[done:before] + block
        done = before
    return result + single[done:] if blocks else single


class Fixed:
    """Part of a structure that is no number (a string, a model): the same object, or an equal text, is the same."""

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Fixed):
            return False
        plain = isinstance(self.thing, str | bytes | bool | None | complex)
        return self.thing is other.thing or (
            plain and type(self.thing) is type(other.thing) and self.thing == other.thing
        )

    def __hash__(self) -> int:
        return hash(type(self.thing))


def with_nodes(structure: Nested, nodes: Iterator[Value]) -> Nested:
    """A structure with the next node in place of each number; arrays become arrays of nodes."""

    def filled(array: Any) -> Any:
        import numpy as np

        result = np.empty(array.shape, object)
        result.ravel()[:] = [next(nodes) for _ in range(array.size)]
        return result

    return refilled(structure, lambda: next(nodes), filled)


def refilled(structure: Nested, number: Callable[[], Any], block: Callable[[Any], Any]) -> Nested:
    """The structure with something else for each number and each array, from left to right; what is neither stays."""

    def part(x: Any) -> Any:
        if is_array(x):
            return block(x)
        return number() if isinstance(x, Reading) or (is_number(x) and not isinstance(x, bool)) else x

    return mapped(part, structure)


def is_array(x: Any) -> bool:
    """Whether it is an array of numbers, and no single one."""
    return hasattr(x, "tolist") and bool(getattr(x, "shape", None))
