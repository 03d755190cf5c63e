"""Whether a graph and what it was lifted to are the same function: the comparison."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from autograd.compile.lifting.instructions import Program
from autograd.compile.lowering.scribe import Steps
from autograd.compile.lowering.views import View
from autograd.compile.proof import field
from autograd.compile.proof.field import POINTS, product_of, summed
from autograd.compile.proof.of_graph import Evaluation
from autograd.compile.proof.of_program import for_samples
from autograd.compile.proof.of_steps import Memory
from autograd.compile.proof.residue import Residue
from autograd.compile.proof.tangent import Moving, constants
from autograd.compile.tracing.graph import LEAF, Graph, Integers

SEED = 20261201  # the points are the same each time, so that an error does not come and go


class Leaves:
    """A random point and a random direction for the leaves of a graph.

    both    values and tangents of all nodes, those of the leaves filled in: (2, points, nodes)
    known   the constants among them, nan for all others
    """

    def __init__(self, graph: Graph, generator: np.random.Generator) -> None:
        self.both = np.zeros((2, POINTS, len(graph)), np.uint64)
        self.both[:, :, : graph.arguments] = field.random(generator, 2, POINTS, graph.arguments)
        self.both[:, :, graph.captured_at] = field.random(generator, 2, POINTS, len(graph.captured))
        constant = graph.operation == LEAF
        constant[: graph.arguments] = constant[graph.captured_at] = False
        self.known = np.where(constant, graph.data, np.nan)
        self.both[0][:, constant] = field.of_floats(graph.data[constant])


class Specification:
    """A graph at a random point: what a program of it must give, and no other function.

    moving   the arguments that require a gradient
    leaves   the point, with a direction for what requires a gradient
    outputs  values and tangents of the outputs: (2, points, outputs)
    """

    def __init__(self, graph: Graph, moving: Integers) -> None:
        self.graph, self.moving = graph, moving
        self.leaves = Leaves(graph, np.random.default_rng(SEED))
        still = np.ones(len(graph), bool)
        still[moving] = still[graph.captured_at] = False
        self.leaves.both[1][:, still] = 0
        with np.errstate(all="ignore"):  # bits are mixed modulo 2⁶⁴, and what constants give may be inf or nan
            self.outputs = Evaluation(graph, self.leaves.both, self.leaves.known).both[:, :, graph.outputs]


def captured_places(graph: Graph, program: Program) -> Integers:
    """Return where the captured values of a program are in its graph."""
    at = dict(zip(graph.captured, graph.captured_at.tolist()))
    return np.array([at[x] for x in program.captured], np.int64)


@np.errstate(all="ignore")
def difference(expected: Specification, program: Program, steps: Steps) -> str:
    """Return in words where steps differ from the graph they were lifted from; "" where they are the same function."""
    generator = np.random.default_rng(SEED + 1)
    moving, leaves = expected.moving, expected.leaves
    captured = captured_places(expected.graph, program)
    memory = Memory(field.random(generator, POINTS, steps.memory))  # a place that nobody has set is not 0
    memory.numbers[:, : program.arguments] = leaves.both[0][:, : program.arguments]
    first = program.arguments + len(captured)
    memory.numbers[:, program.arguments : first] = leaves.both[0][:, captured]
    memory.set_constants(first, program.constants)
    for view, table in steps.copies:
        memory.copy(view, table)
    memory.carry_out(steps.forward, with_constants=False)

    if (memory.numbers[:, program.outputs] != expected.outputs[0]).any():
        return "a result"

    seeds = field.random(generator, POINTS, len(program.outputs))
    memory.numbers[:, program.size + program.outputs] = 0
    memory.add(program.size + program.outputs, seeds)
    memory.carry_out(steps.backward, with_constants=True)
    where, at = np.append(moving, captured), np.append(moving, np.arange(program.arguments, first))
    gradients = memory.numbers[:, program.size + at]
    flow = summed(product_of(gradients, leaves.both[1][:, where]), -1)
    return "a gradient" if (flow != summed(product_of(seeds, expected.outputs[1]), -1)).any() else ""


@np.errstate(all="ignore")
def is_body(graph: Graph, program: Program) -> bool:
    """Return whether the program of a function for each sample is the function, with its tangents."""
    leaves = Leaves(graph, np.random.default_rng(SEED))
    each = Moving(leaves.both[:, :, None, : graph.arguments].copy())
    captured = leaves.both[:, :, captured_places(graph, program)]
    fixed = np.zeros((2, POINTS, len(program.constants)), np.uint64)
    fixed[0] = field.of_floats(program.constants)
    known = np.append(np.full(len(program.captured), np.nan), program.constants)
    found = for_samples(program, each, Moving(np.concatenate([captured, fixed], axis=-1), constants(known)))
    expected = Evaluation(graph, leaves.both, leaves.known).both[:, :, graph.outputs]
    return bool((found.both[:, :, 0] == expected).all())


class Optimizer(Protocol):
    """The interface of an optimiser: its rule for one number."""

    def update(self, x: Any, g: Any, state: Any, rate: Any) -> tuple[Any, Any]: ...


@np.errstate(all="ignore")
def is_rule(steps: Steps, optimizer: Optimizer, views: Sequence[View]) -> bool:
    """Return whether steps move parameters, and what is remembered of them, as the rule of an optimiser does.

    views   where the parameters lie, what is remembered, the gradients and the learning rate
    """
    memory = Memory(field.random(np.random.default_rng(SEED), POINTS, steps.memory))
    x, *state, g, rate = (Residue(memory.numbers[:, view.places()]) for view in views)
    new_x, new_state = optimizer.update(x, g, tuple(state), rate)
    memory.carry_out(steps.forward, with_constants=False)
    found = [memory.numbers[:, view.places()] for view in views[:-2]]
    return all((a == Residue.lift(b).residues).all() for a, b in zip(found, (new_x, *new_state), strict=True))
