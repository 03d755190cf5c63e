"""Whatever changes a number that a program gives, or a gradient, is seen: steps are changed at random."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("numpy")

import numpy as np

import autograd
import nn
from autograd import Value, logsumexp, mean, take, vmap
from autograd.compile.backends import numpy_source
from autograd.compile.guards.watch import Chance
from autograd.compile.lifting.lift import lifted
from autograd.compile.lowering.steps import steps_of
from autograd.compile.lowering.views import View
from autograd.compile.proof.equal import Specification, difference
from autograd.compile.tracing.arguments import Arguments
from autograd.compile.tracing.trace import traced
from tests.examples import examples


def batch():
    network = nn.MLP(3, [4, 3], activation="tanh", random=random.Random(0))

    def surprise(x, target):
        logits = network(x)
        return logsumexp(logits) - take(logits, target)

    return lambda xs, targets: mean(vmap(surprise)(xs, targets)), (rows(4, 3), [0.0, 2.0, 1.0, 1.0])


def mixture():
    def f(lists):
        sums = [autograd.sum(x * x for x in row) for row in lists]
        matrix = [sum(a * b for a, b in zip(one[:2], other[:2])) / 3.0 for one in lists for other in lists]
        crossed = [(lists[2][i] * lists[2][j]).tanh() for i, j in ((0, 3), (1, 2), (3, 0))]
        return [*sums, logsumexp([*matrix, *crossed]) - sums[0] / sums[1]]

    return f, ([row for size in (2, 3, 4) for row in rows(1, size)],)


def rows(samples, size):
    generator = random.Random(0)
    return [[Value(generator.uniform(0.5, 1.5)) for _ in range(size)] for _ in range(samples)]


class Lifted:
    """A function that was traced and lifted, to be changed."""

    def __init__(self, make, in_order):
        f, args = make()
        arguments = Arguments(args, {})
        self.trace = traced(f, arguments, Chance())
        self.program = lifted(self.trace.graph)
        self.moving = np.flatnonzero(arguments.moving)
        self.specification = Specification(self.trace.graph, self.moving)
        self.leaves = np.zeros(self.program.leaves, bool)
        self.leaves[self.moving] = True
        self.first = self.program.arguments + len(self.program.captured)
        self.leaves[self.program.arguments : self.first] = True
        self.in_order, self.numbers = in_order, arguments.numbers
        self.right = self.results(self.steps())

    def steps(self):
        return steps_of(self.program, self.leaves, self.in_order)

    def results(self, steps):
        """Outputs and gradients in floats; what no step has set is not 0."""
        program = self.program
        memory, forward, backward = numpy_source.bound(steps, "float64")
        memory[:] = np.random.default_rng(0).uniform(1.0, 2.0, len(memory))
        memory[: program.arguments] = self.numbers
        memory[program.arguments : self.first] = [x.data for x in program.captured]
        memory[self.first : program.leaves] = program.constants
        for view, table in steps.copies:
            memory[view.places()] = memory[table]
        seeds = program.size + program.outputs
        try:
            forward()
            outputs = memory[program.outputs].tolist()
            memory[seeds] = 0.0
            np.add.at(memory, seeds, np.linspace(0.5, 1.5, len(seeds)))
            backward()
        except (ArithmeticError, ValueError, IndexError):
            return None
        return np.array([*outputs, *memory[program.size : program.size + len(self.leaves)][self.leaves]])


LIFTED = [(make, in_order) for make in (batch, mixture) for in_order in (False, True)]


def changed(step, way, place):
    """The step, changed in one of several ways; None where that cannot be."""
    views = [at for at, x in enumerate(step.inputs) if isinstance(x, View)]
    if way == "left out":
        return []
    if way == "twice":
        return [step, step]
    if way == "inputs swapped" and len(step.inputs) == 2 and step.do == "apply":
        return [replace(step, inputs=step.inputs[::-1])]
    if way == "added, or not" and step.do in ("matmul", "sum", "segment_sum"):
        return [replace(step, adds=not step.adds, spare=step.out if not step.adds else None)] if step.adds else None
    if way == "a table" and step.table is not None and step.do in ("take", "scatter") and step.table.size > 1:
        table = step.table.copy()
        table.flat[place % table.size] = table.flat[(place + 1) % table.size]
        return [replace(step, table=table)]
    if way == "an input" and views and step.do in ("apply", "sum", "matmul"):
        at = views[place % len(views)]
        moved = replace(step.inputs[at], offset=max(step.inputs[at].offset - 1, 0))
        return [replace(step, inputs=(*step.inputs[:at], moved, *step.inputs[at + 1 :]))]
    if way == "a number" and step.do == "apply" and len(views) < len(step.inputs):
        return [replace(step, inputs=tuple(x if isinstance(x, View) else x + 0.25 for x in step.inputs))]
    return None


WAYS = ["left out", "twice", "inputs swapped", "added, or not", "a table", "an input", "a number"]


@pytest.mark.parametrize(("make", "in_order"), LIFTED)
@given(st.data())
@examples(120)
def test_a_change_that_matters_is_seen(make, in_order, data):
    lifted = Lifted(make, in_order)
    steps = lifted.steps()
    assert difference(lifted.specification, lifted.program, steps) == ""
    part = data.draw(st.sampled_from([steps.forward, steps.backward]))
    at = data.draw(st.integers(0, len(part) - 1))
    new = changed(part[at], data.draw(st.sampled_from(WAYS)), data.draw(st.integers(0, 100)))
    if new is None or part[at].do == "check":
        return
    part[at : at + 1] = new
    found = lifted.results(steps)
    matters = found is None or not np.allclose(found, lifted.right, rtol=1e-9, atol=1e-11)
    if matters:
        assert difference(lifted.specification, lifted.program, steps) != ""
