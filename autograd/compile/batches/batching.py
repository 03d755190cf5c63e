"""`vmap` in a traced function: the function is traced on one sample, and its program widened for all of them.

Samples of another structure, or that take another way through the branches of the function, are traced for themselves.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from warnings import warn

import numpy as np

from autograd import value as engine
from autograd.compile.backends import numpy_source
from autograd.compile.batches.for_each import entry, for_each
from autograd.compile.batches.widen import Widening
from autograd.compile.guards.constants import ask_for_slopes
from autograd.compile.guards.watch import Chance, CompileError, Draw, Guard, Tracing
from autograd.compile.lifting.instructions import Program
from autograd.compile.lifting.lift import lifted
from autograd.compile.lowering.run import Run
from autograd.compile.proof.equal import is_body
from autograd.compile.tracing.arguments import Arguments, Key
from autograd.compile.tracing.graph import Booleans, Integers
from autograd.compile.tracing.plain import Plain
from autograd.compile.tracing.trace import filled, traced
from autograd.transforms.tree import Nested, leaves, mapped
from autograd.value import Value, data_of

Function = Callable[..., Nested]
SAME = 1e-6  # what the function gives for the last sample, beside its program: equal up to rounding


def results(trace: Tracing, function: Function, samples: Sequence[tuple[Nested, ...]]) -> list[Nested]:
    """Return the result for each sample; samples of the same structure and branches are recorded as one node."""
    alike: dict[Key, list[int]] = {}
    arguments = [Arguments(sample, {}) for sample in samples]
    for i, sample in enumerate(arguments):
        alike.setdefault(sample.key, []).append(i)
    found: dict[int, Nested] = {}
    for waiting in alike.values():
        while waiting:
            draws = len(trace.draws)
            group = Group(trace, function, [arguments[i] for i in waiting])
            if not group.usable:  # eager computation raises the error that explains it
                del trace.draws[draws:]
                found |= {i: function(*samples[i]) for i in waiting}
                break
            found |= {waiting[at]: result for at, result in group.results()}
            waiting = [i for i in waiting if i not in found]
    return [found[i] for i in range(len(samples))]


class Group:
    """Samples of one structure, and the program that was traced on the first of them.

    moving   which numbers of a sample require a gradient in at least one of the samples
    usable   whether the program is the function, and all numbers could be computed
    """

    def __init__(self, outer: Tracing, function: Function, samples: list[Arguments]) -> None:
        self.outer, self.name = outer, f"each {getattr(function, '__name__', type(function).__name__)}"
        first = copy(samples[0])
        first.values = [None if value in outer.plain else value for value in first.values]  # plain numbers stay so
        self.samples = samples
        self.trace = traced(function, first, SampleChance(outer), outer)
        outer.batched += len(self.trace.graph)
        self.program = lifted(self.trace.graph, len(samples))
        same_place = zip(*(sample.values for sample in samples))
        self.moving = [any(not (x is None or x in outer.plain) for x in values) for values in same_place]
        self.moving += [False] * len(self.trace.draws)
        self.inputs = [self.nodes(sample) for sample in samples]
        self.run = self.run_for(self.inputs)
        self.usable = self.is_proved() and self.run.forward()
        if self.usable:
            ask_for_slopes(self.trace)
            self.compare(function, samples[-1])

    def is_proved(self) -> bool:
        """Return whether the program is the function that was traced; otherwise warn of slow computation."""
        proved = is_body(self.trace.graph, self.program)
        if not proved:
            warn(
                f"vmap: {self.name} is traced for each sample by itself: its program is not the function, which is an "
                "error of the compiler. Please report the function.",
                stacklevel=2,
            )
        return proved

    def nodes(self, sample: Arguments) -> list[Value]:
        """Return the numbers of a sample, and those drawn for it, as nodes of the enclosing function."""
        given = [Value.lift(x) if value is None else value for x, value in zip(sample.numbers, sample.values)]
        return [*given, *map(self.outer.drawn, self.trace.draws)]

    def run_for(self, samples: list[list[Value]]) -> Run:
        """Return the program for these samples, in its own memory, with their numbers loaded."""
        program, count = self.program, len(samples) * self.program.arguments
        begin = count + len(program.captured) + len(program.constants)
        arguments = np.arange(count).reshape(len(samples), -1)
        wide = Widening(program, arguments, np.arange(count, begin), begin)
        together = Program(
            instructions=wide.instructions,
            size=wide.size,
            arguments=count,
            captured=program.captured,
            constants=program.constants,
            outputs=wide.outputs.ravel(),
        )
        run = Run(together, np.tile(np.array(self.moving, bool), len(samples)), numpy_source)
        run.arguments[:] = [data_of(x) for sample in samples for x in sample]
        run.captured[:] = [data_of(x) for x in program.captured]
        return run

    def results(self) -> Iterator[tuple[int, Nested]]:
        """Yield the index and the recorded result of each sample that takes the same branches as the first one."""
        holding = np.flatnonzero(self.holding())
        run = self.run
        if len(holding) < len(self.inputs):
            run = self.run_for([self.inputs[at] for at in holding])
            run.forward()
        each = for_each(self.name, self.program, len(holding))
        chosen = [x for at in holding for x in self.inputs[at]]
        constants = [Value.lift(x) for x in self.program.constants.tolist()]
        node = engine.record(each, (*chosen, *self.program.captured, *constants), 0.0)
        data = run.numbers[run.program.outputs].tolist()
        entries = iter([engine.record(entry(each, place), (node,), y) for place, y in enumerate(data)])
        structure = mapped(lambda x: None if isinstance(x, Value) else x, self.trace.result)
        for at in holding.tolist():
            yield at, self.filled(structure, entries, plain_sources(self.samples[at]))
            for guard in self.trace.guards:
                self.outer.guards.append(Guard(guard.compare, next(entries), next(entries), guard.outcome))

    def filled(self, structure: Nested, entries: Iterator[Value], sources: dict[Value, float]) -> Nested:
        """Return the result of a sample; a number in it is plain if it was made from plain numbers only."""
        results = (
            Plain(node, kind(data_of(node)), sources) if kind else node
            for kind, node in zip(self.trace.as_plain, entries)  # in this order, so that no entry is taken too many
        )
        return filled(structure, self.trace.outline, results)

    def holding(self) -> Booleans:
        """Return which samples take the same branches as the first one."""
        holds = np.ones(len(self.inputs), bool)
        sides = self.outputs()[:, len(self.trace.outputs) :]
        for i, guard in enumerate(self.trace.guards):
            left, right = self.run.numbers[sides[:, 2 * i]], self.run.numbers[sides[:, 2 * i + 1]]
            holds &= guard.compare(left, right) == guard.outcome
        holds[0] = True
        return holds

    def outputs(self) -> Integers:
        """Return the offsets of each sample's results."""
        return self.run.program.outputs.reshape(len(self.inputs), -1)

    def compare(self, function: Function, last: Arguments) -> None:
        """Raise a CompileError if the function computes something else for the last sample than for the first."""
        trace, outputs = self.trace, self.outputs()[:, : len(self.trace.outputs)]
        if len(self.inputs) > 1 and not trace.draws and self.holding()[-1]:
            again = traced(function, last, SampleChance(self.outer), self.outer)
            expected = [data_of(node) for node in again.outputs]
            found = self.run.numbers[outputs[-1]].tolist()
            if len(expected) != len(found) or not np.allclose(found, expected, rtol=SAME, atol=SAME):
                raise CompileError(
                    "vmap: the function does something else for the last sample than for the first. "
                    "What differs from sample to sample must be one of its arguments."
                )


def plain_sources(sample: Arguments) -> dict[Value, float]:
    """Return the plain numbers of the enclosing function that a sample was made from."""
    plain = [x for x in leaves(sample.args) if type(x) is Plain]
    return {node: number for x in plain for node, number in x.sources.items()}


class SampleChance(Chance):
    """The random numbers of a sample: the next ones of the call."""

    def __init__(self, outer: Tracing) -> None:
        self.outer, self.begin = outer, len(outer.draws)

    def number(self, place: int, draw: Draw) -> float:
        """Return the number with this index in the order of drawing."""
        return self.outer.chance.number(self.begin + place, draw)
