"""`check("my engine", Value)`: each way in which an engine is wrong is found on a small graph, and said."""

import math
from collections.abc import Callable, Iterator
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


MINUS = """\
    def __sub__(self, other):
        return self + -1.0 * other
"""
TURN = "(n * self.data ** (n - 1),)"
FIND = """\
        for x in node.inputs:
            history(x, found)
        found.append(node)"""
BY_LEVELS = """\
level, order = [self], []
        while level:
            order += [node for node in level if node not in order]
            level = [x for node in level for x in node.inputs]
        for node in order:"""
IN_PLACE = """\
        self.data += other.data
        return Value(self.data, (self, other), (1.0, 1.0))"""


def with_method(body: str) -> str:
    """The solution with a method that a class need not have."""
    return changed((MINUS, f"{MINUS}{body}"))


FAULTY = {
    "pre-order": changed(
        (FIND, "        found.append(node)\n        for x in node.inputs:\n            history(x, found)")
    ),
    "every path visited": changed(("    if node not in found:", "    if True:")),
    "by levels": changed((WALK, BY_LEVELS)),
    "sorted by size": changed((WALK, "for node in sorted(history(self, []), key=lambda v: -v.data):")),
    "output left out": changed((WALK, "for node in reversed(history(self, [])[:-1]):")),
    "two levels only": changed((WALK, "for node in [self, *self.inputs]:")),
    "assigned to leaves": changed((ADD, "x.grad = slope * node.grad + (x.grad if x.inputs else 0)")),
    "assigned in between": changed((ADD, "x.grad = slope * node.grad + (0 if x.inputs else x.grad)")),
    "seed of two": changed(("self.grad = 1.0", "self.grad = 2.0")),
    "seed of the number": changed(("self.grad = 1.0", "self.grad = self.data")),
    "a power below zero": changed((TURN, "(abs(n) * self.data ** (n - 1),)")),
    "a power below minus one": changed((TURN, "(n * self.data ** (n - 1 if n > -2 else n + 1),)")),
    "a base below zero": changed((TURN, "(n * abs(self.data) ** (n - 1),)")),
    "a power without a sign": changed(("self.data**n,", "abs(self.data)**n,")),
    "sign of -": changed(("self + -1.0 * other", "self + other")),
    "slope of tanh": changed(("(1.0 - y * y,)", "(1.0 - self.data**2,)")),
    "slope of exp": changed(("return Value(y, (self,), (y,))", "return Value(y, (self,), (self.data,))")),
    "equal numbers are one node": with_method(
        "    def __eq__(self, other):\n        return self.data == other.data\n    __hash__ = object.__hash__\n"
    ),
    "adds in place": changed(("        return Value(self.data + other.data, (self, other), (1.0, 1.0))", IN_PLACE)),
    "takes a step": changed((ADD, f"{ADD}\n            node.data -= 0.001 * node.grad")),
    "rounds": changed((ADD, "x.grad = round(x.grad + slope * node.grad, 4)")),
    "wrong in between": changed(
        (ADD, f"{ADD}\n        for node in history(self, [])[1:-1]:\n            node.grad *= 2")
    ),
    "its own gradient only": changed((ADD, f"{ADD}\n        self.grad = 7.0")),
    "2 - x": with_method("    def __rsub__(self, other):\n        return self - other\n"),
    "slope of 2 - x": with_method(
        "    def __rsub__(self, other):\n        return Value(other - self.data, (self,), (1.0,))\n"
    ),
    "-x": with_method("    def __neg__(self):\n        return Value(-self.data, (self,), (1.0,))\n"),
    "x / y": with_method(
        "    def __truediv__(self, other):\n"
        "        other = as_value(other)\n"
        "        slopes = 1 / other.data, -self.data / other.data\n"
        "        return Value(self.data / other.data, (self, other), slopes)\n"
    ),
    "2 / x": with_method("    def __rtruediv__(self, other):\n        return self * (1 / other)\n"),
    "slope of 2 / x": with_method(
        "    def __rtruediv__(self, other):\n"
        "        return Value(other / self.data, (self,), (other / self.data**2,))\n"
    ),
}


@pytest.mark.parametrize("what", FAULTY)
def test_a_faulty_engine_is_not_right(
    what: str, capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]
) -> None:
    check("my engine", engine(FAULTY[what]))
    said = capsys.readouterr().out
    assert said.startswith("my engine: not yet: ")
    assert "the check stopped" not in said
    record_property("attacks", 1)


