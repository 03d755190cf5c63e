"""Where a node was made: its label, its scope, whether it is a number from the text of the program.

All nodes made at one place share one `Origin`, so a node pays a single reference for it.
"""

import sys
from collections.abc import Callable, Iterable
from contextlib import ContextDecorator
from contextvars import ContextVar
from functools import lru_cache
from inspect import isasyncgenfunction, iscoroutinefunction, isgeneratorfunction
from typing import Any, NamedTuple, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


class Origin(NamedTuple):
    """What is known of a node besides its numbers."""

    label: str = ""
    scope: tuple[str, ...] = ()  # from the outside in: ("MLP", "layer 1", "neuron 3")
    constant: bool = False  # a plain number in an expression, such as the 2 of 2 * x
    line: str = ""  # "file:line" of the expression, kept only inside `source_lines`
    recording: bool = True  # False inside `no_grad`: nodes made there remember nothing
    with_lines: bool = False  # True inside `source_lines`
    trace: object = None  # which run of `compile` it was recorded in, if any


CONSTANT = Origin(constant=True)
HERE: ContextVar[Origin] = ContextVar("autograd.here", default=Origin())  # noqa: B039  (a NamedTuple does not change)


def scope(name: str) -> "here_with":
    """Name the nodes made inside: `with scope("layer 1"):`. Scopes nest; pictures fold by them."""
    return here_with(scope=(*HERE.get().scope, text(name, "a scope's name")))


def each_in_scope(word: str, functions: Iterable[Callable[..., Any]], *inputs: Any) -> list[Any]:
    """What each function gives for the inputs, called in a scope of its own: "neuron 1", "neuron 2", …"""
    functions = list(functions)
    here = HERE.get()
    results = []
    try:
        for inside, function in zip(numbered_scopes(here, word, len(functions)), functions):
            HERE.set(inside)
            results.append(function(*inputs))
    finally:
        HERE.set(here)
    return results


@lru_cache(maxsize=1024)  # so that nodes made at one place on different calls share one origin
def numbered_scopes(here: Origin, word: str, count: int) -> tuple[Origin, ...]:
    """The scopes "word 1" … "word count" inside this one."""
    return tuple(here._replace(scope=(*here.scope, f"{word} {i}")) for i in range(1, count + 1))


class here_with(ContextDecorator):  # noqa: N801  (called like a function)
    """Inside, some of what is noted of new nodes is something else.

    Whoever came first may leave first, as generators do: it takes back what it has changed itself, and whoever is
    still inside keeps its own. One object can be entered again, also inside itself, as a decorator is.
    """

    def __init__(self, **changes: Any) -> None:
        self.changes = changes

    def __enter__(self) -> None:
        outside = HERE.get()
        inside = outside._replace(**self.changes)
        ENTERED.set((*ENTERED.get(), Entry(self, outside, inside)))
        HERE.set(inside)

    def __exit__(self, *error: object) -> None:
        entered = ENTERED.get()
        if entered and entered[-1].by is self and entered[-1].inside is HERE.get():
            here, entered = entered[-1].outside, entered[:-1]
        else:
            here, entered = left_early(self, entered)
        try:
            HERE.set(here)
        finally:
            ENTERED.set(entered)

    def __call__(self, function: F) -> F:
        if isgeneratorfunction(function) or iscoroutinefunction(function) or isasyncgenfunction(function):
            raise TypeError(
                f"{function.__name__} runs piece by piece, after its call has ended, so it cannot be decorated; "
                "write the `with` inside it"
            )
        return super().__call__(function)


class Entry(NamedTuple):
    """Somebody who is inside, and what is noted of new nodes outside and there."""

    by: here_with
    outside: Origin
    inside: Origin


Entries = tuple[Entry, ...]
ENTERED: ContextVar[Entries] = ContextVar("autograd.entered", default=())  # who is inside, in order


def left_early(by: here_with, entered: Entries) -> tuple[Origin, Entries]:
    """What is noted of new nodes once this one has left before those who came after it, and who is still inside then.

    What it would have put back is put back by the next one who has changed the same.
    """
    here = HERE.get()
    place = max((i for i, entry in enumerate(entered) if entry.by is by), default=None)
    if place is None:  # it was entered in another thread
        return here, entered
    later = list(entered[place + 1 :])
    for name in by.changes:
        back = {name: getattr(entered[place].outside, name)}
        following = next((i for i, entry in enumerate(later) if name in entry.by.changes), None)
        if following is None:
            here = here._replace(**back)
        else:
            later[following] = later[following]._replace(outside=later[following].outside._replace(**back))
    return here, (*entered[:place], *later)


def recording(on: bool = True) -> here_with:
    """Inside, operations remember what they were applied to, or (`on=False`) they do not."""
    return here_with(recording=on)


def no_grad() -> here_with:
    """Inside, operations compute and remember nothing: each result is a leaf."""
    return recording(False)


def source_lines() -> here_with:
    """Inside, every node remembers the line of the program that made it (slower: for explaining)."""
    return here_with(with_lines=True)


def calling_line() -> str:
    """`file:line` of the nearest caller outside the packages `autograd` and `nn`."""
    frame = sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] in ("autograd", "nn"):
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def text(name: object, what: str) -> str:
    """The name, if it is text; otherwise a TypeError."""
    if not isinstance(name, str):
        raise TypeError(f"{what} is text, but {name!r} came; write {str(name)!r}")
    return name
