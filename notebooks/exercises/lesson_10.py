"""Matrices in a graph of scalars: a bias beside the products, how many nodes a layer is, and its way back."""

from random import Random
from typing import Any

from autograd import Value
from autograd.graph import topological_order
from exercises.answers import (
    NotYet,
    called,
    close,
    function_of,
    numbers_of,
    parts_of,
    shown,
    shown_briefly,
    whole_of,
)
from exercises.exercise import Exercise

Rows = list[list[float]]


def wrong_pairs(pairs: Any) -> str:
    """Return what is wrong with the products that a biased neuron is a sum of; "" if nothing is."""
    pairs = function_of(pairs)
    numbers = range(1, 4)
    for names, of_bias in (
        *(([(f"w{k}", f"x{k}") for k in numbers[:inputs]], "b") for inputs in numbers),
        ([("weight", "age"), ("b", "c")], "bias"),
        ([(f"u{k}", f"v{k}") for k in (5, 3, 9, 1)], ""),
    ):
        inputs = len(names)
        products = [Value(0.5, w) * Value(2.0, x) for w, x in names]
        bias = Value(1.0, of_bias)
        for neuron, formula in (
            (total(products), "without a bias"),
            (total([*products, bias]), "with + b at the end"),
            (total([bias, *products]), "with b + at the beginning"),
            (products[0] + total([bias, *products[1:]]), "with b + in the middle"),
        ):
            try:
                found = named(called(pairs, neuron))
            except NotYet as news:
                return f"{formula}: {news}. Which node of the graph is no + and no ×, and what is its operation?"
            if found != names:
                return f"for {inputs} input{'s' * (inputs > 1)}, {formula}, the pairs are {names}, not {found}"
    return ""


def total(terms: list[Value]) -> Value:
    """Return the sum of the numbers, from left to right."""
    first, *others = terms
    for term in others:
        first = first + term
    return first


def named(found: Any) -> list[tuple[str, str]]:
    """Return the pairs of names; raise a NotYet for anything else."""
    rows = parts_of(found)
    if rows is None:
        raise NotYet(f"your function should give a list of pairs of names, not {shown(found)}")
    pairs = []
    for row in rows:
        pair = parts_of(row)
        if pair is None or len(pair) != 2 or not all(issubclass(type(name), str) for name in pair):
            raise NotYet(f"your function should give pairs of names, such as ('w1', 'x1'), not {shown_briefly(row)}")
        left, right = map(str.__str__, pair)  # plain text, whatever kind of text it was
        pairs.append((left, right))
    return pairs


def miscounted(count: Any) -> str:
    """Return what is wrong with the number of nodes that a layer without biases makes; "" if nothing is."""
    count = function_of(count)
    for samples, inputs, neurons in ((1, 1, 1), (1, 3, 1), (2, 3, 4), (5, 2, 3), (3, 4, 2), (4, 1, 6), (2, 9, 1)):
        right, yours = made(samples, inputs, neurons), whole_of(called(count, samples, inputs, neurons), "your count")
        if right != yours:
            return (
                f"{samples} sample(s) of {inputs} input(s) and {neurons} neuron(s) make {right} nodes, and you count "
                f"{yours}: how many times does one neuron multiply for one sample, and how many times does it add?"
            )
    return ""


def made(samples: int, inputs: int, neurons: int) -> int:
    """Return the number of nodes × and + of a layer, counted in the graph."""
    weights = [[Value(1.0) for _ in range(inputs)] for _ in range(neurons)]
    points = [[Value(1.0) for _ in range(inputs)] for _ in range(samples)]
    outputs = [total([w * x for w, x in zip(row, point)]) for row in weights for point in points]
    return sum(node.operation is not None for output in outputs for node in topological_order(output))


def wrong_way_back(back: Any) -> str:
    """Return what is wrong with the gradients of a matrix product; "" if nothing is."""
    import numpy as np

    back = function_of(back)
    random = Random(10)
    for samples, inputs, neurons in ((3, 2, 4), (2, 3, 3), (3, 3, 2), (2, 2, 2)):
        x, w, g = (
            [[random.uniform(-1.0, 1.0) for _ in range(width)] for _ in range(height)]
            for height, width in ((samples, inputs), (neurons, inputs), (samples, neurons))
        )
        found = called(back, *map(np.array, (x, w, g)))
        matrices = parts_of(found)
        if matrices is None or len(matrices) != 2:
            return f"your function should give two matrices, the gradients of W and of X, not {shown(found)}"
        for name, right, yours in zip("WX", scalars(x, w, g), matrices):
            shape = len(right), len(right[0])
            rows = numbers_of(yours, shape, f"the gradient of {name}, which is as large as {name},")
            if not all(all(map(close, r, y)) for r, y in zip(right, rows)):
                return (
                    f"the gradient of {name} begins with {rows[0][0]:.4g}, and should begin with {right[0][0]:.4g}. "
                    f"Write down one entry: it is a sum over all {'samples' if name == 'W' else 'neurons'}"
                )
    return ""


