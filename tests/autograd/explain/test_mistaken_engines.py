"""What is said of the mistaken engines is what they did: in words, and in every sum."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value
from autograd.check.strategies import Expression, expressions
from autograd.explain.events import OVERWRITE
from autograd.explain.mistakes import MISTAKES, compare

each_mistake = pytest.mark.parametrize("mistake", MISTAKES)


def shared() -> Value:
    """L = e · e + e · a: e is used three times, a twice, b once."""
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    e = a * b
    e.label = "e"
    loss = e * e + e * a
    loss.label = "L"
    return loss


# fmt: off
SAID: dict[str, dict[str, list[str]]] = {
    "recursion without an order": {
        "v1": [""],
        "e": ["0 + (−6) = −6: part 1 of 3", "(−6) + (−6) = −12: part 2 of 3", "(−12) + 2 = −10: part 3 of 3"],
        "a": ["0 + 18 = 18: part 1 of 4", "18 + 36 = 54: part 2 of 4", "54 + 30 = 84: part 3 of 4",
              "84 + (−6) = 78: part 4 of 4"],
    },
    "assignment": {
        "v1": [""],
        "e": ["0 is overwritten by 2: part 1 of 3", "2 is overwritten by −6: part 2 of 3",
              "−6 is overwritten by −6: part 3 of 3"],
        "a": ["0 is overwritten by −6: part 1 of 2", "−6 is overwritten by 18: part 2 of 2"],
    },
    "inputs as a set": {
        "v1": [""],
        "e": ["0 + 2 = 2: part 1 of 2", "2 + (−6) = −4: part 2 of 2"],
        "a": ["0 + (−6) = −6: part 1 of 2", "(−6) + 12 = 6: part 2 of 2"],
    },
    "no zero_grad": {
        "v1": ["", ""],
        "e": ["0 + 2 = 2: part 1 of 3", "2 + (−6) = −4: part 2 of 3", "(−4) + (−6) = −10: part 3 of 3"] * 2,
        "a": ["0 + (−6) = −6: part 1 of 2", "(−6) + 30 = 24: part 2 of 2",
              "24 + (−6) = 18: part 1 of 2; 24 was left from the pass before", "18 + 30 = 48: part 2 of 2"],
        "b": ["", "(−20) + (−20) = −40: part 1 of 1; −20 was left from the pass before"],
    },
    "interior gradients kept": {
        "v1": ["", "1 + 1 = 2: part 1 of 1; 1 was left from the pass before"],
        "e": ["0 + 2 = 2: part 1 of 3", "2 + (−6) = −4: part 2 of 3", "(−4) + (−6) = −10: part 3 of 3",
              "(−10) + 4 = −6: part 1 of 3; −10 was left from the pass before",
              "(−6) + (−12) = −18: part 2 of 3", "(−18) + (−12) = −30: part 3 of 3"],
        "a": ["0 + (−6) = −6: part 1 of 2", "(−6) + 30 = 24: part 2 of 2",
              "0 + (−12) = −12: part 1 of 2", "(−12) + 90 = 78: part 2 of 2"],
    },
}
# fmt: on


@each_mistake
def test_what_becomes_of_the_gradient_that_was_there(mistake: str) -> None:
    wrong = list(compare(shared(), mistake).wrong)
    for name, said in SAID[mistake].items():
        assert [frame["running"] for frame in wrong if frame["name"] == name and frame["edge"]] == said


@each_mistake
def test_the_terminal_says_it_too(mistake: str) -> None:
    out = io.StringIO()
    compare(shared(), mistake).wrong.print(out)
    lines = [line.strip() for line in out.getvalue().splitlines()]
    for said in filter(None, (line for lines in SAID[mistake].values() for line in lines)):
        assert said in lines
    assert not [line for line in lines if is_sum(line) and not is_true_sum(line)]


SUM = re.compile(r"(\S+) \+ (\S+) = (\S+): part .*")


def is_sum(line: str) -> bool:
    return SUM.fullmatch(line) is not None


def is_true_sum(line: str) -> bool:
    """Whether a sum of numbers that are written out in full is true."""
    found = SUM.fullmatch(line)
    assert found
    first, second, total = (float(text.strip("()").replace("−", "-")) for text in found.groups())
    return first + second == total


def test_a_false_sum_is_noticed() -> None:
    assert is_true_sum("(−4) + (−6) = −10: part 3 of 3")
    assert not is_true_sum("2 + (−6) = −6: part 2 of 3")


@given(expressions(inputs=2, steps=4), st.sampled_from([*MISTAKES]))
def test_what_is_said_is_what_happened(expression: Expression, mistake: str) -> None:
    inputs = [Value(x, f"x{i}") for i, x in enumerate(expression.point)]
    wrong = compare(Value.lift(expression(*inputs)), mistake).wrong
    for event, frame in zip(wrong.events, wrong):
        lost = event.phase == OVERWRITE
        assert (" is overwritten by " in frame["running"]) == (lost and frame["running"] != "")
        if event.source >= 0 and not lost:
            assert repr(event.before + event.part) == repr(event.after) or event.closed
            assert frame["running"] or event.before == 0.0, "what was there before is always told"
