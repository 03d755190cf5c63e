"""The chain rule: paths by hand, a graph on which an engine is wrong, and a backward pass of one's own."""

from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any

from autograd import Value, tanh, topological_order
from exercises.answers import called, close, function_of, number_of, shown
from exercises.exercise import Exercise
from exercises.programs import performed, programs, put_in, written

MOST_OPERATIONS = 3
SLIPS = {
    12.0: "this is the value of c: follow the slopes on the arrows",
    108.0: "this is the value of d; the question is for the slope of d as a moves",
    9.0: "this is one path only, d ← c ← a; three others lead through b",
    54.0: "these are the two paths d ← c ← b ← a; more lead to d, for b is used there too",
    63.0: "these are the paths through c; b is an input of d as well",
    72.0: "these are the two paths d ← b ← a; c depends on a too",
    81.0: "each arrow was taken once, but in b = a * a two arrows leave a",
    126.0: "all paths through b are there; one leads past it, from a straight into c",
}


def wrong_sum_of_paths(answer: Any) -> str:
    """Return what is wrong with the gradient of a, where b = a², c = b + a, d = b·c and a = 3; "" if nothing is."""
    number = number_of(answer, "the gradient")
    if close(number, 135.0):
        return ""
    for slip, hint in SLIPS.items():
        if close(number, slip):
            return hint
    return "multiply the slopes along each of the five paths from a to d, then add the products"


def wrong_example(answer: Any) -> str:
    """Return what is wrong with a graph on which walking by levels is to give a wrong gradient; "" if nothing is."""
    if not issubclass(type(answer), Value):
        return f"give the last Value of your graph, not {shown(answer)}"
    order = topological_order(answer)
    operations = sum(node.operation is not None for node in order)
    if operations > MOST_OPERATIONS:
        return f"your graph has {operations} operations; {MOST_OPERATIONS} are enough"
    if not operations:
        return "nothing was computed in your graph: it is a single number"
    found, right = by_levels(answer), expected(answer)
    if not all(map(isfinite, [answer.data, *found, *right])):
        return "something in your graph is inf or nan, and then nothing can be compared; take numbers around 1"
    if not all(map(close, found, right)):
        return ""
    heights = dict.fromkeys(order, 0)  # the longest path to the output
    shortest = dict.fromkeys(order, len(order))
    shortest[answer] = 0
    for node in reversed(order):
        for x in node.inputs:
            heights[x] = max(heights[x], heights[node] + 1)
            shortest[x] = min(shortest[x], shortest[node] + 1)
    uneven = [node for node in order if heights[node] != shortest[node]]
    if not uneven:
        return "walking by levels is right here: no number is used at two different depths"
    if not any(node.inputs for node in uneven):
        return "only a leaf is used at two depths, and a leaf passes nothing on; let it be a number with inputs"
    return "walking by levels is right here, since what comes twice happens to be zero"


def by_levels(output: Value) -> list[float]:
    """Return the gradients that a walk by levels gives, in topological order."""
    grads, level = {output: 1.0}, [output]
    while level:
        below: dict[Value, None] = {}
        for node in level:
            for x, slope in zip(node.inputs, slopes(node)):
                grads[x] = grads.get(x, 0.0) + slope * grads[node]
                below[x] = None
        level = list(below)
    return [grads[node] for node in topological_order(output)]


def expected(output: Value) -> list[float]:
    """Return the right gradients in topological order, and leave no trace in the graph."""
    order = topological_order(output)
    grads = dict.fromkeys(order, 0.0)
    grads[output] = 1.0
    for node in reversed(order):
        for x, slope in zip(node.inputs, slopes(node)):
            grads[x] += slope * grads[node]
    return [grads[node] for node in order]


def slopes(node: Value) -> tuple[float, ...]:
    """Return the partial derivatives of a node with respect to each of its inputs."""
    if node.operation is None:
        return ()
    return tuple(map(float, node.operation.partials(*(x.data for x in node.inputs), node.data)))


