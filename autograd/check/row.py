"""`check_operation`: the laws of a row of the table, tested at random points of its domain."""

from collections.abc import Callable, Iterator
from math import isclose, isnan
from typing import Any

from autograd.check.gradients import at_point, check_gradients
from autograd.check.report import Report, figure
from autograd.check.strategies import hypothesis, numbers_in, numbers_outside, points_of, spelled, strategies
from autograd.domain import DomainError
from autograd.operation import Operation, letter
from autograd.transforms.forward_mode import jvp
from autograd.transforms.reverse_mode import grad
from autograd.value import Value

Law = Callable[[Operation, tuple[float, ...]], str]  # returns what is wrong at a point, or ""


def check_operation(operation: Operation, examples: int = 100, tolerance: float = 1e-6) -> Report:
    """Test the laws of one row at random points of its domain; return a table with a verdict for each law.

    operation  the row, such as one that you have written
    examples   how many points each law is tried at; they are the same in every run
    tolerance  the relative error of a slope that is accepted

    The report is true if every law holds, so `assert check_operation(cube)` is a test; for a law that fails it shows
    the simplest point that was found. Without Hypothesis (`pip install "glassgrad[test]"`), an ImportError is raised.

    >>> from autograd import check_operation, relu
    >>> check_operation(relu, examples=10).ok
    True
    """
    rows, right = [], []
    for name, points, law in laws(operation, tolerance):
        complaint = broken(operation, law, points, examples)
        rows.append((name, complaint or "holds"))
        right.append(not complaint)
    notes = ["Every law holds." if all(right) else f"{right.count(False)} of {len(right)} laws do not hold."]
    return Report(f"Operation {operation.name}: {operation.written()}", ("law", "verdict"), rows, right, notes)


def laws(operation: Operation, tolerance: float) -> Iterator[tuple[str, Any, Law]]:
    """Yield each law: what it says, the points at which it should hold, and the function that tests it."""
    st = strategies()
    anywhere = points_of(operation)
    smooth = points_of(operation, away_from_kinks=True).filter(lambda point: not on_a_border(operation, point))
    yield "it is defined on its domain", st.tuples(*map(inside, operation.domains)), defined
    for index, domain in enumerate(operation.domains):
        outside = numbers_outside(domain)
        if outside is not None:
            numbers = [outside if i == index else inside(other) for i, other in enumerate(operation.domains)]
            yield f"it refuses {letter(index)} outside its domain", st.tuples(*numbers), refused
    yield "the notation computes the same as forward", anywhere, notation_computes_forward
    yield "the kinks are declared", anywhere, kinks_are_declared
    yield "the partials are its slopes", anywhere, partials_are_slopes(1, tolerance)
    yield "the partials can be differentiated again", smooth, partials_are_slopes(2, tolerance)
    yield "forward mode gives the same as reverse mode", anywhere, forward_equals_reverse


def broken(operation: Operation, law: Law, points: Any, examples: int) -> str:
    """Return what is wrong at the simplest point where a law breaks; "" if no such point was found.

    points    the strategy that draws points
    examples  how many points are tried
    """
    module = hypothesis()
    complaint = ""

    def holds(point: tuple[float, ...]) -> None:
        nonlocal complaint
        try:
            said = law(operation, point)
        except Exception as error:  # an operation under test may raise anything
            said = f"{type(error).__name__}: {error}"
        if said:
            complaint = f"at {at_point(point)}: {said}"
            raise AssertionError(complaint)

    patient = module.settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(module.HealthCheck),
    )
    try:
        patient(module.given(points)(holds))()
    except AssertionError:
        return complaint
    return ""


def on_a_border(operation: Operation, point: tuple[float, ...]) -> bool:
    """Return whether an input is an end of its domain."""
    return any(x in (domain.low, domain.high) for x, domain in zip(point, operation.domains))


def slopes_at(operation: Operation, point: tuple[float, ...]) -> tuple[float, ...] | None:
    """Return the partials; None at an end of the domain where the row has no slope, as `a ** b` at a = b = 0."""
    try:
        return operation.slopes(*point, operation.compute(*point))
    except DomainError:
        if on_a_border(operation, point):
            return None
        raise


def defined(operation: Operation, point: tuple[float, ...]) -> str:
    return "it gives nan" if isnan(operation.compute(*point)) else ""


def refused(operation: Operation, point: tuple[float, ...]) -> str:
    try:
        output = operation(*map(Value, point))
    except DomainError:
        return ""
    return f"there is no DomainError, but {output.data!r}"


def notation_computes_forward(operation: Operation, point: tuple[float, ...]) -> str:
    by_forward = operation.compute(*point)
    by_notation = spelled(operation, point)
    if isclose(by_notation, by_forward, rel_tol=1e-15):
        return ""
    return f"{operation.written()} is {by_notation!r}, but forward gives {by_forward!r}"


def kinks_are_declared(operation: Operation, point: tuple[float, ...]) -> str:
    if slopes_at(operation, point) is None:
        return ""
    undeclared = [row for row in check_gradients(operation, *point).rows if "no operation declares" in row[-1]]
    return f"the slope jumps ({undeclared[0][2]}), but `kink` is not zero" if undeclared else ""


def partials_are_slopes(order: int, tolerance: float) -> Law:
    def law(operation: Operation, point: tuple[float, ...]) -> str:
        if slopes_at(operation, point) is None:
            return ""
        report = check_gradients(operation, *point, order=order, tolerance=tolerance)  # type: ignore[arg-type]
        if on_a_border(operation, point):  # where differences, such as those of a ** 1.5, settle too slowly
            failed = [row for row in report.failed if not row[-1].startswith("unknown")]
        else:
            failed = report.failed
        if not failed or "no operation declares" in failed[0][-1]:
            return ""
        by, claim, slope, _, verdict = failed[0]
        complaint = f"but the slope is {slope}" if verdict.startswith("wrong") else f"but that is {verdict}"
        return f"{'by ' if order == 1 else ''}{by} it says {claim}, {complaint}"

    return law


def forward_equals_reverse(operation: Operation, point: tuple[float, ...]) -> str:
    if slopes_at(operation, point) is None:
        return ""
    by_reverse = grad(operation)(*point)
    for index, slope in enumerate(by_reverse if operation.arity > 1 else [by_reverse]):
        direction = [float(i == index) for i in range(operation.arity)]
        along = jvp(operation, point, direction)[1]
        if not isclose(along, slope, rel_tol=1e-12):
            return f"by {letter(index)} reverse mode says {figure(slope)}, forward mode {figure(along)}"
    return ""


def inside(domain: Any) -> Any:
    """Return a strategy for numbers of a domain that are too small to overflow."""
    return numbers_in(domain, largest=10.0)