def scalars(x: Rows, w: Rows, g: Rows) -> tuple[Rows, Rows]:
    """Return the gradients of W and X in X @ Wᵀ, as our engine finds them when G arrives from above."""
    points, weights = ([[Value(number) for number in row] for row in matrix] for matrix in (x, w))
    outputs = [[total([a * b for a, b in zip(row, point)]) for row in weights] for point in points]
    total([y * above for row, line in zip(outputs, g) for y, above in zip(row, line)]).backward()
    of_w, of_x = ([[float(value.grad) for value in row] for row in matrix] for matrix in (weights, points))
    return of_w, of_x


EXERCISES = {
    1: Exercise(
        wrong_pairs,
        """
def answer(node):
    if node.operation is None:
        return []
    if node.operation.name == "add":
        return [pair for x in node.inputs for pair in answer(x)]
    return [tuple(x.label for x in node.inputs)]
""",
        (
            """
def answer(node):
    if node.operation.name == "add":
        return [pair for x in node.inputs for pair in answer(x)]
    return [tuple(x.label for x in node.inputs)]
""",
            """
def answer(node):
    if node.operation is None:
        return [node.label]
    if node.operation.name == "add":
        return [pair for x in node.inputs for pair in answer(x)]
    return [tuple(x.label for x in node.inputs)]
""",
            "answer = lambda node: [tuple(y.label for y in x.inputs) for x in node.inputs if x.operation]",
            "answer = lambda node: node.inputs",
        ),
        (
            """
def answer(node):
    products, waiting = [], [node]
    while waiting:
        node = waiting.pop()
        if node.operation and node.operation.name == "mul":
            products.insert(0, [x.label for x in node.inputs])
        else:
            waiting.extend(node.inputs)
    return products
""",
            """
from autograd import topological_order

def answer(node):
    products = [x for x in topological_order(node) if x.operation and x.operation.name == "mul"]
    return tuple(tuple(x.label for x in product.inputs) for product in products)
""",
        ),
    ),
    2: Exercise(
        miscounted,
        "answer = lambda samples, inputs, neurons: samples * neurons * (inputs + inputs - 1)",
        (
            "answer = lambda samples, inputs, neurons: 2 * samples * inputs * neurons",
            "answer = lambda samples, inputs, neurons: neurons * (2 * inputs - 1)",
            "answer = lambda samples, inputs, neurons: samples * neurons",
            "answer = lambda samples, inputs, neurons: 2 * samples * neurons * inputs - 1",
            "answer = 36",
        ),
        (
            "answer = lambda samples, inputs, neurons: samples * neurons * inputs + samples * neurons * (inputs - 1)",
            """
import numpy as np
answer = lambda samples, inputs, neurons: np.prod([samples, neurons, 2 * inputs - 1])
""",
        ),
    ),
    3: Exercise(
        wrong_way_back,
        "answer = lambda X, W, G: (G.T @ X, G @ W)",
        (
            "answer = lambda X, W, G: (G @ W, G.T @ X)",
            "answer = lambda X, W, G: (X.T @ G, G @ W)",
            "answer = lambda X, W, G: (G @ X, G @ W)",
            "answer = lambda X, W, G: (X, W)",
            "answer = lambda X, W, G: G.T @ X",
            "answer = lambda X, W, G: (G.T @ X, G @ W.T)",
        ),
        (
            "answer = lambda X, W, G: ((X.T @ G).T, (W.T @ G.T).T)",
            "import numpy as np\nanswer = lambda X, W, G: [np.einsum('sn,si->ni', G, X), np.einsum('sn,ni->si', G, W)]",
            """
def answer(X, W, G):
    samples, neurons, inputs = range(len(X)), range(len(W)), range(len(X[0]))
    of_w = [[sum(G[s][n] * X[s][i] for s in samples) for i in inputs] for n in neurons]
    return of_w, [[sum(G[s][n] * W[n][i] for n in neurons) for i in inputs] for s in samples]
""",
        ),
    ),
}
