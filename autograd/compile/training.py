"""Whole training steps: parameters and what the optimiser remembers stay in flat arrays between the steps.

The rule of the optimiser is not written here again: it is applied to `Vector`s, and so writes down its own steps.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from autograd.compile.arguments import Arguments
from autograd.compile.graph import Integers
from autograd.compile.steps import Scribe, Steps, Vector
from autograd.compile.views import dense
from autograd.compile.watch import CompileError
from autograd.structure import Nested, leaves
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.compile.compiled import Compiled, Way


class Optimizer(Protocol):
    """What is asked of an optimiser: the rule for one number, and what it has counted and remembered."""

    parameters: list[Value]
    memory: list[tuple[float, ...]]
    fresh: tuple[float, ...]
    steps: int

    @property
    def rate(self) -> float: ...

    def moved(self, x: Any, g: Any, memory: Any, rate: Any) -> tuple[Any, Any]: ...


class Update:
    """The rule of an optimiser on all parameters at once.

    What it remembers of a parameter is a block; a whole number that is remembered (a count) is the same for all.
    """

    def __init__(self, optimizer: Optimizer, backend: Any) -> None:
        size, fresh = len(optimizer.parameters), optimizer.fresh
        counts = [isinstance(kind, int) for kind in fresh]
        sizes = [size, size, 1, *(1 if counted else size for counted in counts)]
        offsets = np.cumsum([0, *sizes]).tolist()
        views = [dense(at, (length,)) for at, length in zip(offsets, sizes)]
        steps = Steps(0)
        scribe = Scribe(steps.forward, offsets[-1], finite=True)
        block = backend.BLOCK or size
        for begin in range(0, size, block):  # block by block, so that intermediate results stay in the nearest cache
            part = slice(begin, min(begin + block, size))
            x, g, rate, *memory = (Vector(view.part(part) if view.size > 1 else view, scribe) for view in views)
            with scribe.scratch():
                new_x, new_memory = optimizer.moved(x, g, tuple(memory), rate)
                for old, new, counted in zip([x, *memory], [new_x, *new_memory], [False, *counts]):
                    if not counted or part.stop == size:
                        scribe.deliver(new, old.view, adds=False)
        steps.memory = scribe.end
        memory_, self.run, _ = backend.bound(steps)
        self.x, self.g, self.rate, *self.memory = (memory_[view.offset :][: view.size] for view in views)
        self.optimizer, self.counts = optimizer, counts

    def read(self) -> None:
        """Take over parameters and memory from the optimiser."""
        self.x[:] = [p.data for p in self.optimizer.parameters]
        for block, numbers, counted in zip(self.memory, zip(*self.optimizer.memory), self.counts):
            if counted and len(set(numbers)) > 1:
                raise CompileError(
                    "the optimiser has moved its parameters different numbers of times; take a fresh one"
                )
            block[:] = numbers[0] if counted else numbers

    def write(self) -> None:
        """Give parameters and memory back."""
        for p, number in zip(self.optimizer.parameters, self.x.tolist()):
            p.data = number
        size = len(self.x)
        columns = [[int(b[0])] * size if counted else b.tolist() for b, counted in zip(self.memory, self.counts)]
        self.optimizer.memory = list(zip(*columns)) if columns else [()] * size

    def move(self) -> None:
        """One step of the optimiser."""
        self.rate[0] = self.optimizer.rate
        self.run()
        self.optimizer.steps += 1


class Training:
    """`with fast.training(optimizer) as step:` and then `step(batch)` for each batch, which gives the loss.

    Parameters and optimiser are up to date again when the block ends, by an error or Ctrl-C too; inside it,
    after `step.write()`.
    """

    def __init__(self, compiled: Compiled, optimizer: Optimizer, clip: float | None = None) -> None:
        self.compiled, self.optimizer, self.clip = compiled, optimizer, clip
        self.update = Update(optimizer, compiled.backend)
        self.place = {p: i for i, p in enumerate(optimizer.parameters)}
        self.order: dict[Way, tuple[Integers, Integers]] = {}  # where the optimiser has what a program captured

    def __enter__(self) -> Training:
        self.update.read()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.write()

    def write(self) -> None:
        """Bring the parameters and the optimiser up to date."""
        self.update.write()

    def __call__(self, *args: Nested, **kwargs: Nested) -> float:
        """One step: forward, backward, and the optimiser moves all parameters. Gives the loss before the step."""
        loss = self.gradient(Arguments(args, kwargs))
        if self.clip is not None:
            factor = self.clip / (float(np.sqrt(np.vdot(self.update.g, self.update.g))) + 1e-6)
            if not factor >= 1.0:  # the rule of nn.optim.clip_grad_norm
                self.update.g *= factor
        self.update.move()
        return loss

    def gradient(self, arguments: Arguments) -> float:
        """Compute the loss, and leave the gradient in the flat array."""
        way = self.compiled.way(arguments, self)
        if way is None or len(way.outputs) != 1 or not way.run.backward(way.outputs, [1.0]):
            return self.eager_gradient(arguments)
        at, places = self.order[way]
        self.update.g.fill(0.0)
        self.update.g[at] = way.run.gradients[places]
        return float(way.run.numbers[way.outputs[0]])

    def captured(self, way: Way) -> Any:
        """The numbers of the captured values of a program."""
        if way not in self.order:
            values, first = way.run.program.captured, way.run.program.arguments
            ours = [i for i, value in enumerate(values) if value in self.place]
            at = np.array([self.place[values[i]] for i in ours], np.int64)
            self.order[way] = (at, first + np.array(ours, np.int64))
            if len(ours) < len(values):
                raise CompileError("the function uses Values that the optimiser does not move; pass them as arguments")
        return self.update.x[self.order[way][0]]

    def eager_gradient(self, arguments: Arguments) -> float:
        """The same by the function itself, where the program cannot tell."""
        self.write()
        for p in self.optimizer.parameters:
            p.grad = 0.0
        result = self.compiled.function(*arguments.args, **arguments.kwargs)
        (loss,) = [x for x in leaves(result) if isinstance(x, Value)]
        loss.backward()
        self.update.g[:] = [p.grad for p in self.optimizer.parameters]
        return loss.data
