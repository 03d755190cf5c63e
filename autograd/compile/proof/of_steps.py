"""The elementary steps of a program in the field, on one memory, as a backend carries them out."""

from collections.abc import Sequence

import numpy as np

from autograd.compile.lowering.scribe import Input, Step
from autograd.compile.lowering.views import View
from autograd.compile.proof.field import (
    P,
    Residues,
    mixed,
    of_floats,
    product,
    product_of,
    scrambled,
    summed,
    summed_in_segments,
)
from autograd.compile.proof.residue import LARGEST, Residue, applied, chosen, is_copy, unknown, value
from autograd.compile.proof.tangent import constants
from autograd.compile.tracing.graph import Floats, Integers
from autograd.operations import neg


class Memory:
    """The memory of a program.

    numbers   at each point: (points, places)
    known     the constants among them, nan for all others
    """

    def __init__(self, numbers: Residues) -> None:
        self.numbers = numbers
        self.known = np.full(numbers.shape[1], np.nan)

    def set_constants(self, place: int, constants: Floats) -> None:
        """Put constants where they belong."""
        here = slice(place, place + len(constants))
        self.numbers[:, here], self.known[here] = of_floats(constants), constants

    def copy(self, out: View, table: Integers) -> None:
        """Gather numbers from a table of places."""
        to = out.places()
        self.numbers[:, to], self.known[to] = self.numbers[:, table], self.known[table]

    def read(self, x: Input) -> Residue:
        """Return the numbers that a step reads."""
        if not isinstance(x, View):
            return Residue.lift(x)
        places = x.places()
        return Residue(self.numbers[:, places], constants(self.known[places]))

    def add(self, table: Integers, values: Residues) -> None:
        """Add values at places, of which some may come twice."""
        for numbers, added in zip(self.numbers, values):
            np.add.at(numbers, table.ravel(), added.ravel())
        self.numbers[:, table] %= P

    def carry_out(self, steps: Sequence[Step], with_constants: bool) -> None:
        """Carry out a pass.

        with_constants   whether what is computed from constants alone is a constant: in the backward pass
        """
        for step in steps:
            self.step(step, with_constants)

    def step(self, step: Step, with_constants: bool) -> None:
        """Carry out one step."""
        if step.do == "check":
            return
        if step.do == "take":
            self.copy(step.out, table_of(step))
            return
        inputs = [self.read(x) for x in step.inputs]
        if step.do == "scatter":
            self.add(table_of(step), np.broadcast_to(inputs[0].residues, (len(self.numbers), *table_of(step).shape)))
            return
        if step.do == "scatter_pick":
            choice = chosen(inputs[0].residues, len(table_of(step)))
            self.add(table_of(step), product_of(choice, inputs[1].residues[:, None]))
            return
        result = self.result(step, inputs, with_constants)
        places = step.out.places()
        self.numbers[:, places] = (self.numbers[:, places] + result.residues) % P if step.adds else result.residues
        self.known[places] = np.nan if result.known is None or step.adds else result.known

    def result(self, step: Step, inputs: list[Residue], with_constants: bool) -> Residue:
        """Return what a step writes."""
        first, shape = inputs[0], (len(self.numbers), *step.out.shape)
        match step.do:
            case "apply" if step.operation is not None:
                if is_copy(step.operation):
                    return first
                if with_constants or step.operation is neg:
                    return applied(step.operation, inputs)
                return Residue(value(step.operation, [x.residues for x in inputs]))
            case "fill":
                return Residue(first.residues)
            case "matmul":
                return Residue(product(first.residues, inputs[1].residues))
            case "sum":
                return Residue(summed(first.residues.reshape(*shape, -1), -1))
            case "max":
                return Residue(unknown(LARGEST, first.residues.reshape(*shape, -1)))
            case "segment_sum":
                return Residue(summed_in_segments(first.residues, table_of(step)))
            case "segment_max":
                starts = table_of(step)
                size = np.diff(np.append(starts, step.inputs[0].size if isinstance(step.inputs[0], View) else 0))
                places = np.arange(size.sum()) - np.repeat(starts, size)
                both = np.add.reduceat(mixed(first.residues, places.astype(np.uint64)), starts, axis=-1)
                return Residue(scrambled(LARGEST, both))
            case "pick":
                table = table_of(step)
                choice = chosen(first.residues, len(table))
                return Residue(summed(product_of(choice, self.numbers[:, table]), 1))
        raise TypeError(f"a step of an unknown kind: {step.do}")


def table_of(step: Step) -> Integers:
    """Return the table of a step that has one."""
    if step.table is None:
        raise TypeError(f"the step {step.do} needs a table")
    return step.table
