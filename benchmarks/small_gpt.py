"""A decoder-only GPT of 4,192 parameters, one scalar at a time, written with + and × on `Value`s.

The architecture and sizes of the "microgpt" gist (February 2026): 1 layer, 16 dimensions, 4 heads, context 16, RMSNorm,
ReLU, no biases, no final norm, learned positions, an output head of its own, 26 letters and one boundary token.
"""

import random
from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import pairwise
from operator import add

import autograd
from autograd import Value

EMBEDDING, HEADS, CONTEXT, VOCABULARY = 16, 4, 16, 27
HEAD_SIZE = EMBEDDING // HEADS
BOUNDARY = 26

Vector = list[Value]
Matrix = list[Vector]

SHAPES = {
    "tokens": (VOCABULARY, EMBEDDING),
    "positions": (CONTEXT, EMBEDDING),
    "query": (EMBEDDING, EMBEDDING),
    "key": (EMBEDDING, EMBEDDING),
    "value": (EMBEDDING, EMBEDDING),
    "output": (EMBEDDING, EMBEDDING),
    "widen": (4 * EMBEDDING, EMBEDDING),
    "narrow": (EMBEDDING, 4 * EMBEDDING),
    "head": (VOCABULARY, EMBEDDING),
}


class SmallGPT:
    """The parameters, and the loss of a document."""

    def __init__(self, seed: int = 42) -> None:
        generator = random.Random(seed)
        self.matrices: dict[str, Matrix] = {
            name: [[Value(generator.gauss(0.0, 0.08)) for _ in range(columns)] for _ in range(rows)]
            for name, (rows, columns) in SHAPES.items()
        }

    def parameters(self) -> list[Value]:
        """All 4,192 of them."""
        return [p for matrix in self.matrices.values() for row in matrix for p in row]

    def logits(self, token: int, position: int, keys: list[Vector], values: list[Vector]) -> Vector:
        """A number for each token that may come next; the token's key and value are added to the lists."""
        w = self.matrices
        x = [a + b for a, b in zip(autograd.take(w["tokens"], token), w["positions"][position])]
        x = normalized(x)
        residual = x
        x = normalized(x)
        query = linear(w["query"], x)
        keys.append(linear(w["key"], x))
        values.append(linear(w["value"], x))
        attended: Vector = []
        for begin in range(0, EMBEDDING, HEAD_SIZE):
            part = slice(begin, begin + HEAD_SIZE)
            scores = [total(a * b for a, b in zip(query[part], key[part])) / HEAD_SIZE**0.5 for key in keys]
            weights = autograd.softmax(scores)
            attended += [total(p * v[i] for p, v in zip(weights, values)) for i in range(begin, begin + HEAD_SIZE)]
        x = [a + b for a, b in zip(linear(w["output"], attended), residual)]
        hidden = [h.relu() for h in linear(w["widen"], normalized(x))]
        x = [a + b for a, b in zip(linear(w["narrow"], hidden), x)]
        return linear(w["head"], x)

    def loss(self, tokens: Sequence[int]) -> Value:
        """The mean of −log p(next token) over a document (a boundary token at either end)."""
        keys: list[Vector] = []
        values: list[Vector] = []
        losses: Vector = []
        for position, (token, target) in enumerate(pairwise(tokens)):
            logits = self.logits(token, position, keys, values)
            losses.append(-autograd.take(autograd.softmax(logits), target).log())
        mean: Value = total(losses) / len(losses)
        return mean


def total(values: Iterable[Value]) -> Value:
    """The sum, one + at a time."""
    return reduce(add, values)


def linear(matrix: Matrix, x: Vector) -> Vector:
    """matrix · x, one × and one + at a time."""
    return [total(w * a for w, a in zip(row, x)) for row in matrix]


def normalized(x: Vector) -> Vector:
    """x divided by its root mean square."""
    scale: Value = (total(a * a for a in x) / len(x) + 1e-5) ** -0.5
    return [a * scale for a in x]
