"""The context in which nodes are made: the scope they belong to, and whether operations are recorded.

Each node keeps the `NodeInfo` of its context. Nodes made in the same context share one, so each needs one reference.
"""

import sys
from collections.abc import Callable, Iterable
from contextlib import ContextDecorator
from contextvars import ContextVar, copy_context
from functools import lru_cache, wraps
from inspect import isasyncgenfunction, iscoroutinefunction, isgeneratorfunction
from typing import Any, NamedTuple, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])


class NodeInfo(NamedTuple):
    """The facts about a node that are not numbers."""

    label: str = ""
    scope: tuple[str, ...] = ()  # the outermost first: ("MLP", "layer 1", "neuron 3")
    constant: bool = False  # a plain number in an expression, such as the 2 of 2 * x
    line: str = ""  # "file:line" of the expression, kept only inside `source_lines`
    recording: bool = True  # whether nodes remember how they were made: False inside `no_grad`
    with_lines: bool = False  # whether nodes remember their line: True inside `source_lines`
    trace: object = None  # the run of `compile` that it was recorded in, if any


CONSTANT = NodeInfo(constant=True)
CONTEXT: ContextVar[NodeInfo] = ContextVar("autograd.context", default=NodeInfo())  # noqa: B039  (a NamedTuple does not change)


def scope(name: str) -> "context":
    """Name the part of a model that the nodes made inside a `with` block, or inside a decorated function, belong to.

    Scopes nest, and pictures fold by them. A name that is not text raises a TypeError.

    >>> from autograd import Value, scope
    >>> with scope("layer 1"), scope("neuron 2"):
    ...     y = Value(2.0) * 3.0
    >>> y.info.scope
    ('layer 1', 'neuron 2')
    """
    return context(scope=(text(name, "a scope's name"),))


def each_in_scope(word: str, functions: Iterable[Callable[..., Any]], *inputs: Any) -> list[Any]:
    """Call each function with the inputs in a scope of its own, "neuron 1", "neuron 2", …; return the list of results.

    word       the name of the scopes, without the number
    functions  what to call, such as the neurons of a layer
    inputs     the arguments of each call
    """
    functions = list(functions)
    here = CONTEXT.get()
    results = []
    try:
        for inside, function in zip(numbered_scopes(here, word, len(functions)), functions):
            CONTEXT.set(inside)
            results.append(function(*inputs))
    finally:
        CONTEXT.set(here)
    return results


@lru_cache(maxsize=1024)  # so that the nodes of one scope share one NodeInfo from call to call
def numbered_scopes(here: NodeInfo, word: str, count: int) -> tuple[NodeInfo, ...]:
    """Return the contexts with the scopes "word 1" … "word count" inside this one."""
    return tuple(here._replace(scope=(*here.scope, f"{word} {i}")) for i in range(1, count + 1))


class context(ContextDecorator):  # noqa: N801  (called like a function)
    """Change some fields of the context inside a `with` block, or inside a decorated function; a scope is added.

    Blocks may be left in any order, because a generator may be left at any time: each takes back only its own changes.
    One object can be entered again, even inside itself.
    """

    def __init__(self, **changes: Any) -> None:
        self.changes = changes

    def __enter__(self) -> None:
        outside = CONTEXT.get()
        changes = self.changes
        if "scope" in changes:
            changes = changes | {"scope": outside.scope + changes["scope"]}
        inside = outside._replace(**changes)
        ENTERED.set((*ENTERED.get(), Entry(self, outside, inside)))
        CONTEXT.set(inside)

    def __exit__(self, *error: object) -> None:
        entered = ENTERED.get()
        if entered and entered[-1].by is self and entered[-1].inside is CONTEXT.get():
            here, entered = entered[-1].outside, entered[:-1]
        else:
            here, entered = left_early(self, entered)
        try:
            CONTEXT.set(here)
        finally:
            ENTERED.set(entered)

    def __call__(self, function: F) -> F:
        if isgeneratorfunction(function) or iscoroutinefunction(function) or isasyncgenfunction(function):
            raise TypeError(
                f"{function.__name__} runs piece by piece, after its call has ended, so it cannot be decorated; "
                "write the `with` inside it"
            )
        return super().__call__(function)


def in_own_context(function: F) -> F:
    """Decorate a function so that the context is as it was when the function ends.

    It runs in a copy of Python's context: Ctrl-C may come just before a block is left, which no block can prevent.
    """

    @wraps(function)
    def inside(*inputs: Any, **keywords: Any) -> Any:
        return copy_context().run(function, *inputs, **keywords)

    return cast(F, inside)


class Entry(NamedTuple):
    """A block that has been entered, with the context outside and inside it."""

    by: context
    outside: NodeInfo
    inside: NodeInfo


Entries = tuple[Entry, ...]
ENTERED: ContextVar[Entries] = ContextVar("autograd.entered", default=())  # the blocks now open, outermost first


def left_early(by: context, entered: Entries) -> tuple[NodeInfo, Entries]:
    """Leave a block before blocks that were entered after it; return the context and the blocks that are still open.

    What it would have restored is handed to the next block that changes the same field, which restores it later.
    """
    here = CONTEXT.get()
    index = max((i for i, entry in enumerate(entered) if entry.by is by), default=None)
    if index is None:  # it was entered in another thread
        return here, entered
    later = list(entered[index + 1 :])
    for name in by.changes:
        back = {name: getattr(entered[index].outside, name)}
        following = next((i for i, entry in enumerate(later) if name in entry.by.changes), None)
        if following is None:
            here = here._replace(**back)
        else:
            later[following] = later[following]._replace(outside=later[following].outside._replace(**back))
    return here, (*entered[:index], *later)


def enable_grad() -> context:
    """Record operations inside a `with` block or a decorated function, even within `no_grad`.

    >>> from autograd import Value, enable_grad, no_grad
    >>> with no_grad(), enable_grad():
    ...     y = Value(3.0) ** 2
    >>> y.operation
    <operation power(2): a ** 2>
    """
    return context(recording=True)


def no_grad() -> context:
    """Compute without recording inside a `with` block or a decorated function.

    Each result is a leaf, so no gradient flows through it.

    >>> from autograd import Value, no_grad
    >>> with no_grad():
    ...     y = Value(3.0) ** 2
    >>> y.data, y.operation
    (9.0, None)
    """
    return context(recording=False)


def source_lines() -> context:
    """Let every node made inside a `with` block remember the line of the program that made it, as `info.line`.

    Nodes take longer to make; the steps of `explain` then show the line.

    >>> from autograd import Value, source_lines
    >>> with source_lines():
    ...     y = Value(3.0) ** 2
    >>> y.info.line.endswith(":2")
    True
    """
    return context(with_lines=True)


def calling_line() -> str:
    """Return `file:line` of the nearest caller outside the packages `autograd` and `nn`."""
    frame = sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] in ("autograd", "nn"):
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def text(name: object, what: str) -> str:
    """Return the name, or raise a TypeError if it is not text."""
    if not isinstance(name, str):
        raise TypeError(f"{what} is text, but {name!r} came; write {str(name)!r}")
    return name
