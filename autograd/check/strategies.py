"""Hypothesis strategies for one's own property tests: numbers of a domain, points of an operation, whole expressions.

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

NEAREST = 1e-6  # how near to a border, or to 0, a number is drawn that does not lie on it
OPERATIONS = (*TABLE, power(2), power(3), power(-1), power(0.5), total(3), dot(2), largest(3))


def numbers_in(domain: Interval = ANY, largest: float = 100.0) -> "SearchStrategy[float]":
    """Numbers of a domain of about this size at most: spread over it, whole, and close to its borders and to 0."""
    st = strategies()
    reach = max(largest, 2.0 * domain.low, -2.0 * domain.high)  # a domain may begin beyond the largest
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
    """Numbers at which what has this domain is not defined; None where there are none."""
    st = strategies()
    beyond = [Interval(high=domain.low, high_closed=not domain.low_closed)] if isfinite(domain.low) else []
    beyond += [Interval(domain.high, low_closed=not domain.high_closed)] if isfinite(domain.high) else []
    single = [*domain.without, *(end for end in (-inf, inf) if end not in domain)]
    choices = [numbers_in(part, largest) for part in beyond] + ([st.sampled_from(single)] if single else [])
    return st.one_of(choices) if choices else None


def points_of(
    operation: Operation, away_from_kinks: bool = False, largest: float = 10.0
) -> "SearchStrategy[tuple[float, ...]]":
    """Inputs at which an operation is defined and finite, often with two of them equal; on request not near a kink."""
    st = strategies()

    def tied(point: tuple[float, ...], places: tuple[int, int]) -> tuple[float, ...]:
        source, target = places
        return (*point[:target], point[source], *point[target + 1 :])

    points: SearchStrategy[tuple[float, ...]] = st.tuples(
        *(numbers_in(domain, largest) for domain in operation.domains)
    )
    if operation.arity > 1:
        place = st.integers(0, operation.arity - 1)
        points = st.one_of(points, st.builds(tied, points, st.tuples(place, place)))
    points = points.filter(lambda point: finite_output(operation, point) is not None)
    if away_from_kinks:
        points = points.filter(lambda point: operation.kink is None or abs(operation.kink(*point)) > 1e-3)
    return points


def finite_output(operation: Operation, numbers: Sequence[float]) -> float | None:
    """What an operation gives; None where it is not defined, or not finite."""
    try:
        output = operation.compute(*numbers)
    except (DomainError, OverflowError):
        return None
    return output if isfinite(output) else None


@dataclass(frozen=True)
class Expression:
    """A random computation, and a point where it is defined: run it in every engine that you want to compare.

    `expression(*inputs)` runs it on floats, `Value`s, `Dual`s, …; with `names`, on anything that Python's operators
    and the functions of these names can be applied to: `expression(*tensors, names=vars(torch))`.
    """

    point: tuple[float, ...]
    steps: tuple[tuple[Operation, tuple[int, ...]], ...]  # places in [*inputs, *results so far]: any may be used again

    def __call__(self, *inputs: Scalar, names: Mapping[str, Any] | None = None) -> Scalar:
        """The last result."""
        results = list(inputs)
        for operation, places in self.steps:
            chosen = [results[place] for place in places]
            results.append(operation(*chosen) if names is None else spelled(operation, chosen, names))
        return results[-1]

    def __str__(self) -> str:
        """The computation as a program, a line for each step."""
        names = [letter(place) for place in range(len(self.point))]
        given = [f"{name} = {x!r}" for name, x in zip(names, self.point)]
        names += [f"v{place}" for place in range(1, len(self.steps) + 1)]
        places = range(len(self.point), len(names))
        made = [
            f"{names[at]} = {operation.notation.format(*(names[place] for place in chosen))}"
            for at, (operation, chosen) in zip(places, self.steps)
        ]
        return "\n".join([*given, *made])

    __repr__ = __str__


NAMES = {**{row.name: row for row in TABLE}, "max": max}  # what the notations are made of, beside + - * / **


def spelled(operation: Operation, inputs: Sequence[Any], names: Mapping[str, Any] = NAMES) -> Any:
    """The notation of an operation as Python code, run with these names."""
    letters = {letter(place): x for place, x in enumerate(inputs)}
    return eval(code_of(operation), {"__builtins__": {}, operation.name: operation, **names}, letters)


@lru_cache(maxsize=256)
def code_of(operation: Operation) -> CodeType:
    """The notation of an operation, compiled."""
    return compile(operation.written(), f"<{operation.name}>", "eval")


def expressions(
    inputs: int = 3,
    steps: int = 8,
    operations: Sequence[Operation] = OPERATIONS,
    largest: float = 10.0,
    away_from_kinks: bool = True,
) -> "SearchStrategy[Expression]":
    """Random expressions in which results are shared, with a point at which every step is defined.

    inputs           how many numbers it takes
    steps            how many operations at most, before the sum of whatever was not used
    operations       the rows to choose from: add your own
    largest          no intermediate result or partial is larger
    away_from_kinks  no step is near a kink
    """
    st = strategies()

    def drawn(draw: "DrawFn") -> Expression:
        point = draw(st.tuples(*[st.floats(-3.0, 3.0)] * inputs))
        numbers, made, unused = list(point), [], set(range(inputs))
        for _ in range(draw(st.integers(1, steps))):
            operation = draw(st.sampled_from(operations))
            places = draw(st.tuples(*[st.integers(0, len(numbers) - 1)] * operation.arity))
            chosen = [numbers[place] for place in places]
            output = tame_output(operation, chosen, largest, away_from_kinks)
            if output is not None:  # otherwise the step is left out: an operation that does not fit here
                unused = unused - set(places) | {len(numbers)}
                numbers.append(output)
                made.append((operation, places))
        return Expression(point, (*made, (total(len(unused)), tuple(sorted(unused)))))

    strategy: SearchStrategy[Expression] = st.composite(drawn)()
    return strategy


def tame_output(operation: Operation, numbers: Sequence[float], largest: float, away_from_kinks: bool) -> float | None:
    """What an operation gives where it and its partials are defined and not too large; otherwise None."""
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
    """The package Hypothesis."""
    try:
        import hypothesis as package
    except ImportError as error:
        raise ImportError('property tests need Hypothesis: pip install "glassgrad[test]"') from error
    return package


def strategies() -> Any:
    """The module `hypothesis.strategies`."""
    return hypothesis().strategies
