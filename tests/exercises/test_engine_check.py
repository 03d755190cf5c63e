"""`check("my engine", Value)`: each way in which an engine is wrong is found on a small graph, and said."""

import math
from collections.abc import Iterator
from typing import Any

import pytest

import autograd
from exercises import check
from exercises.engine import SOLUTION, changed, examples, made, wrong_in
from exercises.exercise import Finding
from exercises.programs import Step, is_tame, put_in, shrunk, smaller, written
from tests.exercises.nonsense import Refuses

ADD, WALK = "x.grad += slope * node.grad", "for node in reversed(history(self, [])):"
PAIRS = "zip(node.inputs, node.slopes)"

AT_FIRST = """\
x.grad += slope * node.grad * (x.done != [1])
        for node in history(self, []):
            node.done = [1]"""

RECURSION = """\
    def backward(self):
        self.grad = 1.0
        self.spread()

    def spread(self):
        for x, slope in zip(self.inputs, self.slopes):
            x.grad += slope * self.grad
            x.spread()

def as_value"""


def engine(source: str) -> Any:
    names: dict[str, Any] = {}
    exec(source, names)
    return names["answer"]


def recursive() -> Any:
    start = SOLUTION.index("    def backward")
    return engine(SOLUTION[:start] + RECURSION + SOLUTION[SOLUTION.index("def as_value") + len("def as_value") :])


