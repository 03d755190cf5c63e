"""What is known of a run of a function under observation, and the error where something cannot be followed."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from types import FunctionType, MethodType
from typing import Any

from autograd.context import CONTEXT
from autograd.number import number
from autograd.operation import Operation, unary
from autograd.value import Value

INSIDE = ("autograd", "nn", "contextlib", "random", "statistics", "numpy")  # where the user's line is not

stopped: Operation = unary("detach", "detach({})", lambda a: a, lambda a, y: (0.0,), selects=True)


class CompileError(RuntimeError):
    """A function cannot be compiled without the risk of a wrong result; the message names the line and the repair.

    >>> from autograd import CompileError, Value, compile
    >>> half = compile(lambda x: float(x) / 2)
    >>> try:
    ...     half(Value(3.0))
    ... except CompileError as error:
    ...     print("refused")
    refused
    """


@dataclass(frozen=True)
class Guard:
    """A comparison that decided which branch the function took."""

    compare: Callable[[Any, Any], Any]
    left: Value
    right: Value
    outcome: bool


Draw = Callable[[], float]


class Chance:
    """The random numbers of one call: drawn once, however often and whichever way the call is computed."""

    def __init__(self) -> None:
        self.drawn: list[tuple[Draw, float]] = []

    def number(self, place: int, draw: Draw) -> float:
        """Return the number with this index in the order of drawing."""
        if place == len(self.drawn) or not same_draw(self.drawn[place][0], draw):
            self.drawn[place:] = [(draw, draw())]
        return self.drawn[place][1]


def same_draw(a: Any, b: Any) -> bool:
    """Return whether two sources of random numbers are the same, or functions with the same code."""
    if isinstance(a, partial) and isinstance(b, partial):
        return same_draw(a.func, b.func) and (a.args, a.keywords) == (b.args, b.keywords)
    return bool(a == b) or (isinstance(a, FunctionType) and isinstance(b, FunctionType) and a.__code__ is b.__code__)


@dataclass(eq=False)
class Repetition:
    """A run of a function with the random numbers of a call; `draws` holds the Values that stand for them, and how
    they were drawn."""

    chance: Chance
    draws: list[tuple[Value, Draw]] = field(default_factory=list)

    def drawn(self, draw: Draw) -> Value:
        """Return the next of them."""
        node = Value(self.chance.number(len(self.draws), draw))
        self.draws.append((node, draw))
        return node


@dataclass(eq=False)
class Tracing(Repetition):
    """One run of a function under observation.

    plain    the arguments that came as plain numbers: only these may be taken for true or false
    guards   the comparisons it made
    nodes    what it recorded, in order
    made     those of them that it made as Values from plain numbers
    batched  how many nodes stand for one sample of what is batched
    frozen   arguments whose number was asked for: the node of each, and the number
    failed   the first operation that raised an error
    inner    whether it runs on one sample of many
    """

    plain: set[Value] = field(default_factory=set)
    guards: list[Guard] = field(default_factory=list)
    nodes: list[Value] = field(default_factory=list)
    made: set[Value] = field(default_factory=set)
    drawing: bool = False
    batched: int = 0
    frozen: dict[Value, Any] = field(default_factory=dict)
    failed: str = ""
    inner: bool = False

    def drawn(self, draw: Draw) -> Value:
        """Return the next random number, drawn under observation."""
        self.drawing = True
        try:
            return super().drawn(unwatched(draw))
        finally:
            self.drawing = False

    def decides(self, compare: Callable[[Any, Any], Any], left: Value, right: Any) -> bool:
        """Return the outcome of a comparison, noted as a guard."""
        if CONTEXT.get().trace is not self:
            return bool(compare(data_of(left), right.data if isinstance(right, Value) else number(right)))
        right = right if isinstance(right, Value) else Value.lift(number(right))
        outcome = bool(compare(data_of(left), data_of(right)))
        self.guards.append(Guard(compare, left, right, outcome))
        return outcome


data_of: Callable[[Value], float] = Value.__dict__["data"].__get__


def sample(draw: Draw) -> Value:
    """Return a random number from a function without arguments; a compiled function draws it again at each call.

    >>> import random
    >>> from autograd import sample
    >>> sample(random.Random(0).random).data
    0.8444218515250481
    """
    run = CONTEXT.get().trace
    return run.drawn(draw) if isinstance(run, Repetition) else Value(draw())


def unwatched(draw: Draw) -> Draw:
    """Return a source of random numbers as it is when nothing is traced: a program keeps this one."""
    source: Any = draw
    while hasattr(source, "original"):
        original: Any = source.original
        source = original.__get__(source.__self__) if isinstance(source, MethodType) else original
    return source  # type: ignore[no-any-return]


def refusal(what: str, repair: str, why: str = "its number would be frozen") -> CompileError:
    """Return the error that names the user's line."""
    frame = sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] in INSIDE:
        frame = frame.f_back
    place = f"{frame.f_code.co_filename}:{frame.f_lineno}"
    return CompileError(f"{place}: {what} while the function is traced; {why}. Repair: {repair}.")


def user_line(error: BaseException) -> str:
    """Return the file and the line of the user's code that an error came through last."""
    found, trace = "", error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__", "").partition(".")[0] not in INSIDE:
            found = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found


def is_engine(depth: int) -> bool:
    """Return whether the code that called is of this project; `depth` says how many calls lie between."""
    name: str = sys._getframe(depth + 1).f_globals.get("__name__", "")
    return name.partition(".")[0] in ("autograd", "nn")
