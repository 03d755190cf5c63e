"""Python's operators and the usual methods, written with the rows of the table, for everything but plain numbers."""

import operator
from collections.abc import Callable
from typing import Any, Self

from autograd import operations as op
from autograd.number import is_number, number
from autograd.operation import Reading


class Arithmetic(Reading):
    """The base class that gives `a + b`, `2 ** a`, `-a`, `a.tanh()`, … to everything operations can be applied to."""

    __slots__ = ()

    # fmt: off
    def __add__(self, other: Any) -> Self:      return op.add(self, other) if fits(other) else NotImplemented
    def __sub__(self, other: Any) -> Self:      return op.sub(self, other) if fits(other) else NotImplemented
    def __mul__(self, other: Any) -> Self:      return op.mul(self, other) if fits(other) else NotImplemented
    def __truediv__(self, other: Any) -> Self:  return op.div(self, other) if fits(other) else NotImplemented

    def __rsub__(self, other: Any) -> Self:     return op.sub(other, self) if fits(other) else NotImplemented
    def __rmul__(self, other: Any) -> Self:     return op.mul(other, self) if fits(other) else NotImplemented
    def __rtruediv__(self, other: Any) -> Self: return op.div(other, self) if fits(other) else NotImplemented
    def __rpow__(self, other: Any) -> Self:     return op.pow(other, self) if fits(other) else NotImplemented
    # fmt: on

    def __radd__(self, other: Any) -> Self:
        """Return other + self; the int 0, which Python's `sum` starts with, makes no node."""
        if type(other) is int and other == 0:
            return self
        return op.add(other, self) if fits(other) else NotImplemented

    def __pow__(self, exponent: Any) -> Self:
        """Return self ** exponent; a plain number n as exponent gives `power(n)`, an operation of one input."""
        if isinstance(exponent, Reading):
            return op.pow(self, exponent)  # type: ignore[return-value]  # its class is that of the higher rank
        return op.power(number(exponent))(self) if fits(exponent) else NotImplemented

    # fmt: off
    def __neg__(self) -> Self:  return op.neg(self)
    def __pos__(self) -> Self:  return self
    def __abs__(self) -> Self:  return op.abs(self)

    def relu(self) -> Self:     return op.relu(self)
    def sqrt(self) -> Self:     return op.sqrt(self)
    def exp(self) -> Self:      return op.exp(self)
    def log(self) -> Self:      return op.log(self)
    def sin(self) -> Self:      return op.sin(self)
    def cos(self) -> Self:      return op.cos(self)
    def tanh(self) -> Self:     return op.tanh(self)
    def sigmoid(self) -> Self:  return op.sigmoid(self)
    # fmt: on

    def __array_ufunc__(self, function: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """Let a function of NumPy apply the row or operator with the same meaning to each element.

        If there is none, raise a TypeError.
        """
        same = UFUNCS.get(function.__name__)
        if same is None or method != "__call__" or options:
            raise TypeError(
                f"numpy.{function.__name__} does not know {type(self).__name__}s, and their gradient would be lost. "
                "Write the function of autograd, applied to each element: [autograd.exp(v) for v in values]"
            )
        import numpy

        each = numpy.frompyfunc(same, len(inputs), 1)
        return each(*[numpy.asarray(x, dtype=object) if isinstance(x, Reading) else x for x in inputs])

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


NAMES = {  # NumPy's name: ours
    "subtract": "sub",
    "multiply": "mul",
    "divide": "div",
    "negative": "neg",
    "absolute": "abs",
    "arctan2": "atan2",
}
NAMES |= {f"arc{name}": f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")}
UFUNCS: dict[str, Callable[..., Any]] = {row.name: row for row in op.TABLE}
UFUNCS |= {name: UFUNCS[row] for name, row in NAMES.items()}
UFUNCS |= {
    "power": operator.pow,
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
}


def fits(other: object) -> bool:
    """Return whether it can be the other input of an operation."""
    return isinstance(other, Reading) or is_number(other)
