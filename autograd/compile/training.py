"""Whole training steps: parameters and what the optimiser remembers stay in flat arrays between the steps.

The rule of the optimiser is not written here again: it is applied to `Vector`s, and so writes down its own steps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import hypot
from operator import attrgetter
from types import TracebackType
from typing import Any, Protocol

import numpy as np

from autograd.compile.arguments import Arguments
from autograd.compile.graph import Integers
from autograd.compile.interrupts import Interrupts
from autograd.compile.run import Run
from autograd.compile.steps import Scribe, Steps, Vector
from autograd.compile.trace import repeated
from autograd.compile.views import dense
from autograd.compile.watch import Chance, CompileError
from autograd.structure import Nested, leaves, mapped
from autograd.value import Value


class Optimizer(Protocol):
    """What is asked of an optimiser: the rule for one number, and what it has counted and remembered."""

    parameters: list[Value]
    memory: list[tuple[float, ...]]
    fresh: tuple[float, ...]
    steps: int

    @property
    def rate(self) -> float: ...

    def moved(self, x: Any, g: Any, memory: Any, rate: Any) -> tuple[Any, Any]: ...


class Way(Protocol):
    """What is asked of a program."""

    run: Run
    outputs: Integers
    loss: list[int]
    moving: list[int]
    structure: Nested


class Compiled(Protocol):
    """What is asked of a compiled function."""

    @property
    def function(self) -> Callable[..., Nested]: ...
    @property
    def backend(self) -> Any: ...
    @property
    def dtype(self) -> str: ...
    def way(self, arguments: Arguments, chance: Chance, training: Training | None = None) -> Way | None: ...


class Update:
    """The rule of an optimiser on all parameters at once.

    What it remembers of a parameter is a block; a whole number that is remembered (a count) is the same for all.
    order      which parameter of the optimiser stands at each place of the blocks
    settings   the numbers and switches that the rule depends on; the learning rate is asked for at each step
    """

    def __init__(self, optimizer: Optimizer, backend: Any, dtype: str) -> None:
        size, fresh = len(optimizer.parameters), optimizer.fresh
        counts = [isinstance(kind, int) for kind in fresh]
        sizes = [size, *(1 if counted else size for counted in counts), size, 1]
        offsets = np.cumsum([0, *sizes]).tolist()
        views = [dense(at, (length,)) for at, length in zip(offsets, sizes)]
        steps = Steps(0)
        scribe = Scribe(steps.forward, offsets[-1], finite=True)
        block = backend.BLOCK or size
        for begin in range(0, size, block):  # block by block, so that intermediate results stay in the nearest cache
            part = slice(begin, min(begin + block, size))
            x, *memory, g, rate = (Vector(view.part(part) if view.size > 1 else view, scribe) for view in views)
            with scribe.scratch():
                new_x, new_memory = optimizer.moved(x, g, tuple(memory), rate)
                for old, new, counted in zip([x, *memory], [new_x, *new_memory], [False, *counts]):
                    if not counted or part.stop == size:
                        scribe.place(new, old.view)
        steps.memory = scribe.end
        all_, self.run, _ = backend.bound(steps, dtype)
        self.x, *self.memory, self.g, self.rate = (all_[view.offset :][: view.size] for view in views)
        self.state = all_[: offsets[-3]]  # all that moves
        self.optimizer, self.counts = optimizer, counts
        self.order = list(range(size))
        self.settings = attrgetter("fresh", *(name for name in vars(optimizer) if name not in CHANGING))
        self.written_down = self.settings(optimizer)

    def is_current(self) -> bool:
        """Whether the settings are those with which the rule was written down."""
        return bool(self.settings(self.optimizer) == self.written_down)

    def read(self) -> None:
        """Take over parameters and memory from the optimiser."""
        parameters, memory = self.optimizer.parameters, self.optimizer.memory
        self.x[:] = [parameters[i].data for i in self.order]
        for block, numbers, counted in zip(self.memory, zip(*memory), self.counts):
            if counted and len(set(numbers)) > 1:
                raise CompileError(
                    "the optimiser has moved its parameters different numbers of times; take a fresh one"
                )
            block[:] = numbers[0] if counted else [numbers[i] for i in self.order]

    def write(self) -> None:
        """Give parameters and memory back."""
        size = len(self.order)
        columns = [[int(b[0])] * size if counted else b.tolist() for b, counted in zip(self.memory, self.counts)]
        rows = list(zip(*columns)) if columns else [()] * size
        memory: list[tuple[float, ...]] = [()] * size
        for i, number, row in zip(self.order, self.x.tolist(), rows):
            self.optimizer.parameters[i].data = number
            memory[i] = row
        self.optimizer.memory = memory

    def write_gradients(self) -> None:
        """Give the gradients back."""
        for i, slope in zip(self.order, self.g.tolist()):
            self.optimizer.parameters[i].grad = slope

    def arrange(self, first: Sequence[int]) -> None:
        """Let these parameters come first, in this order."""
        old = {i: place for place, i in enumerate(self.order)}
        self.order = list(dict.fromkeys([*first, *self.order]))
        places = [old[i] for i in self.order]
        for block in (self.x, self.g, *self.memory):
            if len(block) == len(places):
                block[:] = block[places]

    def move(self) -> None:
        """One step of the optimiser."""
        self.rate[0] = self.optimizer.rate
        self.run()
        self.optimizer.steps += 1


CHANGING = ("parameters", "memory", "steps", "learning_rate", "schedule")  # what is no setting
Where = Integers | slice
FEW = 8  # to copy so many slices is faster than to gather


@dataclass
class Places:
    """Where a program and the blocks of an optimiser have the same parameters, and what else the program captured.

    shared   pairs of places: in the blocks, in the program
    all      whether these are all parameters
    """

    shared: list[tuple[Where, Where]]
    all: bool
    others: list[tuple[int, Value]]


class Training:
    """`with fast.training(optimizer) as step:` and then `step(batch)` for each batch, which gives the loss.

    It does what `zero_grad()`, `loss.backward()` and `optimizer.step()` do. Parameters, gradients and optimiser are up
    to date again when the block ends, by an error or Ctrl-C too; inside it, after `step.write()`. Whoever changes them
    there, or puts other Values into the lists of a model, calls `step.read()`.
    """

    def __init__(self, compiled: Compiled, optimizer: Optimizer, clip: float | None = None) -> None:
        self.compiled, self.optimizer, self.clip = compiled, optimizer, clip
        self.update = Update(optimizer, compiled.backend, compiled.dtype)
        self.place = {p: i for i, p in enumerate(optimizer.parameters)}
        self.known: dict[Way, Places] = {}
        self.interrupts = Interrupts()
        self.has_gradient = False
        self.seen = False  # whether a step has looked at the model since others could change it

    def __enter__(self) -> Training:
        self.read()
        self.interrupts.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.write()
        finally:
            self.interrupts.__exit__()

    def read(self) -> None:
        """Take over parameters and optimiser, which somebody may have changed."""
        self.seen = False
        if not self.update.is_current():
            self.update, self.known = Update(self.optimizer, self.compiled.backend, self.compiled.dtype), {}
        self.update.read()
        if self.has_gradient:
            self.update.g[:] = [self.optimizer.parameters[i].grad for i in self.update.order]

    def write(self) -> None:
        """Bring parameters, gradients and optimiser up to date."""
        self.update.write()
        if self.has_gradient:
            self.update.write_gradients()

    def __call__(self, *args: Nested, **kwargs: Nested) -> Nested:
        """One step: forward, backward, and the optimiser moves all parameters.

        Gives the loss before the step; of a function that gives the loss and more, (loss, …), all of it as numbers.
        """
        arguments, chance = Arguments(args, kwargs), Chance()
        result = self.by_program(arguments, chance)
        if result is None:
            result = self.eagerly(arguments, chance)
        self.cut()
        self.move()
        return result

    def computed(self, *args: Nested, **kwargs: Nested) -> Nested | None:
        """The loss as a step gives it, its gradient waiting to be cut and moved along; None where no program can."""
        return self.by_program(Arguments(args, kwargs), Chance())

    def by_program(self, arguments: Arguments, chance: Chance) -> Nested | None:
        """What the function gives, as numbers, and its gradient in the block; None where no program can."""
        way = self.compiled.way(arguments, chance, self)
        self.seen = True
        if way is None or not way.loss or not way.run.backward(way.loss, [1.0]):
            return None
        update, run, places = self.update, way.run, self.known[way]
        if not places.all:
            update.g.fill(0.0)
        for ours, theirs in places.shared:
            update.g[ours] = run.gradients[theirs]
        for at, value in places.others:
            value.grad += float(run.gradients[at])
        for at in way.moving:
            self.flow_to(arguments.values[at], float(run.gradients[at]))
        self.has_gradient = True
        if way.structure is None:
            return float(run.numbers[way.loss[0]])
        numbers = iter(run.numbers[way.outputs].tolist())
        return mapped(lambda x: next(numbers) if x is None else x, way.structure)

    def flow_to(self, argument: Any, slope: float) -> None:
        """Add to the gradient of an argument, which may be a parameter."""
        if argument in self.place:
            self.update.g[self.update.order.index(self.place[argument])] += slope
        else:
            argument.grad += slope

    @property
    def norm(self) -> float:
        """The length of the gradient."""
        g = self.update.g.astype(np.float64, copy=False)
        length = float(np.sqrt(np.vdot(g, g)))
        return length if 1e-150 < length < 1e150 else hypot(*self.update.g.tolist())  # beyond, squares leave the range

    def cut(self) -> None:
        """Shorten the gradient to the length that is asked for."""
        if self.clip is not None:
            factor = self.clip / (self.norm + 1e-6)
            if not factor >= 1.0:  # the rule of nn.optim.clip_grad_norm
                self.update.g *= factor

    def move(self) -> None:
        """Let the optimiser move all parameters; Ctrl-C waits until it has."""
        if not self.update.is_current():
            self.renew()
        self.interrupts.hold()
        try:
            self.update.move()
        finally:
            self.interrupts.release()

    def renew(self) -> None:
        """Write down the rule of the optimiser anew, whose settings have changed."""
        old, self.update = self.update, Update(self.optimizer, self.compiled.backend, self.compiled.dtype)
        self.update.order = old.order
        for new, block in zip((self.update.state, self.update.g), (old.state, old.g)):
            new[:] = block

    def load(self, way: Way, arguments: Arguments) -> None:
        """Give a program the numbers of the parameters, and of all else that it captured."""
        run, places = way.run, self.known.get(way) or self.places(way)
        for ours, theirs in places.shared:
            run.numbers[theirs] = self.update.x[ours]
        for at, value in places.others:
            run.numbers[at] = value.data
        for at in way.moving:
            argument: Any = arguments.values[at]
            if argument in self.place:
                run.numbers[at] = self.update.x[self.update.order.index(self.place[argument])]

    def places(self, way: Way) -> Places:
        """Where a program has the parameters; the first program decides how the blocks are arranged."""
        first, captured = way.run.program.arguments, way.run.program.captured
        ours = [(at, self.place[value]) for at, value in enumerate(captured, first) if value in self.place]
        if not self.known:
            self.update.arrange([i for _, i in ours])
        block = {i: at for at, i in enumerate(self.update.order)}
        self.known[way] = Places(
            shared=pairs([block[i] for _, i in ours], [at for at, _ in ours]),
            all=len(ours) == len(self.place),
            others=[(at, value) for at, value in enumerate(captured, first) if value not in self.place],
        )
        return self.known[way]

    def eagerly(self, arguments: Arguments, chance: Chance) -> Nested:
        """The same by the function itself, where the program cannot tell."""
        self.write()
        for p in self.optimizer.parameters:
            p.grad = 0.0
        result = repeated(self.compiled.function, arguments, chance)
        loss = next((x for x in leaves(result) if isinstance(x, Value)), None)
        if loss is None:
            raise CompileError(f"a training step needs a function that gives the loss, a Value, but it gave {result!r}")
        loss.backward()
        self.update.g[:] = [self.optimizer.parameters[i].grad for i in self.update.order]
        self.has_gradient = True
        return mapped(lambda x: x.data if isinstance(x, Value) else x, result)


def pairs(ours: list[int], theirs: list[int]) -> list[tuple[Where, Where]]:
    """Places that belong together, as slices where a few are enough: these are read without a copy."""
    at = np.array([ours, theirs], np.int64)
    runs = np.split(at, np.flatnonzero((np.diff(at) != 1).any(axis=0)) + 1, axis=1) if ours else []
    if len(runs) > FEW:
        return [(at[0], at[1])]
    return [(slice(a[0], a[-1] + 1), slice(b[0], b[-1] + 1)) for a, b in runs]
