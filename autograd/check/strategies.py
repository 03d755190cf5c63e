"""Hypothesis strategies for your own property tests: numbers of a domain, points of an operation, whole expressions.

    @given(points_of(cube))
    def test_my_operation(point): assert check_gradients(cube, *point)

They need Hypothesis: `pip install "glassgrad[test]"`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor, inf, isfinite, nextafter
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any

from autograd.domain import ANY, DomainError, Interval
from autograd.functions.families import dot, largest, total
from autograd.operation import Operation, Scalar, letter
from autograd.operations import TABLE, power

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

NEAREST = 1e-6  # the smallest distance from a border, or from 0, of a number that does not lie on it
OPERATIONS = (*TABLE, power(2), power(3), power(-1), power(0.5), total(3), dot(2), largest(3))


def numbers_in(domain: Interval = ANY, largest: float = 100.0) -> "SearchStrategy[float]":
    """Return a strategy for numbers of a domain: spread over it, whole, and close to its borders and to 0.

    largest   how large |number| may be, but for a domain that lies beyond it
    """
    st = strategies()
    reach = max(largest, 2.0 * domain.low, -2.0 * domain.high)
    low, high = max(domain.low, -reach), min(domain.high, reach)
    lowest = low if low in domain else nextafter(low, inf)
    highest = high if high in domain else nextafter(high, -inf)
    borders = [end for end in (domain.low, domain.high, *domain.without, 0.0) if isfinite(end)]
    beside = [end + sign * 10.0**-k for end in borders for sign in (1, -1) for k in range(7)]  # down to NEAREST
    marked = [x for x in [*borders, *beside] if x in domain and lowest <= x <= highest]

    def spread(x: float) -> bool:
        return x in domain and all(abs(x - end) >= NEAREST for end in borders)

    first, last = ceil(lowest), floor(highest)
    whole = st.integers(first, last).map(float).filter(domain.__contains__) if first <= last else st.nothing()
    numbers: SearchStrategy[float] = st.one_of(
        st.sampled_from(marked), whole, st.floats(lowest, highest).filter(spread)
    )
    return numbers


def numbers_outside(domain: Interval, largest: float = 100.0) -> "SearchStrategy[float] | None":
    """Return a strategy for numbers outside a domain, or None if there are none.

    largest   as in `numbers_in`
    """
    st = strategies()
    beyond = [Interval(high=domain.low, high_closed=not domain.low_closed)] if isfinite(domain.low) else []
    beyond += [Interval(domain.high, low_closed=not domain.high_closed)] if isfinite(domain.high) else []
    single = [*domain.without, *(end for end in (-inf, inf) if end not in domain)]
    choices = [numbers_in(part, largest) for part in beyond] + ([st.sampled_from(single)] if single else [])
    return st.one_of(choices) if choices else None


def points_of(
    operation: Operation, away_from_kinks: bool = False, largest: float = 10.0
) -> "SearchStrategy[tuple[float, ...]]":
    """Return a strategy for inputs at which an operation is defined and finite; often two of them are equal.

    away_from_kinks  whether points near a kink are left out
    largest          as in `numbers_in`
    """
    st = strategies()

    def tied(point: tuple[float, ...], indices: tuple[int, int]) -> tuple[float, ...]:
        source, target = indices
        return (*point[:target], point[source], *point[target + 1 :])

    points: SearchStrategy[tuple[float, ...]] = st.tuples(
        *(numbers_in(domain, largest) for domain in operation.domains)
    )
    if operation.arity > 1:
        index = st.integers(0, operation.arity - 1)
        points = st.one_of(points, st.builds(tied, points, st.tuples(index, index)))
    points = points.filter(lambda point: finite_output(operation, point) is not None)
    if away_from_kinks:
        points = points.filter(lambda point: operation.kink is None or abs(operation.kink(*point)) > 1e-3)
    return points


def finite_output(operation: Operation, numbers: Sequence[float]) -> float | None:
    """Return the output of an operation, or None if it is not defined or not finite."""
    try:
        output = operation.compute(*numbers)
    except (DomainError, OverflowError):
        return None
    return output if isfinite(output) else None


@dataclass(frozen=True)
class Expression:
    """A random computation, and a point where it is defined, with which to compare engines.

    `expression(*inputs)` runs it on floats, `Value`s, `Dual`s, …; with `names`, on anything that Python's operators and
    the functions of these names can be applied to: `expression(*tensors, names=vars(torch))`.
    """

    point: tuple[float, ...]
    steps: tuple[tuple[Operation, tuple[int, ...]], ...]  # each with indices into [*inputs, *results so far]

    def __call__(self, *inputs: Scalar, names: Mapping[str, Any] | None = None) -> Scalar:
        """Return the last result."""
        results = list(inputs)
        for operation, indices in self.steps:
            chosen = [results[i] for i in indices]
            results.append(operation(*chosen) if names is None else spelled(operation, chosen, names))
        return results[-1]

    def __str__(self) -> str:
        """Return the computation as a program, with a line for each step."""
        names = [letter(i) for i in range(len(self.point))]
        given = [f"{name} = {x!r}" for name, x in zip(names, self.point)]
        names += [f"v{i}" for i in range(1, len(self.steps) + 1)]
        made = [
            f"{name} = {operation.notation.format(*(names[i] for i in indices))}"
            for name, (operation, indices) in zip(names[len(self.point) :], self.steps)
        ]
        return "\n".join([*given, *made])

    __repr__ = __str__


NAMES = {**{row.name: row for row in TABLE}, "max": max}  # the functions that notations call


def spelled(operation: Operation, inputs: Sequence[Any], names: Mapping[str, Any] = NAMES) -> Any:
    """Return the result of an operation's notation, run as Python code with these names."""
    letters = {letter(i): x for i, x in enumerate(inputs)}
    return eval(code_of(operation), {"__builtins__": {}, operation.name: operation, **names}, letters)


