"""The function that `autograd.compile` gives: traces once for each structure of arguments, then runs programs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import update_wrapper
from importlib import import_module
from threading import RLock
from types import MethodType
from typing import Any, Literal
from warnings import warn

from autograd.compile.arrays import value_and_grad
from autograd.compile.backends import numpy_source
from autograd.compile.cache import MOST_VARIANTS, Cache
from autograd.compile.call import name_of
from autograd.compile.guards.again import agree
from autograd.compile.guards.surroundings import Surroundings, Wrapper
from autograd.compile.guards.watch import Chance, CompileError, user_line
from autograd.compile.lifting.listing import drawing, listing
from autograd.compile.lowering.run import Run
from autograd.compile.report import Log, count, report
from autograd.compile.tracing.arguments import Arguments
from autograd.compile.tracing.trace import repeated
from autograd.compile.training.step import Training
from autograd.compile.variant import Effect, Stats, Variant, effect
from autograd.context import CONTEXT
from autograd.support.gc_paused import gc_paused
from autograd.transforms.tree import Nested

MOST_THINGS = 64  # arguments such as models that are watched


class Listing:
    """A program, to be printed or drawn."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.instructions = run.program.instructions

    def __repr__(self) -> str:
        return listing(self.run.program)

    def draw(self) -> Any:
        """Return a picture: instructions as boxes, with arrows from what they read."""
        return drawing(self.run.program)

    def source(self) -> str:
        """Return the forward and backward pass as straight-line NumPy source."""
        return numpy_source.source(self.run.steps, numpy_source.Names(self.run.memory, self.run.steps.size))


