"""Where a node was made: its label, its scope, whether it is a number from the text of the program.

All nodes made at one place share one `Origin`, so a node pays a single reference for it.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, NamedTuple


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


def scope(name: str) -> AbstractContextManager[None]:
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


@contextmanager
def here_with(**changes: Any) -> Iterator[None]:
    """Inside, some of what is noted of new nodes is something else.

    A generator may leave later than whoever came after it: then only what it has changed itself is put back.
    """
    before = HERE.get()
    inside = before._replace(**changes)
    HERE.set(inside)
    try:
        yield
    finally:
        now = HERE.get()
        HERE.set(before if now is inside else now._replace(**{name: getattr(before, name) for name in changes}))


def recording(on: bool = True) -> AbstractContextManager[None]:
    """Inside, operations remember what they were applied to, or (`on=False`) they do not."""
    return here_with(recording=on)


def no_grad() -> AbstractContextManager[None]:
    """Inside, operations compute and remember nothing: each result is a leaf."""
    return recording(False)


def source_lines() -> AbstractContextManager[None]:
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
