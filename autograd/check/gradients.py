"""Is the gradient right? Compared with differences, number by number."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite
from typing import Any, Literal

from autograd.check.differences import EPSILON, SCHEMES, slopes
from autograd.check.judgement import judgement, shown
from autograd.check.point import Point, gradients_kept
from autograd.check.report import Report, figure
from autograd.functional import Function, grad
from autograd.graph import topological_order
from autograd.operation import Operation, letter
from autograd.origin import no_grad
from autograd.structure import Nested
from autograd.value import Value

AT_A_KINK = 1e-10  # how near, relative to the inputs


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
    """Compare the derivatives of f at the inputs with differences: a table with a verdict for each input.

    f           takes the inputs as `Value`s; gives one number, or a nested list of them
    inputs      numbers, or lists, tuples and dicts of numbers
    parameters  `Value`s that f uses without taking them as arguments, as a model does its weights: a list, a
                list of pairs (name, Value) or a dict. Their `data` is moved, and put back whatever happens.
                `check_gradients(loss, parameters=model.parameters())`
    order       2 checks the derivatives of `grad(f)`
    mode        "reverse" checks `backward`, "forward" checks `jvp`, "both" both
    scheme      "ridders" extrapolates as often as it helps, "five-point" once, "central" not at all
    step        the distance of the points; chosen for each input where none is given
    tolerance   the relative error that is accepted, beside what round-off of f explains

    The report counts as true where every row is right, so `assert check_gradients(f, 2.0)` is a test. At a
    declared kink it shows the slopes on the left and on the right, and accepts what lies between. Beside the
    border of a domain it takes its differences on one side.
    """
    one_of("order", order, (1, 2))
    one_of("mode", mode, ("reverse", "forward", "both"))
    one_of("scheme", scheme, tuple(SCHEMES))
    point = Point(f if order == 1 else gradient_of(f), inputs, parameters)
    if point.captured and (order == 2 or mode != "reverse"):
        raise ValueError(
            "check_gradients: order=2 and forward mode follow the arguments of f, not parameters that it captures; "
            "write f so that it takes them as arguments"
        )
    outputs = point.outputs()
    claims = {}
    if mode != "forward":
        claims["reverse mode"] = point.by_reverse(outputs)
    if mode != "reverse":
        claims["forward mode"] = point.by_forward()
    names = derivative_names(list(point.variables), len(outputs), order)
    noise = [roundoff(y) for y in outputs]
    kink = any(at_kink(node) for node in topological_order(*outputs))
    rows, right = [], []
    for i, variable in enumerate(point.variables.values()):
        with no_grad():
            found = slopes(point.along(variable), variable.data, noise, kink, scheme, step, tolerance)
        for j, numeric in enumerate(found):
            claimed = [claim[j][i] for claim in claims.values()]
            judged = [judgement(claim, numeric, kink, tolerance) for claim in claimed]
            worst = max(judged, key=lambda judgement: (not judgement.right, judgement.relative_error))
            cells = (*map(figure, claimed), shown(numeric, tolerance), f"{worst.relative_error:.1e}", worst.verdict)
            rows.append((names[i][j], *cells))
            right.append(worst.right)
    return Report(
        title=f"{'Gradient' if order == 1 else 'Second derivatives'} of {name_of(f)}",
        header=("by", *claims, "differences", "relative error", "verdict"),
        rows=rows,
        right=right,
        notes=[*summary(right), *([] if all(right) or isinstance(f, Operation) else accusations(outputs, tolerance))],
    )


def gradient_of(f: Function) -> Function:
    """grad(f), with the name and the arguments of f."""
    derivative = grad(f)
    derivative.__wrapped__ = f  # type: ignore[attr-defined]  # where `inspect` looks for the arguments
    return derivative


def derivative_names(variables: Sequence[str], outputs: int, order: int) -> list[list[str]]:
    """For each variable, for each output: `x`, or with several outputs `∂y[1]/∂x`, or of the second order `∂²/∂z∂x`."""
    if order == 2:
        return [[f"∂²/∂{of}∂{by}" for of in variables] for by in variables]
    if outputs == 1:
        return [[by] for by in variables]
    return [[f"∂y[{j}]/∂{by}" for j in range(outputs)] for by in variables]


def roundoff(output: Value) -> float:
    """How far rounding in the nodes of a graph may move its output, to first order."""
    with gradients_kept(output):
        output.backward()
        made = [node for node in topological_order(output) if node.operation is not None]
        moved = sum(abs(node.data * node.grad) for node in made)
    return EPSILON * (moved if isfinite(moved) else abs(output.data))


def at_kink(node: Value) -> bool:
    """Whether the operation that made a node declares that its slope jumps here."""
    if node.operation is None or node.operation.kink is None:
        return False
    numbers = [x.data for x in node.inputs]
    return abs(node.operation.kink(*numbers)) <= AT_A_KINK * max(1.0, *map(abs, numbers))


def summary(right: Sequence[bool]) -> list[str]:
    """The table in a sentence."""
    wrong = right.count(False)
    return [f"{wrong} of {len(right)} not confirmed." if wrong else "Every derivative is right."]


def accusations(outputs: Sequence[Value], tolerance: float) -> Iterator[str]:
    """A sentence for each row of the table of operations whose own partials are wrong at a node of the graph."""
    accused: set[Operation] = set()
    for node in topological_order(*outputs):
        if node.operation is None or node.operation in accused:
            continue
        numbers = [x.data for x in node.inputs]
        report = check_gradients(node.operation, *numbers, tolerance=tolerance)
        wrong = [row for row in report.rows if row[-1].startswith("wrong")]
        if wrong:
            accused.add(node.operation)
            place, claim, slope = wrong[0][:3]
            where = f"The row {node.operation.name} at {at_point(numbers)}"
            yield f"{where}: its partial by {place} says {claim}, but the slope is {slope}."


def at_point(numbers: Sequence[float]) -> str:
    """`a = 2.0, b = 3.0`."""
    return ", ".join(f"{letter(place)} = {x!r}" for place, x in enumerate(numbers))


def name_of(f: Function) -> str:
    """What a person calls the function."""
    return str(getattr(f, "name", getattr(f, "__name__", type(f).__name__)))


def one_of(what: str, given: object, known: tuple[object, ...]) -> None:
    """Nothing, if it is known; otherwise a ValueError with the choices."""
    if given not in known:
        raise ValueError(f"check_gradients: {what} {given!r} is not known; choose {' or '.join(map(repr, known))}")
