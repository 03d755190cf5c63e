"""What a traced function must not do unseen: while it is traced, a `Value` tells when its number is looked at.

A comparison becomes a guard: the program is used again only where the comparison comes out the same. Whatever would
freeze a number into the program (reading `data`, float(v), a random draw) is refused, with the line.

For the time of a trace the class `Value` itself is watched, because a Value that a function has captured is announced
by nobody. One trace runs at a time; code of other threads sees the methods do what they always do.
"""

import builtins
import operator
import random
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from autograd import value as engine
from autograd.arithmetic import Arithmetic
from autograd.compile.guards.watch import Tracing, data_of, is_engine, refusal, stopped
from autograd.compile.tracing.plain import Plain, frozen, node_of, number_of
from autograd.context import CONSTANT, CONTEXT
from autograd.graph import UNSET
from autograd.operation import Operation
from autograd.operations import add, identity, mul, sub
from autograd.value import Value

COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "__lt__": operator.lt,
    "__le__": operator.le,
    "__gt__": operator.gt,
    "__ge__": operator.ge,
}
TAKES = "use the functions of autograd instead of math"
REFUSED = {
    "__float__": ("float(v) takes a number out of the computation", TAKES),
    "__int__": ("int(v) takes a number out of the computation", TAKES),
    "__index__": ("a Value is used as an index", "write autograd.take(table, index)"),
    "backward": ("backward() is called", "return the loss, and call backward() on the result of the compiled function"),
    "recompute": ("recompute() is called", "call the compiled function again instead"),
    "__deepcopy__": ("a Value is copied", "compute with the Value itself, or with v.detach()"),
    "__reduce_ex__": ("a Value is copied or pickled", "compute with the Value itself, or with v.detach()"),
}
SPELLED = ("__repr__", "__format__")
LOCK = threading.RLock()  # one trace at a time
Patch = tuple[Any, str, Any]
MISSING = object()
set_data: Callable[[Value, float], None] = Value.__dict__["data"].__set__
grad_of: Callable[[Value], float] = Value.__dict__["grad"].__get__
set_grad: Callable[[Value, float], None] = Value.__dict__["grad"].__set__
new = object.__new__


@contextmanager
def watched(trace: Tracing) -> Iterator[None]:
    """Let a trace observe, inside a `with` block, what is done with the numbers of Values."""
    with LOCK:
        patches = list(patches_of(trace))
        before = [(owner, name, vars(owner).get(name, MISSING)) for owner, name, _ in patches]
        try:
            try:
                put(patches)
                yield
            finally:
                put(before)
        finally:
            put(before)  # once more, if Ctrl-C came in between


def put(patches: list[Patch]) -> None:
    """Set attributes, or delete what was missing."""
    for owner, name, thing in patches:
        if thing is not MISSING:
            setattr(owner, name, thing)
        elif name in vars(owner):
            delattr(owner, name)


def patches_of(trace: Tracing) -> Iterator[Patch]:
    """Yield the attributes to replace while the trace runs."""
    for name, compare in COMPARISONS.items():
        yield Value, name, partial_method(trace.decides, compare)
    for row in (add, sub, mul):
        yield Value, f"__{row.name}__", infix(row, trace)
    for name, (what, repair) in REFUSED.items():
        yield Value, name, refusing(trace, getattr(Value, name, None), what, repair)
    for name in SPELLED:
        yield Value, name, spelled(trace, getattr(Value, name))
    yield Value, "__init__", making(trace, Value.__init__)
    yield Value, "__eq__", equality(Value.__eq__)
    yield Value, "lift", classmethod(lifting(trace))
    yield Value, "apply", classmethod(applying(trace, vars(Value)["apply"].__func__))
    yield Value, "detach", detaching(trace, Value.detach)
    yield Value, "data", property(reading(trace, "data", data_of), writing(trace, "data", set_data))
    yield Value, "grad", property(reading(trace, "grad", grad_of), writing(trace, "grad", set_grad))
    label: Any = vars(Value)["label"]
    yield Value, "label", property(reading(trace, "label", label.fget), writing(trace, "label", label.fset))
    yield Arithmetic, "__pow__", power(Arithmetic.__pow__)
    yield engine, "record", recording(trace, engine.record)
    yield builtins, "print", printing(trace, print)
    for place, name in ((random, "random"), (random.Random, "random"), (random.Random, "getrandbits")):
        yield place, name, watched_draw(trace, getattr(place, name))


def runs(trace: Tracing) -> bool:
    """Return whether this thread is the one that traces."""
    return CONTEXT.get().trace is trace


def partial_method(decides: Callable[..., bool], compare: Callable[[Any, Any], Any]) -> Callable[[Value, Any], bool]:
    """Return a comparison that notes its outcome as a guard."""
    return lambda self, other: decides(compare, self, node_of(other))


def infix(row: Operation, trace: Tracing) -> Callable[[Value, Any], Value]:
    """The operator of two Values, which need not ask who reads their numbers."""

    def method(self: Value, other: Any) -> Value:
        if type(other) is Plain:
            other = other.node
        elif type(other) is float or type(other) is int:
            other = Value.lift(other)
        if type(other) is Value is type(self):
            return engine.record(row, (self, other), forward(data_of(self), data_of(other)))
        return general(self, other)

    forward = row.forward
    general: Callable[[Value, Any], Value] = getattr(Arithmetic, f"__{row.name}__")
    return method


