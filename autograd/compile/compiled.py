"""The function that `autograd.compile` gives: traces once for each structure of arguments, then runs programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from warnings import warn

from autograd.compile.arguments import Arguments, Key
from autograd.compile.arrays import value_and_grad
from autograd.compile.backends import numpy_source
from autograd.compile.guards.surroundings import Surroundings
from autograd.compile.guards.watch import Chance, CompileError
from autograd.compile.listing import drawing, listing
from autograd.compile.run import Run
from autograd.compile.trace import repeated
from autograd.compile.training.step import Training
from autograd.compile.way import Stats, Way, name_of
from autograd.context import CONTEXT
from autograd.support.gc_paused import gc_paused
from autograd.transforms.tree import Nested

MOST_WAYS = 16  # programs for one structure of arguments, one for each way that its branches go


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
        return numpy_source.source(self.run.steps, numpy_source.Names(self.run.memory, self.run.steps.size))


class Compiled:
    """Like the function it was made from: the same call gives the same result, and `backward()` the same gradients."""

    def __init__(
        self, function: Callable[..., Nested], backend: Any, check: bool = True, dtype: str = "float64"
    ) -> None:
        self.function = function
        self.backend = backend
        self.dtype = dtype
        self.check = check
        self.ways: dict[Key, list[Way]] = {}  # the programs for each structure of arguments, the latest first
        self.exhausted: set[Key] = set()  # structures with too many ways
        self.surroundings: Surroundings | None = None
        self.latest: Way | None = None

    def __call__(self, *args: Nested, **kwargs: Nested) -> Nested:
        """What the function gives."""
        if CONTEXT.get().trace is not None:  # a compiled function inside another one is part of it
            return self.function(*args, **kwargs)
        arguments = Arguments(args, kwargs)
        if arguments.foreign:
            return self.function(*args, **kwargs)
        chance = Chance()
        way = self.way(arguments, chance)
        return repeated(self.function, arguments, chance) if way is None else way.result(arguments, chance)

    def value_and_grad(self, *args: Nested) -> tuple[float, Nested]:
        """The pair (f(*args), gradient) as `autograd.value_and_grad(f)` has it, in plain numbers; of arrays in arrays.

        For a function that gives one number; to what it captured, such as the parameters of a model, nothing flows.
        """
        return value_and_grad(self, args)

    def training(self, optimizer: Any, clip: float | None = None) -> Training:
        """Whole training steps: `with fast.training(optimizer) as step: loss = step(batch)`.

        optimizer   one of `nn.training.optimizers`; the function gives the loss, one Value
        clip        the length to which a longer gradient is cut
        """
        return Training(self, optimizer, clip)

    def way(self, arguments: Arguments, chance: Chance, training: Training | None = None) -> Way | None:
        """A program that has computed the numbers for these arguments; None where eager must.

        Inside a training, the numbers of the parameters are there, and not in the Values.
        """
        if self.surroundings is None or self.surroundings.changed(values_too=not (training and training.seen)):
            self.ways.clear()
            self.exhausted.clear()
            self.surroundings = Surroundings(self.function)
        ways = self.ways.setdefault(arguments.key, [])
        for way in ways:
            went = way.goes(arguments, chance, training)
            if went and self.check and not way.compared:
                ways.remove(way)  # the function was called twice where numbers were not finite, which tells nothing
                break
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
        with gc_paused():
            if training:
                training.write()
            new = Way(self, arguments, chance)
        if new.differs:
            warn(
                f"{name_of(self.function)} is computed eagerly: {new.differs} of its program is not that of the "
                "function, which is an error of the compiler. Please report the function.",
                stacklevel=3,
            )
            self.exhausted.add(arguments.key)
            return None
        ways.insert(0, new)
        self.latest = new
        new.compared = bool(new.goes(arguments, chance, training))
        return new if new.compared else None

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
