"""The number of forward mode, which carries its derivative along."""

from itertools import count
from typing import Any

from autograd.arithmetic import Arithmetic
from autograd.context import CONTEXT
from autograd.graph import UNSET
from autograd.operation import Operation, Scalar

fresh_level = count(1).__next__


class Dual(Arithmetic):
    """A number that carries its derivative along: primal + ε · tangent.

    primal   the number itself
    tangent  how fast it changes
    level    which differentiation the ε belongs to: each has its own

    Nested derivatives must not mistake each other's tangents for their own ("perturbation confusion": Siskind and
    Pearlmutter, "Nesting forward-mode AD in a functional framework", 2008). Where two levels meet, the later one is on
    the outside and treats the earlier one as a plain number.

    >>> from autograd import Dual
    >>> x = Dual(3.0, 1.0, level=1)
    >>> x * x
    Dual(9.0 + 6.0·ε1)
    """

    __slots__ = ("primal", "tangent", "level")
    rank = 2

    def __init__(self, primal: Scalar, tangent: Scalar, level: int) -> None:
        self.primal = primal
        self.tangent = tangent
        self.level = level

    @classmethod
    def apply(cls, operation: Operation, inputs: tuple[Any, ...]) -> "Dual":
        """Return the operation applied to the primals, with the tangent Σ slope · tangent over the inputs.

        An input whose tangent is UNSET does not change, so it contributes nothing, not even 0 · inf.
        """
        level = max(x.level for x in inputs if isinstance(x, Dual))
        own = [isinstance(x, Dual) and x.level == level for x in inputs]
        primals = [x.primal if is_own else x for x, is_own in zip(inputs, own)]
        y = operation(*primals)
        if not CONTEXT.get().recording:  # inside `no_grad`, results are constant in both modes
            return Dual(y, UNSET, level)
        tangent: Scalar = UNSET
        for x, is_own, slope in zip(inputs, own, operation.slopes(*primals, y)):
            if is_own and x.tangent is not UNSET and operation.passes(slope):
                part = slope * x.tangent
                tangent = part if tangent is UNSET else tangent + part
        return Dual(y, tangent, level)

    @property
    def data(self) -> float:
        """The plain number, without any tangents."""
        number = bare(self)
        return float(number.data if hasattr(number, "detach") else number)

    def detach(self) -> Scalar:
        """Return the same number as a constant."""
        number = bare(self)
        return number.detach() if hasattr(number, "detach") else number

    # Comparisons look at the number itself, so that a branch does not depend on the tangent.
    # fmt: off
    def __lt__(self, other: Any) -> bool: return bool(bare(self) <  bare(other))
    def __le__(self, other: Any) -> bool: return bool(bare(self) <= bare(other))
    def __gt__(self, other: Any) -> bool: return bool(bare(self) >  bare(other))
    def __ge__(self, other: Any) -> bool: return bool(bare(self) >= bare(other))
    # fmt: on

    def __repr__(self) -> str:
        return f"Dual({self.primal!r} + {self.tangent!r}·ε{self.level})"


def bare(x: Scalar) -> Scalar:
    """Return the number or Value without any tangents."""
    return bare(x.primal) if isinstance(x, Dual) else x
