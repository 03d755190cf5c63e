"""The function that `autograd.compile` gives: it traces once for each structure of arguments, and then runs programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from autograd.compile.arguments import Arguments, Key
from autograd.compile.backends import numpy_source
from autograd.compile.factor import factored
from autograd.compile.fuse import fused
from autograd.compile.graph import Floats, Graph
from autograd.compile.instructions import Program
from autograd.compile.run import Run
from autograd.compile.schedule import batches
from autograd.compile.trace import Trace, traced
from autograd.domain import ANY
from autograd.functional import gradient
from autograd.operation import Operation, Reading
from autograd.operations import total
from autograd.structure import Nested, leaves, mapped
from autograd.value import Value, record

TOLERANCE = 1e-6  # between the program and eager at the first call, relative to the largest number (at least 1)


class CompileError(RuntimeError):
    """A function cannot be compiled without the risk of a wrong result, or a program differs from it."""


def lifted(graph: Graph) -> Program:
    """The tensor program of a recorded graph: fuse, schedule, factor."""
    sums = fused(graph)
    return factored(sums, batches(sums))


@dataclass
class Stats:
    """What compiling found and how long it took."""

    nodes: int
    instructions: int
    trace_seconds: float
    lift_seconds: float


class Compiled:
    """Like the function it was made from: the same call gives the same result, and `backward()` the same gradients."""

    def __init__(self, function: Callable[..., Nested], backend: Any = numpy_source, check: bool = True) -> None:
        self.function = function
        self.backend = backend
        self.check = check
        self.kept: dict[Key, Kept] = {}
        self.latest: Kept | None = None

    def __call__(self, *args: Nested, **kwargs: Nested) -> Nested:
        """What the function gives."""
        arguments = Arguments(args, kwargs)
        if arguments.foreign:
            return self.function(*args, **kwargs)
        return self.program_for(arguments).result(arguments)

    def program_for(self, arguments: Arguments) -> Kept:
        """The program for arguments of this structure; it is made when they come first."""
        kept = self.kept.get(arguments.key)
        if kept is None:
            kept = self.kept[arguments.key] = Kept(self, arguments)
        self.latest = kept
        return kept

    @property
    def stats(self) -> Stats:
        """What compiling found for the structure that was called last."""
        return self.last().stats

    @property
    def program(self) -> Program:
        """The program for the structure that was called last."""
        return self.last().run.program

    def last(self) -> Kept:
        """The program that was used last."""
        if self.latest is None:
            raise CompileError("there is no program yet: call the compiled function once, it is traced by its first call")
        return self.latest


class Kept:
    """The program for one structure of arguments."""

    def __init__(self, owner: Compiled, arguments: Arguments) -> None:
        self.owner = owner
        begin = perf_counter()
        trace = traced(owner.function, arguments)
        middle = perf_counter()
        program = lifted(trace.graph)
        moving = np.array([value is not None for value in arguments.values], bool)
        self.run = Run(program, moving, owner.backend)
        self.stats = Stats(len(trace.graph), len(program.instructions), middle - begin, perf_counter() - middle)
        self.structure = mapped(lambda x: None if isinstance(x, Value) else x, trace.result)
        self.clock = 0
        if owner.check:
            self.compare(trace, arguments)

    def load(self, numbers: Sequence[float], captured: Sequence[float]) -> None:
        """Fill in what varies from call to call."""
        self.clock += 1
        self.run.arguments[:] = numbers
        self.run.captured[:] = captured

    def result(self, arguments: Arguments) -> Nested:
        """The result of a call as Values whose `backward` runs the program backward."""
        leaves = self.run.program.captured
        self.load(arguments.numbers, [leaf.data for leaf in leaves])
        if not self.run.forward():
            return self.owner.function(*arguments.args, **arguments.kwargs)
        data = self.run.numbers[self.run.program.outputs].tolist()
        moving = [i for i, value in enumerate(arguments.values) if value is not None]
        inputs = (*(arguments.values[i] for i in moving), *leaves)
        places = np.array([*moving, *range(self.run.program.arguments, self.run.varying)], np.int64)
        call = Call(self, arguments, places, self.clock)
        nodes = iter([record(call.operation(i), inputs, y) for i, y in enumerate(data)])
        return mapped(lambda x: next(nodes) if x is None else x, self.structure)

    def compare(self, trace: Trace, arguments: Arguments) -> None:
        """Raise a CompileError where the program and the traced graph itself give different numbers."""
        self.load(arguments.numbers, [leaf.data for leaf in self.run.program.captured])
        if not trace.outputs or not self.run.forward() or not self.run.backward([1.0] * len(trace.outputs)):
            return
        expected = [node.data for node in trace.outputs]
        found = self.run.numbers[self.run.program.outputs]
        agree("result", found, expected)
        moving = [node for node, value in zip(trace.arguments, arguments.values) if value is not None]
        variables = [*moving, *self.run.program.captured]
        places = [i for i, value in enumerate(arguments.values) if value is not None]
        places += range(self.run.program.arguments, self.run.varying)
        agree("gradient", self.run.gradients[places], eager_gradients(trace.outputs, variables))


class Call:
    """One call of a program: what is needed to run backward from its results later."""

    def __init__(self, kept: Kept, arguments: Arguments, places: Any, clock: int) -> None:
        self.kept, self.arguments, self.places, self.clock = kept, arguments, places, clock

    def operation(self, output: int) -> Operation:
        """The operation that made an output: the whole program."""
        size = len(self.places)
        name = getattr(self.kept.owner.function, "__name__", "function")
        notation = f"{name}({', '.join(['{}'] * size)})"

        def forward(*numbers: float) -> float:
            self.again(numbers)
            return float(self.kept.run.numbers[self.kept.run.program.outputs[output]])

        def partials(*inputs_and_output: Any) -> tuple[Any, ...]:
            *inputs, _ = inputs_and_output
            if any(isinstance(x, Reading) for x in inputs):
                return tuple(gradient(self.eager()[output], inputs))
            if self.kept.clock != self.clock:
                self.again(inputs)
            run = self.kept.run
            seeds = np.zeros(len(run.program.outputs))
            seeds[output] = 1.0
            if not run.backward(seeds):
                return tuple(self.eager_slopes(output))
            return tuple(run.gradients[self.places].tolist())

        return Operation(f"compiled {name}", notation, forward, partials, (ANY,) * size)

    def again(self, inputs: Sequence[float]) -> None:
        """Run forward once more, because another call has used the memory since."""
        numbers = list(self.arguments.numbers)
        moving = len(inputs) - len(self.kept.run.program.captured)
        for place, x in zip(self.places[:moving].tolist(), inputs):
            numbers[place] = x
        self.kept.load(numbers, inputs[moving:])
        self.clock = self.kept.clock
        self.kept.run.forward()

    def eager(self) -> list[Value]:
        """The outputs of the function itself."""
        result = self.kept.owner.function(*self.arguments.args, **self.arguments.kwargs)
        return [x for x in leaves(result) if isinstance(x, Value)]

    def eager_slopes(self, output: int) -> list[float]:
        """The partials as eager has them, with its errors, its inf and its nan."""
        values = [value for value in self.arguments.values if value is not None]
        return eager_gradients([self.eager()[output]], [*values, *self.kept.run.program.captured])


def eager_gradients(outputs: Sequence[Value], variables: Sequence[Value]) -> list[float]:
    """The gradients of the sum of the outputs, leaving those that the nodes hold as they are."""
    before = [x.grad for x in variables]
    for x in variables:
        x.grad = 0.0
    total(len(outputs))(*outputs).backward()
    found = [x.grad for x in variables]
    for x, grad in zip(variables, before):
        x.grad = grad
    return found


def agree(what: str, found: Floats, expected: Sequence[float]) -> None:
    """Raise a CompileError unless the numbers are equal up to rounding."""
    wanted = np.array(expected)
    if len(wanted) and not (np.abs(found - wanted) <= TOLERANCE * max(1.0, np.abs(wanted).max())).all():
        worst = int(np.argmax(np.abs(found - wanted)))
        raise CompileError(
            f"the compiled {what} differs from eager: {found[worst]!r} and {wanted[worst]!r} (place {worst}). "
            "Please report the function; until then call it without compile."
        )
