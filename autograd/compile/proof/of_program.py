"""The tensor program of one sample in the field, for many samples at once, with tangents.

It stands for a function for each sample, once that has been shown to be the program; what all samples share, such as
weights, is kept once, so that a product with them is one matrix product for all samples.
"""

import numpy as np

from autograd.compile.lifting.instructions import MAXIMA, Apply, Instruction, Largest, Part, Pick, Program, Sum
from autograd.compile.lowering.views import View
from autograd.compile.proof.field import P, Residues, negated, product, summed, summed_in_segments
from autograd.compile.proof.tangent import Moving, constants, picked, product_rule, through, times
from autograd.compile.tracing.graph import Integers
from autograd.functions.families import largest, shift
from autograd.operation import Operation


def for_samples(program: Program, each: Moving, shared: Moving) -> Moving:
    """Return the outputs for each sample, (2, points, samples, outputs).

    each     the arguments: (2, points, samples, arguments)
    shared   the other leaves, the same for all samples: (2, points, leaves)
    """
    run = Run(program, each, shared)
    for instruction in program.instructions:
        run.compute(instruction)
    both = run.read(program.outputs).both
    return Moving(np.broadcast_to(both, (*both.shape[:2], run.samples, both.shape[3])))


class Run:
    """The memory of a program: what the samples share, (2, points, 1, size), and what each of them has."""

    def __init__(self, program: Program, each: Moving, shared: Moving) -> None:
        self.arguments, self.others = program.arguments, program.leaves - program.arguments
        points, self.samples = each.both.shape[1:3]
        size = program.size - self.others
        self.each = np.zeros((2, points, self.samples, size), np.uint64)  # without the leaves that are shared
        self.shared = np.zeros((2, points, 1, program.size), np.uint64)
        self.each[..., : self.arguments] = each.both
        self.shared[:, :, 0, self.arguments : program.leaves] = shared.both
        self.known_each = np.full((self.samples, size), np.nan)
        self.known_shared = np.full((1, program.size), np.nan)
        if each.known is not None:
            self.known_each[:, : self.arguments] = each.known
        if shared.known is not None:
            self.known_shared[0, self.arguments : program.leaves] = shared.known
        self.varies = np.arange(program.size) < self.arguments

    def column(self, places: Integers) -> Integers:
        """Return where places lie in the memory of each sample."""
        return np.where(places < self.arguments, places, np.maximum(places - self.others, 0))

    def read(self, places: Integers) -> Moving:
        """Return the numbers at some places: (2, points, samples or 1, …)."""
        varies = self.varies[places]
        if not varies.any():
            return Moving(self.shared[..., places], constants(self.known_shared[:, places]))
        at = self.column(places)
        both, known = self.each[..., at], self.known_each[:, at]
        if not varies.all():
            both = np.where(varies, both, self.shared[..., places])
            known = np.where(varies, known, self.known_shared[:, places])
        return Moving(both, constants(known))

    def write(self, out: View, result: Moving) -> None:
        """Put results where they belong."""
        places = out.places()
        shared = result.both.shape[2] == 1 < self.samples
        self.varies[places] = not shared
        memory, known = (self.shared, self.known_shared) if shared else (self.each, self.known_each)
        at = places if shared else self.column(places)
        memory[..., at] = result.both
        if result.known is not None:
            known[:, at] = result.known

    def compute(self, instruction: Instruction) -> None:
        """Carry out one instruction."""
        match instruction:
            case Apply(row, out, operands):
                result = through(row, [self.read(x.table) for x in operands])
            case Sum(out, parts):
                terms = [self.part(part, len(out.shape)) for part in parts]
                both = terms[0].both
                for term in terms[1:]:
                    both = (both + term.both) % P
                result = Moving(both, terms[0].known if len(terms) == 1 else None)
            case Largest(row, out, operand, starts):
                x = self.read(operand.table).both
                rows = [x.reshape(*x.shape[:3], *out.shape, -1)] if starts is None else np.split(x, starts[1:], axis=-1)
                both = np.stack([maxima(row, row_) for row_ in rows], axis=-1)
                result = Moving(both[..., 0] if starts is None else both)
            case Pick(out, candidates, index):
                x = np.moveaxis(self.read(candidates.table).both, 3, 2)
                result = Moving(picked(x, self.read(index.table).both))
        self.write(out, result)

    def part(self, part: Part, axes: int) -> Moving:
        """Return a part of a sum over so many axes."""
        left = self.read(part.left.table)
        both, known = left.both, left.known
        if part.right is not None:
            right = self.read(part.right.table).both
            both, known = product_rule(matrices, both, right) if part.sort == "matrix" else times(both, right), None
        if part.sort == "rows" and both.ndim > 3 + axes:
            both = summed(both, tuple(range(3 + axes, both.ndim)))
        if part.sort == "ragged" and part.starts is not None:
            both = summed_in_segments(both, part.starts)
        if part.sign < 0:
            both, known = negated(both), None if known is None else -known
        return Moving(both, known if part.sort == "column" else None)


def matrices(a: Residues, b: Residues) -> Residues:
    """Return a @ bᵀ for each sample, (points, samples, …, m, n); what the samples share is multiplied with all of them
    at once."""
    if a.shape[1] == b.shape[1]:
        return product(a, b.swapaxes(-1, -2))
    if b.shape[1] == 1:
        return matrices(b, a).swapaxes(-1, -2)
    rows = np.moveaxis(b, 1, -3)  # (points, …, samples, n, k)
    together = rows.reshape(*rows.shape[:-3], -1, rows.shape[-1])
    result = product(a[:, 0], together.swapaxes(-1, -2))
    return np.moveaxis(result.reshape(*result.shape[:-1], *rows.shape[-3:-1]), -2, 1)


def maxima(row: Operation, x: Residues) -> Residues:
    """Return the largest along the last axis, with its tangent."""
    family, size = shift if row is MAXIMA[shift] else largest, x.shape[-1]
    return through(family(size), [Moving(x[..., i]) for i in range(size)]).both
