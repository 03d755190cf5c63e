"""What was seen, in tables, so that all of it is compared at each call by loops that run in C."""

from collections.abc import Callable
from itertools import chain, repeat
from math import copysign
from operator import attrgetter, call, eq, is_
from types import CodeType, EllipsisType, NoneType, NotImplementedType
from typing import Any

from autograd.value import Value

PLAIN = {
    *(int, float, complex, str, bytes, bool, range, slice),
    *(NoneType, CodeType, EllipsisType, NotImplementedType),
}
ABSENT = object()  # what a name means that means nothing
CONTENTS = attrgetter("cell_contents")
Check = Callable[[], bool]


class Memory:
    """Places that were looked at, and what was there.

    entries      (dict, name) of globals and attributes
    attributes   of objects of `nn`, of which there are many: dicts that are compared whole, and their order
    cells        of closures
    sequences    lists, sets, deques, the keys of a dict, its values
    values       lists that hold nothing but Values: many and long in a model
    facts        what a function in C says of a thing: the type of an object, the code of a function
    checks       whatever else: a question that must be answered by True
    Each table has the paths of its places, to say which one has changed.
    """

    def __init__(self) -> None:
        self.spaces: list[dict[str, Any]] = []
        self.names: list[str] = []
        self.meant: list[Any] = []
        self.entry_paths: list[str] = []
        self.attributes: list[dict[str, Any]] = []
        self.attribute_copies: list[dict[str, Any]] = []
        self.attribute_values: list[Any] = []  # of all of them, one after the other
        self.attribute_paths: list[str] = []
        self.cells: list[Any] = []
        self.held: list[Any] = []
        self.cell_paths: list[str] = []
        self.sequences: list[Any] = []
        self.lengths: list[int] = []
        self.elements: list[Any] = []
        self.sequence_paths: list[str] = []
        self.lists: list[list[Any]] = []
        self.copies: list[list[Any]] = []
        self.list_paths: list[str] = []
        self.facts: list[Callable[[Any], Any]] = []
        self.things: list[Any] = []
        self.found: list[Any] = []
        self.fact_paths: list[str] = []
        self.checks: list[tuple[str, Check]] = []

    def entry(self, space: dict[str, Any], name: str, path: str) -> Any:
        """Note what a name means in a namespace, and return it."""
        self.spaces.append(space)
        self.names.append(name)
        self.meant.append(space.get(name, ABSENT))
        self.entry_paths.append(path)
        return self.meant[-1]

    def cell(self, cell: Any, path: str) -> Any:
        """Note what the cell of a closure holds, and return it."""
        try:
            self.held.append(cell.cell_contents)
        except ValueError:  # not yet filled
            self.checks.append((path, lambda: is_empty(cell)))
            return ABSENT
        self.cells.append(cell)
        self.cell_paths.append(path)
        return self.held[-1]

    def sequence(self, things: Any, path: str) -> None:
        """Note what is in a container, in its order; of a dict, keys and values."""
        for part in (things, things.values()) if isinstance(things, dict) else (things,):
            self.sequences.append(part)
            self.lengths.append(len(part))
            self.elements += part
            self.sequence_paths.append(path)

    def keys(self, things: dict[str, Any], path: str) -> None:
        """Note which names there are, and not what they mean."""
        self.sequence(things.keys(), path)

    def all_attributes(self, space: dict[str, Any], path: str) -> None:
        """Note what an object has; what may be equal and still another thing, such as 1 and True, by itself too."""
        self.attributes.append(space)
        self.attribute_copies.append(space.copy())
        self.attribute_values += space.values()
        self.attribute_paths.append(path)
        for name, thing in space.items():
            if not is_equal_only_to_itself(thing):
                self.entry(space, name, f"{path}.{name}")

    def list_of_values(self, values: list[Any], path: str) -> None:
        """Note a list that holds Values only."""
        self.lists.append(values)
        self.copies.append(values.copy())
        self.list_paths.append(path)

    def fact(self, ask: Callable[[Any], Any], thing: Any, path: str) -> None:
        """Note what a function in C says of a thing."""
        self.facts.append(ask)
        self.things.append(thing)
        self.found.append(ask(thing))
        self.fact_paths.append(path)

    def check(self, path: str, holds: Check) -> None:
        """Note a question that must be answered by True at each call."""
        self.checks.append((path, holds))

    def changed(self, values_too: bool = True) -> str:
        """Return the path of what is not as it was, or ""."""
        try:
            if self.is_as_it_was(values_too):
                return ""
        except Exception:  # what cannot be compared any more
            pass
        return self.difference(values_too)

    def is_as_it_was(self, values_too: bool) -> bool:
        """Return whether everything is the very thing it was; no loop of Python but for a few checks."""
        return (
            list(map(len, self.sequences)) == self.lengths
            and all(map(is_, chain.from_iterable(self.sequences), self.elements))
            and all(map(is_, map(dict.get, self.spaces, self.names, repeat(ABSENT)), self.meant))
            and self.attributes == self.attribute_copies
            and list(chain.from_iterable(map(dict.values, self.attributes))) == self.attribute_values
            and all(map(is_, map(CONTENTS, self.cells), self.held))
            and not (values_too and not all(map(eq, self.lists, self.copies)))
            and all(map(is_, map(call, self.facts, self.things), self.found))
            and all(holds() for _, holds in self.checks)
        )

    def difference(self, values_too: bool) -> str:
        """Return the path of the first difference."""
        for space, name, before, path in zip(self.spaces, self.names, self.meant, self.entry_paths):
            if not same(space.get(name, ABSENT), before):
                return path
        for space, before, path in zip(self.attributes, self.attribute_copies, self.attribute_paths):
            if list(space) != list(before) or not all(map(same, space.values(), before.values())):
                return path
        for cell, before, path in zip(self.cells, self.held, self.cell_paths):
            if is_empty(cell) or not same(cell.cell_contents, before):
                return path
        at = 0
        for things, length, path in zip(self.sequences, self.lengths, self.sequence_paths):
            if len(things) != length or not all(map(same, things, self.elements[at : at + length])):
                return path
            at += length
        if values_too:
            for values, copy, path in zip(self.lists, self.copies, self.list_paths):
                if len(values) != len(copy) or not all(map(is_, values, copy)):
                    return path
        for ask, thing, before, path in zip(self.facts, self.things, self.found, self.fact_paths):
            if not same(ask(thing), before):
                return path
        for path, holds in self.checks:
            try:
                if not holds():
                    return path
            except Exception:
                return path
        return ""


def same(now: Any, before: Any) -> bool:
    """Return whether it is the same thing, or an equal plain one; 0.0 is not -0.0, and 1 is not True."""
    if now is before:
        return True
    if type(now) is not type(before) or type(now) not in PLAIN:
        return False
    if type(now) is float:
        return (now == before and copysign(1.0, now) == copysign(1.0, before)) or (now != now and before != before)
    return bool(now == before)


def is_equal_only_to_itself(thing: Any) -> bool:
    """Return whether a thing that is equal to it can take its place: a text, a list of Values, most objects."""
    kind = type(thing)
    if kind is list:
        return all(isinstance(part, Value) for part in thing)
    return kind in (str, NoneType) or isinstance(thing, Value) or kind.__eq__ is object.__eq__  # type: ignore[comparison-overlap]


def is_empty(cell: Any) -> bool:
    """Return whether the cell of a closure holds nothing yet."""
    try:
        cell.cell_contents  # noqa: B018
    except ValueError:
        return True
    return False
