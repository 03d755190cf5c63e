"""The arguments of a call: their numbers in one list, and the structure they came in, by which programs are kept."""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from functools import cached_property
from typing import Any

from autograd.compile.guards.watch import CompileError
from autograd.compile.tracing.plain import Plain, number_of
from autograd.number import is_number
from autograd.operation import Reading
from autograd.transforms.tree import Nested, leaves, mapped
from autograd.value import Value

Key = Any  # hashable
SEQUENCE = (list, tuple)
STATIC = (str, bytes, bool, type(None), complex, int, float, Enum, range, type(...))  # compared by what they are
LARGE = 2**53  # whole numbers up to here are exact as floats


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
        self.things: list[Any] = []  # models, functions, sets, …: watched like what the function captures
        self.given: list[int] = []  # the Values, by their identity
        self.containers: list[int] = []  # the lists and dicts, by their identity
        self.key: Key = (self.taken(args), self.taken(kwargs)) if kwargs else self.taken(args)
        self.twice = len(set(self.given)) < len(self.given)
        if self.twice:  # which Values are given more than once
            first: dict[int, int] = {}
            self.key = (self.key, *(first.setdefault(identity, at) for at, identity in enumerate(self.given)))
        if len(set(self.containers)) < len(self.containers):  # compared anew, lest it ask `a is b`
            self.key = ("shared", self.key)
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
        """Return all numbers, from left to right."""
        return joined(self.single, [(before, array.ravel().tolist()) for before, array in self.arrays])

    @cached_property
    def values(self) -> list[Value | None]:
        """For each number its Value, or None where a plain number was given."""
        return joined(self.single_values, [(before, [None] * array.size) for before, array in self.arrays])

    @cached_property
    def moving(self) -> list[bool]:
        """For each number, whether it requires a gradient."""
        return [self.vary or value is not None for value in self.values]

    def given_to(self, function: Callable[..., Nested]) -> Nested:
        """Return the result of a function for these arguments."""
        args, kwargs = self.rebuilt(map(Value, self.numbers)) if self.vary else (self.args, self.kwargs)
        return function(*args, **kwargs)

    def as_given(
        self, numbers: Sequence[float], value: Callable[[Value], Value]
    ) -> tuple[tuple[Nested, ...], dict[str, Nested]]:
        """Return the arguments of the call, even if the lists and arrays hold other numbers by now.

        numbers   all numbers of the call, from left to right
        value     gives what is to stand for a Value that was given

        Raises a CompileError if a list or dict no longer has the structure that it had.
        """
        if Arguments(self.args, self.kwargs, self.vary).key != self.key:
            raise CompileError(
                "a list or dict among the arguments has got another structure since the call, and the function must be "
                "called again for this derivative. Repair: give a copy, such as list(xs)."
            )
        following, singles = iter(numbers), iter(zip(self.single, self.single_values))

        def number(_: Any) -> Any:
            next(following)
            x, given = next(singles)
            return x if given is None else value(given)

        def block(array: Any) -> Any:
            copy = array.copy()
            exact = array.dtype == object
            copy.ravel()[:] = [number(x) if exact else next(following) for x in array.ravel()]
            return copy

        args, kwargs = refilled(self.args, number, block), refilled(self.kwargs, number, block)
        return args, kwargs

    def taken(self, x: Nested) -> Key:
        """Note the numbers of a part; return its structure."""
        kind = type(x)
        if kind is float or (kind is int and -LARGE <= x <= LARGE):
            self.single.append(x)
            self.single_values.append(None)
            return kind
        if kind is Value or kind is Plain or isinstance(x, Value):
            return self.node(x)
        if isinstance(x, SEQUENCE):
            if isinstance(x, list):
                self.containers.append(id(x))
            kinds = set(map(type, x))
            if kinds == {float} or (kinds == {int} and min(x) >= -LARGE and max(x) <= LARGE):
                self.single += x
                self.single_values += [None] * len(x)
                return (kind, *kinds, len(x))
            return (kind, *map(self.taken, x))
        if isinstance(x, dict):
            self.containers.append(id(x))
            return (kind, *x, *map(type, x), *map(self.taken, x.values()))
        if isinstance(x, Reading):
            self.foreign = True
            return kind
        if is_array(x):
            return self.array(x)
        if is_variable(x):
            self.single.append(float(x))
            self.single_values.append(None)
            return kind
        if not isinstance(x, STATIC) or isinstance(x, Enum):
            self.things.append(x)
        return Fixed(x)

    def node(self, x: Any) -> Key:
        """Note a Value, or a plain number of a function around."""
        if type(x) is Plain:
            self.single.append(x.number)
            self.single_values.append(x.node)
            return type(x.number)
        if type(x) is not Value and not getattr(type(x), "stands_for_value", False):
            raise CompileError(
                f"an argument is a {type(x).__name__}, a class made from Value, of which a compiled function would see "
                "only the number. Repair: give a Value, or call the function itself."
            )
        self.single.append(x.data)
        self.single_values.append(x)
        self.given.append(id(x))
        return Value

    def array(self, x: Any) -> Key:
        """Note an array: of numbers, or of Values."""
        kind = getattr(getattr(x, "dtype", None), "kind", "")
        if kind in ("f", "i", "u"):
            self.arrays.append((len(self.single), x))
            return ("array", x.shape, str(x.dtype))
        if kind in ("b", "O", "S", "U", "M", "m"):
            parts = list(x.ravel().tolist())
            if kind != "O" or not all(isinstance(part, Reading) or is_variable(part) for part in parts):
                raise CompileError(
                    f"an argument is an array of {x.dtype}, which is not followed. Repair: give a list, x.tolist()."
                )
            return ("array", x.shape, *map(self.taken, parts))
        return ("array", x.shape, self.taken(x.tolist()))

    def rebuilt(self, nodes: Iterator[Value]) -> tuple[tuple[Nested, ...], dict[str, Nested]]:
        """Return the arguments with nodes in place of numbers; a Value that was given twice is one node here too."""
        plain = not self.vary
        if not self.twice:
            return with_nodes(self.args, nodes, plain), with_nodes(self.kwargs, nodes, plain)
        made: dict[int, Any] = {}
        args = shared(self.args, with_nodes(self.args, nodes, plain), made)
        return args, shared(self.kwargs, with_nodes(self.kwargs, nodes, plain), made)


