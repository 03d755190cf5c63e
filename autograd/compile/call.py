"""One call of a program. Its results are Values whose `backward` runs the program backward."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from autograd.compile.eager import gradients
from autograd.compile.guards.surroundings import Surroundings
from autograd.compile.guards.watch import Chance, CompileError, Repetition
from autograd.compile.lowering.run import Run
from autograd.compile.tracing.arguments import Arguments
from autograd.compile.tracing.graph import Integers
from autograd.compile.tracing.trace import run_in
from autograd.domain import ANY
from autograd.graph import topological_order
from autograd.operation import Operation, Reading
from autograd.operations import identity
from autograd.transforms.tree import Nested
from autograd.value import Value


class Owner(Protocol):
    """The interface of the compiled function."""

    @property
    def function(self) -> Callable[..., Nested]: ...
    @property
    def surroundings(self) -> Surroundings | None: ...
    @property
    def lock(self) -> Callable[[Callable[..., Any]], Callable[..., Any]]: ...


class Variant(Protocol):
    """The interface of the program that was called."""

    run: Run
    outputs: Integers
    variables: Integers
    moving: list[int]
    clock: int

    @property
    def owner(self) -> Owner: ...
    def holds(self) -> bool: ...
    def load(self, numbers: Sequence[float], captured: Sequence[float]) -> None: ...
    def chosen(self, result: Nested) -> list[Any]: ...


class Call:
    """One call of a program: what is needed to run backward from its results later."""

    def __init__(self, variant: Variant, arguments: Arguments, chance: Chance, numbers: list[float]) -> None:
        self.variant, self.arguments, self.chance, self.numbers = variant, arguments, chance, numbers
        self.clock = variant.clock
        self.surroundings = variant.owner.surroundings
        size = len(variant.variables)
        self.name = f"compiled {name_of(variant.owner.function)}"
        self.notation, self.domains = f"{self.name}({', '.join(['{}'] * size)})", (ANY,) * size

    def operation(self, output: int) -> Operation:
        """Return the operation that made an output: the whole program."""

        def forward(*inputs: float) -> float:
            if self.is_as_it_was(inputs):
                return float(self.variant.run.numbers[self.variant.outputs[output]])
            if self.again(inputs) and self.variant.holds():
                return float(self.variant.run.numbers[self.variant.outputs[output]])
            return float(self.eager()[output].data)

        def partials(*inputs_and_output: Any) -> tuple[Any, ...]:
            *inputs, _ = inputs_and_output
            if any(isinstance(x, Reading) for x in inputs):
                return tuple(self.recorded_slopes(output, inputs))
            if self.variant.clock != self.clock:
                self.again(inputs)
            run = self.variant.run
            if not run.backward([int(self.variant.outputs[output])], [1.0]):
                return tuple(self.eager_slopes(output))
            return tuple(run.gradients[self.variant.variables].tolist())

        locked = self.variant.owner.lock
        return WholeProgram(self.name, self.notation, locked(forward), locked(partials), self.domains)

    def is_as_it_was(self, inputs: Sequence[float]) -> bool:
        """Return whether the memory still holds the results of this call, for unchanged inputs."""
        run = self.variant.run
        return self.variant.clock == self.clock and np.array_equal(
            run.numbers[self.variant.variables], inputs, equal_nan=True
        )

    def again(self, inputs: Sequence[float]) -> bool:
        """Run forward again, because another call has used the memory or the inputs have changed."""
        moving = self.variant.moving
        for place, x in zip(moving, inputs):
            self.numbers[place] = x
        self.variant.load(self.numbers, inputs[len(moving) :])
        self.clock = self.variant.clock
        return self.variant.run.forward()

    def eager(self) -> list[Any]:
        """Return the outputs of the function itself."""
        return run_in(Repetition(self.chance), True, lambda: self.outputs_of_function(lambda given: given))

    def outputs_of_function(self, value: Callable[[Value], Value]) -> list[Any]:
        """Call the function once more, with the arguments that it was given then; return its outputs.

        value   returns the node that takes the place of a Value among the arguments

        Raises a CompileError if what the function sees is not what it was at the call.
        """
        if self.surroundings and (path := self.surroundings.changed()):
            raise CompileError(
                f"{path} has changed since {name_of(self.variant.owner.function)} was called, and the function must be "
                "called again for this derivative. Repair: take the derivative before anything changes."
            )
        args, kwargs = self.arguments.as_given(self.numbers, value)
        return self.variant.chosen(self.variant.owner.function(*args, **kwargs))

    def recorded_slopes(self, output: int, inputs: Sequence[Value]) -> list[Any]:
        """Return the partials as recorded Values, for derivatives of higher order.

        The function runs on leaves of its own, so that nothing flows through what the arguments were made from; later
        they are linked to the arguments, each to the Value that it stands for.
        """
        moving = len(self.variant.moving)
        leaf = {x: Value(x.data) for x in inputs[:moving]}
        run = Repetition(self.chance)

        def slopes() -> dict[Any, Any]:
            return slopes_within(run, self.outputs_of_function(lambda given: leaf.get(given, given))[output])

        found = run_in(run, True, slopes)
        of_arguments = [found.pop(leaf[x], 0.0) for x in inputs[:moving]]  # a Value that is given twice has it once
        for x, node in leaf.items():
            node.operation, node.inputs = identity, (x,)
        return of_arguments + [found.get(x, 0.0) for x in inputs[moving:]]

    def eager_slopes(self, output: int) -> list[float]:
        """Return the partials as eager computation gives them, with its errors, inf and nan."""
        values = [value for value in self.arguments.values if value is not None]
        return gradients(self.eager()[output], [*values, *self.variant.run.program.captured])


def slopes_within(run: Repetition, output: Any) -> dict[Any, Any]:
    """Return the recorded derivatives of an output with respect to what its run was given, by the chain rule."""
    flows: dict[Any, Any] = {output: 1.0}
    for node in reversed(topological_order(output) if isinstance(output, Value) else []):
        row = node.operation
        if row is None or node.info.trace is not run or node not in flows:
            continue
        flow = flows.pop(node)
        for x, slope in zip(node.inputs, row.slopes(*node.inputs, node)):
            if row.passes(slope):
                flows[x] = flows[x] + slope * flow if x in flows else slope * flow
    return flows


class WholeProgram(Operation):
    """A program as one operation."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "arity", len(self.domains))
        object.__setattr__(self, "restricted", False)  # no row to check: of many results, each has thousands of inputs

    def slopes(self, *point: Any) -> tuple[Any, ...]:
        """Return the partials; `eager_slopes` has raised the error if there is one."""
        return self.partials(*point)


def name_of(function: Callable[..., Any]) -> str:
    """Return the name of a function."""
    return str(getattr(function, "__name__", type(function).__name__))
