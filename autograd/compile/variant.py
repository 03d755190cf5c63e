"""A variant of a function: its program for one structure of arguments and one way through the branches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Literal, Protocol

import numpy as np

from autograd.compile.call import Call, name_of
from autograd.compile.guards.again import agree, brief, numbers_in
from autograd.compile.guards.constants import ask_for_slopes
from autograd.compile.guards.memory import same
from autograd.compile.guards.surroundings import Surroundings
from autograd.compile.guards.watch import Chance, CompileError
from autograd.compile.lifting.lift import lifted
from autograd.compile.lowering.run import Run
from autograd.compile.proof.equal import Specification, difference
from autograd.compile.proof.fingerprint import Fingerprint
from autograd.compile.tracing.arguments import Arguments
from autograd.compile.tracing.graph import Floats, Integers
from autograd.compile.tracing.trace import Trace, filled, repeated, traced
from autograd.compile.training.step import Compiled, Training
from autograd.transforms.tree import Nested, leaves, mapped
from autograd.value import Value, record


class Owner(Compiled, Protocol):
    """The interface of the compiled function that a variant belongs to."""

    @property
    def check(self) -> bool | Literal["always"]: ...
    @property
    def surroundings(self) -> Surroundings | None: ...
    @property
    def lock(self) -> Callable[[Callable[..., Any]], Callable[..., Any]]: ...


@dataclass
class Stats:
    """What compiling found and how long it took."""

    nodes: int
    instructions: int
    trace_seconds: float
    lift_seconds: float


class Variant:
    """The program for one structure of arguments and one way through the branches of the function.

    structure   of the result, None standing for what the program computes
    outputs     the places of these; `loss` that of the first, if nothing else stands before it
    differs     where the program is not the function that was traced, "" if it is
    compared    whether the numbers of its first call were finite, so that a second one could be told from it
    price       the seconds that it took to trace the function; `spent` those that the program has run since
    """

    def __init__(self, owner: Owner, arguments: Arguments, chance: Chance) -> None:
        self.owner = owner
        begin = perf_counter()
        trace = traced(owner.function, arguments, chance)
        if owner.surroundings and (path := owner.surroundings.changed()):
            raise Effect(path, numbers_in(trace.result))
        self.traced = numbers_in(trace.result)
        if owner.surroundings and any(id(held) in owner.surroundings.seen for held in trace.containers):
            raise CompileError(SAME_LIST.format(name_of(owner.function), "a list or dict that it has captured"))
        middle = perf_counter()
        program = lifted(trace.graph)
        moving = np.array(arguments.moving + [False] * len(trace.draws), bool)
        self.run = Run(program, moving, owner.backend, owner.dtype)
        self.stats = Stats(
            len(trace.graph) + trace.run.batched, len(program.instructions), middle - begin, perf_counter() - middle
        )
        self.structure = mapped(lambda x: None if isinstance(x, Value) else x, trace.result)
        self.outputs = program.outputs[: len(trace.outputs)]
        sides = program.outputs[len(trace.outputs) :].reshape(-1, 2).T
        self.guards = Guards(trace, sides)
        self.comparisons = len(trace.guards)
        self.draws = trace.draws
        has_loss = len(trace.outputs) > 0 and next(leaves(self.structure), 0.0) is None
        self.loss = self.outputs[:1].tolist() if has_loss else []
        self.moving = [i for i, moves in enumerate(arguments.moving) if moves]
        captured = range(program.arguments, program.arguments + len(program.captured))
        self.variables = np.array([*self.moving, *captured], np.int64)  # indices of what requires a gradient
        self.clock = 0
        self.compared = False  # whether its first numbers were finite, so that a second call could tell something
        self.plain = trace.as_plain  # of what kind the results are that are plain numbers
        self.outline = trace.outline
        self.same = sameness(trace, program.captured)
        self.frozen = frozen_places(trace, arguments)
        specification = Specification(trace.graph, np.flatnonzero(moving))
        self.differs = difference(specification, program, self.run.steps)
        self.fingerprint = Fingerprint.of(trace, specification, self.structure)
        if owner.check:
            ask_for_slopes(trace)
            self.repeats(trace, arguments, chance)
        self.price, self.spent = perf_counter() - begin, 0.0

    def evaluate(self, arguments: Arguments, chance: Chance, training: Training | None = None) -> bool | None:
        """Run the program; return whether its numbers are right, or None where the function would branch otherwise."""
        if self.frozen and not all(same(arguments.numbers[at], x) for at, x in self.frozen):
            return None
        begin = perf_counter()
        self.clock += 1
        arguments.fill(self.run.arguments)
        if self.draws:
            drawn = [chance.number(place, draw) for place, draw in enumerate(self.draws)]
            self.run.arguments[-len(drawn) :] = drawn
        if training:
            training.load(self, arguments)
        else:
            self.run.captured[:] = [x.data for x in self.run.program.captured]
        fine = self.run.forward()
        self.spent += perf_counter() - begin
        return fine if self.holds() else None

    def is_due(self) -> bool:
        """Return whether the function should be traced again, which takes at most one part in twenty of the time."""
        return self.owner.check == "always" or self.spent > TIMES * self.price

    def is_still_the_function(self, arguments: Arguments, chance: Chance) -> bool:
        """Trace the function again; return whether it went the same way through its branches.

        Raises a CompileError where it computes something else than it did when it was traced first.
        """
        owner, begin = self.owner, perf_counter()
        trace = traced(owner.function, arguments, chance)
        moving = np.flatnonzero(arguments.moving + [False] * len(trace.draws))
        structure = mapped(lambda x: None if isinstance(x, Value) else x, trace.result)
        found = Fingerprint.of(trace, Specification(trace.graph, moving), structure)
        self.price, self.spent = perf_counter() - begin, 0.0
        if found.goes_another_way(self.fingerprint):
            return False
        if owner.surroundings and (path := owner.surroundings.changed()):
            raise effect(owner.function, path)
        if not found.is_of_the_same_function(self.fingerprint):
            raise CompileError(
                f"{name_of(owner.function)} computes something else for arguments of the same structure than when it "
                f"was traced, {self.clock} calls ago: it depends on something that is not watched, and results since "
                "then may be wrong. Repair: make what changes an argument."
            )
        return True

    def holds(self) -> bool:
        """Return whether the function would take the same branches for what was computed."""
        return self.guards.hold(self.run.numbers)

    def load(self, numbers: Sequence[float], captured: Sequence[float]) -> None:
        """Load the numbers that vary from call to call into the memory."""
        self.clock += 1
        self.run.arguments[:] = numbers
        self.run.captured[:] = captured

    def result(self, arguments: Arguments, chance: Chance) -> Nested:
        """Return the results, as Values whose `backward` runs the program backward."""
        inputs = (*(arguments.values[i] for i in self.moving), *self.run.program.captured)
        call = Call(self, arguments, chance, self.run.arguments.tolist())
        results: list[Any] = []
        for i, (y, kind, same_as) in enumerate(zip(self.run.numbers[self.outputs].tolist(), self.plain, self.same)):
            if kind:
                results.append(kind(y))
            elif same_as is None:
                results.append(record(call.operation(i), inputs, y))  # type: ignore[arg-type]
            else:
                results.append(same_as(arguments.values, results))
        return filled(self.structure, self.outline, iter(results))

    def chosen(self, result: Nested) -> list[Any]:
        """Return the parts of a result of the function that the program computes."""
        return [x for x, kept in zip(leaves(result), leaves(self.structure)) if kept is None]

    def repeats(self, trace: Trace, arguments: Arguments, chance: Chance) -> None:
        """Raise a CompileError where the function gives other numbers when it is called again."""
        if trace.run.batched:  # a function that is long because something is batched is compared sample by sample
            return
        again = repeated(self.owner.function, arguments, chance, recording=False)
        exact = not arguments.arrays and not any(trace.as_plain)  # NumPy, and Python's sum, add in another order
        if not agree(numbers_in(again), numbers_in(trace.result), exact):
            raise CompileError(
                f"{name_of(self.owner.function)} gives other numbers when it is called again with the same "
                f"arguments: {brief(trace.result)} and {brief(again)}. Whatever differs from call to call (random "
                "numbers, the time) must be an argument, or come from autograd.sample(draw); and what is asked of "
                "an argument must not be its type(x): write isinstance(x, float)."
            )


class Guards:
    """The comparisons that decided the way a function went, on the memory of its program."""

    def __init__(self, trace: Trace, sides: Integers) -> None:
        groups: dict[Callable[[Any, Any], Any], list[int]] = {}
        for i, guard in enumerate(trace.guards):
            groups.setdefault(guard.compare, []).append(i)
        outcomes = np.array([guard.outcome for guard in trace.guards], bool)
        self.groups = [(compare, sides[0, at], sides[1, at], outcomes[at]) for compare, at in groups.items()]

    def hold(self, numbers: Floats) -> bool:
        """Return whether every comparison comes out as it did in the trace."""
        return not self.groups or all(
            (compare(numbers[a], numbers[b]) == outcomes).all() for compare, a, b, outcomes in self.groups
        )


TIMES = 20  # as long as tracing takes, a program runs before its function is traced again
SAME_LIST = "{} gives {}, of which a program would give a copy. Repair: return a new one, such as list(xs) or dict(d)."
SameAs = Callable[[Sequence[Any], Sequence[Any]], Any]  # of the Values of the arguments, and of the results so far


def sameness(trace: Trace, captured: Sequence[Value]) -> list[SameAs | None]:
    """Return which results exist already: as an argument, a captured Value or an earlier result."""
    known: dict[Value, SameAs] = {}
    for i, node in enumerate(trace.inputs[: len(trace.inputs) - len(trace.draws)]):
        known[node] = lambda arguments, results, i=i: arguments[i]  # type: ignore[misc]
    for value in captured:
        known[value] = lambda arguments, results, value=value: value  # type: ignore[misc]
    found: list[SameAs | None] = []
    for i, node in enumerate(trace.outputs):
        found.append(known.get(node))
        known.setdefault(node, lambda arguments, results, i=i: results[i])  # type: ignore[misc]
    return found


def effect(function: Callable[..., Any], path: str) -> CompileError:
    """Return the error that says of a function that it changes what it sees."""
    return CompileError(
        f"{name_of(function)} changes {path} when it is called, which a program would not do. Repair: return what is "
        "new, and change it after the call."
    )


class Effect(Exception):
    """Raised when a function changes something that it reads: its path, and the numbers that the function gave."""

    def __init__(self, path: str, numbers: list[float]) -> None:
        super().__init__(path)
        self.numbers = numbers


def frozen_places(trace: Trace, arguments: Arguments) -> list[tuple[int, Any]]:
    """Return the indices of the arguments whose numbers the program depends on, and these numbers."""
    place = {node: at for at, node in enumerate(trace.inputs)}
    return [(place[node], arguments.numbers[place[node]]) for node in trace.run.frozen]
