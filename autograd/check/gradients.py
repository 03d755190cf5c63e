"""`check_gradients`: the derivatives of a function, compared with differences number by number."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf, isfinite, nan
from typing import Any, Literal

from autograd.check.differences import SCHEMES
from autograd.check.examination import Examination
from autograd.check.extrapolation import EPSILON, SMALLEST
from autograd.check.judgement import Grade, Judgement, badness, shown
from autograd.check.nonfinite import culprits
from autograd.check.point import Point, gradients_kept
from autograd.check.repeat import Answer, answer, claims_of, what_changes
from autograd.check.report import Report, figure
from autograd.context import no_grad
from autograd.domain import DomainError
from autograd.graph import topological_order
from autograd.number import is_number, sum_in_order
from autograd.operation import Operation, letter
from autograd.transforms.reverse_mode import grad
from autograd.transforms.signatures import Function
from autograd.transforms.tree import Nested
from autograd.value import Value

AT_A_KINK = 1e-10  # the distance that still counts as at a kink, relative to the inputs
CALLS = 5  # how often a function is called again to see if it is random; one that tosses a coin is missed once in 2⁵
MORE_CALLS = 20  # how often if a derivative was not confirmed


def check_gradients(
    f: Function,
    *inputs: Nested,
    parameters: Iterable[Any] | Mapping[str, Value] = (),
    order: Literal[1, 2] = 1,
    mode: Literal["reverse", "forward", "both"] = "reverse",
    scheme: Literal["ridders", "five-point", "central"] = "ridders",
    step: float | None = None,
    tolerance: float = 1e-6,
) -> Report:
    """Compare the derivatives of f at the inputs with differences; return a table with a verdict for each input.

    f           takes the inputs as Values; returns one number, or a nested list of them
    inputs      numbers, or lists, tuples and dicts of numbers
    parameters  Values that f uses without taking them as arguments, such as the weights of a model: a list, a list of
                pairs (name, Value) or a dict. Their `data` is changed during the check and always restored
    order       1 checks the derivatives of f, 2 those of `grad(f)`
    mode        "reverse" checks `backward`, "forward" checks `jvp`, "both" checks both
    scheme      "ridders" extrapolates as often as it helps, "five-point" once, "central" not at all
    step        the distance between the points; None: chosen for each input
    tolerance   the relative error that is accepted, in addition to what round-off of f explains

    The report is true if no derivative is wrong or unknown, so `assert check_gradients(f, 2.0)` is a test. At a
    declared kink, the slopes on the left and on the right are shown, and every slope between them is accepted. At the
    border of a domain, differences are taken on one side. A function that gives other numbers when it is called again
    is never right. Where claim and slope both lie below the round-off of f, the verdict is "cannot tell here", which
    counts neither as right nor as wrong. Arguments that cannot be used raise a TypeError or ValueError.

    >>> from autograd import check_gradients
    >>> check_gradients(lambda x, y: x * y, 2.0, 3.0).ok
    True
    """
    one_of("order", order, (1, 2))
    one_of("mode", mode, ("reverse", "forward", "both"))
    one_of("scheme", scheme, tuple(SCHEMES))
    for what, size in (("step", 1.0 if step is None else step), ("tolerance", tolerance)):
        if not (is_number(size) and 0.0 < size < inf):
            raise ValueError(f"check_gradients: {what} is {size!r}, but it must be a positive number")
    point = Point(f if order == 1 else gradient_of(f), inputs, parameters)
    if point.captured and (order == 2 or mode != "reverse"):
        raise ValueError(
            "check_gradients: order=2 and forward mode follow the arguments of f, not parameters that it captures; "
            "write f so that it takes them as arguments"
        )
    first = answer(point, mode)
    noise = [roundoff(y) for y in first.outputs]
    claims = claims_of(first, len(point.variables))
    change = what_changes(first, point, mode, noise, CALLS)
    found = [] if change else examined(point, first, claims, noise, scheme, step, tolerance)
    if not all(judged.grade in ("right", "cannot tell here") for _, judged in found):
        change = what_changes(first, point, mode, noise, MORE_CALLS)
    if change:
        found = [("–", Judgement("unknown", "the function is random", nan))] * len(claims)
    names = derivative_names(list(point.variables), len(noise), order)
    grades = [judged.grade for _, judged in found]
    return Report(
        title=f"{'Gradient' if order == 1 else 'Second derivatives'} of {name_of(f)}",
        header=("by", *first.claims, "differences", "relative error", "verdict"),
        rows=[
            (name, *map(figure, claimed), slope, f"{judged.relative_error:.1e}", judged.verdict)
            for name, claimed, (slope, judged) in zip(names, claims, found)
        ],
        right=[grade == "right" for grade in grades],
        untold=[grade == "cannot tell here" for grade in grades],
        notes=[*summary(grades), *reasons(f, first, grades, change, tolerance)],
    )


def examined(
    point: Point,
    first: Answer,
    claims: Sequence[Sequence[float]],
    noise: Sequence[float],
    scheme: str,
    step: float | None,
    tolerance: float,
) -> list[tuple[str, Judgement]]:
    """Return the slope by differences and the judgement of the worst claim, for each variable and each output.

    first, claims, noise     the answer of f at the point, what each mode claims, and the round-off of each output
    scheme, step, tolerance  as in `check_gradients`
    """
    kink = any(at_kink(node) for node in topological_order(*first.outputs))
    claimed = iter(claims)
    found = []
    for name in point.variables:
        with no_grad():
            examination = Examination(point.along(name, len(noise)), noise, kink, scheme, step, tolerance)
            for output, slopes in enumerate(examination.slopes):
                judgements = [examination.judged(claim, output) for claim in next(claimed)]
                found.append((shown(slopes, tolerance), max(judgements, key=badness)))
    return found


def gradient_of(f: Function) -> Function:
    """Return grad(f), with the name and the arguments of f."""
    derivative = grad(f)
    derivative.__wrapped__ = f  # type: ignore[attr-defined]  # `inspect` finds the arguments there
    return derivative


def derivative_names(variables: Sequence[str], outputs: int, order: int) -> list[str]:
    """Return the names of the derivatives: `x`, or with several outputs `∂y[1]/∂x`, or of second order `∂²/∂z∂x`."""
    if order == 2:
        return [f"∂²/∂{of}∂{by}" for by in variables for of in variables]
    if outputs == 1:
        return list(variables)
    return [f"∂y[{j}]/∂{by}" for by in variables for j in range(outputs)]


def roundoff(output: Value) -> float:
    """Return how far rounding in the nodes of a graph may change its output, to first order."""
    with gradients_kept(output):
        output.backward()
        made = [node for node in topological_order(output) if node.operation is not None]
        moved = sum_in_order(max(EPSILON * abs(node.data), SMALLEST) * abs(node.grad) for node in made)
    return moved if isfinite(moved) else EPSILON * abs(output.data)


def at_kink(node: Value) -> bool:
    """Return whether the operation that made a node declares a kink at its inputs."""
    if node.operation is None or node.operation.kink is None:
        return False
    numbers = [x.data for x in node.inputs]
    return abs(node.operation.kink(*numbers)) <= AT_A_KINK * max(1.0, *map(abs, numbers))


def summary(grades: Sequence[Grade]) -> Iterator[str]:
    """Yield the table in a sentence or two: how many rows are not confirmed, and how many the check cannot tell."""
    right, untold, rows = grades.count("right"), grades.count("cannot tell here"), len(grades)
    if right == rows:
        yield "Every derivative is right."
    if right + untold < rows:
        yield f"{rows - right - untold} of {rows} not confirmed."
    if untold:
        start = "Nothing is wrong, but for" if right + untold == rows else "For"
        yield f"{start} {untold} of {rows} the check cannot tell: claim and differences both lie below the round-off."


def reasons(f: Function, first: Answer, grades: Sequence[Grade], change: str, tolerance: float) -> Iterator[str]:
    """Yield sentences that say why derivatives are not confirmed, as far as that can be found."""
    if change:
        yield (
            f"{name_of(f)} gives other numbers when it is called again at the same point: {change}. "
            "If it draws random numbers, fix the seed inside the function (random.seed(0)), or make a random.Random(0) "
            "inside and pass it to whatever draws; if it keeps something between calls, set that back."
        )
        return
    if all(grade in ("right", "cannot tell here") for grade in grades):
        return
    numbers = [*(y.data for y in first.outputs), *(x for table in first.claims.values() for row in table for x in row)]
    if not all(map(isfinite, numbers)):
        yield from culprits(first.outputs)
    if not isinstance(f, Operation):
        yield from accusations(first.outputs, tolerance)


def accusations(outputs: Sequence[Value], tolerance: float) -> Iterator[str]:
    """Yield a sentence for each operation whose own partials are wrong at a node of the graph."""
    accused: set[Operation] = set()
    for node in topological_order(*outputs):
        numbers = [x.data for x in node.inputs]
        if node.operation is None or node.operation in accused or not all(map(isfinite, numbers)):
            continue
        try:
            report = check_gradients(node.operation, *numbers, tolerance=tolerance)
        except DomainError:  # it has no slope here, and needed none, because no gradient reached this node
            continue
        wrong = [row for row in report.rows if row[-1].startswith("wrong")]
        if wrong:
            accused.add(node.operation)
            name, claim, slope = wrong[0][:3]
            where = f"The row {node.operation.name} at {at_point(numbers)}"
            yield f"{where}: its partial by {name} says {claim}, but the slope is {slope}."


def at_point(numbers: Sequence[float]) -> str:
    """Return the inputs of an operation as text: `a = 2.0, b = 3.0`."""
    return ", ".join(f"{letter(i)} = {x!r}" for i, x in enumerate(numbers))


def name_of(f: Function) -> str:
    """Return the name of the function, or of its class if it has none."""
    return str(getattr(f, "name", getattr(f, "__name__", type(f).__name__)))


def one_of(what: str, given: object, known: tuple[object, ...]) -> None:
    """Raise a ValueError that lists the choices if the given one is not among them."""
    if given not in known:
        raise ValueError(f"check_gradients: {what} {given!r} is not known; choose {' or '.join(map(repr, known))}")
