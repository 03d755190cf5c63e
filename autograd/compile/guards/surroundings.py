"""What a function sees besides its arguments: the numbers in its closure, its globals and the objects it uses.

A program holds them as they were when it was traced; where one has changed since, it is traced again.
`Value`s are not looked into: their numbers are read anew at each call; nor are sources of random numbers, which must
not be asked while the function is traced. Lists that hold nothing else, such as the
weights of a model, are many and long; while a training goes on, they are taken to hold the same ones.
"""

from collections.abc import Callable, Iterator
from dis import get_instructions
from functools import partial
from random import Random
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from autograd.operation import Operation
from autograd.value import Value

MOST = 100_000  # things that are looked at: a function that sees more is not watched beyond them
OURS = ("autograd", "nn", "builtins")


class Surroundings:
    """What a function saw at one moment."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.names: list[tuple[dict[str, Any], str, Any]] = []  # (namespace, name, what it meant), each only once
        self.cells: list[tuple[Any, Any]] = []  # (cell, what it held)
        self.copies: list[tuple[Any, Any]] = []  # (list, set or dict, a copy of it)
        self.values: list[tuple[Any, Any]] = []  # (list of Values, a copy of it)
        self.arrays: list[tuple[Any, Any]] = []  # (array, a copy of it)
        self.known: set[tuple[int, str]] = set()  # the namespaces and names in `names`
        self.seen: set[int] = set()
        self.keep: list[Any] = []  # so that an identity is not given to something else
        waiting = [function]
        while waiting and len(self.seen) < MOST:
            waiting += self.look(waiting.pop())

    def changed(self, values_too: bool = True) -> bool:
        """Whether anything is not as it was; lists of nothing but Values are looked at only if asked for."""
        try:
            for space, name, before in self.names:
                if space[name] is not before and differs(space[name], before):
                    return True
            for cell, before in self.cells:
                if cell.cell_contents is not before and differs(cell.cell_contents, before):
                    return True
            for now, before in self.copies + self.values if values_too else self.copies:
                if now != before:
                    return True
            return not all(same_numbers(now, before) for now, before in self.arrays)
        except Exception:  # a name that is gone, things that cannot be compared any more
            return True

    def look(self, thing: Any) -> Iterator[Any]:
        """Note what a thing is; gives what it leads to."""
        if id(thing) in self.seen or isinstance(thing, (*PLAIN, Value, Operation, ModuleType, Random)):
            return
        self.seen.add(id(thing))
        self.keep.append(thing)
        if isinstance(thing, MethodType):
            yield from (thing.__func__, thing.__self__)
        elif isinstance(thing, partial):
            yield from (thing.func, *thing.args, *thing.keywords.values())
        elif isinstance(thing, FunctionType):
            yield from self.look_at_function(thing)
        elif isinstance(thing, list | tuple | set | frozenset | dict):
            if not isinstance(thing, tuple | frozenset):
                only_values = isinstance(thing, list) and all(isinstance(part, Value) for part in thing)
                (self.values if only_values else self.copies).append((thing, thing.copy()))
            yield from thing.values() if isinstance(thing, dict) else thing
        elif hasattr(thing, "shape") and hasattr(thing, "copy"):
            self.arrays.append((thing, thing.copy()))
        elif isinstance(thing, type):
            if not ours(thing.__module__):
                yield from (part for part in vars(thing).values() if isinstance(part, FunctionType))
        elif hasattr(thing, "__dict__"):
            self.copies.append((vars(thing), vars(thing).copy()))
            yield from vars(thing).values()
            yield type(thing)

    def look_at_function(self, function: FunctionType) -> Iterator[Any]:
        """The closure, the defaults and the globals that a function names."""
        if ours(function.__module__ or ""):
            return
        for cell in function.__closure__ or ():
            try:
                self.cells.append((cell, cell.cell_contents))
            except ValueError:  # not yet filled
                continue
            yield cell.cell_contents
        yield from function.__defaults__ or ()
        yield from (function.__kwdefaults__ or {}).values()
        space = function.__globals__
        for name in names_in(function.__code__):
            if name in space and (id(space), name) not in self.known:
                self.known.add((id(space), name))
                self.names.append((space, name, space[name]))
                yield space[name]


GLOBAL = ("LOAD_GLOBAL", "LOAD_NAME")
PLAIN = (int, float, complex, str, bytes, type(None), range, CodeType)


def differs(now: Any, before: Any) -> bool:
    """Whether a name means something else."""
    return now is not before and not (isinstance(before, PLAIN) and type(now) is type(before) and now == before)


def same_numbers(now: Any, before: Any) -> bool:
    """Whether an array holds what it held."""
    return now.shape == before.shape and bool((now == before).all())


def names_in(code: CodeType) -> Iterator[str]:
    """The globals a function mentions, with those of the functions inside it."""
    yield from dict.fromkeys(step.argval for step in get_instructions(code) if step.opname in GLOBAL)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in(constant)


def ours(module: str) -> bool:
    """Whether a module belongs to the engine, which does not change."""
    return module.partition(".")[0] in OURS
