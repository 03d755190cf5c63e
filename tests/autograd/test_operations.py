"""Every row of the table: its laws, a planted error in each, and the known edge points by exact value."""

import math
import operator
from dataclasses import replace
from functools import reduce
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd as ag
from autograd import TABLE, DomainError, Value, check_gradients, check_operation
from autograd.check.row import laws, slopes_at
from autograd.check.strategies import numbers_in, points_of
from autograd.functions.families import dot, largest, total
from autograd.operation import Operation, Scalar
from autograd.operations import divide_no_nan, pow, power, xlogy
from tests.examples import examples

FAMILIES = (
    *(power(n) for n in (0, 1, 2, 3, 7, -1, -2, 0.5, 1.5, -0.5)),
    *(total(n) for n in (1, 2, 3, 5)),
    *(dot(n) for n in (1, 2, 3)),
    *(largest(n) for n in (1, 2, 3)),
)
OPERATIONS = (*TABLE, *FAMILIES)


def every_row(*left_out: Operation) -> pytest.MarkDecorator:
    """A test for each row and for some members of each family."""
    rows = [row for row in OPERATIONS if row not in left_out]
    return pytest.mark.parametrize("row", rows, ids=[row.name for row in rows])


@every_row(xlogy, divide_no_nan)
def test_every_law_holds(row: Operation) -> None:
    """Partials are slopes and can be differentiated again, forward = reverse, notation = forward, domain, kinks."""
    check_operation(row, examples=25).raise_if_wrong()


def test_the_laws_hold_for_xlogy_where_it_is_a_number() -> None:
    report = check_operation(xlogy, examples=30)
    broken = [line for line, right in zip(report.rows, report.right) if not right]
    assert [name for name, _ in broken] == ["it is defined on its domain"]
    assert "b = 0.0: DomainError: xlogy: xlogy(a, b) needs a result that is a number" in broken[0][1]
    assert xlogy(0.0, 0.0) == 0.0


def test_the_laws_hold_for_divide_no_nan_where_b_is_not_zero() -> None:
    report = check_operation(divide_no_nan, examples=30)
    broken = [line for line, right in zip(report.rows, report.right) if not right]
    assert [name for name, _ in broken] == ["the partials are its slopes"]
    assert "b = 0.0: by b it says 0, but that is unknown" in broken[0][1]  # the function jumps without end


def with_slope_off(row: Operation, place: int) -> Operation:
    """The same row with the partial with respect to one input wrong by 0.1 %, and by a thousandth where it is 0."""

    def partials(*point: Scalar) -> tuple[Scalar, ...]:
        slopes = list(row.partials(*point))
        slopes[place] = 1.001 * slopes[place] + (0.001 if slopes[place] == 0.0 else 0.0)
        return tuple(slopes)

    return replace(row, partials=partials)


@every_row()
def test_a_partial_wrong_by_a_thousandth_is_noticed(row: Operation) -> None:
    """For each input in turn, and not only at some lucky point: wherever the partial is finite, away from kinks."""
    noticed = [0] * row.arity

    @examples(8)
    @given(points_of(row, away_from_kinks=True))
    def planted(point: tuple[float, ...]) -> None:
        slopes = slopes_at(row, point)
        for place, slope in enumerate(slopes or ()):
            if slope == 0.0 or 1e-6 < abs(slope) < inf:
                report = check_gradients(with_slope_off(row, place), *point)
                assert not report.right[place], report
                noticed[place] += 1

    planted()
    assert min(noticed) > 0


def test_a_law_is_there_for_every_restricted_input() -> None:
    named = [name for name, *_ in laws(pow, 1e-6)]
    assert "it refuses a outside its domain" in named
    assert len(named) == 7


