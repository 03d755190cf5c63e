"""Right gradients are never called wrong, and planted errors are found: over rows, expressions, offsets and scales."""

from math import inf

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from autograd import check_gradients, unary
from autograd.check.row import slopes_at
from autograd.check.strategies import OPERATIONS, Expression, expressions, points_of
from autograd.operation import Operation, Scalar
from tests.examples import examples

ERRORS = {1e-3: 1e-6, 1e-6: 1e-8}  # a planted relative error, and a tolerance below it


def with_planted(error: float, f: Scalar) -> Scalar:
    """The same function, its derivatives wrong by so much."""
    wrong = unary("planted", "{}", lambda a: a, lambda a, y: (1.0 + error,))
    return lambda *inputs: wrong(f(*inputs))


def assert_right(f: Scalar, *point: float) -> None:
    """Nothing is called wrong, or unknown."""
    assert check_gradients(f, *point), (f, point)


def assert_not_wrong(f: Scalar, *point: float) -> None:
    """Nothing is called wrong; where a function jumps without end, as a / b does at b = 0, the slope is unknown."""
    assert not any(row[-1].startswith("wrong") for row in check_gradients(f, *point).rows), (f, point)


def assert_planted_errors_are_found(f: Scalar, *point: float) -> None:
    """They are called wrong, or the verdict says how far the round-off reaches, and they lie below that."""
    for error, tolerance in ERRORS.items():
        report = check_gradients(with_planted(error, f), *point, tolerance=tolerance)
        for _, claim, _, _, verdict in report.rows:
            size = abs(float(claim))
            if 0.0 < size < inf and verdict != "wrong":
                kind, _, reach = verdict.replace("±", "").rpartition(" ")
                assert kind.startswith(("right: within the round-off", "cannot tell here")), (f, point, error, verdict)
                assert error * size <= 2.0 * float(reach), (f, point, error, verdict)


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.name)
def test_rows_over_their_domains(row: Operation) -> None:
    @examples(8)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        point = data.draw(points_of(row, largest=data.draw(st.sampled_from([10.0, 1e3]))))
        assume(slopes_at(row, point) is not None)
        assert_not_wrong(row, *point)
        if row.kink is None:
            assert_planted_errors_are_found(row, *point)

    check()


@examples(40)
@given(expressions(steps=6), st.sampled_from([0.0, 1e2, 1e4]), st.sampled_from([1.0, 1e-12, 1e12, 1e-100, 1e100]))
def test_expressions_with_offsets_and_scales(expression: Expression, offset: float, scale: float) -> None:
    def f(*inputs: Scalar) -> Scalar:
        return (expression(*inputs) + offset) * scale

    assert_right(f, *expression.point)


@examples(25)
@given(expressions(steps=6))
def test_planted_errors_in_expressions(expression: Expression) -> None:
    assert_planted_errors_are_found(expression, *expression.point)
