"""The strategies: what they draw lies where they say, and reaches what a test should reach."""

import builtins
import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import autograd as ag
from autograd import ANY, FINITE, NONNEGATIVE, NONZERO, POSITIVE, TABLE, Interval, Symbol, Value, jvp, unary
from autograd.check.strategies import (
    OPERATIONS,
    Expression,
    expressions,
    numbers_in,
    numbers_outside,
    points_of,
    spelled,
)
from autograd.functions.families import total
from autograd.graph import topological_order
from autograd.operations import div, log, maximum, pow, relu
from tests.examples import examples

DOMAINS = [
    ANY,
    FINITE,
    POSITIVE,
    NONNEGATIVE,
    NONZERO,
    Interval(-1.0, 2.5, False, True, (0.5, 1.0)),
    Interval(0.0, 1.0, False, False),  # holds no whole number
    Interval(3.0, 3.0),
]
quick = examples(50)
searching = settings(max_examples=5_000, derandomize=True, phases=[Phase.generate])


@pytest.mark.parametrize("domain", DOMAINS, ids=str)
def test_numbers_lie_in_the_domain(domain: Interval) -> None:
    @quick
    @given(numbers_in(domain, largest=50.0))
    def drawn(x: float) -> None:
        assert x in domain
        assert abs(x) <= 50.0

    drawn()


@pytest.mark.parametrize(
    "domain", [Interval(0.2, 0.8, False, False), Interval(200.0), Interval(high=-1e6), Interval(5.0, 5.5)]
)
def test_narrow_and_far_domains_have_numbers_too(domain: Interval) -> None:
    assert find(numbers_in(domain), domain.__contains__, settings=searching) in domain


@pytest.mark.parametrize("domain", DOMAINS, ids=str)
def test_numbers_outside_lie_outside(domain: Interval) -> None:
    outside = numbers_outside(domain)
    if domain is ANY:
        assert outside is None
        return

    @quick
    @given(outside)
    def drawn(x: float) -> None:
        assert x not in domain

    drawn()


@pytest.mark.parametrize(
    ("domain", "reached"),
    [
        (ANY, lambda x: x == 0.0),
        (ANY, lambda x: x == -1.0),
        (ANY, lambda x: x == 7.0),
        (ANY, lambda x: abs(x) > 10.0),
        (POSITIVE, lambda x: x == 1e-6),
        (NONNEGATIVE, lambda x: x == 0.0),
        (Interval(0.0, 1.0, True, False), lambda x: x == 1.0 - 1e-6),
        (NONZERO, lambda x: x == -1e-6),
    ],
)
def test_numbers_reach_borders_and_known_points(domain: Interval, reached: Callable[[float], bool]) -> None:
    assert reached(find(numbers_in(domain), reached, settings=searching))


@quick
@given(points_of(pow), points_of(div), points_of(maximum, away_from_kinks=True))
def test_points_are_where_an_operation_is_defined(a: Any, b: Any, c: Any) -> None:
    assert math.isfinite(pow.compute(*a))
    assert b[1] != 0.0
    assert abs(c[0] - c[1]) > 1e-3


def test_points_reach_ties_and_kinks() -> None:
    assert find(points_of(maximum), lambda p: p[0] == p[1] != 0.0, settings=searching)
    assert find(points_of(relu), lambda p: p == (0.0,), settings=searching) == (0.0,)


@given(expressions(inputs=2, steps=10))
def test_an_expression_is_defined_at_its_point(expression: Expression) -> None:
    assert len(expression.point) == 2
    assert math.isfinite(expression(*expression.point))


@given(expressions())
def test_an_expression_runs_in_every_reading(expression: Expression) -> None:
    number = expression(*expression.point)
    assert expression(*map(Value, expression.point)).data == number
    assert jvp(expression, expression.point, [0.0] * 3)[0] == number
    written = str(expression(*map(Symbol, "abc")))
    names = {row.name: row for row in TABLE} | {"max": max}
    inputs = dict(zip("abc", expression.point))
    assert eval(written, names, inputs) == pytest.approx(number, rel=1e-12, abs=1e-12)


@given(expressions())
def test_an_expression_says_itself_as_a_program(expression: Expression) -> None:
    names: dict[str, Any] = {row.name: row for row in TABLE} | {"max": max}
    exec(str(expression), names)
    last = repr(expression).splitlines()[-1].partition(" = ")[0]
    assert names[last] == expression(*expression.point)


def test_expressions_share_their_results() -> None:
    def shares(expression: Expression) -> bool:
        order = topological_order(expression(*map(Value, expression.point)))
        uses = [x for node in order for x in node.inputs if x.operation is not None]
        return len(uses) > len(set(uses))

    assert find(expressions(), shares, settings=searching)


@given(expressions(inputs=3, steps=4))
def test_every_input_takes_part(expression: Expression) -> None:
    values = list(map(Value, expression.point))
    assert set(values) <= set(topological_order(expression(*values)))


@quick
@given(expressions(largest=2.0, steps=12))
def test_expressions_stay_tame(expression: Expression) -> None:
    order = topological_order(expression(*map(Value, expression.point)))
    assert all(abs(node.data) <= 3.0 for node in order[:-1])


@quick
@given(expressions(operations=[relu, maximum], away_from_kinks=True))
def test_expressions_keep_away_from_kinks(expression: Expression) -> None:
    for node in topological_order(expression(*map(Value, expression.point))):
        if node.operation in (relu, maximum):
            assert node.operation.kink is not None
            assert abs(node.operation.kink(*[x.data for x in node.inputs])) >= 1e-3


def test_expressions_reach_kinks_on_request() -> None:
    def at_zero(expression: Expression) -> bool:
        return (relu, (0,)) in expression.steps and expression.point[0] == 0.0

    assert find(expressions(operations=[relu], away_from_kinks=False), at_zero, settings=searching)


def test_own_operations_take_part() -> None:
    own = unary("own", "own({})", lambda a: a * a, lambda a, y: (2.0 * a,))

    @quick
    @given(expressions(operations=[own, log]))
    def drawn(expression: Expression) -> None:
        assert {operation for operation, _ in expression.steps[:-1]} <= {own, log}
        assert expression.steps[-1][0].name.startswith("total")

    drawn()


def test_the_choice_of_operations_is_wide() -> None:
    assert set(TABLE) < set(OPERATIONS)
    assert total(3) in OPERATIONS


def test_a_notation_is_spelled_with_the_names_given() -> None:
    assert spelled(log, [2.0], {"log": lambda a: f"ln {a}"}) == "ln 2.0"
    assert spelled(ag.TABLE[0], [2.0, 3.0]) == 5.0
    own = unary("own", "own({}) + 1", lambda a: a, lambda a, y: (1.0,))
    assert spelled(own, [2.0]) == 3.0


def test_names_of_an_engine_run_the_same_program() -> None:
    expression = Expression((2.0, 3.0), ((ag.TABLE[0], (0, 1)), (log, (2,))))
    assert expression(2.0, 3.0, names={"log": math.log}) == math.log(5.0)


def test_without_hypothesis_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *rest: Any, **options: Any) -> Any:
        if name == "hypothesis":
            raise ImportError(name)
        return imported(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r'property tests need Hypothesis: pip install "glassgrad\[test\]"'):
        numbers_in(ANY)
    with pytest.raises(ImportError, match="Hypothesis"):
        ag.check_operation(log)


@given(st.data())
def test_a_learner_tests_an_own_function(data: st.DataObject) -> None:
    point = data.draw(points_of(log))
    assert ag.check_gradients(lambda a: log(a) ** 2, *point)
