"""The function that `autograd.compile` gives: traces once for each structure of arguments, then runs programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from warnings import warn

import numpy as np

from autograd.compile.arguments import Arguments, Key
from autograd.compile.backends import numpy_source
from autograd.compile.factor import factored
from autograd.compile.fuse import fused
from autograd.compile.graph import Floats, Graph, Integers
from autograd.compile.instructions import Program
from autograd.compile.listing import drawing, listing
from autograd.compile.run import Run
from autograd.compile.schedule import batches
from autograd.compile.surroundings import Surroundings
from autograd.compile.trace import Trace, traced
from autograd.compile.training import Training
from autograd.compile.watch import CompileError
from autograd.domain import ANY, DomainError
from autograd.families import total
from autograd.functional import gradient
from autograd.graph import topological_order
from autograd.operation import Operation, Reading
from autograd.structure import Nested, leaves, mapped
from autograd.value import Value, record

TOLERANCE = 1e-6  # between the program and eager at the first call, relative to the largest number (at least 1)
MOST_WAYS = 16  # programs for one structure of arguments, one for each way that its branches go


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


class Listing:
    """A program to look at."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.instructions = run.program.instructions

    def __repr__(self) -> str:
        return listing(self.run.program)

    def draw(self) -> Any:
        """A picture: instructions as boxes, with arrows from what they read."""
        return drawing(self.run.program)

    def source(self) -> str:
        """Forward and backward as straight-line NumPy."""
        return numpy_source.source(self.run.steps, numpy_source.Names(self.run.memory))


class Compiled:
    """Like the function it was made from: the same call gives the same result, and `backward()` the same gradients."""

    def __init__(self, function: Callable[..., Nested], backend: Any, check: bool = True) -> None:
        self.function = function
        self.backend = backend
        self.check = check
        self.ways: dict[Key, list[Way]] = {}  # the programs for each structure of arguments, the latest first
        self.exhausted: set[Key] = set()  # structures with too many ways
        self.surroundings: Surroundings | None = None
        self.latest: Way | None = None

    def __call__(self, *args: Nested, **kwargs: Nested) -> Nested:
        """What the function gives."""
        arguments = Arguments(args, kwargs)
        way = None if arguments.foreign else self.way(arguments)
        return self.function(*args, **kwargs) if way is None else way.result(arguments)

    def training(self, optimizer: Any, clip: float | None = None) -> Training:
        """Whole training steps: `with fast.training(optimizer) as step: loss = step(batch)`.

        optimizer   one of `nn.optim`; the function gives the loss, one Value
        clip        the length to which a longer gradient is cut
        """
        return Training(self, optimizer, clip)

    def way(self, arguments: Arguments, training: Training | None = None) -> Way | None:
        """A program that has computed the numbers for these arguments; None where eager must.

        Inside a training, the numbers of the parameters are there, and not in the Values.
        """
        if self.surroundings is None or self.surroundings.changed():
            self.ways.clear()
            self.exhausted.clear()
            self.surroundings = Surroundings(self.function)
        ways = self.ways.setdefault(arguments.key, [])
        for way in ways:
            went = way.goes(arguments, training)
            if went:
                self.latest = way
                if way is not ways[0]:
                    ways.remove(way)
                    ways.insert(0, way)
            if went is not None:
                return way if went else None
        if len(ways) == MOST_WAYS and arguments.key not in self.exhausted:
            warn(
                f"{name_of(self.function)} has taken {MOST_WAYS} different ways through its branches, for arguments of "
                "one structure; further ways are computed eagerly. Write branches on values as relu, maximum, abs, …",
                stacklevel=3,
            )
            self.exhausted.add(arguments.key)
        if arguments.key in self.exhausted:
            return None
        if training:
            training.write()
        new = Way(self, arguments)
        ways.insert(0, new)
        self.latest = new
        return new if new.goes(arguments, training) else None

    @property
    def stats(self) -> Stats:
        """What compiling found for the arguments that came last."""
        return self.last().stats

    @property
    def program(self) -> Listing:
        """The program for the arguments that came last: print it, draw it, read its NumPy source."""
        return Listing(self.last().run)

    def last(self) -> Way:
        """The program that was used last."""
        if self.latest is None:
            raise CompileError("there is no program yet: call the compiled function once, its first call traces it")
        return self.latest


