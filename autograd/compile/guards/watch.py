"""What a traced function must not do unseen: while it is traced, a `Value` tells when its number is looked at.

A comparison becomes a guard: the program is used again only where the comparison comes out the same. Whatever would
freeze a number into the program (reading `data`, float(v), a random draw, a list index) is refused, with the line.

For the time of a trace the class `Value` itself is watched, and put back afterwards, whatever happens: a Value that
a function has captured is announced by nobody, and only its class sees every look at it.
"""

import operator
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from numbers import Real
from types import FrameType, FunctionType, MethodType
from typing import Any

from autograd import value as engine
from autograd.context import CONTEXT
from autograd.number import number
from autograd.operation import Operation, unary
from autograd.operations import add, mul, sub
from autograd.value import Value

COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "__lt__": operator.lt,
    "__le__": operator.le,
    "__gt__": operator.gt,
    "__ge__": operator.ge,
}
INSIDE = ("autograd", "nn", "contextlib", "random", "statistics", "numpy")  # where the user's line is not

stopped: Operation = unary("detach", "detach({})", lambda a: a, lambda a, y: (0.0,), selects=True)


class CompileError(RuntimeError):
    """A function cannot be compiled without the risk of a wrong result, or a program differs from it."""


@dataclass(frozen=True)
class Guard:
    """A comparison that decided which way the function went."""

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
        """The number that is drawn at this place of the order."""
        if place == len(self.drawn) or not same_draw(self.drawn[place][0], draw):
            self.drawn[place:] = [(draw, draw())]
        return self.drawn[place][1]


def same_draw(a: Any, b: Any) -> bool:
    """Whether two sources of random numbers are the same, or written at the same place."""
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
        """The next of them."""
        node = Value(self.chance.number(len(self.draws), draw))
        self.draws.append((node, draw))
        return node


@dataclass(eq=False)
class Tracing(Repetition):
    """One run of a function under observation.

    plain    the arguments that came as plain numbers: only these may be taken for true or false
    guards   the comparisons it made
    nodes    what it recorded, in order
    batched  how many nodes stand for one sample of what is batched
    """

    plain: set[Value] = field(default_factory=set)
    guards: list[Guard] = field(default_factory=list)
    nodes: list[Value] = field(default_factory=list)
    drawing: bool = False
    batched: int = 0

    def drawn(self, draw: Draw) -> Value:
        """The next random number, drawn under observation."""
        self.drawing = True
        try:
            return super().drawn(unwatched(draw))
        finally:
            self.drawing = False

    def decides(self, compare: Callable[[Any, Any], Any], left: Value, right: Any) -> bool:
        """The outcome of a comparison, noted as a guard."""
        if CONTEXT.get().trace is not self:
            return bool(compare(data_of(left), right.data if isinstance(right, Value) else number(right)))
        right = right if isinstance(right, Value) else Value.lift(number(right))
        outcome = bool(compare(data_of(left), data_of(right)))
        self.guards.append(Guard(compare, left, right, outcome))
        return outcome


def sample(draw: Draw) -> Value:
    """Return a random number from a function without arguments; a compiled function draws it again at each call.

    >>> import random
    >>> from autograd import sample
    >>> sample(random.Random(0).random).data
    0.8444218515250481
    """
    run = CONTEXT.get().trace
    return run.drawn(draw) if isinstance(run, Repetition) else Value(draw())


data_of: Callable[[Value], float] = Value.__dict__["data"].__get__
set_data: Callable[[Value, float], None] = Value.__dict__["data"].__set__
ENGINE, RECORDING = vars(engine), {engine.record.__code__, Value.__add__.__code__}  # where new nodes are made


@contextmanager
def watched(trace: Tracing) -> Iterator[None]:
    """Inside, this trace learns what is done with the numbers of Values."""
    with ExitStack() as stack:
        for name, compare in COMPARISONS.items():
            stack.enter_context(replaced(Value, name, guarding(trace, compare)))
        stack.enter_context(replaced(Value, "__eq__", equality(trace)))
        stack.enter_context(replaced(Value, "__bool__", truth(trace)))
        stack.enter_context(replaced(Value, "data", property(read, noting(trace))))
        for row in (add, sub, mul):
            stack.enter_context(replaced(Value, f"__{row.name}__", infix(row)))
        stack.enter_context(replaced(Value, "detach", lambda self: stopped(self)))
        for name, (what, repair) in REFUSED.items():
            stack.enter_context(replaced(Value, name, refusing(what, repair)))
        for place, name in ((random, "random"), (random.Random, "random"), (random.Random, "getrandbits")):
            stack.enter_context(replaced(place, name, watched_draw(trace, getattr(place, name))))
        yield