@lru_cache(maxsize=256)
def code_of(operation: Operation) -> CodeType:
    """Return the notation of an operation, compiled."""
    return compile(operation.written(), f"<{operation.name}>", "eval")


def expressions(
    inputs: int = 3,
    steps: int = 8,
    operations: Sequence[Operation] = OPERATIONS,
    largest: float = 10.0,
    away_from_kinks: bool = True,
) -> "SearchStrategy[Expression]":
    """Return a strategy for random expressions in which results are used again, each with a point where it is defined.

    inputs           how many numbers an expression takes
    steps            the most operations, without the last one, which adds up all results that were not used
    operations       the rows to choose from
    largest          how large an intermediate result or a partial may be
    away_from_kinks  whether steps near a kink are left out
    """
    st = strategies()

    def drawn(draw: "DrawFn") -> Expression:
        point = draw(st.tuples(*[st.floats(-3.0, 3.0)] * inputs))
        numbers, made, unused = list(point), [], set(range(inputs))
        for _ in range(draw(st.integers(1, steps))):
            operation = draw(st.sampled_from(operations))
            indices = draw(st.tuples(*[st.integers(0, len(numbers) - 1)] * operation.arity))
            chosen = [numbers[i] for i in indices]
            output = tame_output(operation, chosen, largest, away_from_kinks)
            if output is not None:  # otherwise the operation does not suit these numbers, and the step is left out
                unused = unused - set(indices) | {len(numbers)}
                numbers.append(output)
                made.append((operation, indices))
        return Expression(point, (*made, (total(len(unused)), tuple(sorted(unused)))))

    strategy: SearchStrategy[Expression] = st.composite(drawn)()
    return strategy


def tame_output(operation: Operation, numbers: Sequence[float], largest: float, away_from_kinks: bool) -> float | None:
    """Return the output of an operation; None if it, or a partial, is not defined or too large, or a kink is near."""
    output = finite_output(operation, numbers)
    if output is None or abs(output) > largest:
        return None
    if away_from_kinks and operation.kink is not None and abs(operation.kink(*numbers)) < 1e-3:
        return None
    try:
        slopes = operation.partials(*numbers, output)
    except (DomainError, ZeroDivisionError, OverflowError):
        return None
    return output if all(abs(slope) <= largest for slope in slopes) else None


def hypothesis() -> ModuleType:
    """Return the package Hypothesis; raise an ImportError that says how to install it if it is missing."""
    try:
        import hypothesis as package
    except ImportError as error:
        raise ImportError('property tests need Hypothesis: pip install "glassgrad[test]"') from error
    return package


def strategies() -> Any:
    """Return the module `hypothesis.strategies`."""
    return hypothesis().strategies