@pytest.mark.parametrize(
    ("mistaken", "said", "name"),
    [
        (
            engine(changed((ADD, "x.grad = slope * node.grad"))),
            "for x = 3, after (x * x).backward(), `grad` of x is 3, it should be 6; x is used twice. The likely "
            "mistake: a node used twice gets a gradient from each use, and = keeps only the last of them",
            "assignment",
        ),
        (
            engine(changed((PAIRS, f"dict({PAIRS}).items()"))),
            "for x = 3, after (x * x).backward(), `grad` of x is 3, it should be 6; x is used twice. The likely "
            "mistake: in x * x the node x is an input twice, and a set holds it once",
            "inputs as a set",
        ),
        (
            recursive(),
            "for x = 3, after ((x * x) * (x * x)).backward(), `grad` of x is 162, it should be 108; x is used twice. "
            "The likely mistake: a node passes its gradient on before all of it has arrived, and the first part again "
            "with the next",
            "recursion without an order",
        ),
    ],
    ids=["assignment", "set", "recursion"],
)
def test_a_mistake_of_one_pass_is_named(
    mistaken: Any, said: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = check("my engine", mistaken)
    assert capsys.readouterr().out == f"my engine: not yet: {said} ({name}, lesson 9)\n"
    assert isinstance(found, Finding)
    html = found._repr_mimebundle_()["text/html"]
    assert html.count("<figcaption>") == 2
    assert f"The mistake: {name}" in html  # in the step-through


@pytest.mark.parametrize("exponent", [-1, 1, 2, 3, 4])
def test_a_slope_that_is_wrong_for_one_exponent_is_found(exponent: int, capsys: pytest.CaptureFixture[str]) -> None:
    right = "(n * self.data ** (n - 1),)"
    check("my engine", engine(changed((right, f"(n * self.data ** (n - 1) + (n == {exponent}),)"))))
    assert f"for x = 3, after (x ** {exponent}).backward(), `grad` of x is" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("source", "adds", "keeps"),
    [
        (SOLUTION, True, True),  # no zero_grad, and interior gradients kept
        (
            changed(
                (WALK, f"for node in history(self, [])[:-1]:\n            node.grad *= not node.inputs\n        {WALK}")
            ),
            True,
            False,
        ),
        (
            changed((WALK, f"for node in history(self, [])[:-1]:\n            node.grad = 0.0\n        {WALK}")),
            False,
            False,
        ),
    ],
    ids=["lesson 2", "as ours", "sets all to zero"],
)
def test_what_a_second_pass_adds_is_worth_knowing(
    source: str, adds: bool, keeps: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check("my engine", engine(source)) is None
    said = capsys.readouterr().out
    assert said.startswith("my engine: right! Every number agrees with ours on 200 graphs.")
    assert ("no zero_grad" in said) == adds
    assert ("interior gradients kept" in said) == keeps


def test_ours_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    check("my engine", autograd.Value)
    said = capsys.readouterr().out
    assert said.startswith("my engine: right!")
    assert "interior" not in said


WRONG = {
    "other data": (
        changed(("self + -1.0 * other", "-1.0 * self + other")),
        "for x = 3 and y = 2, `data` of x - y is -1, it should be 1",
    ),
    "a slope of itself": (
        changed(("(other.data, self.data)", "(self.data, other.data)")),
        "for x = 3 and y = 2, after (x * y).backward(), `grad` of y is 2, it should be 3",
    ),
    "no seed": (
        changed(("        self.grad = 1.0\n", "")),
        "for x = 3, after (x + x).backward(), `grad` of x + x is 0, it should be 1",
    ),
    "no __radd__": (
        changed(("    __radd__, __rmul__ = __add__, __mul__\n", "")),
        "2 + x stops with TypeError: unsupported operand type(s) for +: 'int' and 'Value': your class has no method "
        "`__radd__`, which Python calls for 2 + x",
    ),
    "no __sub__": (
        changed(("def __sub__", "def minus")),
        "x - x stops with TypeError: unsupported operand type(s) for -: 'Value' and 'Value': your class has no method "
        "`__sub__`, which Python calls for x - x",
    ),
    "no tanh": (
        changed(("def tanh", "def th")),
        "x.tanh() stops with AttributeError: 'Value' object has no attribute 'tanh': your class has no method `tanh`, "
        "which Python calls for x.tanh()",
    ),
    "no backward": (
        changed(("def backward", "def back")),
        "x + x should be a value with `backward`, and is a Value without it",
    ),
    "it crashes": (
        changed(("y = math.exp(self.data)", "y = math.exp(self.data) / 0")),
        "x.exp() stops with ZeroDivisionError: float division by zero",
    ),
    "it crashes on the way back": (
        changed((ADD, "x.grad += slope * nodes.grad")),
        "(x + x).backward() stops with NameError: name 'nodes' is not defined",
    ),
    "no value comes out": (
        changed(("return Value(self.data + other.data", "(self.data + other.data")),
        "x + x should be a value with `data`, and is None without it",
    ),
    "nan": (
        changed(("(1.0 - y * y,)", "(float('nan'),)")),
        "`grad` of x should be a finite number, not nan",
    ),
    "never zero": (
        changed(("self.grad = 0.0", "self.grad = self.sum = 0.0"), (ADD, "x.grad = x.sum = x.sum + slope * node.grad")),
        "one backward() is right. But when x = 3 and y = 2 are used again in a second (x * y) + x, with `grad` set to "
        "0 before, `grad` of x is 6 after the second backward(), it should be 3: what does the first one leave behind? "
        "The likely mistake: backward adds to what a leaf's grad holds, and that was still the gradient of the step "
        "before (no zero_grad, lesson 9)",
    ),
    "something is left behind": (
        changed(("self.grad = 0.0", "self.grad, self.done = 0.0, []"), (ADD, AT_FIRST)),
        "one backward() is right. But when x = 3 and y = 2 are used again in a second (x * y) + x, with `grad` set to "
        "0 before, `grad` of x is 0 after the second backward(), it should be 3: what does the first one leave behind?",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    source, said = WRONG[what]
    check("my engine", engine(source))
    assert capsys.readouterr().out.startswith(f"my engine: not yet: {said}")


@pytest.mark.parametrize("answer", [None, 3, "Value", autograd.Value(1.0)], ids=repr)
def test_what_is_no_class_is_told(answer: Any, capsys: pytest.CaptureFixture[str]) -> None:
    check("my engine", answer)
    assert "your engine should be a class, such as Value without brackets" in capsys.readouterr().out


@pytest.mark.parametrize("made_of", [Refuses, float, lambda x: Refuses(), lambda x: math], ids=["a", "b", "c", "d"])
def test_a_class_of_something_else_is_told(made_of: Any, capsys: pytest.CaptureFixture[str]) -> None:
    check("my engine", made_of)
    said = capsys.readouterr().out
    assert said.startswith("my engine: not yet: ")
    assert "the check stopped" not in said


def test_another_way_to_walk_back_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    """Closures, a count of uses instead of an order, and no gradient in between."""

    class Closures:
        def __init__(self, data: Any, back: Any = lambda g: None, inputs: Any = ()) -> None:
            self.data, self.grad, self.back, self.inputs = data, 0.0, back, inputs

        def _made(self, data: float, *parts: tuple["Closures", float]) -> "Closures":
            def back(upstream: float) -> Iterator[tuple["Closures", float]]:
                return ((x, slope * upstream) for x, slope in parts)

            return Closures(data, back, [x for x, _ in parts])

        def __add__(self, other: Any) -> "Closures":
            other = other if isinstance(other, Closures) else Closures(other)
            return self._made(self.data + other.data, (self, 1.0), (other, 1.0))

        def __mul__(self, other: Any) -> "Closures":
            other = other if isinstance(other, Closures) else Closures(other)
            return self._made(self.data * other.data, (other, self.data), (self, other.data))

        __radd__, __rmul__ = __add__, __mul__

        def __sub__(self, other: Any) -> "Closures":
            return self + other * -1

        def __pow__(self, n: int) -> "Closures":
            return self._made(self.data**n, (self, n * self.data ** (n - 1)))

        def exp(self) -> "Closures":
            return self._made(math.exp(self.data), (self, math.exp(self.data)))

        def tanh(self) -> "Closures":
            return self._made(math.tanh(self.data), (self, math.cosh(self.data) ** -2))

        def backward(self, upstream: float = 1.0) -> None:
            """Every path on its own: slow, and right."""
            if not self.inputs:
                self.grad += upstream
            for x, part in self.back(upstream) or ():
                x.backward(part)

    wrong = [written(p) for p in examples() if wrong_in(Closures, p)]
    assert wrong == []
    check("my engine", Closures)
    assert capsys.readouterr().out.startswith("my engine: right!")


def test_the_graphs_are_small_tame_and_always_the_same() -> None:
    assert len(set(examples())) > 150
    for program in examples():
        assert 2 <= len(program) <= 9
        assert is_tame(program)
        run = made(autograd.Value, program)
        assert all(grad is not None for grad in run.grads)
        for less in smaller(program):
            assert len(less) < len(program) or less != program


def test_a_program_shrinks_to_the_least_that_is_wrong() -> None:
    x = Step("", data=-0.5)
    large = (x, x, Step("+", (0, 1)), Step("tanh", (2,)), Step("*", (3, 2)), Step("exp", (4,)))
    least = shrunk(large, lambda program: any(step.operation == "tanh" for step in program))
    assert (written(least), put_in(least)) == ("x.tanh()", "x = 3")
