"""What an operation is: one row of facts. This file knows no operation.

A row says its name, how it is written, how it is computed, its partial derivatives, where it is
defined, and where its slope jumps. Everything else (recording, the chain rule, forward mode,
pictures, tests) is derived from these facts, because an operation asks its inputs how to be applied:
numbers compute; any other kind of input is a `Reading` and says itself what applying means.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from autograd.domain import ANY, DomainError, Interval

# A number, or anything that stands for one: the partials of a row are written once and used on all of them.
Scalar = Any


class Reading:
    """Something besides a number that operations can be applied to: the base class of all of them."""

    __slots__ = ()
    rank: ClassVar[int]

    @classmethod
    def lift(cls, x: Scalar) -> Scalar:
        """What x, of a lower rank, becomes when it meets an input of this kind."""
        return x

    @classmethod
    def apply(cls, operation: "Operation", inputs: tuple[Scalar, ...]) -> Scalar:
        """What the operation gives when all inputs are of this kind, or lifted to meet it."""
        raise NotImplementedError(f"{cls.__name__} does not say how {operation.name} is applied to it")


@dataclass(frozen=True, eq=False, slots=True)
class Operation:
    """One row of the table. Make it with `unary` or `binary`.

    name      what it is called: `mul`
    notation  how it is written, `{}` for each input: `{} * {}`
    forward   computes the output from floats
    partials  the derivative by each input, given the inputs and then the output; written with
              ordinary arithmetic and other operations, so that it can be read in every way too
    domains   where it is defined, an interval for each input
    kink      zero at the inputs where the slope jumps (relu at 0, maximum at a tie), or None
    """

    name: str
    notation: str
    forward: Callable[..., float]
    partials: Callable[..., tuple[Scalar, ...]]
    domains: tuple[Interval, ...]
    kink: Callable[..., float] | None = None
    restricted: bool = field(init=False)  # whether there are inputs at which it is not defined

    def __post_init__(self) -> None:
        try:
            self.notation.format(*map(letter, range(self.arity)))
        except IndexError:
            raise ValueError(
                f"{self.name}: the notation {self.notation!r} has more places than the operation has inputs "
                f"({self.arity}); to write an input twice, number the places: '{{0}} * {{0}}'"
            ) from None
        object.__setattr__(self, "restricted", any(domain is not ANY for domain in self.domains))

    def __call__(self, *inputs: Scalar) -> Scalar:
        """Apply to numbers, or to whatever says how to be applied to."""
        kinds = set(map(type, inputs))
        kind = kinds.pop() if len(kinds) == 1 else max(kinds, key=rank, default=float)
        if not issubclass(kind, Reading):
            return self.compute(*inputs)
        return kind.apply(self, tuple(map(kind.lift, inputs)) if kinds else inputs)

    def compute(self, *numbers: float, labels: Sequence[str] = ()) -> float:
        """The output as a number; a `DomainError` names the input that lies outside the domain."""
        if len(numbers) != len(self.domains):
            raise TypeError(f"{self.name} takes {count(self.arity, 'input')}, but {len(numbers)} came")
        if self.restricted:
            for place, (x, domain) in enumerate(zip(numbers, self.domains)):
                if x not in domain:
                    raise DomainError(self._outside(numbers, labels, domain.condition(letter(place))))
        try:
            return self.forward(*numbers)
        except (ZeroDivisionError, ValueError) as error:
            raise DomainError(self._outside(numbers, labels, "a result that is a number")) from error

    def slopes(self, *point: Scalar) -> tuple[Scalar, ...]:
        """The partials at a point, inputs and then output; a `DomainError` names the operation if there are none."""
        try:
            return self.partials(*point)
        except (ZeroDivisionError, DomainError) as error:
            raise self.no_slope(point[:-1]) from error

    def no_slope(self, inputs: Sequence[Scalar]) -> DomainError:
        """The error for partials that are not defined at this point."""
        given = ", ".join(f"{letter(i)} = {x!r}" for i, x in enumerate(inputs))
        return DomainError(
            f"{self.name}: there is no slope at {given}: a partial divides by zero, or leaves a domain. Keep away from "
            "this point, or, if the slope is infinite, write the division in the row's partials as reciprocal(…)."
        )

    @property
    def arity(self) -> int:
        """How many inputs it takes."""
        return len(self.domains)

    def _outside(self, numbers: Sequence[float], labels: Sequence[str], condition: str) -> str:
        written = self.notation.format(*map(letter, range(self.arity)))
        names = [f" ({label!r})" if label else "" for label in labels] or [""] * self.arity
        given = ", ".join(f"{letter(i)} = {x!r}{name}" for i, (x, name) in enumerate(zip(numbers, names)))
        return (
            f"{self.name}: {written} needs {condition}, but here {given}. "
            "Change the input, or bring it into the domain first (clip, abs, softplus, …)."
        )

    def __repr__(self) -> str:
        return f"<operation {self.name}: {self.notation.format(*map(letter, range(self.arity)))}>"

    def __deepcopy__(self, memo: object = None) -> "Operation":
        return self  # a row is a fact: there is only one of it

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
) -> Operation:
    """A row of one input a and output y: `unary("exp", "exp({})", math.exp, lambda a, y: (y,))`."""
    return Operation(name, notation, forward, partials, (domain,), kink)


def binary(
    name: str,
    notation: str,
    forward: Callable[[float, float], float],
    partials: Callable[[Scalar, Scalar, Scalar], tuple[Scalar, Scalar]],
    domains: tuple[Interval, Interval] = (ANY, ANY),
    kink: Callable[[float, float], float] | None = None,
) -> Operation:
    """A row of two inputs a, b and output y: `binary("mul", "{} * {}", mul, lambda a, b, y: (b, a))`."""
    return Operation(name, notation, forward, partials, domains, kink)


def rank(kind: type) -> int:
    """Where two kinds of input meet, the higher rank decides what applying means; numbers have the lowest."""
    return kind.rank if issubclass(kind, Reading) else 0


def letter(place: int) -> str:
    """The name of an input in formulas and errors: a, b, c, … x, then x24, x25, … (y is the output)."""
    return chr(ord("a") + place) if place < 24 else f"x{place}"


def count(n: int, noun: str) -> str:
    """`1 input`, `2 inputs`."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
