"""The NumPy backend: a program as straight-line source, one line a step, on views made beforehand."""

from collections.abc import Callable, Iterator
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.compile.lifting.rows import exponent_of
from autograd.compile.lowering.scribe import Input, Step, Steps
from autograd.compile.lowering.views import View
from autograd.compile.tracing.graph import Floats, Integers
from autograd.operation import Operation
from autograd.operations import TABLE

NAME = "numpy"
IN_ORDER = False  # BLAS adds in an order of its own
BLOCK = 0  # a step costs more than the trip to memory

# How NumPy writes the rows: only what it calls differently, or what it treats differently at nan and 0.
WRITTEN = {
    "add": "np.add({0}, {1}, out={out})",
    "sub": "np.subtract({0}, {1}, out={out})",
    "mul": "np.multiply({0}, {1}, out={out})",
    "div": "np.divide({0}, {1}, out={out})",
    "neg": "np.negative({0}, out={out})",
    "identity": "np.copyto({out}, {0})",
    "divide_no_nan": "np.divide({0}, np.where(np.equal({1}, 0.0), np.inf, {1}), out={out})",
    "atan2": "np.arctan2({0}, {1}, out={out})",
    "relu": "np.maximum({0}, 0.0, out={out})",
    "step": "np.heaviside({0}, 0.0, out={out})",
    "greater": "np.heaviside(np.subtract({0}, {1}), 0.0, out={out})",
    "clamp_min": "np.maximum({0}, {1}, out={out})",
    "clamp_max": "np.minimum({0}, {1}, out={out})",
    "where": "np.copyto({out}, np.where(np.isnan({0}), {0}, np.where({0}, {1}, {2})))",
    "sech": "np.divide(1.0, np.cosh({0}), out={out})",
    "reciprocal": "np.divide(1.0, {0}, out={out})",
    "sigmoid": "sigmoid({0}, {out})",
    "softplus": "np.add(np.maximum({0}, 0.0), np.log1p(np.exp(-np.abs({0}))), out={out})",
    "xlogy": "np.multiply({0}, np.log(np.where(np.equal({0}, 0.0) & ~np.less({1}, 0.0), 1.0, {1})), out={out})",
}
DENSE = 4  # zeros may be added to so many times the places that are meant
WRITTEN |= {f"a{name}": f"np.arc{name}({{0}}, out={{out}})" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")}
SAME = {"exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "hypot"}
SAME |= {"abs", "sign", "maximum", "minimum"}


def knows(operation: Operation | None) -> bool:
    """Return True: every operation has steps in NumPy."""
    return True


def are_different(places: Integers, size: int) -> bool:
    """Return whether no offset, in a memory of this size, comes twice."""
    seen = np.zeros(size, bool)
    seen[places] = True
    return int(np.count_nonzero(seen)) == places.size


def sigmoid(a: Floats, out: Floats) -> None:
    """1 / (1 + exp(−a)), with exp of what is negative only."""
    e = np.exp(-np.abs(a))
    np.divide(np.where(a >= 0.0, 1.0, e), 1.0 + e, out=out)


def source(steps: Steps, names: "Names") -> str:
    """Return the source of the functions forward() and backward()."""
    lines = [
        "def forward():",
        *indented(steps.forward, names),
        "",
        "",
        "def backward():",
        *indented(steps.backward, names),
    ]
    return "\n".join(lines) + "\n"


def bound(steps: Steps, dtype: str) -> tuple[Floats, Callable[[], None], Callable[[], None]]:
    """Return memory for a program, and its two passes as functions on it."""
    memory = np.zeros(steps.memory, dtype)
    names = Names(memory, steps.size)
    text = source(steps, names)
    space = names.space
    exec(compile(text, "<tensor program>", "exec"), space)
    quietly = np.errstate(all="ignore")  # what is not finite is looked at after the run
    return memory, quietly(space["forward"]), quietly(space["backward"])


def whole(numbers: Floats) -> NDArray[np.int64]:
    """Return numbers as indices."""
    places = numbers.astype(np.int64)
    if (places != numbers).any():
        raise IndexError
    return places


def check(numbers: Floats) -> None:
    """An error where there is inf or nan; a sum of squares would show it, unless numbers are large."""
    if not isfinite(np.vdot(numbers, numbers)) and not np.isfinite(numbers).all():
        raise FloatingPointError


class Names:
    """Names for the views, tables and functions that the source mentions."""

    def __init__(self, memory: Floats, size: int) -> None:
        self.memory, self.size = memory, size
        self.views: dict[View, str] = {}
        self.picked: dict[Any, str] = {}
        self.space: dict[str, Any] = {"np": np, "memory": memory, "sigmoid": sigmoid, "whole": whole, "check": check}

    def of(self, x: Input) -> str:
        """Return the name of a view, or a number as it is written."""
        if not isinstance(x, View):
            return repr(float(x))
        if x not in self.views:
            self.views[x] = name = f"v{len(self.views)}"
            begin = self.memory[x.offset :]
            self.space[name] = np.lib.stride_tricks.as_strided(begin, x.shape, [begin.itemsize * s for s in x.strides])
        return self.views[x]

    def found(self, index: Input, table: Integers) -> str:
        """Return the name of the places that were picked from a table: forward finds them, backward knows them."""
        key = (index, table.shape, table.tobytes())
        if key not in self.picked:
            self.picked[key] = self.new("p", np.zeros(table.shape[1:], np.int64))
        return self.picked[key]

    def new(self, letter: str, thing: object) -> str:
        """Return a name of its own for a table or a function."""
        name = f"{letter}{len(self.space)}"
        self.space[name] = thing
        return name


def indented(steps: list[Step], names: Names) -> list[str]:
    """Return the lines of a function body."""
    return [f"    {line}" for step in steps for line in written(step, names)] or ["    pass"]


def written(step: Step, names: Names) -> Iterator[str]:
    """Return a step as lines of NumPy."""
    target = step.spare if step.adds and step.spare is not None else step.out
    out, inputs, table = names.of(target), [names.of(x) for x in step.inputs], step.table
    match step.do:
        case "apply" if step.operation is not None:
            yield applied(step.operation, inputs, out, names)
        case "matmul":
            yield f"np.matmul({inputs[0]}, {inputs[1]}, out={out})"
        case "sum" | "max" if isinstance(step.inputs[0], View):
            axes = tuple(range(len(target.shape), len(step.inputs[0].shape)))
            yield f"np.{'add' if step.do == 'sum' else 'maximum'}.reduce({inputs[0]}, axis={axes}, out={out})"
        case "segment_sum" | "segment_max":
            function = "add" if step.do == "segment_sum" else "maximum"
            yield f"np.{function}.reduceat({inputs[0]}, {names.new('i', table)}, out={out})"
        case "take":
            yield f"np.take(memory, {names.new('i', table)}, out={out}, mode='clip')"
        case "fill":
            yield f"{out}.fill({inputs[0]})"
        case "check":
            yield f"check({out})"
        case "scatter" if table is not None:
            begin, end = int(table.min()), int(table.max()) + 1
            if are_different(table, len(names.memory)):
                yield f"memory[{names.new('i', table)}] += {inputs[0]}"
            elif end - begin <= DENSE * table.size:
                at = names.new("i", table.ravel() - begin)
                yield f"memory[{begin}:{end}] += np.bincount({at}, {inputs[0]}.ravel(), {end - begin})"
            else:
                order = np.argsort(table.ravel(), kind="stable")
                places, starts = np.unique(table.ravel()[order], return_index=True)
                at, order_, starts_ = names.new("i", places), names.new("i", order), names.new("i", starts)
                yield f"memory[{at}] += np.add.reduceat(np.take({inputs[0]}, {order_}), {starts_})"
        case "pick" if table is not None:
            rest = names.new("i", tuple(np.indices(table.shape[1:], sparse=True)))
            found = names.found(step.inputs[0], table)
            yield f"{found}[...] = {names.new('i', table)}[(whole({inputs[0]}), *{rest})]"
            yield f"np.take(memory, {found}, out={out}, mode='clip')"
        case "scatter_pick" if table is not None:
            found, gradients = names.found(step.inputs[0], table - names.size), f"memory[{names.size}:]"
            yield f"np.add.at({gradients}, {found}, {inputs[1]}.copy())"
    if target is not step.out:
        yield f"np.add({names.of(step.out)}, {out}, out={names.of(step.out)})"


def applied(operation: Operation, inputs: list[str], out: str, names: Names) -> str:
    """Return an operation as a line of NumPy; one that NumPy does not know is computed element by element."""
    if operation in TABLE and operation.name in WRITTEN:
        return WRITTEN[operation.name].format(*inputs, out=out)
    if operation in TABLE and operation.name in SAME:
        return f"np.{operation.name}({', '.join(inputs)}, out={out})"
    if (exponent := exponent_of(operation)) is not None:
        return f"np.power({inputs[0]}, {exponent}, out={out})"
    function = names.new("f", np.frompyfunc(operation.compute, operation.arity, 1))
    return f"np.copyto({out}, {function}({', '.join(inputs)}), casting='unsafe')"
