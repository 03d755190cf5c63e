"""`Residue`: a reading of the table on numbers of a finite field.

Sums and products are those of the field; all other rows are unknown functions. What a compiler may take for true of
them besides is written here, and nothing else: copies are copies, power(0.5) is sqrt, the largest of some numbers does
not depend on whether gradients flow, an index chooses one of n numbers, and an operation on constants may be computed
beforehand, in floats.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.arithmetic import Arithmetic
from autograd.compile.guards.watch import stopped
from autograd.compile.lifting.rows import exponent_of, family_of, is_built_in
from autograd.compile.lowering.steps import slope
from autograd.compile.proof.field import P, Residues, mixed, negated, of_floats, product_of, scrambled
from autograd.compile.tracing.graph import Floats
from autograd.functions.families import largest, shift, total
from autograd.operation import Operation, Scalar
from autograd.operations import add, identity, mul, neg, power, sqrt, sub

LARGEST = 1  # the tag of the largest of some numbers; a row's is its `id`, which is even


class Residue(Arithmetic):
    """Numbers of the field.

    residues   at each point: (points, …)
    known      the constants that they are, nan where there is none; None if there is none at all
    """

    __slots__ = ("known", "residues")
    rank = 5

    def __init__(self, residues: Residues, known: Floats | None = None) -> None:
        self.residues = residues
        self.known = known

    @classmethod
    def lift(cls, x: Scalar) -> "Residue":
        """Return a plain number as a constant."""
        return x if isinstance(x, Residue) else cls(of_floats(np.array(x, float)), np.array(x, float))

    @classmethod
    def apply(cls, operation: Operation, inputs: tuple[Any, ...]) -> "Residue":
        """Return what an operation gives inside a partial."""
        return inputs[0] if is_copy(operation) else applied(operation, [cls.lift(x) for x in inputs])


def applied(operation: Operation, inputs: Sequence[Residue]) -> Residue:
    """Return what an operation gives; what it gives for constants is computed in floats, as a compiler does."""
    known = folded(operation, [x.known for x in inputs])
    residues = value(operation, [x.residues for x in inputs])
    return Residue(residues if known is None else np.where(np.isnan(known), residues, of_floats(known)), known)


def value(operation: Operation, inputs: Sequence[Residues]) -> Residues:
    """Return what an operation gives: a sum or product, or the value of an unknown function."""
    if operation is add or family_of(operation) is total:
        return sum_of(inputs)
    if operation is sub:
        return sum_of([inputs[0], negated(inputs[1])])
    if operation is neg:
        return negated(inputs[0])
    if operation is mul:
        return product_of(*inputs)
    each = np.broadcast_arrays(*inputs)
    return unknown(tag(operation), np.stack(each, axis=-1))


def sum_of(inputs: Sequence[Residues]) -> Residues:
    """Return the sum of residues."""
    result = inputs[0]
    for x in inputs[1:]:
        result = result + x
    return result % P


def unknown(tag: int, inputs: Residues) -> Residues:
    """Return the value of an unknown function, whose inputs lie along the last axis, in order."""
    return scrambled(tag, mixed(inputs, np.arange(inputs.shape[-1], dtype=np.uint64)).sum(-1))


def tag(operation: Operation) -> int:
    """Return which function an operation is: two that compute alike are one."""
    family, exponent = family_of(operation), exponent_of(operation)
    if family in (largest, shift):
        return LARGEST
    if family is not None:  # its members are made anew after they have been dropped
        return abs(hash((id(family), operation.arity)))
    if exponent not in (None, 0.5):
        return abs(hash((id(power), exponent)))
    return id(operation if exponent is None else sqrt)


def chosen(index: Residues, n: int) -> Residues:
    """Return, for each of n numbers, 1 if an index chooses it and 0 otherwise, as unknown functions of the index.

    They lie along a new axis after the points.
    """
    places = np.arange(n, dtype=np.uint64).reshape(-1, *[1] * (index.ndim - 1))
    return scrambled(2 * n + 3, mixed(index[:, None], places))


def is_copy(operation: Operation) -> bool:
    """Return whether an operation gives what it is given."""
    return operation in (identity, stopped) or exponent_of(operation) == 1.0


def folded(operation: Operation, inputs: Sequence[Floats | None]) -> Floats | None:
    """Return what an operation gives for constants; nan where an input is none, or where it gives an error."""

    def compute(*numbers: float) -> float:
        if any(x != x for x in numbers):
            return np.nan
        try:
            return operation.compute(*numbers)
        except (ArithmeticError, ValueError):
            return np.nan

    known = [x for x in inputs if x is not None]
    if len(known) < len(inputs) or not known:
        return None
    if all(x.size and (x == x.flat[0]).all() for x in known):  # one number for all, as is mostly so
        known = [x.flat[:1].reshape(()) for x in known]
    result = np.asarray(np.frompyfunc(compute, len(known), 1)(*known), float)
    return None if np.isnan(result).all() else result


def slopes_of(operation: Operation, point: Sequence[Residue]) -> tuple[Scalar, ...]:
    """Return the partials at inputs and output; of a row of one's own, they are unknown functions."""
    if is_built_in(operation):
        return operation.partials(*point)
    return tuple(Residue.apply(slope(operation, i), tuple(point)) for i in range(operation.arity))
