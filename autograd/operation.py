"""What an operation is: one row of facts. The operations themselves are in `operations.py`.

A row says its name, how it is written, how it is computed, its partial derivatives, where it is defined, and where its
slope jumps. Everything else (recording, the chain rule, forward mode, pictures, tests) follows from these facts,
because the inputs decide what applying an operation means. With numbers it is computed; any other kind of input is a
`Reading`, whose method `apply` says what to do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from inspect import signature
from typing import Any, ClassVar, TypeVar, overload

from autograd.domain import ANY, DomainError, Interval
from autograd.number import is_number, number

# A number, or anything that stands for one: the partials of a row are written once and used on all of them.
Scalar = Any


class Reading:
    """The base class of everything besides numbers that operations can be applied to."""

    __slots__ = ()
    rank: ClassVar[int]  # where two kinds of input meet, the one of higher rank applies the operation

    @classmethod
    def lift(cls, x: Scalar) -> Scalar:
        """Return what an input x of lower rank is replaced by before `apply`."""
        return x

    @classmethod
    def apply(cls, operation: "Operation", inputs: tuple[Scalar, ...]) -> Scalar:
        """Return the result of the operation on inputs of this kind, or lifted to it."""
        raise NotImplementedError(f"{cls.__name__} does not say how {operation.name} is applied to it")


R = TypeVar("R", bound=Reading)


@dataclass(frozen=True, eq=False, slots=True)
class Operation:
    """One row of the table. Make it with `unary`, `binary` or `ternary`.

    name      what it is called: `mul`
    notation  how it is written, `{}` for each input: `{} * {}`
    forward   computes the output from floats
    partials  a function of the inputs and then the output that gives the derivative with respect to each input, as a
              tuple; written with arithmetic and other operations, so that it too can be applied to any kind of input
    domains   where it is defined, an interval for each input
    kink      a function of the inputs that is zero where the slope jumps (relu at 0, maximum at a tie), or None
    selects   whether it chooses among its inputs (relu, maximum, where): a slope of 0 then says "not chosen"

    A row with a slip in it raises a TypeError or ValueError that says how to write it.

    >>> from autograd import Value, tanh
    >>> tanh(0.0), tanh(Value(0.0))
    (0.0, Value(data=0.0))
    """

    name: str
    notation: str
    forward: Callable[..., float]
    partials: Callable[..., tuple[Scalar, ...]]
    domains: tuple[Interval, ...]
    kink: Callable[..., float] | None = None
    selects: bool = False
    arity: int = field(init=False)  # how many inputs it takes
    restricted: bool = field(init=False)  # whether there are inputs at which it is not defined

    def __post_init__(self) -> None:
        object.__setattr__(self, "arity", len(self.domains))
        self._check_row()
        object.__setattr__(self, "restricted", any(domain is not ANY for domain in self.domains))

    @overload
    def __call__(self, *inputs: float) -> float: ...  # type: ignore[overload-overlap]

    @overload
    def __call__(self, *inputs: R | float) -> R: ...

    def __call__(self, *inputs: Scalar) -> Scalar:
        """Apply the operation: to numbers, or to inputs of which some are a `Reading`."""
        kinds = {type(inputs[0])} if len(inputs) == 1 else set(map(type, inputs))  # the same, but one input is faster
        kind = kinds.pop() if len(kinds) == 1 else max(kinds, key=rank, default=float)
        if not issubclass(kind, Reading):
            return self.compute(*inputs)
        if kinds:
            inputs = tuple(map(kind.lift, inputs))
        return kind.apply(self, inputs)

    def compute(self, *numbers: float, labels: Sequence[str] = ()) -> float:
        """Return the output as a number.

        numbers  the inputs; one that is not a number raises a TypeError, one outside the domain a DomainError
        labels   the names of the inputs for that error
        """
        if len(numbers) != self.arity:
            raise TypeError(f"{self.name} takes {count(self.arity, 'input')}, but {len(numbers)} came")
        for x in numbers:
            if type(x) is not float and not is_number(x):
                raise TypeError(
                    f"{self.name} is applied to numbers and Values, but {x!r} ({type(x).__name__}) came; "
                    "for several at once, apply it to each"
                )
        if self.restricted:
            for i, (x, domain) in enumerate(zip(numbers, self.domains)):
                if x not in domain:
                    raise DomainError(self._outside(numbers, labels, domain.condition(letter(i))))
        try:
            return self.forward(*numbers)
        except (ZeroDivisionError, ValueError) as error:
            raise DomainError(self._outside(numbers, labels, "a result that is a number")) from error
        except OverflowError as error:
            list(map(number, numbers))  # raises an error for one that does not fit into a float
            problem = f"{self.name}: the result at {given(numbers)} is too large for a float"
            raise OverflowError(f"{problem}; let its row give inf there, or make the input smaller") from error

    def passes(self, slope: Scalar) -> bool:
        """Return whether a gradient flows to an input with this slope; an input that was not selected receives none.

        That differs from 0 times the gradient of the output, which would be nan if that gradient is infinite.
        """
        return not (self.selects and 0.0 <= slope <= 0.0)  # a comparison, because `==` of Values asks for the node

    def slopes(self, *point: Scalar) -> tuple[Scalar, ...]:
        """Return the partials at a point.

        point   the inputs, and then the output

        A point without a slope raises a DomainError; partials that are not a tuple of the right length, a TypeError.
        """
        try:
            slopes = self.partials(*point)
        except (ZeroDivisionError, DomainError) as error:
            raise DomainError(
                f"{self.name}: there is no slope at {given(point[:-1])}: a partial divides by zero, or leaves a "
                "domain. Keep away from this point. (In a row of your own, write reciprocal(…) for an infinite slope.)"
            ) from error
        if not isinstance(slopes, tuple) or len(slopes) != self.arity:
            raise TypeError(
                f"{self.name}: its partials gave {slopes!r}, but there must be a tuple of {self.arity}, a slope for "
                "each input; a tuple of one is written (slope,)"
            )
        return slopes

    def written(self) -> str:
        """Return the notation with letters for the inputs: `a * b`."""
        return self.notation.format(*map(letter, range(self.arity)))

    def _outside(self, numbers: Sequence[float], labels: Sequence[str], condition: str) -> str:
        names = [f" ({label!r})" if label else "" for label in labels] or [""] * self.arity
        given = ", ".join(f"{letter(i)} = {x!r}{name}" for i, (x, name) in enumerate(zip(numbers, names)))
        return (
            f"{self.name}: {self.written()} needs {condition}, but here {given}. "
            "Change the input, or bring it into the domain first (clip, abs, softplus, …)."
        )

    def _check_row(self) -> None:
        """Raise an error for a slip that is easily made in writing a row."""
        if not all(isinstance(domain, Interval) for domain in self.domains):
            raise TypeError(f"{self.name}: a domain is an Interval, such as Interval(0, 1), but {self.domains!r} came")
        try:
            self.written()
        except (IndexError, KeyError, ValueError):
            raise ValueError(
                f"{self.name}: the notation {self.notation!r} must have {{}} where an input stands, for "
                f"{count(self.arity, 'input')}; to write an input twice, number the places: '{{0}} * {{0}}'"
            ) from None
        try:
            signature(self.partials).bind(*self.domains, None)
        except TypeError:
            raise TypeError(
                f"{self.name}: partials is called with the {count(self.arity, 'input')} and then the output: "
                f"write lambda {', '.join(map(letter, range(self.arity)))}, y: (…,)"
            ) from None

    def __repr__(self) -> str:
        return f"<operation {self.name}: {self.written()}>"

    def __deepcopy__(self, memo: object = None) -> "Operation":
        return self  # a row never changes, so a copied graph can share it

    __copy__ = __deepcopy__

    def __reduce__(self) -> str:
        raise TypeError(
            f"a node made by {self.name} cannot be pickled with its history: "
            "pickle the leaves (the parameters), or node.detach()"
        )


def unary(
    name: str,
    notation: str,
    forward: Callable[[float], float],
    partials: Callable[[Scalar, Scalar], tuple[Scalar]],
    domain: Interval = ANY,
    kink: Callable[[float], float] | None = None,
    *,
    selects: bool = False,
) -> Operation:
    """Return a row of one input a and output y.

    domain                                            where it is defined
    name, notation, forward, partials, kink, selects  as `Operation` explains them

    >>> from autograd import Value, unary
    >>> cube = unary("cube", "cube({})", lambda a: a**3, lambda a, y: (3.0 * a**2,))
    >>> x = Value(2.0)
    >>> cube(x).backward()
    >>> x.grad
    12.0
    """
    return Operation(name, notation, forward, partials, (domain,), kink, selects)


def binary(
    name: str,
    notation: str,
    forward: Callable[[float, float], float],
    partials: Callable[[Scalar, Scalar, Scalar], tuple[Scalar, Scalar]],
    domains: tuple[Interval, Interval] = (ANY, ANY),
    kink: Callable[[float, float], float] | None = None,
    *,
    selects: bool = False,
) -> Operation:
    """Return a row of two inputs a, b and output y.

    domains                                           where it is defined, an interval for each input
    name, notation, forward, partials, kink, selects  as `Operation` explains them

    >>> from autograd import binary, grad
    >>> area = binary("area", "{} * {}", lambda a, b: a * b, lambda a, b, y: (b, a))
    >>> grad(area)(2.0, 3.0)
    (3.0, 2.0)
    """
    return Operation(name, notation, forward, partials, domains, kink, selects)


def ternary(
    name: str,
    notation: str,
    forward: Callable[[float, float, float], float],
    partials: Callable[[Scalar, Scalar, Scalar, Scalar], tuple[Scalar, Scalar, Scalar]],
    domains: tuple[Interval, Interval, Interval] = (ANY, ANY, ANY),
    kink: Callable[[float, float, float], float] | None = None,
    *,
    selects: bool = False,
) -> Operation:
    """Return a row of three inputs a, b, c and output y, such as `where`.

    domains                                           where it is defined, an interval for each input
    name, notation, forward, partials, kink, selects  as `Operation` explains them

    >>> from autograd import grad, ternary
    >>> line = ternary("line", "{} * {} + {}", lambda a, b, c: a * b + c, lambda a, b, c, y: (b, a, 1.0))
    >>> grad(line)(2.0, 3.0, 4.0)
    (3.0, 2.0, 1.0)
    """
    return Operation(name, notation, forward, partials, domains, kink, selects)


def told(x: Scalar) -> str:
    """Return how an error describes an input: by its number, and by the operation that made it, if one did."""
    made_by = getattr(x, "operation", None)
    return f"{getattr(x, 'data', x)!r}" + (f" (made by {made_by.name})" if made_by else "")


def given(inputs: Sequence[Scalar]) -> str:
    """Return the inputs in the words of an error: `a = 2.0, b = 0.0`."""
    return ", ".join(f"{letter(i)} = {told(x)}" for i, x in enumerate(inputs))


def rank(kind: type) -> int:
    """Return the rank of a kind of input; numbers have the lowest."""
    return kind.rank if issubclass(kind, Reading) else 0


def letter(index: int) -> str:
    """Return the name of an input in formulas and errors: a, b, c, … x, then x24, x25, … (y is the output)."""
    return chr(ord("a") + index) if index < 24 else f"x{index}"


def count(n: int, noun: str) -> str:
    """Return the number with the noun in singular or plural: `1 input`, `2,000 inputs`."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