class Compiled(Wrapper):
    """Like the function it was made from: the same call gives the same result, and `backward()` the same gradients."""

    def __init__(
        self,
        function: Callable[..., Nested],
        backend: Any,
        check: bool | Literal["always"] = True,
        dtype: str = "float64",
    ) -> None:
        update_wrapper(self, function, updated=())  # its name, its docstring and its signature
        self.function = function
        self.backend = backend
        self.dtype = dtype
        self.check = check
        self.cache = Cache()
        self.log = Log()
        self.things: dict[int, Any] = {}  # arguments that are watched, such as models
        self.turn = RLock()  # one call at a time: a program has one memory
        self.surroundings: Surroundings | None = None
        self.latest: Variant | None = None

    def __call__(self, *args: Nested, **kwargs: Nested) -> Nested:
        """Return the result of the function."""
        if CONTEXT.get().trace is not None:  # a compiled function inside another one is part of it
            return self.function(*args, **kwargs)
        arguments = Arguments(args, kwargs)
        if arguments.foreign:
            return self.function(*args, **kwargs)
        chance = Chance()
        with self.turn:
            variant = self.evaluate(arguments, chance)
            if variant is not None:
                return variant.result(arguments, chance)
        return repeated(self.function, arguments, chance)

    def __repr__(self) -> str:
        programs = count(sum(map(len, self.cache.variants.values())), "program")
        return f"<compiled {name_of(self.function)}: {programs}, {self.backend.NAME}, {self.dtype}>"

    def __reduce__(self) -> Any:
        """Copies and pickles hold no programs; one that a module has under the name of its function is only named."""
        home = sys.modules.get(getattr(self.function, "__module__", None) or "")
        if getattr(home, name_of(self.function), None) is self:
            return name_of(self.function)
        return import_module("autograd.compile").compile, (self.function, self.check, self.backend.NAME, self.dtype)

    def __get__(self, thing: Any, kind: type | None = None) -> Any:
        """Return the method of an object, where a class has this as an attribute: `@compile` above a method."""
        return self if thing is None else MethodType(self, thing)

    def lock(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function under the lock of this one, so that their calls take turns."""

        def in_turn(*inputs: Any) -> Any:
            with self.turn:
                return function(*inputs)

        return in_turn

    def value_and_grad(self, *args: Nested) -> tuple[float, Nested]:
        """Return (f(*args), gradient) as `autograd.value_and_grad(f)` does, in plain numbers; in arrays for arrays.

        For a function that gives one number; to what it captured, such as the parameters of a model, nothing flows.
        """
        return value_and_grad(self, args)

    def training(self, optimizer: Any, clip: float | None = None) -> Training:
        """Whole training steps: `with fast.training(optimizer) as step: loss = step(batch)`.

        optimizer   one of `nn.training.optimizers`; the function gives the loss, one Value
        clip        the length to which a longer gradient is cut
        """
        return Training(self, optimizer, clip)

    def evaluate(self, arguments: Arguments, chance: Chance, training: Training | None = None) -> Variant | None:
        """Compute with a program; return the variant that has the numbers, or None where eager must.

        Inside a `training` block, the numbers of the parameters are in its arrays and not in the Values.
        """
        seen = self.look(arguments, values_too=not (training and training.seen))
        if not seen.values.keys().isdisjoint(arguments.given):
            self.log.eager("a Value was given that the function has captured, too")
            return None
        key, variants = arguments.key, self.cache.of(arguments.key)
        for variant in variants:
            fine = variant.evaluate(arguments, chance, training)
            if fine is None:  # the function would take another branch
                continue
            if not fine:
                self.log.eager("the numbers were not finite")
                return None
            if not self.is_confirmed(variant, arguments, chance, training):
                variants.remove(variant)
                break
            self.cache.use(key, variant)
            self.latest = variant
            return variant
        if self.cache.is_full(key) and key not in self.cache.eager:
            self.cache.eager.add(key)
            warn(
                f"{name_of(self.function)} has taken {MOST_VARIANTS} different ways through its branches, for "
                "arguments of one structure; further ways are computed eagerly. Write branches on values as relu, "
                "maximum, abs, …",
                stacklevel=3,
            )
        if key in self.cache.eager:
            self.log.eager("there are too many programs for one structure, or one was not the function")
            return None
        return self.new_variant(arguments, chance, training)

    def new_variant(self, arguments: Arguments, chance: Chance, training: Training | None) -> Variant | None:
        """Trace the function, and compute with its new program; return None where eager must."""
        self.log.trace(self.cache.of(arguments.key))
        with gc_paused():
            if training:
                training.write()
            new = self.traced(arguments, chance)
        if new.differs:
            self.cache.eager.add(arguments.key)
            warn(
                f"{name_of(self.function)} is computed eagerly: {new.differs} of its program is not that of the "
                "function, which is an error of the compiler. Please report the function.",
                stacklevel=4,
            )
            self.log.eager("its program was not the function")
            return None
        self.cache.use(arguments.key, new)
        self.latest = new
        new.compared = bool(new.evaluate(arguments, chance, training))
        if not new.compared:
            self.log.eager("the numbers were not finite")
            return None
        return new

    def is_confirmed(self, variant: Variant, arguments: Arguments, chance: Chance, training: Training | None) -> bool:
        """Return whether a variant may be used: False if the function must be traced anew.

        When it is due, the function is traced again, to see that it is still what the program computes.
        """
        if not self.check:
            return True
        if not variant.compared:  # the function was called twice where numbers were not finite, which tells nothing
            return False
        if not variant.is_due():
            return True
        self.log.verifications += 1
        with gc_paused():
            if training:
                training.write()
            try:
                if not variant.is_still_the_function(arguments, chance):
                    return False
            except CompileError:
                self.surroundings = None  # so that all programs are dropped
                raise
        variant.evaluate(arguments, chance, training)
        return True

    def look(self, arguments: Arguments, values_too: bool = True) -> Surroundings:
        """Return what the function captures, as it is now; if that has changed, drop the programs made before."""
        new = [thing for thing in arguments.things if id(thing) not in self.things]
        if len(self.things) + len(new) > MOST_THINGS:
            self.surroundings, self.things, new = None, {}, arguments.things
        if self.surroundings and (path := self.surroundings.changed(values_too)):
            self.surroundings, self.log.changed = None, path
        if self.surroundings is None:
            self.cache.clear()
            self.things = {id(thing): thing for thing in arguments.things}
            self.surroundings = Surroundings(self.function, *arguments.things)
        elif new:
            self.things |= {id(thing): thing for thing in new}
            self.surroundings.also(*new)
        return self.surroundings

    def traced(self, arguments: Arguments, chance: Chance) -> Variant:
        """Return a program for these arguments; raise an error if the function always changes what it sees.

        What it does at the first call only, such as filling a cache, it has done when it is traced once more; it must
        then give the same numbers.
        """
        try:
            return Variant(self, arguments, chance)
        except Effect as found:
            path, numbers = str(found), found.numbers
            self.look(arguments)
        except (TypeError, AttributeError) as error:
            if all(arguments.moving):
                raise
            raise self.fails(error, arguments, chance) from error
        try:
            variant = Variant(self, arguments, chance)
        except Effect as found:
            path, variant = str(found), None
        if variant is not None and agree(variant.traced, numbers, exact=True):
            return variant
        self.surroundings = None
        raise effect(self.function, path)

    def fails(self, error: Exception, arguments: Arguments, chance: Chance) -> CompileError:
        """Return what to say of a function that a traced plain number does not suit; raise eager's own error first."""
        repeated(self.function, arguments, chance)
        return CompileError(
            f"{user_line(error)}: {error}, while plain numbers among the arguments are traced. Repair: compute this "
            "before the call, or give float(x) of each number to what fails."
        )

    @property
    def stats(self) -> Stats:
        """The statistics of the program that was used last."""
        return self.last().stats

    @property
    def program(self) -> Listing:
        """The program for the arguments that came last: print it, draw it, read its NumPy source."""
        return Listing(self.last().run)

    def explain(self) -> str:
        """Return what it has done so far, to be printed: its programs, what they hold for, why it was traced."""
        captured = len(self.surroundings.values) if self.surroundings else 0
        return report(name_of(self.function), self.log, self.cache.variants, captured)

    def last(self) -> Variant:
        """The program that was used last."""
        if self.latest is None:
            raise CompileError("there is no program yet: call the compiled function once, its first call traces it")
        return self.latest