def path_of_steps() -> Value:
    """Return a graph in which every number is used once."""
    return tanh(2.0 * Value(0.25, "x"))


def square() -> Value:
    """Return a graph in which one number is used twice, by the output."""
    x = Value(3.0, "x")
    return x * x


def shared() -> Value:
    """Return a graph in which an intermediate value is used three times."""
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    e = a * b
    e.label = "e"
    return e * e + e * a


def uneven() -> Value:
    """Return a graph in which an intermediate value is used at two depths."""
    a = Value(1.5, "a")
    e = a * a
    e.label = "e"
    return e * (e + a)


GRAPHS: dict[str, tuple[Callable[[], Value], str]] = {
    "tanh(2 * x), where every number is used once": (path_of_steps, "multiply along the path, from the output on"),
    "x * x": (square, "two arrows come from x, and their shares are added"),
    "e * e + e * a with e = a * b": (shared, "e is used three times: pass its gradient on when all of it has arrived"),
    "e * (e + a) with e = a * a": (uneven, "e is used at two depths: in which order do you visit the numbers?"),
}


def wrong_backward(answer: Any) -> str:
    """Return what is wrong with a backward pass; "" if nothing is."""
    backward = function_of(answer, "my_backward")
    for name, (graph, hint) in GRAPHS.items():
        if flaw := differing(backward, graph()):
            return f"for {name}, {flaw}: {hint}"
    for program in programs()[-20:]:
        values: list[Any] = []
        for line, step in enumerate(program):
            values.append(performed(step, values) if step.operation else Value(step.data, written(program, line)))
        if flaw := differing(backward, values[-1]):
            return f"for {written(program)} at {put_in(program)}, {flaw}"
    for name, graph in (
        ("e * e + e * a with e = a * b", shared),
        ("a graph that is a single leaf", lambda: Value(2.0)),
    ):
        output = graph()
        order, once = topological_order(output), expected(output)
        called(backward, output, what="my_backward")
        twice = [grad if node.inputs else 2 * grad for node, grad in zip(order, once)]
        if flaw := differing(backward, output, order, twice):
            leaves = [node.grad for node in order if not node.inputs]
            if all(close(node.grad, grad) for node, grad in zip(order, once)):
                return (
                    f"called twice for {name}, it leaves {leaves} in the leaves; leaves add up, so that batches can "
                    "be added"
                )
            return f"called twice for {name}, {flaw}: which numbers have to forget before a pass?"
    return ""


def differing(
    backward: Callable[..., Any], output: Value, order: Sequence[Value] = (), right: Sequence[float] = ()
) -> str:
    """Return the first number, from the output on, that a backward pass leaves with a wrong gradient, and by how much.

    order   the numbers of the graph in topological order, if an earlier pass may have changed the graph
    right   their gradients; by default those that a single pass leaves
    """
    order = order or topological_order(output)
    right = right or expected(output)
    data = [node.data for node in order]
    called(backward, output, what="my_backward")
    for node, grad, before in reversed([*zip(order, right, data)]):
        found = number_of(node.grad, f"the grad of {named(node)}")
        if not close(found, grad):
            return f"the grad of {named(node)} is {found:g} and should be {grad:g}"
        if node.data is not before and node.data != before:
            return f"the data of {named(node)} is not what it was, and should stay: only gradients are passed back"
    return ""


def named(node: Value) -> str:
    """Return the label of a number, or how it is made."""
    if node.label:
        return node.label
    return "a number of the program" if node.operation is None else f"the result of {node.operation.name}"


SLOPES = """
from autograd import topological_order

def slopes(node):
    numbers = [x.data for x in node.inputs]
    return node.operation.partials(*numbers, node.data) if numbers else ()
"""