OPERATIONS = """
    def __add__(self, other):
        other = self.of(other)
        return self.made(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = self.of(other)
        return self.made(self.data * other.data, (self, other), (other.data, self.data))

    def __sub__(self, other):
        other = self.of(other)
        return self.made(self.data - other.data, (self, other), (1.0, -1.0))

    def __truediv__(self, other):
        other = self.of(other)
        slopes = 1 / other.data, -self.data / other.data**2
        return self.made(self.data / other.data, (self, other), slopes)

    def __pow__(self, n):
        return self.made(self.data**n, (self,), (n * self.data ** (n - 1),))

    def exp(self):
        return self.made(exp(self.data), (self,), (exp(self.data),))

    def tanh(self):
        return self.made(tanh(self.data), (self,), (1 - tanh(self.data) ** 2,))

    def __neg__(self):
        return 0 - self

    def __rsub__(self, other):
        return self.of(other) - self

    def __rtruediv__(self, other):
        return self.of(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def of(self, other):
        return other if isinstance(other, type(self)) else type(self)(other)

    def made(self, data, parents, slopes):
        new = type(self)(data)
        new.parents, new.slopes = parents, slopes
        return new
"""
BEGINNING = """
from math import exp, tanh

class answer:
    def __init__(self, data):
        self.data, self.grad, self.parents, self.slopes = data, 0.0, (), ()
"""
WITH_NUMPY = f"""
import numpy as np
from numpy import exp, tanh

class answer:
    def __init__(self, data):
        self.data, self.grad, self.parents, self.slopes = np.float64(data), np.float64(0), (), ()
{OPERATIONS}
    def backward(self):
        order, seen = [], set()

        def walk(node):
            if id(node) not in seen:
                seen.add(id(node))
                for parent in node.parents:
                    walk(parent)
                order.append(node)

        walk(self)
        self.grad = np.float64(1)
        for node in order[::-1]:
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad = parent.grad + slope * node.grad
"""
CARRIED = """\
        for parent, slope in zip(parents, slopes):
            for node, factor in parent.carried.items():
                new.carried[node] = new.carried.get(node, 0.0) + slope * factor
        return new"""
OTHER_STYLES = {
    "floats of NumPy": WITH_NUMPY,
    "arrays of one number": WITH_NUMPY.replace("np.float64(data), np.float64(0)", "np.array(1.0 * data), np.zeros(())"),
    "arrays of shape (1,)": WITH_NUMPY.replace(
        "np.float64(data), np.float64(0)", "np.array(data, float).reshape(1), np.zeros(1)"
    ),
    "counted uses, gradients in a dict": f"""{BEGINNING}{OPERATIONS}
    def backward(self):
        uses, waiting, seen = {{}}, [self], {{self}}
        while waiting:
            for parent in waiting.pop().parents:
                uses[parent] = uses.get(parent, 0) + 1
                if parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)
        grads, ready = {{self: 1.0}}, [self]
        while ready:
            node = ready.pop()
            for parent, slope in zip(node.parents, node.slopes):
                grads[parent] = grads.get(parent, 0.0) + slope * grads[node]
                uses[parent] -= 1
                if not uses[parent]:
                    ready.append(parent)
        for node, grad in grads.items():
            node.grad = grad if node.parents else node.grad + grad
""",
    "a tape": f"""{BEGINNING}
        answer.tape.append(self)

    tape = []
{OPERATIONS}
    def backward(self):
        for node in answer.tape:
            node.grad *= not node.parents
        self.grad = 1.0
        for node in reversed(answer.tape):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
""",
    "None, and leaves only": f"""{BEGINNING.replace("0.0", "None")}{OPERATIONS}
    def backward(self):
        order = []

        def walk(node):
            if node not in order:
                for parent in node.parents:
                    walk(parent)
                order.append(node)

        walk(self)
        grads = dict.fromkeys(order, 0.0)
        grads[self] = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                grads[parent] += slope * grads[node]
            if not node.parents:
                node.grad = (node.grad or 0.0) + grads[node]
""",
    "slopes carried forwards": f"""{BEGINNING}
        self.carried = {{self: 1.0}}
{OPERATIONS.replace("        return new", CARRIED)}
    def backward(self):
        for node, factor in self.carried.items():
            node.grad = factor
""",
    "a function that makes properties": f"""
from math import exp, tanh

class Value:
    def __init__(self, data):
        self.number, self.shares, self.parents, self.slopes = float(data), [], (), ()

    data = property(lambda self: self.number)
    grad = property(lambda self: sum(self.shares), lambda self, grad: setattr(self, "shares", [grad]))
{OPERATIONS}
    def backward(self, share=1.0):
        self.shares.append(share)
        for parent, slope in zip(self.parents, self.slopes):
            parent.backward(share * slope)

answer = lambda number: Value(number)
""",
}


@pytest.mark.parametrize("style", OTHER_STYLES)
def test_an_engine_in_another_style_is_right(style: str, capsys: pytest.CaptureFixture[str]) -> None:
    check("my engine", engine(OTHER_STYLES[style]))
    assert capsys.readouterr().out.startswith("my engine: right! Every number agrees with ours on 200 graphs.")


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
        assert 1 <= len(program) <= 9
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
