"""Step 5b: a program bound to memory and a backend: numbers in, numbers and gradients out."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd.compile.backends import numpy_source
from autograd.compile.lifting.instructions import Program
from autograd.compile.lowering.steps import steps_of
from autograd.compile.tracing.graph import Booleans


class Run:
    """A program that can be run: `forward` computes the outputs, `backward` the gradients of all leaves."""

    def __init__(self, program: Program, moving: Booleans, backend: Any, dtype: str = "float64") -> None:
        self.program = program
        leaf_moves = np.zeros(program.leaves, bool)
        leaf_moves[: program.arguments] = moving
        leaf_moves[program.arguments : program.arguments + len(program.captured)] = True
        self.steps = steps_of(program, leaf_moves, backend.IN_ORDER)
        if not all(backend.knows(step.operation) for step in (*self.steps.forward, *self.steps.backward)):
            backend = numpy_source  # which knows every row
            self.steps = steps_of(program, leaf_moves, backend.IN_ORDER)
        self.memory, self.run_forward, self.run_backward = backend.bound(self.steps, dtype)
        self.numbers = self.memory[: program.size]
        self.gradients = self.memory[program.size : 2 * program.size]
        self.arguments = self.memory[: program.arguments]
        self.captured = self.memory[program.arguments :][: len(program.captured)]
        self.varying = program.arguments + len(program.captured)
        self.numbers[self.varying : program.leaves] = program.constants
        for view, table in self.steps.copies:
            self.memory[view.offset : view.offset + view.size] = self.memory[table.ravel()]
        ends = program.outputs
        self.ends = slice(ends[0], ends[-1] + 1) if len(ends) and (np.diff(ends) == 1).all() else ends

    def forward(self) -> bool:
        """Compute all numbers from the leaves; return whether that worked and every number is finite."""
        return self.worked(self.run_forward)

    def backward(self, outputs: Sequence[int], seeds: Sequence[float]) -> bool:
        """Compute the gradient of Σ seed · output with respect to every number; return whether all of it is finite."""
        self.gradients[self.ends] = 0.0
        for place, seed in zip(outputs, seeds):
            self.gradients[place] += seed
        return self.worked(self.run_backward)

    @staticmethod
    def worked(run: Callable[[], None]) -> bool:
        """Return whether no error was raised."""
        try:
            run()
        except (ArithmeticError, ValueError, IndexError):
            return False
        return True