EXERCISES = {
    1: Exercise(
        wrong_sum_of_paths,
        "answer = 2 * (12 * 6) / 2 + 2 * (9 * 1 * 3) + 9 * 1  # c · 3 twice, b · 1 · 3 twice, b · 1 once",
        tuple(f"answer = {slip}" for slip in SLIPS) + ("answer = 4", "answer = float('nan')", "answer = '135'"),
        (
            "answer = 4 * 3**3 + 3 * 3**2  # d = a⁴ + a³",
            "import numpy as np\nanswer = np.array([135])",
            "from autograd import grad\nanswer = grad(lambda a: a * a * (a * a + a))(3.0)",
        ),
    ),
    2: Exercise(
        wrong_example,
        """
from autograd import Value

a = Value(1.0)
b = a + a
c = b + a
answer = b + c
""",
        (
            "from autograd import Value\na = Value(1.0)\nb = a + a\nanswer = b + b",
            "from autograd import Value\na = Value(1.0)\nb = a * a\nanswer = b * a",
            "from autograd import Value\na = Value(1.0)\nanswer = a * a * a * a * a + a",
            "from autograd import Value\nanswer = Value(1.0)",
            "answer = 1.0",
            "answer = lambda: 1.0",
            "from autograd import Value\na = Value(0.0)\nb = a * a\nanswer = b * (b + 1.0)",
        ),
        (
            "from autograd import Value\na = Value(2.0)\nb = a * a\nanswer = b * (b + 1.0)",
            "from autograd import Value, tanh\nb = tanh(Value(0.5))\nanswer = tanh(b) - b",
            "from autograd import Value\nb = Value(3.0) ** 2\nanswer = b * (b * b)",
        ),
    ),
    3: Exercise(
        wrong_backward,
        SLOPES
        + """
def answer(output):
    order = topological_order(output)
    for node in order:
        if node.inputs:
            node.grad = 0.0
    output.grad += 1.0  # not = 1.0: the output may be a leaf, and leaves add up
    for node in reversed(order):
        for x, slope in zip(node.inputs, slopes(node)):
            x.grad += slope * node.grad
""",
        (
            SLOPES
            + """
def answer(output):
    output.grad = 1.0
    for node in reversed(topological_order(output)):
        for x, slope in zip(node.inputs, slopes(node)):
            x.grad = slope * node.grad
""",
            SLOPES
            + """
def answer(output):
    output.grad = 1.0
    for node in reversed(topological_order(output)):
        for x, slope in zip(node.inputs, slopes(node)):
            x.grad += slope * node.grad
""",
            SLOPES
            + """
def answer(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        for x, slope in zip(node.inputs, slopes(node)):
            x.grad += slope * node.grad
""",
            SLOPES
            + """
def visit(node):
    for x, slope in zip(node.inputs, slopes(node)):
        x.grad += slope * node.grad
        visit(x)

def answer(output):
    output.grad = 1.0
    visit(output)
""",
            SLOPES
            + """
def answer(output):
    output.grad = 1.0
    level = [output]
    while level:
        for node in level:
            for x, slope in zip(node.inputs, slopes(node)):
                x.grad += slope * node.grad
        level = list(dict.fromkeys(x for node in level for x in node.inputs))
""",
            SLOPES
            + """
def answer(output):
    for node in topological_order(output):
        for x, slope in zip(node.inputs, slopes(node)):
            x.grad += slope * node.grad
""",
            "answer = lambda output: 1 / 0",
            "answer = 4.0",
        ),
        (
            SLOPES
            + """
def answer(output):
    grads = {output: 1.0}
    for node in reversed(topological_order(output)):
        for x, slope in zip(node.inputs, slopes(node)):
            grads[x] = grads.get(x, 0.0) + slope * grads[node]
    for node, grad in grads.items():
        node.grad = grad if node.inputs else node.grad + grad
""",
            SLOPES
            + """
def shares(node, product, found):
    found.append((node, product))
    for x, slope in zip(node.inputs, slopes(node)):
        shares(x, product * slope, found)

def answer(output):
    found = []
    shares(output, 1.0, found)
    for node, _ in found:
        if node.inputs:
            node.grad = 0.0
    for node, share in found:
        node.grad += share
""",
        ),
    ),
}