EDGES = [  # operation, inputs, output, partials: the conventions of PyTorch, but where it is said
    (ag.relu, (0.0,), 0.0, (0.0,)),
    (ag.relu, (-0.0,), 0.0, (0.0,)),
    (ag.relu, (1.0,), 1.0, (1.0,)),
    (ag.relu, (-1.0,), 0.0, (0.0,)),
    (ag.relu, (inf,), inf, (1.0,)),
    (ag.relu, (-inf,), 0.0, (0.0,)),
    (ag.abs, (0.0,), 0.0, (0.0,)),
    (ag.abs, (-0.0,), 0.0, (0.0,)),
    (ag.abs, (-1.0,), 1.0, (-1.0,)),
    (ag.abs, (-inf,), inf, (-1.0,)),
    (ag.sign, (0.0,), 0.0, (0.0,)),
    (ag.sign, (-1.0,), -1.0, (0.0,)),
    (ag.step, (0.0,), 0.0, (0.0,)),
    (ag.step, (1.0,), 1.0, (0.0,)),
    (ag.maximum, (1.0, 1.0), 1.0, (0.5, 0.5)),
    (ag.maximum, (0.0, -0.0), 0.0, (0.5, 0.5)),
    (ag.maximum, (2.0, 1.0), 2.0, (1.0, 0.0)),
    (ag.maximum, (-inf, 1.0), 1.0, (0.0, 1.0)),
    (ag.minimum, (1.0, 1.0), 1.0, (0.5, 0.5)),
    (ag.minimum, (2.0, 1.0), 1.0, (0.0, 1.0)),
    (largest(3), (1.0, 1.0, 0.0), 1.0, (0.5, 0.5, 0.0)),
    (largest(3), (1.0, 1.0, 1.0), 1.0, (1 / 3, 1 / 3, 1 / 3)),
    (ag.sqrt, (0.0,), 0.0, (inf,)),
    (ag.sqrt, (1.0,), 1.0, (0.5,)),
    (ag.sqrt, (inf,), inf, (0.0,)),
    (ag.reciprocal, (0.0,), inf, (-inf,)),
    (ag.reciprocal, (-0.0,), -inf, (-inf,)),
    (ag.reciprocal, (-1.0,), -1.0, (-1.0,)),
    (ag.reciprocal, (inf,), 0.0, (0.0,)),
    (ag.exp, (0.0,), 1.0, (1.0,)),
    (ag.exp, (-inf,), 0.0, (0.0,)),
    (ag.exp, (inf,), inf, (inf,)),
    (ag.exp, (1000.0,), inf, (inf,)),
    (ag.expm1, (0.0,), 0.0, (1.0,)),
    (ag.expm1, (-inf,), -1.0, (0.0,)),
    (ag.log, (1.0,), 0.0, (1.0,)),
    (ag.log, (inf,), inf, (0.0,)),
    (ag.log1p, (0.0,), 0.0, (1.0,)),
    (ag.sin, (0.0,), 0.0, (1.0,)),
    (ag.cos, (0.0,), 1.0, (0.0,)),
    (ag.tan, (0.0,), 0.0, (1.0,)),
    (ag.atan, (1.0,), math.pi / 4, (0.5,)),
    (ag.atan, (inf,), math.pi / 2, (0.0,)),
    (ag.tanh, (0.0,), 0.0, (1.0,)),
    (ag.tanh, (inf,), 1.0, (0.0,)),
    (ag.tanh, (-1000.0,), -1.0, (0.0,)),
    (ag.sigmoid, (0.0,), 0.5, (0.25,)),
    (ag.sigmoid, (1000.0,), 1.0, (0.0,)),
    (ag.sigmoid, (-1000.0,), 0.0, (0.0,)),
    (ag.sigmoid, (-inf,), 0.0, (0.0,)),
    (ag.softplus, (0.0,), math.log(2.0), (0.5,)),
    (ag.softplus, (1000.0,), 1000.0, (1.0,)),
    (ag.softplus, (-1000.0,), 0.0, (0.0,)),
    (ag.erf, (0.0,), 0.0, (2.0 / math.sqrt(math.pi),)),
    (ag.erf, (inf,), 1.0, (0.0,)),
    (pow, (2.0, 0.0), 1.0, (0.0, math.log(2.0))),
    (pow, (1.0, 5.0), 1.0, (5.0, 0.0)),
    (pow, (0.0, 2.0), 0.0, (0.0, 0.0)),
    (pow, (0.0, 1.0), 0.0, (1.0, 0.0)),
    (pow, (0.0, 0.5), 0.0, (inf, 0.0)),
    (power(0), (0.0,), 1.0, (0.0,)),
    (power(1), (0.0,), 0.0, (1.0,)),
    (power(2), (0.0,), 0.0, (0.0,)),
    (power(2), (-0.0,), 0.0, (-0.0,)),
    (power(3), (-1.0,), -1.0, (3.0,)),
    (power(-1), (-1.0,), -1.0, (-1.0,)),
    (power(0.5), (0.0,), 0.0, (inf,)),
    (power(1.5), (0.0,), 0.0, (0.0,)),
    (power(2), (-inf,), inf, (-inf,)),
    (xlogy, (0.0, 2.0), 0.0, (math.log(2.0), 0.0)),
    (total(3), (inf, 1.0, 2.0), inf, (1.0, 1.0, 1.0)),
]