def recording(trace: Tracing, original: Callable[..., Value]) -> Callable[..., Value]:
    """What makes a node: those of the trace are noted, also what no result will need."""
    note, context = trace.nodes.append, CONTEXT.get

    def record(operation: Operation, inputs: tuple[Value, ...], data: float) -> Value:
        here = context()
        if here.trace is not trace:
            return original(operation, inputs, data)
        if not here.recording:
            raise refusal("no_grad is used", "write v.detach() where no gradient is to flow")
        node: Value = new(Value)
        set_data(node, data)
        set_grad(node, UNSET)
        node.operation = operation
        node.inputs = inputs
        node.info = here
        note(node)
        return node

    return record


def making(trace: Tracing, original: Callable[..., None]) -> Callable[..., None]:
    """Return what makes a Value; one made of a traced plain number follows that number from call to call."""

    def init(self: Value, data: Any, label: str = "") -> None:
        original(self, number_of(data), label)
        if type(data) is Plain and runs(trace):
            self.operation, self.inputs = identity, (data.node,)
            trace.nodes.append(self)
            trace.made.add(self)

    return init


def lifting(trace: Tracing) -> Callable[[type[Value], Any], Value]:
    """Return what makes a constant, and notes those of the trace."""
    constant = CONSTANT._replace(trace=trace)

    def lift(cls: type[Value], x: Any) -> Value:
        if type(x) is Plain:
            return x.node
        if isinstance(x, Value):
            return x
        node = Value(x)
        node.info = constant if runs(trace) else CONSTANT
        return node

    return lift


def applying(trace: Tracing, original: Callable[..., Value]) -> Callable[..., Value]:
    """Return what applies an operation and notes its failure, because the function may catch the error."""

    def apply(cls: type[Value], operation: Operation, inputs: tuple[Value, ...]) -> Value:
        try:
            return original(cls, operation, inputs)
        except (ArithmeticError, ValueError, LookupError, TypeError):
            if runs(trace) and not trace.failed:
                what = f"{operation.name} fails, and the error is caught"
                trace.failed = str(refusal(what, "ask before: branch on the number, as in `if x > 0`"))
            raise

    return apply


def detaching(trace: Tracing, original: Callable[[Value], Value]) -> Callable[[Value], Any]:
    """Return `detach` as an operation of the graph."""
    return lambda self: stopped(self) if runs(trace) else original(self)


def reading(trace: Tracing, name: str, get: Callable[[Value], Any]) -> Callable[[Value], Any]:
    """Return what reads an attribute for the engine; other code gets an error, because the number would be frozen."""

    def read(node: Value) -> Any:
        caller = sys._getframe(1)
        if (caller.f_globals is ENGINE and caller.f_code is not DATA_OF) or not runs(trace) or inside(caller):
            return get(node)
        repair = "compute with the Value itself, or with v.detach() if no gradient is to flow"
        raise refusal(f"`{name}` is read", repair if name == "data" else "give it as an argument")

    return read


def writing(trace: Tracing, name: str, put: Callable[[Value, Any], None]) -> Callable[[Value, Any], None]:
    """Return what sets an attribute for the engine; other code gets an error."""

    def write(node: Value, thing: Any) -> None:
        caller = sys._getframe(1)
        if caller.f_globals is not ENGINE and runs(trace) and not inside(caller):
            raise refusal(f"`{name}` is changed", "change it before or after the call")
        put(node, thing)

    return write


ENGINE, DATA_OF = vars(engine), engine.data_of.__code__


def inside(frame: FrameType | None) -> bool:
    """Return whether this is code of the engine; a helper that returns a number counts as the code that calls it."""
    while frame is not None and frame.f_code is DATA_OF:
        frame = frame.f_back
    return frame is not None and str(frame.f_globals.get("__name__", "")).startswith("autograd.")


def equality(original: Callable[[Value, object], bool]) -> Callable[[Value, object], bool]:
    """Return `==`, which raises an error for a comparison with a number, also with a traced one."""
    return lambda self, other: original(self, number_of(other))


def power(original: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Return `**`, whose plain exponent is frozen, because it is part of the operation."""
    return lambda self, exponent: original(self, frozen(exponent))


def refusing(trace: Tracing, original: Any, what: str, repair: str) -> Callable[..., Any]:
    """Return a method that raises a CompileError."""

    def refuse(self: Value, *rest: Any) -> Any:
        if runs(trace):
            raise refusal(what, repair)
        if original is None:
            raise TypeError(f"'{type(self).__name__}' object cannot be interpreted as an integer")
        return original(self, *rest)

    return refuse


def spelled(trace: Tracing, original: Callable[..., str]) -> Callable[..., str]:
    """Return a method that gives a Value as text, which only the errors of the engine may ask for."""

    def spell(self: Value, *rest: Any) -> str:
        if runs(trace) and not is_engine(1):
            raise refusal("a Value is written as text", "write it after the call")
        return original(self, *rest)

    return spell


def printing(trace: Tracing, original: Callable[..., None]) -> Callable[..., None]:
    """Return a `print` that raises an error in the trace, because its text would appear at the first call only."""

    def watched_print(*words: Any, **options: Any) -> None:
        if runs(trace):
            repair = "print what the compiled function gives, or call the function itself"
            raise refusal("print is called", repair, "a program would not print")
        original(*words, **options)

    return watched_print


def watched_draw(trace: Tracing, draw: Callable[..., Any]) -> Callable[..., Any]:
    """Return a source of random numbers that is only to be used inside `sample`."""

    def watched_source(*inputs: Any) -> Any:
        if not trace.drawing and runs(trace):
            raise refusal(
                "a random number is drawn, which would be the same at each call", "write autograd.sample(draw)"
            )
        return draw(*inputs)

    watched_source.original = draw  # type: ignore[attr-defined]
    return watched_source