REFUSED = {
    "__float__": ("float(v) takes a number out of the computation", "use the functions of autograd instead of math"),
    "__int__": (
        "int(v) takes a number out of the computation",
        "what decides the structure of the computation must not be an argument: capture it in the function",
    ),
    "__index__": ("an argument is used as an index", "write autograd.take(table, index)"),
    "backward": ("backward() is called", "return the loss, and call backward() on the result of the compiled function"),
    "recompute": ("recompute() is called", "call the compiled function again instead"),
}


def read(node: Value) -> float:
    """The number of a node, for the engine itself; anybody else is told that it would be frozen."""
    caller = sys._getframe(1)
    if caller.f_globals is ENGINE or inside(caller) or not tracing():
        return data_of(node)
    raise refusal("`data` is read", "compute with the Value itself, or with v.detach() if no gradient is to flow")


def noting(trace: Tracing) -> Callable[[Value, float], None]:
    """Setting the number of a node: the engine may, and what it records is noted, also what no result will need."""
    note, frame, recording = trace.nodes.append, sys._getframe, RECORDING  # names that are near: it is called often

    def write(node: Value, number: float) -> None:
        caller = frame(1)
        if caller.f_code in recording:
            note(node)
        elif caller.f_globals is not ENGINE and not inside(caller) and tracing():
            raise refusal("`data` is changed", "change it before or after the call")
        set_data(node, number)

    return write


def tracing() -> bool:
    """Whether this thread is the one that traces."""
    return isinstance(CONTEXT.get().trace, Tracing)


def inside(frame: FrameType) -> bool:
    """Whether this is code of the engine."""
    name: str = frame.f_globals.get("__name__", "")
    return name.startswith("autograd.")


def infix(row: Operation) -> Callable[[Value, Any], Value]:
    """The operator of two Values, which need not ask who reads their numbers."""

    def method(self: Value, other: Any) -> Value:
        if type(other) is Value is type(self):
            return engine.record(row, (self, other), forward(data_of(self), data_of(other)))
        return original(self, other)

    forward = row.forward
    original: Callable[[Value, Any], Value] = vars(Value)[f"__{row.name}__"]
    return method


def guarding(trace: Tracing, compare: Callable[[Any, Any], Any]) -> Callable[[Value, Any], bool]:
    """A comparison that is noted."""
    return lambda self, other: trace.decides(compare, self, other)


def equality(trace: Tracing) -> Callable[[Value, object], bool]:
    """`==`: between nodes, whether they are the same; for an argument that is a plain number, a comparison."""

    def equal(self: Value, other: object) -> bool:
        if self in trace.plain and (isinstance(other, Real) or other in trace.plain):
            return trace.decides(operator.eq, self, other)
        return original(self, other)

    original: Callable[[Value, object], bool] = Value.__eq__
    return equal


def truth(trace: Tracing) -> Callable[[Value], bool]:
    """`if v:`, which only a plain number allows."""

    def true(self: Value) -> bool:
        return trace.decides(operator.ne, self, 0.0) if self in trace.plain else original(self)

    original: Callable[[Value], bool] = Value.__bool__
    return true


def refusing(what: str, repair: str) -> Callable[..., Any]:
    """A method that refuses."""

    def refuse(self: Value, *rest: Any) -> Any:
        if not tracing():
            raise TypeError(f"{what}, while another thread traces a function for compile; try again")
        raise refusal(what, repair)

    return refuse


def watched_draw(trace: Tracing, draw: Callable[..., Any]) -> Callable[..., Any]:
    """A source of random numbers that is only to be used inside `sample`."""

    def watched_source(*inputs: Any) -> Any:
        if not trace.drawing and CONTEXT.get().trace is trace:
            raise refusal(
                "a random number is drawn, which would be the same at each call", "write autograd.sample(draw)"
            )
        return draw(*inputs)

    watched_source.original = draw  # type: ignore[attr-defined]
    return watched_source


def unwatched(draw: Draw) -> Draw:
    """A source of random numbers as it is when nothing is traced: a program keeps this one."""
    source: Any = draw
    while hasattr(source, "original"):
        original: Any = source.original
        source = original.__get__(source.__self__) if isinstance(source, MethodType) else original
    return source  # type: ignore[no-any-return]


def refusal(what: str, repair: str) -> CompileError:
    """The error that names the user's line."""
    frame = sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] in INSIDE:
        frame = frame.f_back
    place = f"{frame.f_code.co_filename}:{frame.f_lineno}"
    return CompileError(f"{place}: {what} while the function is traced; its number would be frozen. Repair: {repair}.")


@contextmanager
def replaced(owner: Any, name: str, thing: Any) -> Iterator[None]:
    """Inside, an attribute is something else."""
    own = vars(owner).get(name)
    setattr(owner, name, thing)
    try:
        yield
    finally:
        if own is None:
            delattr(owner, name)
        else:
            setattr(owner, name, own)
