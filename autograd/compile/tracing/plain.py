"""A plain number among the arguments of a traced function: it computes like a number, and says when it is looked at."""

import math
import operator
from collections.abc import Callable
from typing import Any

from autograd.arithmetic import Arithmetic
from autograd.compile.guards.watch import Tracing, is_engine, refusal
from autograd.compile.guards.watch import data_of as slot_of_data
from autograd.context import CONTEXT
from autograd.number import is_number
from autograd.operation import Operation, Reading
from autograd.operations import TABLE, power
from autograd.value import Value

ROWS = {row.name: row for row in TABLE}
ROWS["truediv"] = ROWS["div"]


class Plain(Arithmetic):
    """A number that is traced, but is not a Value.

    node      what stands for it in the graph
    number    what it is in this call
    sources   the nodes of the arguments that it was made from, with their numbers

    Where the number itself is needed (its hash, its format, as an index, as an exponent) it is frozen: the program is
    then used only where those arguments are the same.
    """

    __slots__ = ("node", "number", "sources")
    rank = 1

    def __init__(self, node: Value, number: Any, sources: dict[Value, Any] | None = None) -> None:
        self.node, self.number = node, number
        self.sources = {node: number} if sources is None else sources

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """The kind of number it stands for, so that `isinstance` and `match` see what they would see."""
        return type(self.number)

    @classmethod
    def apply(cls, operation: Operation, inputs: tuple[Any, ...]) -> Any:
        """Compute with the nodes; what was made from plain numbers only is plain again."""
        result: Any = operation(*map(Value.lift, map(node_of, inputs)))
        if any(isinstance(x, Value) for x in inputs):
            return result
        sources = {node: number for x in inputs if type(x) is Plain for node, number in x.sources.items()}
        return Plain(result, slot_of_data(result), sources)

    def frozen(self) -> Any:
        """Return the number itself; from here on the program holds for it alone."""
        trace = CONTEXT.get().trace
        if isinstance(trace, Tracing):
            if trace.inner:
                raise refusal(
                    "the number of a sample is asked for (as an index, a key, an exponent, …)",
                    "write autograd.take(table, index), or a loop instead of vmap",
                )
            trace.frozen.update(self.sources)
        return self.number

    def compared(self, compare: Callable[[Any, Any], Any], other: Any) -> Any:
        """Return how it compares with another number, noted as a guard."""
        trace = CONTEXT.get().trace
        if isinstance(other, Value) and compare in (operator.eq, operator.ne):
            return compare(self.frozen(), other)  # says that a Value is a node
        if not isinstance(other, Value) and not is_number(other):
            return NotImplemented
        if isinstance(trace, Tracing):
            if not isinstance(other, Value) and is_narrow(self.number, number_of(other)):
                return compare(self.frozen(), frozen(other))
            return trace.decides(compare, self.node, node_of(other))
        return compare(self.number, number_of(other))

    # fmt: off
    def __lt__(self, other: Any) -> Any: return self.compared(operator.lt, other)
    def __le__(self, other: Any) -> Any: return self.compared(operator.le, other)
    def __gt__(self, other: Any) -> Any: return self.compared(operator.gt, other)
    def __ge__(self, other: Any) -> Any: return self.compared(operator.ge, other)
    def __eq__(self, other: Any) -> Any: return self.compared(operator.eq, other)
    def __ne__(self, other: Any) -> Any: return self.compared(operator.ne, other)
    def __bool__(self) -> bool: return bool(self.compared(operator.ne, 0.0))
    # fmt: on

    def __neg__(self) -> Any:
        if is_narrow(self.number):
            return -self.frozen()
        return 0 - self if isinstance(self, int) else Plain.apply(ROWS["neg"], (self,))  # a whole 0 has no sign

    def __abs__(self) -> Any:
        result = Plain.apply(ROWS["abs"], (self,))
        result.number = abs(self.number)
        return result

    def __repr__(self) -> str:
        return repr(self.number if is_engine(1) else self.frozen())  # for the text of an error

    def __format__(self, spec: str) -> str:
        return format(self.number if is_engine(1) else self.frozen(), spec)

    def __copy__(self, memo: object = None) -> "Plain":
        return self

    __deepcopy__ = __copy__

    def __getattr__(self, name: str) -> Any:
        if name in KIND or not hasattr(self.number, name):  # the kind of number is part of the signature
            return getattr(self.number, name)
        return getattr(self.frozen(), name)


