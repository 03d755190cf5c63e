"""Whole training steps: parameters and what the optimiser remembers stay in flat arrays between the steps."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from math import hypot
from types import TracebackType
from typing import Any, Protocol

import numpy as np

from autograd.compile.guards.watch import Chance, CompileError
from autograd.compile.lowering.run import Run
from autograd.compile.tracing.arguments import Arguments
from autograd.compile.tracing.graph import Integers
from autograd.compile.tracing.trace import repeated
from autograd.compile.training.absence import Absence
from autograd.compile.training.interrupts import Interrupts
from autograd.compile.training.update import Optimizer, Update
from autograd.transforms.tree import Nested, leaves, mapped
from autograd.value import Value


class Variant(Protocol):
    """The interface of a program."""

    run: Run
    outputs: Integers
    loss: list[int]
    moving: list[int]
    structure: Nested


class Compiled(Protocol):
    """The interface of a compiled function."""

    @property
    def function(self) -> Callable[..., Nested]: ...
    @property
    def backend(self) -> Any: ...
    @property
    def dtype(self) -> str: ...
    @property
    def turn(self) -> AbstractContextManager[Any]: ...
    def evaluate(self, arguments: Arguments, chance: Chance, training: Training | None = None) -> Variant | None: ...


FEW = 8  # to copy so many pieces is faster than to gather
Copies = list[tuple[Any, Any]]  # of arrays: to, from


@dataclass
class Places:
    """Where a program and the blocks of an optimiser have the same parameters, and what else the program captured.

    loads, slopes   numbers that are copied before the program runs, and gradients after it: pieces side by side in both
    scattered       the parameters that are not: places in the blocks, in the program
    missing         pieces of the gradient block for parameters that the program does not have
    """

    loads: Copies
    slopes: Copies
    scattered: Integers
    missing: list[Any]
    others: list[tuple[int, Value]]


class Training:
    """`with fast.training(optimizer) as step:` and then `step(batch)` for each batch, which gives the loss.

    It does what `zero_grad()`, `loss.backward()` and `optimizer.step()` do, but the numbers stay in arrays.
    When a parameter or its gradient is read, all of them are written back first, and the optimiser's state too; the
    next step begins with what it finds there. They are also written back when the block ends, even by an error or
    Ctrl-C. A new list of states that the optimiser is given between the steps is taken over. Call `step.write()` before
    reading the optimiser's state alone or changing entries of it or of its parameters, and `step.read()` after changing
    the lists of a model.
    """

    def __init__(self, compiled: Compiled, optimizer: Optimizer, clip: float | None = None) -> None:
        self.compiled, self.optimizer, self.clip = compiled, optimizer, clip
        self.interrupts = Interrupts()
        self.begin()
        self.seen = False  # whether a step has looked at the model since others could change it

    def begin(self) -> None:
        """Set up the blocks for the parameters that the optimiser moves."""
        self.update = Update(self.optimizer, self.compiled.backend, self.compiled.dtype)
        self.place = {p: i for i, p in enumerate(self.optimizer.parameters)}
        self.known: dict[Variant, Places] = {}
        self.absence = Absence(self.optimizer.parameters, self.write)
        self.has_gradient = False

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
        """Copy parameters and optimiser state into the arrays, since they may have been changed."""
        self.seen = False
        if not self.update.has_its_parameters():
            self.begin()
        elif not self.update.is_current():
            self.update, self.known = Update(self.optimizer, self.compiled.backend, self.compiled.dtype), {}
        self.update.read()
        if self.has_gradient:
            self.update.g[:] = [self.optimizer.parameters[i].grad for i in self.update.order]

    def write(self) -> None:
        """Copy parameters, gradients and optimiser state back from the arrays."""
        if self.absence.over:
            return
        self.interrupts.hold()
        try:
            self.absence.end()
            self.update.write()
            if self.has_gradient:
                self.update.write_gradients()
        finally:
            self.interrupts.release()

    def __call__(self, *args: Nested, **kwargs: Nested) -> Nested:
        """Take one step: forward, backward, and let the optimiser move all parameters.

        Gives the loss before the step; of a function that gives the loss and more, (loss, …), all of it as numbers.
        """
        arguments, chance = Arguments(args, kwargs), Chance()
        with self.compiled.turn:
            result = self.by_program(arguments, chance)
            if result is None:
                result = self.eagerly(arguments, chance)
            self.cut()
            self.move()
        return result

    def computed(self, *args: Nested, **kwargs: Nested) -> Nested | None:
        """The loss as a step gives it, its gradient waiting to be cut and moved along; None where no program can."""
        with self.compiled.turn:
            return self.by_program(Arguments(args, kwargs), Chance())

    def by_program(self, arguments: Arguments, chance: Chance) -> Nested | None:
        """Return the result as numbers, with its gradient in the block; None where no program can compute it."""
        self.take_over_lists()
        if self.absence.over:
            self.read()  # what somebody may have changed
        variant = self.compiled.evaluate(arguments, chance, self)
        self.seen = True
        if variant is None or not variant.loss or not variant.run.backward(variant.loss, [1.0]):
            return None
        self.absence.begin()
        update, run, places = self.update, variant.run, self.known[variant]
        if not (
            places.slopes or places.scattered.size or any(arguments.values[at] in self.place for at in variant.moving)
        ):
            raise CompileError(
                "the loss is made of none of the parameters that the optimiser moves; give the optimiser those of the "
                "model that is trained"
            )
        for to, slopes in places.slopes:
            to[:] = slopes
        if places.scattered.size:
            update.g[places.scattered[0]] = run.gradients[places.scattered[1]]
        for block in places.missing:
            block.fill(0.0)
        for at, value in places.others:
            value.grad += float(run.gradients[at])
        for at in variant.moving:
            self.flow_to(arguments.values[at], float(run.gradients[at]))
        self.has_gradient = True
        if variant.structure is None:
            return float(run.numbers[variant.loss[0]])
        numbers = iter(run.numbers[variant.outputs].tolist())
        return mapped(lambda x: next(numbers) if x is None else x, variant.structure)

    def take_over_lists(self) -> None:
        """Bring the numbers back if the optimiser has been given another state; its parameters may not change so."""
        if self.absence.over or self.update.has_its_lists():
            return
        self.write()
        if not self.update.has_its_parameters():
            raise CompileError(
                "the parameters of the optimiser were changed while what it remembers of them was in arrays. "
                "Repair: call step.write() before changing them."
            )

    def flow_to(self, argument: Any, slope: float) -> None:
        """Add to the gradient of an argument, which may be a parameter."""
        if argument in self.place:
            self.update.g[self.update.order.index(self.place[argument])] += slope
        else:
            argument.grad += slope

    @property
    def norm(self) -> float:
        """Return the length of the gradient."""
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
        if self.absence.over:
            self.read()  # somebody has looked since the gradient was computed
        if not self.update.is_current():
            self.renew()
        self.interrupts.hold()
        try:
            self.absence.begin()
            if not self.update.move():
                self.write()
                self.optimizer.step()  # says what is wrong
        finally:
            self.interrupts.release()

    def renew(self) -> None:
        """Write down the rule of the optimiser again, because its settings have changed."""
        old, self.update = self.update, Update(self.optimizer, self.compiled.backend, self.compiled.dtype)
        self.update.order, self.known = old.order, {}
        for new, block in zip((self.update.moving, self.update.g), (old.moving, old.g)):
            new[:] = block

    def load(self, variant: Variant, arguments: Arguments) -> None:
        """Give a program the numbers of the parameters, and of all else that it captured."""
        run, places = variant.run, self.known.get(variant) or self.places(variant)
        for to, numbers in places.loads:
            to[:] = numbers
        if places.scattered.size:
            run.numbers[places.scattered[1]] = self.update.x[places.scattered[0]]
        for at, value in places.others:
            run.numbers[at] = value.data
        for at in variant.moving:
            argument: Any = arguments.values[at]
            if argument in self.place:
                run.numbers[at] = self.update.x[self.update.order.index(self.place[argument])]

    def places(self, variant: Variant) -> Places:
        """Return where a program has the parameters; the first program decides how the blocks are arranged."""
        first, captured = variant.run.program.arguments, variant.run.program.captured
        ours = [(at, self.place[value]) for at, value in enumerate(captured, first) if value in self.place]
        if not self.known:
            self.update.arrange([i for _, i in ours])
        block = {i: at for at, i in enumerate(self.update.order)}
        shared = np.array([[block[i] for _, i in ours], [at for at, _ in ours]], np.int64)
        slices = pieces(shared)
        few = slices if len(slices) <= FEW else []
        x, g, run = self.update.x, self.update.g, variant.run
        self.known[variant] = Places(
            loads=[(run.numbers[theirs], x[mine]) for mine, theirs in few],
            slopes=[(g[mine], run.gradients[theirs]) for mine, theirs in few],
            scattered=shared[:, :0] if few else shared,
            missing=[g[mine] for (mine,) in pieces(np.setdiff1d(np.arange(len(x)), shared[0])[None])],
            others=[(at, value) for at, value in enumerate(captured, first) if value not in self.place],
        )
        return self.known[variant]

    def eagerly(self, arguments: Arguments, chance: Chance) -> Nested:
        """Take the step with the function itself, for a case that the program cannot decide."""
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
        self.absence.begin()
        return mapped(lambda x: x.data if isinstance(x, Value) else x, result)


def pieces(places: Integers) -> list[list[slice]]:
    """Return rows of places as slices in which all rows count up by one."""
    runs = np.split(places, np.flatnonzero((np.diff(places) != 1).any(axis=0)) + 1, axis=1) if places.size else []
    return [[slice(int(at[0]), int(at[-1]) + 1) for at in run] for run in runs]
