"""Attention: each step of a sequence asks all steps, and takes most from those whose keys match its query best.

A sequence is a list of vectors, [steps][size].
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from math import sqrt
from random import Random
from typing import Any

from autograd import Value, dot, scope, softmax, take
from autograd.context import each_in_scope
from autograd.operation import Scalar, count
from autograd.transforms.tree import Nested
from nn.init import SHARED, Initialiser, drawing
from nn.module import Module
from nn.neuron import Layer
from nn.pairs import require_ordered
from nn.shapes import as_lists
from nn.validation import is_index, require

Vector = list[Scalar]
Steps = Sequence[Vector]


def standard_normal(random: Random, inputs: int, outputs: int) -> float:
    """Draw normally with variance 1, as PyTorch fills an embedding."""
    return random.gauss(0.0, 1.0)


class Embedding(Module):
    """A table with a learned vector for each index, as torch.nn.Embedding.

    count    how many vectors there are, numbered from 0
    size     how many numbers each vector has
    random   the generator that draws the weights; by default the one that `random.seed` seeds
    initializer   how a weight is drawn, as for `Layer`; by default normally with variance 1

    A call takes an index and returns its vector, [size]; a list of indices gives [steps][size]. The parameter is
    `weight` [count][size]. A ValueError names an index that is not in the table.

    >>> from random import Random
    >>> from nn import Embedding
    >>> embedding = Embedding(5, 2, random=Random(0))
    >>> embedding([3, 0, 3]) == [embedding.weight[3], embedding.weight[0], embedding.weight[3]]
    True
    """

    def __init__(
        self, count: int, size: int, *, random: Random = SHARED, initializer: str | Initialiser = standard_normal
    ) -> None:
        draw = drawing(initializer, random)
        require(
            min(count, size) >= 1,
            f"Embedding: {count} vectors of {size} numbers are not a table; it needs at least one of one",
        )
        self.weight = [[Value(draw(count, size)) for _ in range(size)] for _ in range(count)]

    def __call__(self, index: Any) -> Any:
        index = as_lists(index)
        if isinstance(index, list | tuple | range):
            return [self(each) for each in index]
        require(
            is_index(index, 0, len(self.weight) - 1),
            f"Embedding: an index is an int from 0 to {len(self.weight) - 1}, but {index!r} came; "
            "build it with a count larger than every index",
        )
        return list(take(self.weight, index))

    def formula(self) -> str:
        return "weight[index]"


def attention_weights(queries: Steps, keys: Steps, *, causal: bool = False) -> list[Vector]:
    """Return softmax(Q·Kᵀ / √size): for each query a row that says how much it looks at each key, with a sum of 1.

    queries, keys   vectors of the same size; a ValueError says if the sizes differ
    causal          True: no query sees a key after its own, the last query standing at the last key, so that each row
                    is one longer than the row before

    Source: Vaswani and others, "Attention is all you need", 2017, formula 1.

    >>> from nn import attention_weights
    >>> attention_weights([[0.0], [0.0]], [[1.0], [2.0]])
    [[0.5, 0.5], [0.5, 0.5]]
    >>> attention_weights([[0.0], [0.0]], [[1.0], [2.0]], causal=True)
    [[1.0], [0.5, 0.5]]
    """
    earlier = len(keys) - len(queries)
    require(
        len(keys) > 0 and not (causal and earlier < 0),
        f"attention: {len(queries)} queries and {len(keys)} keys came; give at least one key"
        + causal * ", and as many as queries",
    )
    sizes = sorted({len(vector) for vector in chain(queries, keys)})
    require(len(sizes) == 1, f"attention: queries and keys of {sizes} numbers came; give all of them the same size")
    return [
        softmax(dot(query, key) / sqrt(len(query)) for key in (keys[: earlier + step] if causal else keys))
        for step, query in enumerate(queries, start=1)
    ]


def scaled_dot_product_attention(queries: Steps, keys: Steps, values: Steps, *, causal: bool = False) -> list[Vector]:
    """Return softmax(Q·Kᵀ / √size)·V: for each query a weighted mean of the values.

    queries, keys, causal   as for `attention_weights`
    values                  a vector for each key; a ValueError says if there are more or fewer

    This is torch.nn.functional.scaled_dot_product_attention, for one sequence (Vaswani and others, 2017, formula 1).

    >>> from nn import scaled_dot_product_attention
    >>> scaled_dot_product_attention([[0.0]], [[1.0], [2.0]], [[10.0], [20.0]])
    [[15.0]]
    """
    require(len(values) == len(keys), f"attention: {len(keys)} keys but {len(values)} values came; give one for each")
    return [
        [dot(weights, column) for column in zip(*values[: len(weights)], strict=True)]
        for weights in attention_weights(queries, keys, causal=causal)
    ]


@dataclass
class Cache:
    """The keys and values of the steps that a causal attention has seen, kept for the steps that follow."""

    keys: list[Vector] = field(default_factory=list)
    values: list[Vector] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.keys)

    def add(self, keys: list[Vector], values: list[Vector]) -> tuple[list[Vector], list[Vector]]:
        """Keep the keys and values of further steps; return those of all steps."""
        self.keys += keys
        self.values += values
        return self.keys, self.values


class MultiHeadAttention(Module):
    """Self-attention with several heads side by side, as torch.nn.MultiheadAttention: [steps][size] → [steps][size].

    size     how many numbers each step has
    heads    how many heads share them; each gets its part of every query, key and value
    causal   True: no step sees a later one, for models that predict what comes next
    random, initializer   as for `Layer`

    A ValueError says if the size is not a multiple of the heads. Source: Vaswani and others, "Attention is all you
    need", 2017, section 3.2.2.

    >>> from random import Random
    >>> from nn import MultiHeadAttention
    >>> attention = MultiHeadAttention(4, heads=2, random=Random(0))
    >>> sequence = [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]]
    >>> outputs = attention(sequence)
    >>> len(outputs), len(outputs[0])
    (3, 4)
    """

    names_parts = False

    def __init__(
        self,
        size: int,
        heads: int = 1,
        *,
        causal: bool = False,
        random: Random = SHARED,
        initializer: str | Initialiser = "xavier_uniform",
    ) -> None:
        require(
            size >= 1 and heads >= 1 and size % heads == 0,
            f"MultiHeadAttention: {count(heads, 'head')} cannot share {count(size, 'number')} evenly; "
            "take a size that is a multiple of the heads",
        )
        self.size, self.heads, self.causal = size, heads, causal

        def layer(name: str) -> Layer:
            with scope("attention"), scope(name):
                return Layer(size, size, None, random=random, initializer=initializer)

        self.query, self.key, self.value, self.out_proj = map(layer, ("query", "key", "value", "output"))

    def __call__(self, x: Steps, cache: Cache | None = None) -> list[Vector]:
        """Return the sequence after attention; with a cache, x are the steps after those in it and are added to it."""
        with scope("attention"):
            heads = [
                partial(scaled_dot_product_attention, *part, causal=self.causal) for part in self.head_inputs(x, cache)
            ]
            steps = zip(*each_in_scope("head", heads))
            with scope("output"):
                return [self.out_proj(list(chain(*step))) for step in steps]

    def weights(self, x: Steps) -> list[list[Vector]]:
        """Return how much each step looks at each step that it sees, in each head: [heads][steps][steps seen]."""
        return [attention_weights(queries, keys, causal=self.causal) for queries, keys, _ in self.head_inputs(x)]

    def head_inputs(self, x: Steps, cache: Cache | None = None) -> list[tuple[Steps, Steps, Steps]]:
        """Return the queries, keys and values of each head."""
        x = require_ordered(x, "MultiHeadAttention", "steps")
        require(len(x) > 0, "MultiHeadAttention: no steps came; give a list with a vector for each")
        with scope("query"):
            queries = [self.query(step) for step in x]
        with scope("key"):
            keys = [self.key(step) for step in x]
        with scope("value"):
            values = [self.value(step) for step in x]
        if cache is not None:
            require(
                self.causal, "MultiHeadAttention: a cache is for steps that see no later one; build it with causal=True"
            )
            keys, values = cache.add(keys, values)
        size = self.size // self.heads
        return list(zip(split_heads(queries, size), split_heads(keys, size), split_heads(values, size)))

    def tensors(self) -> Iterator[tuple[str, Nested]]:
        """Yield the rows of query, key and value below one another, then the output: PyTorch's names and order."""
        projections = [dict(layer.tensors()) for layer in (self.query, self.key, self.value)]
        for name in ("weight", "bias"):
            yield f"in_proj_{name}", [row for tensors in projections for row in tensors[name]]
        for name, tensor in self.out_proj.tensors():
            yield f"out_proj.{name}", tensor

    def formula(self) -> str:
        heads = "" if self.heads == 1 else f"{self.heads} heads of "
        return f"{heads}softmax(Q·Kᵀ / √{self.size // self.heads})·V" + ", each step up to itself" * self.causal


def split_heads(steps: Steps, size: int) -> list[Steps]:
    """Return the first `size` numbers of each step, then the next ones, and so on: [heads][steps][size]."""
    return [[step[begin : begin + size] for step in steps] for begin in range(0, len(steps[0]), size)]
