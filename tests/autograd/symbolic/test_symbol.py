"""Formulas written down by the operations themselves."""

import math

import pytest
from hypothesis import given

from autograd import TABLE, Symbol, exp, log, sin, tanh
from autograd.check.strategies import Expression, expressions
from autograd.functions.families import dot, largest, total
from autograd.operations import power

a, b, c = Symbol("a"), Symbol("b"), Symbol("c")


@pytest.mark.parametrize(
    ("symbol", "text"),
    [
        (a + b * c, "a + b * c"),
        ((a + b) * c, "(a + b) * c"),
        (a - (b - c), "a - (b - c)"),
        (a - b - c, "a - b - c"),
        (a / (b * c), "a / (b * c)"),
        ((-a) ** 2, "(-a) ** 2"),
        (-(a**2), "-a ** 2"),
        (2 * a, "2.0 * a"),
        (1 - a, "1.0 - a"),
        (3**a, "3.0 ** a"),
        (a**b, "a ** b"),
        (a**0.5, "a ** 0.5"),
        (tanh(a * b + c), "tanh(a * b + c)"),
        (abs(a), "abs(a)"),
        (exp(sin(a)) / log(b), "exp(sin(a)) / log(b)"),
        (total(3)(a, b, c), "a + b + c"),
        (dot(2)(a, b, c, Symbol("d"), Symbol("e")), "e + a * c + b * d"),
        (largest(3)(a, b, c), "max(a, b, c)"),
        (power(3)(a + b), "(a + b) ** 3"),
        (a + -1.0, "a + -1.0"),
        (a * math.inf, "a * 1e309"),
        (Symbol("x + 1") * a, "(x + 1) * a"),
    ],
)
def test_brackets_stand_where_they_are_needed_and_nowhere_else(symbol: Symbol, text: str) -> None:
    assert str(symbol) == text


def test_writing_down_does_not_change_what_is_written_in() -> None:
    inner = a + b
    _ = inner * c
    _ = inner * inner
    assert repr(inner) == "a + b"


@given(expressions(inputs=3, steps=6))
def test_what_is_written_computes_the_same(expression: Expression) -> None:
    text = str(expression(a, b, c))
    names = {row.name: row for row in TABLE} | {"max": max}
    assert eval(text, names, dict(zip("abc", expression.point))) == pytest.approx(
        expression(*expression.point), rel=1e-12, abs=1e-12
    )
