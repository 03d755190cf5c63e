"""Formulas as people write them."""

import pytest

from autograd import Symbol
from autograd import operations as op
from autograd.explain.templates import forward_formula, slope_formulas
from autograd.functions import families
from autograd.operation import Operation, unary

# fmt: off
CASES: list[tuple[Operation, str, tuple[str, ...]]] = [
    (op.add,               "{(a)} + {(b)}",         ("1", "1")),
    (op.sub,               "{(a)} − {(b)}",         ("1", "−1")),
    (op.mul,               "{(a)} · {(b)}",         ("{b}", "{a}")),
    (op.div,               "{(a)} / {(b)}",         ("1 / {(b)}", "−{(y)} / {(b)}")),
    (op.neg,               "−{(a)}",                ("−1",)),
    (op.identity,          "{a}",                   ("1",)),
    (op.tanh,              "tanh({a})",             ("sech({a})²",)),
    (op.sigmoid,           "sigmoid({a})",          ("{(y)} · sigmoid(−{(a)})",)),
    (op.clamp_min,         "clamp_min({a}, {b})",   ("1 − greater({b}, {a})", "greater({b}, {a})")),
    (op.power(2),    "{(a)}²",                ("2 · {(a)}",)),
    (op.power(-1),   "{(a)}⁻¹",               ("−{(a)}⁻²",)),
    (op.power(0.5),  "{(a)}^0.5",             ("0.5 / {(a)}^0.5",)),
    (op.pow,               "{(a)}^{(b)}",           ("{(b)} · {(a)}^({(b)} − 1)", "{(y)} · log({a})")),
    (families.dot(1),      "{(c)} + {(a)} · {(b)}", ("{b}", "{a}", "1")),
]
# fmt: on


@pytest.mark.parametrize(("operation", "formula", "slopes"), CASES, ids=lambda case: getattr(case, "name", ""))
def test_the_formula_of_an_operation_and_of_its_slopes(
    operation: Operation, formula: str, slopes: tuple[str, ...]
) -> None:
    assert forward_formula(operation) == formula
    assert slope_formulas(operation) == slopes


def test_a_long_sum_is_shortened_in_the_middle() -> None:
    assert forward_formula(families.total(9)) == "{(a)} + {(b)} + {(c)} + … + {(i)}"
    assert forward_formula(families.dot(9)) == "{(s)} + {(a)} · {(j)} + {(b)} · {(k)} + … + {(i)} · {(r)}"


@pytest.mark.parametrize("n", [201, 3000])
def test_an_operation_of_very_many_inputs_is_written_as_a_function(n: int) -> None:
    assert forward_formula(families.total(n)).startswith("total({a}, {b}, {c}, …, {x")
    assert slope_formulas(families.total(n)) == ("1",) * n
    assert len(slope_formulas(families.largest(n))) == n


def test_an_operation_of_ones_own_is_written_by_its_row() -> None:
    cube = unary("cube", "cube({})", lambda a: a**3, lambda a, y: (3.0 * a * a,))
    assert (forward_formula(cube), slope_formulas(cube)) == ("cube({a})", ("3 · {(a)} · {(a)}",))


def test_what_mathematics_has_no_signs_for_is_written_as_a_function() -> None:
    row = unary("ramp", "{0} if {0} > 0 else 0", lambda a: max(a, 0.0), lambda a, y: (Symbol("a > 0"),))
    assert (forward_formula(row), slope_formulas(row)) == ("ramp({a})", ("",))


def test_brackets_stand_where_a_part_would_fall_apart() -> None:
    row = unary("row", "row({})", lambda a: a, lambda a, y: (2.0 - (a - y) * (a + 1.0) / (a * y),))
    assert slope_formulas(row) == ("2 − ({(a)} − {(y)}) · ({(a)} + 1) / ({(a)} · {(y)})",)