KIND = {"shape", "dtype", "ndim", "size"}  # what numbers of NumPy say about their kind


def node_of(x: Any) -> Any:
    """Return the node of a plain number; anything else as it is."""
    return x.node if type(x) is Plain else x


def number_of(x: Any) -> Any:
    """Return the number of a plain one; anything else as it is."""
    return x.number if type(x) is Plain else x


def frozen(x: Any) -> Any:
    """Return the number of a plain one, frozen; anything else as it is."""
    return x.frozen() if type(x) is Plain else x


def applied(name: str, a: Any, b: Any) -> Any:
    """Return the result of an operator, of which one side is plain: traced where a row computes the same.

    Division by zero is an error of its own, and so frozen. Whole numbers stay whole, and a guard says that they stay
    below what a float holds exactly.
    """
    compute = getattr(operator, name)
    if isinstance(a, Value) or isinstance(b, Value):
        return compute(node_of(a), node_of(b))
    if any(isinstance(x, Reading) and type(x) is not Plain for x in (a, b)):
        return NotImplemented
    if name == "pow" and is_raised(a, b):
        return Plain.apply(power(b), (a,))
    if is_narrow(number_of(a), number_of(b)) and is_narrow(compute(number_of(a), number_of(b))):
        return compute(frozen(a), frozen(b))
    by_zero = name == "truediv" and is_number(b) and number_of(b) == 0
    if by_zero or not (is_number(a) and is_number(b)) or name not in ("add", "sub", "mul", "truediv"):
        return compute(frozen(a), frozen(b))
    whole = isinstance(a, int) and isinstance(b, int) and name != "truediv"
    if whole and not abs(compute(number_of(a), number_of(b))) < LARGE:
        return compute(frozen(a), frozen(b))
    result = Plain.apply(ROWS[name], (a, b))
    if whole and name == "mul":
        result = Plain.apply(ROWS["add"], (result, 0))  # 0 · -1 is 0 for whole numbers, and -0.0 for floats
    if whole:
        result.number = int(result.number)
        trace = CONTEXT.get().trace
        if isinstance(trace, Tracing):
            trace.decides(operator.lt, result.node, float(LARGE))
            trace.decides(operator.gt, result.node, -float(LARGE))
    return result


def is_raised(base: Any, exponent: Any) -> bool:
    """Return whether a float that is traced is raised to a fixed power that is a float, too."""
    if type(base) is not Plain or not isinstance(base, float) or type(exponent) not in (float, int):
        return False
    try:
        return isinstance(base.number**exponent, float)  # a root of a negative number is complex
    except (ZeroDivisionError, OverflowError):
        return False


def is_narrow(*numbers: Any) -> bool:
    """Return whether one of these numbers is of NumPy and rounds, or wraps, in another way than a float."""
    return any(getattr(x, "dtype", "float64") != "float64" for x in numbers)


LARGE = 2**53  # whole numbers below are exact as floats


def operators(name: str) -> None:
    """Give `Plain` an operator, from both sides."""
    word = name.rstrip("_")
    setattr(Plain, f"__{word}__", lambda self, other: applied(name, self, other))
    setattr(Plain, f"__r{word}__", lambda self, other: applied(name, other, self))


def asked(name: str, ask: Callable[..., Any]) -> None:
    """Give `Plain` a method that asks the number itself."""
    setattr(Plain, f"__{name}__", lambda self, *rest: ask(self.frozen(), *map(frozen, rest)))


def power_of(self: Plain, exponent: Any, *modulus: Any) -> Any:
    """Return `pow`, which may be asked for the remainder of a whole power."""
    return pow(*map(frozen, (self, exponent, *modulus))) if modulus else applied("pow", self, exponent)


for symbol in ("add", "sub", "mul", "truediv", "pow", "floordiv", "mod", "lshift", "rshift", "and_", "or_", "xor"):
    operators(symbol)
ASKED: dict[str, Callable[..., Any]] = {
    **{"hash": hash, "index": operator.index, "int": int, "float": float, "complex": complex, "round": round},
    **{"str": str, "floor": math.floor, "ceil": math.ceil, "trunc": math.trunc, "divmod": divmod},
    **{"invert": operator.invert, "rdivmod": lambda number, other: divmod(other, number)},
}
for word, ask in ASKED.items():
    asked(word, ask)
setattr(Plain, "__pow__", power_of)  # noqa: B010