def shared(given: Nested, rebuilt: Nested, made: dict[int, Any]) -> Nested:
    """Return a structure in which a Value that was given twice is one node."""
    originals = leaves(given)

    def node(y: Any) -> Any:
        x = next(originals)
        return made.setdefault(id(x), y) if isinstance(x, Value) else y

    return mapped(node, rebuilt)


def is_variable(x: object) -> bool:
    """Whether it is a number that may differ from call to call; a large whole number has digits that a float lacks."""
    if isinstance(x, bool | Enum) or (isinstance(x, int) and not -LARGE <= x <= LARGE):
        return False
    return is_number(x)


def joined(single: list[Any], blocks: list[tuple[int, list[Any]]]) -> list[Any]:
    """Return a list with blocks put in, each after so many of its elements."""
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
        plain = isinstance(self.thing, STATIC)
        return self.thing is other.thing or (
            plain and type(self.thing) is type(other.thing) and self.thing == other.thing
        )

    def __hash__(self) -> int:
        return hash(type(self.thing))


def with_nodes(structure: Nested, nodes: Iterator[Value], plain: bool) -> Nested:
    """Return a structure with the next node in place of each number; arrays become arrays of nodes.

    plain   whether what came as a plain number is one for the function too
    """

    def following(x: Any) -> Any:
        node = next(nodes)
        return Plain(node, number_of(x)) if plain and not isinstance(x, Value) and type(node) is Value else node

    def filled(array: Any) -> Any:
        import numpy as np

        result = np.empty(array.shape, object)
        exact = array.dtype in ("float64", "int64", object)  # others round or wrap in their own way, which shows
        result.ravel()[:] = list(map(following, array.ravel().tolist() if exact else array.ravel()))
        return result

    return refilled(structure, following, filled)


def refilled(structure: Nested, number: Callable[[Any], Any], block: Callable[[Any], Any]) -> Nested:
    """The structure with something else for each number and each array, from left to right; what is neither stays."""

    def part(x: Any) -> Any:
        if isinstance(x, Reading) or is_variable(x):
            return number(x)
        return block(x) if is_array(x) else x

    return mapped(part, structure)


def is_array(x: Any) -> bool:
    """Return whether x is an array of numbers and not a single number."""
    return bool(getattr(x, "shape", None)) and hasattr(x, "tolist")