class Way:
    """The program for one structure of arguments and one way through the branches of the function."""

    def __init__(self, owner: Compiled, arguments: Arguments) -> None:
        self.owner = owner
        begin = perf_counter()
        trace = traced(owner.function, arguments)
        middle = perf_counter()
        program = lifted(trace.graph)
        moving = [value is not None for value in arguments.values] + [False] * len(trace.draws)
        self.run = Run(program, np.array(moving, bool), owner.backend)
        self.stats = Stats(len(trace.graph), len(program.instructions), middle - begin, perf_counter() - middle)
        self.structure = mapped(lambda x: None if isinstance(x, Value) else x, trace.result)
        self.outputs = program.outputs[: len(trace.outputs)]
        sides = program.outputs[len(trace.outputs) :].reshape(-1, 2).T
        self.guards = Guards(trace, sides)
        self.draws = trace.draws
        self.moving = [i for i, value in enumerate(arguments.values) if value is not None]
        captured = range(program.arguments, program.arguments + len(program.captured))
        self.variables = np.array([*self.moving, *captured], np.int64)  # the places of what wants a gradient
        self.clock = 0
        if owner.check:
            self.compare(trace, arguments)

    def goes(self, arguments: Arguments, training: Training | None = None) -> bool | None:
        """Compute; whether the numbers are right, or None where the function would take another way."""
        captured = training.captured(self) if training else [x.data for x in self.run.program.captured]
        self.load([*arguments.numbers, *(draw() for draw in self.draws)], captured)
        fine = self.run.forward()
        return fine if self.guards.hold(self.run.numbers) else None

    def load(self, numbers: Sequence[float], captured: Sequence[float]) -> None:
        """Fill in what varies from call to call."""
        self.clock += 1
        self.run.arguments[:] = numbers
        self.run.captured[:] = captured

    def result(self, arguments: Arguments) -> Nested:
        """What was computed, as Values whose `backward` runs the program backward."""
        inputs = (*(arguments.values[i] for i in self.moving), *self.run.program.captured)
        call = Call(self, arguments, self.run.arguments.tolist())
        data = self.run.numbers[self.outputs].tolist()
        nodes = iter([record(call.operation(i), inputs, y) for i, y in enumerate(data)])  # type: ignore[arg-type]
        return mapped(lambda x: next(nodes) if x is None else x, self.structure)

    def compare(self, trace: Trace, arguments: Arguments) -> None:
        """Raise a CompileError where the program and the traced graph itself give different numbers."""
        self.load([x.data for x in trace.inputs], [x.data for x in self.run.program.captured])
        if (
            not trace.outputs
            or not self.run.forward()
            or not self.run.backward(self.outputs, [1.0] * len(trace.outputs))
        ):
            return
        agree("result", self.run.numbers[self.outputs], [node.data for node in trace.outputs])
        variables = [*(trace.inputs[i] for i in self.moving), *self.run.program.captured]
        agree("gradient", self.run.gradients[self.variables], eager_gradients(trace.outputs, variables))


class Guards:
    """The comparisons that decided the way a function went, on the memory of its program."""

    def __init__(self, trace: Trace, sides: Integers) -> None:
        groups: dict[Callable[[Any, Any], Any], list[int]] = {}
        for i, guard in enumerate(trace.guards):
            groups.setdefault(guard.compare, []).append(i)
        outcomes = np.array([guard.outcome for guard in trace.guards], bool)
        self.groups = [(compare, sides[0, at], sides[1, at], outcomes[at]) for compare, at in groups.items()]

    def hold(self, numbers: Floats) -> bool:
        """Whether all of them come out as they did."""
        return all((compare(numbers[a], numbers[b]) == outcomes).all() for compare, a, b, outcomes in self.groups)


class Call:
    """One call of a program: what is needed to run backward from its results later."""

    def __init__(self, way: Way, arguments: Arguments, numbers: list[float]) -> None:
        self.way, self.arguments, self.numbers = way, arguments, numbers
        self.clock = way.clock

    def operation(self, output: int) -> Operation:
        """The operation that made an output: the whole program."""
        size = len(self.way.variables)
        name = f"compiled {name_of(self.way.owner.function)}"

        def forward(*inputs: float) -> float:
            self.again(inputs)
            return float(self.way.run.numbers[self.way.outputs[output]])

        def partials(*inputs_and_output: Any) -> tuple[Any, ...]:
            *inputs, _ = inputs_and_output
            if any(isinstance(x, Reading) for x in inputs):
                return tuple(gradient(self.eager()[output], inputs))
            if self.way.clock != self.clock:
                self.again(inputs)
            run = self.way.run
            if not run.backward(self.way.outputs[[output]], [1.0]):
                return tuple(operation.explained(lambda: self.eager_slopes(output)))
            return tuple(run.gradients[self.way.variables].tolist())

        operation = WholeProgram(name, f"{name}({', '.join(['{}'] * size)})", forward, partials, (ANY,) * size)
        return operation

    def again(self, inputs: Sequence[float]) -> None:
        """Run forward once more, because another call has used the memory since."""
        moving = self.way.moving
        for place, x in zip(moving, inputs):
            self.numbers[place] = x
        self.way.load(self.numbers, inputs[len(moving) :])
        self.clock = self.way.clock
        self.way.run.forward()

    def eager(self) -> list[Value]:
        """The outputs of the function itself."""
        result = self.way.owner.function(*self.arguments.args, **self.arguments.kwargs)
        return [x for x in leaves(result) if isinstance(x, Value)]

    def eager_slopes(self, output: int) -> list[float]:
        """The partials as eager has them, with its errors, its inf and its nan."""
        values = [value for value in self.arguments.values if value is not None]
        return eager_gradients([self.eager()[output]], [*values, *self.way.run.program.captured])


class WholeProgram(Operation):
    """A program as one operation; its errors are those of eager."""

    def explained(self, slopes: Callable[[], list[float]]) -> list[float]:
        """The slopes; an error of eager is kept."""
        try:
            return slopes()
        except DomainError as error:
            object.__setattr__(self, "error", error)
            raise

    def no_slope(self, numbers: Sequence[float]) -> DomainError:
        """The error that eager raised."""
        return DomainError(*self.error.args)

    error: DomainError


def name_of(function: Callable[..., Any]) -> str:
    """What a function is called."""
    return str(getattr(function, "__name__", type(function).__name__))


def eager_gradients(outputs: Sequence[Value], variables: Sequence[Value]) -> list[float]:
    """The gradients of the sum of the outputs, leaving what the nodes hold as it is."""
    root = total(len(outputs))(*outputs)
    order = topological_order(root)
    before = [node.grad for node in order]
    for x in variables:
        x.grad = 0.0
    root.backward()
    found = [x.grad for x in variables]
    for node, grad in zip(order, before):
        node.grad = grad
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
