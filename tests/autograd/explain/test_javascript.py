"""Rows written for JavaScript. That they compute the same is tested in a browser, for every row."""

import math

import pytest

from autograd import operations as op
from autograd.check.strategies import OPERATIONS
from autograd.explain.javascript import definitions, forward, rules, writable
from autograd.operation import Operation, unary


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_row_can_be_written(operation: Operation) -> None:
    assert writable(operation)
    assert rules(operation).startswith("{forward: op_")


# fmt: off
FORWARD = [
    (op.mul,      "(a * b)"),
    (op.tanh,     "Math.tanh(a)"),
    (op.power(3), "(a ** 3.0)"),
    (op.neg,      "(-a)"),
    (op.relu,     "((a <= 0.0) ? 0.0 : a)"),                        # read from the row's own forward
    (op.maximum,  "(((a >= b) || (a !== a)) ? a : b)"),
    (op.xlogy,    "(((a === 0.0) && (b === b)) ? 0.0 : (a * Math.log(b)))"),         # 0 is false, nan is not
    (op.sigmoid,  "((a >= 0.0) ? (1.0 / (1.0 + Math.exp((-a)))) : (Math.exp(a) / (1.0 + Math.exp(a))))"),
]
# fmt: on


@pytest.mark.parametrize(("operation", "script"), FORWARD, ids=lambda case: getattr(case, "name", ""))
def test_what_a_row_computes(operation: Operation, script: str) -> None:
    assert forward(operation)[0] == script


def test_slopes_are_the_rows_partials() -> None:
    assert rules(op.tanh) == "{forward: op_tanh, slopes: (a, y) => [(op_sech(a) * op_sech(a))]}"
    assert rules(op.div) == "{forward: op_div, slopes: (a, b, y) => [(1.0 / b), ((-y) / b)]}"


def test_what_a_derivative_calls_is_defined_too() -> None:
    script = definitions([op.softplus])
    assert [line.split(" = ")[0] for line in script.splitlines()] == [
        "const op_sigmoid",
        "const op_softplus",
    ]


def test_a_name_cannot_be_code() -> None:
    rude = unary("a; alert(1) //", "rude({})", lambda a: a, lambda a, y: (1.0,))
    assert definitions([rude]) == "const op_a_3b__20_alert_28_1_29__20__2f__2f_ = (a) => a;"


def test_two_lambdas_in_one_line_are_told_apart() -> None:
    plus, minus = unary("p", "p({})", lambda a: a + 1.0, lambda a, y: (1.0,)), unary("m", "m({})", lambda a: a - 1.0, lambda a, y: (1.0,))  # noqa: E501  # fmt: skip
    assert (forward(plus)[0], forward(minus)[0]) == ("(a + 1.0)", "(a - 1.0)")


def test_constants_and_functions_around_a_row_are_looked_up() -> None:
    scale = 2.5
    row = unary("row", "row({})", lambda a: scale * math.exp(a) + math.inf, lambda a, y: (y,))
    assert forward(row)[0] == "((2.5 * Math.exp(a)) + Infinity)"


def looping(a: float) -> float:
    while a > 1.0:
        a /= 2.0
    return a


@pytest.mark.parametrize(
    "compute",
    [looping, math.gamma, lambda a: math.gamma(a), lambda a: round(a), lambda a: [a][0], lambda a: missing(a)],  # type: ignore[name-defined]  # noqa: F821
    ids=["a loop", "no source", "not in Math", "another function", "a list", "an unknown name"],
)
def test_what_cannot_be_written_is_refused_and_not_guessed(compute: object) -> None:
    row = unary("row", "row({})", compute, lambda a, y: (1.0,))  # type: ignore[arg-type]
    assert not writable(row)
