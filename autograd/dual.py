"""Forward mode: a number that carries along how fast it changes."""

from itertools import count
from typing import Any

from autograd.arithmetic import Arithmetic
from autograd.operation import Operation, Scalar

fresh_level = count(1).__next__


class Dual(Arithmetic):
    """`primal` + ε·`tangent`. Each differentiation has an ε of its own, its `level`.

    Two nested derivatives must not take each other's tangents for their own ("perturbation
    confusion": Siskind and Pearlmutter, "Nesting forward-mode AD in a functional framework", 2008):
    where two levels meet, the younger is on the outside and sees the older as a plain number.
    """

    __slots__ = ("primal", "tangent", "level")
    rank = 2

    def __init__(self, primal: Scalar, tangent: Scalar, level: int) -> None:
        self.primal = primal
        self.tangent = tangent
        self.level = level

    @classmethod
    def apply(cls, operation: Operation, inputs: tuple[Any, ...]) -> "Dual":
        """The operation on the primals; the tangent is Σ slope · tangent over the inputs."""
        level = max(x.level for x in inputs if isinstance(x, Dual))
        moving = [isinstance(x, Dual) and x.level == level for x in inputs]
        primals = [x.primal if moves else x for x, moves in zip(inputs, moving)]
        y = operation(*primals)
        slopes = operation.slopes(*primals, y)
        tangent = sum(slope * x.tangent for x, slope, moves in zip(inputs, slopes, moving) if moves)
        return Dual(y, tangent, level)

    def __repr__(self) -> str:
        return f"Dual({self.primal!r} + {self.tangent!r}·ε{self.level})"
