"""Python's operators and the usual methods, spelled with the rows: whatever is not a number inherits them."""

from typing import Any

from autograd import families
from autograd import operations as op
from autograd.number import is_number
from autograd.operation import Reading


class Arithmetic(Reading):
    """`a + b`, `2 ** a`, `-a`, `a.tanh()`, … for everything that operations can be applied to."""

    __slots__ = ()
    __array_ufunc__ = None  # a NumPy number on the left of an operator leaves the operation to us

    # fmt: off
    def __add__(self, other: Any) -> Any:      return op.add(self, other) if fits(other) else NotImplemented
    def __sub__(self, other: Any) -> Any:      return op.sub(self, other) if fits(other) else NotImplemented
    def __mul__(self, other: Any) -> Any:      return op.mul(self, other) if fits(other) else NotImplemented
    def __truediv__(self, other: Any) -> Any:  return op.div(self, other) if fits(other) else NotImplemented

    def __rsub__(self, other: Any) -> Any:     return op.sub(other, self) if fits(other) else NotImplemented
    def __rmul__(self, other: Any) -> Any:     return op.mul(other, self) if fits(other) else NotImplemented
    def __rtruediv__(self, other: Any) -> Any: return op.div(other, self) if fits(other) else NotImplemented
    def __rpow__(self, other: Any) -> Any:     return op.pow(other, self) if fits(other) else NotImplemented
    # fmt: on

    def __radd__(self, other: Any) -> Any:
        """other + self; the 0 that `sum(values)` starts with adds nothing, so it makes no node."""
        if type(other) is int and other == 0:
            return self
        return op.add(other, self) if fits(other) else NotImplemented

    def __pow__(self, exponent: Any) -> Any:
        """self ** exponent: a plain number gives the operation `power(n)`, one input and not two."""
        if isinstance(exponent, Reading):
            return op.pow(self, exponent)
        return families.power(float(exponent))(self) if fits(exponent) else NotImplemented

    # fmt: off
    def __neg__(self) -> Any:  return op.neg(self)
    def __pos__(self) -> Any:  return self
    def __abs__(self) -> Any:  return op.abs(self)

    def relu(self) -> Any:     return op.relu(self)
    def sqrt(self) -> Any:     return op.sqrt(self)
    def exp(self) -> Any:      return op.exp(self)
    def log(self) -> Any:      return op.log(self)
    def sin(self) -> Any:      return op.sin(self)
    def cos(self) -> Any:      return op.cos(self)
    def tanh(self) -> Any:     return op.tanh(self)
    def sigmoid(self) -> Any:  return op.sigmoid(self)
    # fmt: on

    def __float__(self) -> float:
        raise TypeError(self._refusal("a float"))

    def __int__(self) -> int:
        raise TypeError(self._refusal("an int"))

    def __bool__(self) -> bool:
        raise TypeError(self._refusal("a truth value") + " To branch on it, compare it: v > 0.")

    def _refusal(self, wanted: str) -> str:
        return (
            f"a {type(self).__name__} cannot be taken as {wanted}, because its gradient would be lost. For a function "
            "of math or numpy write the one of autograd (v.exp() or autograd.exp(v), not math.exp(v)); "
            "for the bare number write v.data."
        )


def fits(other: object) -> bool:
    """Whether it can stand beside one of us in an operation."""
    return isinstance(other, Reading) or is_number(other)