@pytest.mark.parametrize(("row", "inputs", "output", "slopes"), EDGES, ids=lambda x: getattr(x, "name", str(x)))
def test_edge_points_by_exact_value(
    row: Operation, inputs: tuple[float, ...], output: float, slopes: tuple[float, ...]
) -> None:
    values = list(map(Value, inputs))
    y = row(*values)
    y.backward()
    assert y.data == output
    assert tuple(value.grad for value in values) == slopes


def test_pow_has_no_slope_where_it_jumps() -> None:
    """Where PyTorch says 0, nothing is claimed: 0 ** b is 1 at b = 0 and 0 beside it."""
    a, b = Value(0.0), Value(0.0)
    y = a**b
    assert y.data == 1.0
    with pytest.raises(DomainError, match="pow: there is no slope at a = 0.0, b = 0.0"):
        y.backward()


@pytest.mark.parametrize("x", [-1000.0, -40.0, 0.0, 40.0, 1000.0])
@pytest.mark.parametrize("f", [ag.sigmoid, ag.softplus, ag.tanh, ag.silu, ag.gelu, ag.erf])
def test_far_out_nothing_overflows(f: Operation, x: float) -> None:
    a = Value(x)
    y = f(a)
    y.backward()
    assert math.isfinite(y.data)
    assert math.isfinite(a.grad)


@given(st.floats(-30.0, 30.0))
def test_the_stable_formulas_are_the_textbook_ones(x: float) -> None:
    assert ag.sigmoid(x) == pytest.approx(1.0 / (1.0 + math.exp(-x)), rel=1e-14)
    assert ag.softplus(x) == pytest.approx(math.log(1.0 + math.exp(x)), rel=1e-12, abs=1e-12)
    assert ag.sigmoid(x) + ag.sigmoid(-x) == pytest.approx(1.0, rel=1e-15)


@given(st.lists(st.floats(-100.0, 100.0), min_size=1, max_size=6))
def test_a_sum_is_added_from_left_to_right(xs: list[float]) -> None:
    assert total(len(xs))(*xs) == reduce(operator.add, xs)


@given(st.integers(0, 4), st.data())
def test_a_dot_is_added_from_the_bias_on(n: int, data: st.DataObject) -> None:
    numbers = data.draw(st.lists(numbers_in(largest=10.0), min_size=2 * n + 1, max_size=2 * n + 1))
    expected = numbers[-1]
    for w, x in zip(numbers[:n], numbers[n:]):
        expected += w * x
    assert dot(n)(*numbers) == expected


def test_the_empty_sum_is_zero() -> None:
    assert total(0)() == 0.0


def test_names_and_rows_are_one_to_one() -> None:
    assert len({row.name for row in TABLE}) == len(TABLE) >= 29
    assert all(isinstance(row, Operation) for row in TABLE)
