"""Formulas from text: what is written is what is computed, and nothing else can be done with them."""

import math
import warnings

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograd import TABLE
from autograd.symbolic.parser import DEEPEST, FUNCTIONS, LONGEST, ExpressionError, assigned, evaluated


def outcome(text: str, *assignments: str) -> str:
    """The error's message for a formula that is refused."""
    with pytest.raises(ExpressionError) as error:
        evaluated(text, assigned(assignments))
    return str(error.value)


def test_a_formula_is_computed_and_differentiated() -> None:
    variables = assigned(["a=2", "b=-3", "c=10"])
    result = evaluated("tanh(a*b + c/5)", variables)
    result.backward()
    slope = 1 - math.tanh(-4) ** 2
    assert result.data == math.tanh(-4)
    assert {name: v.grad for name, v in variables.items()} == pytest.approx(
        {"a": -3 * slope, "b": 2 * slope, "c": slope / 5}
    )
    assert [v.label for v in variables.values()] == ["a", "b", "c"]


def test_numbers_in_a_formula_are_constants() -> None:
    result = evaluated("2 * 3 + a", assigned(["a=1"]))
    product, _ = result.inputs
    assert result.data == 7.0
    assert all(x.info.constant for x in product.inputs)
    assert evaluated("5", {}).data == 5.0


def test_a_plain_exponent_is_no_input() -> None:
    assert len(evaluated("a ** -2", assigned(["a=3"])).inputs) == 1
    assert len(evaluated("a ** b", assigned(["a=3", "b=2"])).inputs) == 2


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_every_operation_of_the_table_can_be_called(row: object) -> None:
    assert FUNCTIONS[row.name] is row  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("clip(a, 0, 1)", 1.0),
        ("mean(a, 1, 0)", 1.0),
        ("logsumexp(a, a)", 2.0 + math.log(2)),
        ("silu(a)", 2.0 / (1 + math.exp(-2.0))),
        ("gelu(a)", 1 + math.erf(math.sqrt(2.0))),
        ("leaky_relu(-a)", -0.02),
        ("+a", 2.0),
        ("--a", 2.0),
        ("-a ** 2", -4.0),
        ("2 ** 3 ** 2 / a", 256.0),
    ],
)
def test_what_else_can_be_written(text: str, expected: float) -> None:
    assert evaluated(text, assigned(["a=2"])).data == pytest.approx(expected)


names = st.sampled_from(["a", "b", "c"])
numbers = st.integers(0, 20).map(str) | st.floats(0.1, 10).map(lambda x: f"{x:.3g}")
formulas = st.recursive(
    names | numbers,
    lambda inner: (
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
        | inner.map(lambda t: f"-{t}")
        | st.tuples(st.sampled_from(["tanh", "sin", "atan"]), inner).map(lambda t: f"{t[0]}({t[1]})")
    ),
    max_leaves=8,
)


@given(formulas)
def test_a_formula_means_what_python_means(text: str) -> None:
    point = {"a": 2.0, "b": -3.0, "c": 0.5}
    try:
        expected = eval(text, {"tanh": math.tanh, "sin": math.sin, "atan": math.atan}, dict(point))
    except ZeroDivisionError:
        expected = None
    used = [f"{name}={x}" for name, x in point.items() if name in text.replace("tanh", "").replace("atan", "")]
    if expected is None:
        assert "needs b ≠ 0" in outcome(text, *used)
    else:
        assert evaluated(text, assigned(used)).data == float(expected)


@pytest.mark.parametrize(
    "text",
    [
        "a.data",
        "a.__class__",
        "(lambda: 1)()",
        "lambda: a",
        "a[0]",
        "'a'",
        "b'a'",
        "f'{a}'",
        "None",
        "True",
        "...",
        "1j",
        "[a]",
        "(a, a)",
        "{a}",
        "{a: a}",
        "[x for x in a]",
        "a if a else a",
        "a < 1",
        "a and a",
        "not a",
        "~a",
        "a % 2",
        "a // 2",
        "a @ a",
        "a | 1",
        "a << 1",
        "(b := a)",
        "tanh(x=a)",
        "tanh(*a)",
        "tanh(**a)",
        "tanh(a)(a)",
        "(yield)",
        "(await a)",
    ],
)
def test_what_is_not_named_is_refused(text: str) -> None:
    assert "is not allowed: a formula is made of numbers, names, + - * / **, brackets, and functions" in outcome(
        text, "a=1"
    )


@pytest.mark.parametrize("name", ["__import__", "eval", "exec", "open", "print", "getattr", "Value"])
def test_functions_of_python_are_unknown(name: str) -> None:
    assert f"there is no function '{name}'; " in outcome(f"{name}('os')")


def test_a_function_that_is_like_none_is_told_where_there_are_some() -> None:
    assert outcome("open(1)") == "there is no function 'open'; use one of the operation table, such as tanh(a)"


