"""Values that move: each with its tangent, which the chain rule carries forward."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from autograd.compile.proof.field import P, Residues, product_of, summed
from autograd.compile.proof.residue import Residue, chosen, is_copy, slopes_of, value
from autograd.compile.tracing.graph import Floats
from autograd.operation import Operation
from autograd.operations import neg


@dataclass
class Moving:
    """Values and tangents, together in one array (2, points, …); `known` as in `Residue`."""

    both: Residues
    known: Floats | None = None

    @property
    def value(self) -> Residue:
        """The values alone."""
        return Residue(self.both[0], self.known)


def constants(known: Floats) -> Floats | None:
    """Return constants, or None where there are none."""
    return None if np.isnan(known).all() else known


def through(row: Operation, inputs: Sequence[Moving]) -> Moving:
    """Return what an operation gives, and its tangent: Σ slope · tangent of the input."""
    known = None
    if is_copy(row):
        y, known = inputs[0].both[0], inputs[0].known
    else:
        y = value(row, [x.both[0] for x in inputs])
    if row is neg and inputs[0].known is not None:
        known = -inputs[0].known
    tangent = np.zeros_like(y)
    for slope, x in zip(slopes_of(row, [*(x.value for x in inputs), Residue(y)]), inputs, strict=True):
        if not (type(slope) is float and slope == 0.0):
            tangent = (tangent + product_of(Residue.lift(slope).residues, x.both[1])) % P
    return Moving(np.stack([y, tangent]), known)


def times(a: Residues, b: Residues) -> Residues:
    """Return products with their tangents."""
    return product_rule(product_of, a, b)


def product_rule(multiply: Callable[[Residues, Residues], Residues], a: Residues, b: Residues) -> Residues:
    """Return a product of any kind with its tangent: (a·b)' = a·b' + a'·b."""
    moves = [(x, y) for x, y in ((a[0], b[1]), (a[1], b[0])) if x.any() and y.any()]  # inputs mostly do not
    result = multiply(a[0], b[0])
    return np.stack([result, sum((multiply(x, y) for x, y in moves), np.zeros_like(result)) % P])


def picked(candidates: Residues, index: Residues) -> Residues:
    """Return the candidates that an index chooses, (2, points, n, …) of (2, points, …): Σ chosen · candidate."""
    return summed(product_of(chosen(index[0], candidates.shape[2]), candidates), 2)
