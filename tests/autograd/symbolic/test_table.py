"""The table of operations as a document: complete, and written as mathematics writes."""

import re

import pytest

import autograd
from autograd import TABLE, Operation, Symbol, operations, unary
from autograd.symbolic.printer import formula
from autograd.symbolic.symbol import tree_of
from autograd.symbolic.table import cells, example, operation_entries, operation_table


def lines() -> dict[str, str]:
    """The lines of the table by the name of the operation."""
    return {line.split(" | ")[0].removeprefix("| "): line for line in operation_table().splitlines()}


def test_every_row_has_its_line() -> None:
    assert {row.name for row in TABLE} <= set(lines())
    assert {"power(2)", "total(3)", "dot(2)", "largest(2)"} <= set(lines())
    assert len({line.count("|") for line in operation_table().splitlines()}) == 1


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("mul", "| mul | `a * b` | b, a |  |  |"),
        ("div", "| div | `a / b` | 1 / b, −y / b | b ≠ 0 |  |"),
        ("pow", "| pow | `a ** b` | b · aᵇ⁻¹, y · log(a) | a ≥ 0 |  |"),
        ("log1p", "| log1p | `log1p(a)` | 1 / (1 + a) | a > −1 |  |"),
        ("relu", "| relu | `relu(a)` | step(a) |  | a = 0 |"),
        ("clamp_min", "| clamp_min | `clamp_min(a, b)` | 1 − greater(b, a), greater(b, a) |  | a = b |"),
        ("hypot", "| hypot | `hypot(a, b)` | a / y, b / y |  | hypot(a, b) = 0 |"),
        ("sqrt", "| sqrt | `sqrt(a)` | 0.5 / y | a ≥ 0 |  |"),
        ("erf", "| erf | `erf(a)` | 2/√π · exp(−a²) |  |  |"),
        ("tanh", "| tanh | `tanh(a)` | sech(a)² |  |  |"),
        ("power(-1)", "| power(-1) | `a ** -1` | −a⁻² | a ≠ 0 |  |"),
        ("dot(2)", "| dot(2) | `b + w1 * x1 + w2 * x2` | x₁, x₂, w₁, w₂, 1 |  |  |"),
    ],
)
def test_a_line_says_what_a_book_would(name: str, line: str) -> None:
    assert lines()[name] == line


def test_a_changed_row_changes_its_line() -> None:
    wrong = unary("tanh", "tanh({})", abs, lambda a, y: (1.001 - y * y,))
    assert cells(wrong, ["a"])[2] == "1.001 − y²"


@pytest.mark.parametrize(
    ("code", "mathematics"),
    [
        ("a - (b - c)", "a − (b − c)"),
        ("(a - b) - c", "a − b − c"),
        ("a * (b + c)", "a · (b + c)"),
        ("a / (b * c)", "a / (b · c)"),
        ("a / b / c", "a / b / c"),
        ("a / (b / c)", "a / (b / c)"),
        ("a * -b", "a · −b"),
        ("-(a + b)", "−(a + b)"),
        ("-a * b", "−(a · b)"),
        ("-a * a", "−a²"),
        ("(a + b) * (a + b)", "(a + b)²"),
        ("(a * b) ** 2.0", "(a · b)²"),
        ("a ** 1.0", "a"),
        ("(-a) ** 2.0", "(−a)²"),
        ("-a ** 2.0", "−a²"),
        ("a ** -0.5", "a^(−0.5)"),
        ("a ** (b + 1)", "aᵇ⁺¹"),
        ("1.0 * a", "a"),
        ("2.0 * reciprocal(a + b)", "2 / (a + b)"),
        ("reciprocal(a)", "1 / a"),
        ("3.141592653589793 * a", "π · a"),
        ("1e-07 * a", "1e−07 · a"),
        ("0.1 * w12", "0.1 · w₁₂"),
        ("f(a, g(b))", "f(a, g(b))"),
        ("1e999 * a", "∞ · a"),
    ],
)
def test_formulas(code: str, mathematics: str) -> None:
    assert formula(tree_of(Symbol(code))) == mathematics


def test_what_has_no_spelling_is_refused() -> None:
    with pytest.raises(ValueError, match="formula: a if b else c has no mathematical spelling here"):
        formula(tree_of(Symbol("a if b else c")))


def test_every_row_has_its_entry() -> None:
    entries = operation_entries(autograd.__all__)
    named = re.findall(r"^\.\. py:function:: autograd\.(\S+)\(", entries, flags=re.MULTILINE)
    assert [name.removeprefix("operations.") for name in named] == [row.name for row in TABLE]
    assert [getattr(autograd, name) for name in named if "." not in name] == [row for row in TABLE if row.name in named]
    assert "operations.add" in named


def test_an_entry_says_what_the_row_says() -> None:
    lines = operation_entries({"atanh"}).split(".. py:function:: autograd.atanh")[1].split("\n\n")
    assert lines[:2] == [
        "(a)",
        "   :slope: 1 / ((1 − a) · (1 + a))\n"
        "   :defined where: a > −1, a < 1\n"
        "   :example: ``atanh(0.5)`` is 0.549306, slope 1.33333",
    ]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_an_example_is_right(row: Operation) -> None:
    (code, value, slopes) = re.fullmatch(r"`(.+)` is (\S+), slopes? (.+)", example(row)).groups()
    assert eval(code, vars(operations)) == pytest.approx(float(value), rel=1e-5)
    point = [float(x) for x in re.findall(r"\d+\.\d+", code)]
    for index, slope in enumerate(slopes.split(", ")):
        above, below = ([*point[:index], point[index] + step, *point[index + 1 :]] for step in (1e-6, -1e-6))
        assert (row(*above) - row(*below)) / 2e-6 == pytest.approx(float(slope), rel=1e-4, abs=1e-9)


def test_an_example_is_at_a_point_that_can_be_computed_by_hand() -> None:
    assert example(operations.sub) == "`0.5 - 2.0` is -1.5, slopes 1, -1"
    assert example(operations.where) == "`where(0.5, 2.0, 3.0)` is 2, slopes 0, 1, 0"
    assert example(operations.acosh).startswith("`acosh(2.0)` is 1.31696")  # 0.5 lies outside its domain