# fmt: off
REFUSED = [
    ("tanhh(1)",    (),             "there is no function 'tanhh'; did you mean tanh?"),
    ("tanh(1, 2)",  (),             "tanh takes 1 input, but 2 came"),
    ("clip(1, 2)",  (),             "clip takes 3 inputs, but 2 came"),
    ("mean()",      (),             "mean takes 1 or more inputs, but 0 came"),
    ("a + b",       ("a=1",),       "the formula uses 'b', but no number is given for it; add b=…"),
    ("tanh",        (),             "the formula uses 'tanh', but no number is given for it; add tanh=…"),
    ("a",           ("a=1", "b=2"), "'b' is given, but the formula does not use it; leave it out"),
    ("a",           ("a=1", "a=1"), "'a' is given twice; give it once"),
    ("a",           ("a",),         "'a' is not an assignment; write a name, = and a number, such as a=2"),
    ("a",           ("=2",),        "'=2' is not an assignment"),
    ("a",           ("2=3",),       "'2=3' is not an assignment"),
    ("a",           ("a.b=3",),     "'a.b=3' is not an assignment"),
    ("a",           ("if=3",),      "'if=3' is not an assignment"),
    ("a",           ("a=",),        "'a=': '' is not a finite number; write for example a=2.5"),
    ("a",           ("a=b",),       "'a=b': 'b' is not a finite number"),
    ("a",           ("a==2",),      "'a==2': '=2' is not a finite number"),
    ("a",           ("a=nan",),     "'nan' is not a finite number"),
    ("a",           ("a=-inf",),    "'-inf' is not a finite number"),
    ("a +",         ("a=1",),       "'a +' is not a formula: invalid syntax at character"),
    ("",            (),             "'' is not a formula"),
    ("a\nb",        ("a=1",),       r"'a\nb' is not a formula"),
    ("\x00",        (),             "is not a formula"),
    ("\udcff",      (),             "is not a formula: it cannot be read"),
    ("9**9**9",     (),             "'9**9**9' is inf: it does not fit into a float (up to 1.8e308)"),
    ("1 + exp(999)", (),            "'exp(999)' is inf: it does not fit"),
    ("1e999",       (),             "'1e999' is inf: it does not fit"),
    ("1" * 400,     (),             "an integer of 1326 bits is too large for a float"),
    ("2 + 1/0",     (),             "in '1/0': div: a / b needs b ≠ 0, but here a = 1.0, b = 0.0"),
    ("log(a)",      ("a=-1",),      "in 'log(a)': log: log(a) needs a > 0, but here a = -1.0 ('a')"),
    ("0 ** -1",     (),             "in '0 ** -1': power(-1): a ** -1 needs a ≠ 0"),
    ("(-8) ** 0.5", (),             "in '(-8) ** 0.5': power(0.5): a ** 0.5 needs a ≥ 0"),
    ("clip(1,3,2)", (),             "in 'clip(1,3,2)': clip: low = 3.0 lies above high = 2.0"),
    ("1" * 1001,    (),             f"the formula is 1001 characters long; {LONGEST} is the most"),
    ("(" * 300,     (),             "is not a formula: too many nested parentheses"),
    ("-" * 900 + "1", (),           f"the formula is nested deeper than {DEEPEST} levels; make it shorter"),
    ("1+(" * 150 + "1" + ")" * 150, (), f"the formula is nested deeper than {DEEPEST} levels; make it shorter"),
    ("a # + b",     ("a=1",),       "'a # + b' is not a formula: what follows # would not be read"),
    ("a^2",         ("a=1",),       "'a^2': ^ is not a power here; write a**2"),
    ("1 + a^2*a",   ("a=1",),       "'1 + a^2*a': ^ is not a power here; write 1 + a**2*a"),
    ("E + π2",      (),             "the formula uses 'E', but no number is given for it; add E=…"),
]
# fmt: on


@pytest.mark.parametrize(("text", "assignments", "words"), REFUSED)
def test_an_error_says_in_one_line_what_to_change(text: str, assignments: tuple[str, ...], words: str) -> None:
    message = outcome(text, *assignments)
    assert words in message
    assert "\n" not in message


def test_a_long_sum_is_computed() -> None:
    assert evaluated("1+" * 300 + "1", {}).data == 301.0
    a = assigned(["a=0.5"])
    evaluated("a*2-" * 200 + "a", a).backward()
    assert a["a"].grad == 2.0 - 199 * 2.0 - 1.0


def test_constants_have_their_names() -> None:
    assert evaluated("log(e) + cos(pi) + π", {}).data == math.pi
    assert evaluated("pi", {}).data == math.pi


def test_a_number_that_is_given_comes_before_a_constant() -> None:
    variables = assigned(["e=5", "pi=2"])
    result = evaluated("e * pi", variables)
    result.backward()
    assert (result.data, variables["e"].grad) == (10.0, 2.0)


def test_names_may_be_greek_and_are_normalised_as_python_does() -> None:
    assert evaluated("α * ª", assigned(["α=2", "ª=3"])).data == 6.0


WORDS = "a b 1 2.5 9 ** * + - / ( ) , tanh log . = lambda if : [ ] ' e9 __import__ # \\ { } _ is é"
pieces = st.lists(st.sampled_from([*WORDS.split(), " ", "\n"]), max_size=40).map("".join)
assignments = st.lists(st.text(max_size=8) | st.just("a=2"), max_size=3)


@given(pieces | st.text(max_size=60), assignments)
@example("1 is 1", [])  # Python would warn here
@example("0x1for x in a", [])
@example("'\\d'", [])
@example("9" * 999, [])
@example("~" * 999, [])
@example("not " * 249 + "a", [])
def test_any_text_is_computed_or_refused_in_one_line(text: str, assignments: list[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            assert math.isfinite(evaluated(text, assigned(assignments)).data)
        except ExpressionError as error:
            assert len(str(error).splitlines()) == 1  # noqa: PT017
