"""Mistaken engines: a formula that halves one gradient, a walk in the wrong direction, and Pascal's triangle."""

from collections.abc import Iterator
from math import isfinite
from random import Random
from typing import Any

from autograd import Value, tanh, topological_order
from autograd.explain.events import Event, Ledger
from autograd.explain.mistakes import Mistake, compare
from exercises.answers import called, close, drawn, function_of, numbers_of, shown, whole_of
from exercises.exercise import Exercise

POINTS = ((2.0, -3.0), (0.5, 1.25), (-1.5, 0.75), *(drawn(Random(seed), 2) for seed in (1, 2)))


def not_half(formula: Any) -> str:
    """Return what is wrong with a formula that should halve the gradient of a in an assigning engine."""
    formula = function_of(formula)
    for numbers in POINTS:
        inputs = {name: Value(number, name) for number, name in zip(numbers, "ab")}
        a, b = inputs.values()
        output = called(formula, a, b)
        if not issubclass(type(output), Value):
            return f"your function should compute with a and b and give a Value, not {shown(output)}"
        if not isfinite(output.data):
            return f"your formula gives {output.data} at a = {numbers[0]}, b = {numbers[1]}; keep its numbers finite"
        order = topological_order(output)
        missing = [name for name, x in inputs.items() if not any(x is node for node in order)]
        if missing:
            return f"{' and '.join(missing)} does not occur in your formula"
        comparison = compare(output, "assignment")
        grads = {
            name: [steps[-1]["grad"][index] for steps in (comparison.right, comparison.wrong)]
            for name, x in inputs.items()
            for index, node in enumerate(order)
            if node is x
        }
        found = ", ".join(f"{name}: {right:.4g} becomes {wrong:.4g}" for name, (right, wrong) in grads.items())
        said = f"at a = {numbers[0]}, b = {numbers[1]} the assigning engine changes the gradients so: {found}"
        if not close(*grads["b"]):
            return f"{said}. b is to stay right: what is used twice, and does b lie before it?"
        if close(*grads["a"]):
            return f"{said}. a is right: use it in two places"
        if not close(grads["a"][0], 2 * grads["a"][1]):
            return f"{said}. Half of it is left only if both uses of a contribute the same"
    return ""


def forwards(ledger: Ledger) -> Iterator[Event]:
    """Pass on the gradient of each number in its turn, but inputs before what is made of them."""
    yield ledger.seed()
    for node in [*ledger.backward_order()][::-1]:
        for position in ledger.positions(node):
            yield ledger.push(node, position)


NAMES = ("a", "b", "e", "v1", "v2", "loss")


def walked_forwards() -> list[float]:
    """Return the gradients that are left by an engine which walks the lesson's formula forwards."""
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    e = a * b
    loss = e * e + e * a
    grads: list[float] = compare(loss, Mistake("forwards", forwards, "", "")).wrong[-1]["grad"]
    return grads


def other_gradients(answer: Any) -> str:
    """Return what is wrong with the gradients that are left by a walk in the wrong direction; "" if nothing is."""
    for name, right, yours in zip(NAMES, walked_forwards(), numbers_of(answer, (len(NAMES),))):
        if close(right, yours):
            continue
        if name == "loss":
            return "loss.grad is 1 from the start, and nothing is ever passed to it"
        if name in ("v1", "v2"):
            return f"{name}.grad is not {yours:g}: {name} gets its gradient from loss. Does loss ever have its turn?"
        return f"{name}.grad is not {yours:g}: when what is made of {name} has its turn, what does it hold?"
    return ""


def wrong_factor(factor: Any) -> str:
    """Return what is wrong with the factor by which kept gradients multiply those of a leaf; "" if nothing is."""
    factor = function_of(factor)
    for passes in (1, 2, 3, 4, 6):
        for length in (1, 2, 3, 5):
            right, yours = kept(length, passes), whole_of(called(factor, length, passes), "your factor")
            if right != yours:
                return (
                    f"with {length} tanh and {passes} passes the factor is {right}, and yours is {yours}: after each "
                    "pass a number in between holds what it held before, plus what the number after it holds now"
                )
    return ""


def kept(length: int, passes: int) -> int:
    """Return how many times too large the gradient of x is, measured with the engine."""
    x = Value(0.5, "x")
    y = x
    for _ in range(length):
        y = tanh(y)

    def several(ledger: Ledger) -> Iterator[Event]:
        for number in range(passes):
            if number:
                yield ledger.zero(0)
            yield ledger.seed()
            for node in ledger.backward_order():
                yield ledger.push(node, 0)

    comparison = compare(y, Mistake("several passes", several, "", ""))
    right, wrong = (float(steps[-1]["grad"][0]) for steps in (comparison.right, comparison.wrong))
    return round(wrong / right)


EXERCISES = {
    1: Exercise(
        not_half,
        "answer = lambda a, b: a * a * b",
        (
            "answer = lambda a, b: a * b",
            "answer = lambda a, b: a ** 2 + b",
            "answer = lambda a, b: a * a",
            "answer = lambda a, b: (a + b) * (a + b)",
            "answer = lambda a, b: a * (a + b)",
            "def answer(a, b):\n    e = a * b\n    return e * e",
            "answer = lambda a, b: 12.0",
        ),
        (
            "answer = lambda a, b: a * a + b",
            "answer = lambda a, b: a + b + a",
            "def answer(a, b):\n    return b.exp() - a * a",
        ),
    ),
    2: Exercise(
        other_gradients,
        "answer = [0, 0, 0, 1, 1, 1]  # e, v1 and v2 have nothing to pass on yet; loss is last, and passes on its 1",
        (
            "answer = [0, 0, 0, 0, 0, 1]",
            "answer = [24, -20, -10, 1, 1, 1]",
            "answer = [1, 1, 1, 1, 1, 1]",
            "answer = [0, 0, -10, 1, 1, 1]",
            "answer = [0, 0, 0, 1, 1, 0]",
            "answer = [0, 0, 0, 1, 1]",
        ),
        ("import numpy as np\nanswer = np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])", "answer = 0, 0, 0, 1.0, 1, 1"),
    ),
    3: Exercise(
        wrong_factor,
        """
def answer(length, passes):
    if length == 1 or passes == 1:
        return 1
    return answer(length - 1, passes) + answer(length, passes - 1)
""",
        (
            "answer = lambda length, passes: passes",
            "answer = lambda length, passes: length * (passes - 1)",
            "answer = lambda length, passes: passes ** (length - 1)",
            "answer = lambda length, passes: length if passes == 2 else 1",
            "answer = 3",
        ),
        (
            "from math import comb\nanswer = lambda length, passes: comb(length + passes - 2, passes - 1)",
            """
import numpy as np

def answer(length, passes):
    held = np.ones(length)
    for _ in range(passes - 1):
        held = np.cumsum(held)
    return held[-1]
""",
        ),
    ),
}
