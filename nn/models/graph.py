"""Networks on graphs: each node looks at itself and its neighbours, with the same weights everywhere.

The graph is an argument like the features, so that the same weights work on any graph. (The graph that a computation
leaves behind is another one: `autograd/graph.py`.)
"""

from collections.abc import Iterable, Sequence
from functools import partial
from math import sqrt
from random import Random
from typing import Any

from autograd import Value, scope
from autograd.context import each_in_scope
from autograd.functions.families import dot
from autograd.operation import Scalar, count
from nn.activations import Activation, activation_named, function_of, name_of
from nn.init import SHARED, Initialiser, drawing
from nn.module import Module, location
from nn.neuron import nodes, require_size, require_widths, weighted_sum
from nn.pairs import require_ordered
from nn.shapes import as_lists
from nn.validation import require, require_whole

Adjacency = Sequence[dict[int, float]]  # for each node the nodes that it sees, itself included, and how strongly
Features = list[list[Scalar]]  # [nodes][features]


def normalised_adjacency(edges: Iterable[tuple[int, int]], nodes: int) -> list[dict[int, float]]:
    """Return D^−½ (A + I) D^−½: node i sees neighbour j, and itself, with the strength 1 / √(dᵢ dⱼ).

    edges   pairs of nodes, numbered from 0 to nodes − 1; they have no direction, and repeated edges count once
    nodes   how many nodes there are

    dᵢ is how many nodes i sees, itself included. The result has a dict for the row of each node, because most of the
    matrix is 0. A ValueError names an edge that leaves the graph or leads from a node to itself.

    Source: Kipf and Welling, "Semi-supervised classification with graph convolutional networks", 2017, section 2.

    >>> from nn import normalised_adjacency
    >>> normalised_adjacency([(0, 1)], nodes=3)
    [{0: 0.5, 1: 0.5}, {0: 0.5, 1: 0.5}, {2: 1.0}]
    """
    nodes = require_whole("normalised_adjacency: nodes", nodes, "a graph has at least one node", 1)
    seen = [{i} for i in range(nodes)]
    for a, b in edges:
        require(
            0 <= a < nodes and 0 <= b < nodes,
            f"normalised_adjacency: the edge ({a}, {b}) leaves the graph, whose nodes are 0 … {nodes - 1}; "
            f"give nodes={max(a, b) + 1} or more, or leave the edge out",
        )
        require(
            a != b,
            f"normalised_adjacency: the edge ({a}, {b}) leads from a node to itself; leave it out: each sees itself",
        )
        seen[a].add(b)
        seen[b].add(a)
    return [{j: 1.0 / sqrt(len(seen[i]) * len(seen[j])) for j in sorted(seen[i])} for i in range(nodes)]


class GraphConvolution(Module):
    """activation(Â X Wᵀ + b): each node takes the sum of W x over the nodes that it sees, as strongly as it sees them.

    inputs       how many features a node has
    outputs      how many it gets
    activation, random, initializer   as for `Layer`

    A call takes features [nodes][inputs] and an adjacency of as many nodes, and returns [nodes][outputs]; a ValueError
    says if they do not fit. The parameters are `weight` [outputs][inputs] and `bias` [outputs], as in torch.nn.Linear.

    Source: Kipf and Welling, "Semi-supervised classification with graph convolutional networks", 2017, formula 2.

    >>> from nn import GraphConvolution, normalised_adjacency
    >>> layer = GraphConvolution(1, 1, initializer=lambda random, inputs, outputs: 1.0)
    >>> rows = layer([[2.0], [4.0], [5.0]], normalised_adjacency([(0, 1)], nodes=3))
    >>> [row[0].data for row in rows]
    [3.0, 3.0, 5.0]
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        activation: str | Activation | None = "relu",
        *,
        random: Random = SHARED,
        initializer: str | Initialiser = "xavier_uniform",
    ) -> None:
        draw = drawing(initializer, random)
        self.inputs = require_size(inputs, "inputs")
        self.weight = [
            [Value(draw(inputs, outputs), f"w{o}{i}") for i in range(1, inputs + 1)]
            for o in range(1, require_size(outputs, "outputs") + 1)
        ]
        self.bias = [Value(0.0, f"b{o}") for o in range(1, outputs + 1)]
        self.activation = activation_named(activation)

    def __call__(self, features: Any, adjacency: Adjacency) -> Features:
        x = self.rows(features, len(adjacency))
        messages = each_in_scope("message", [partial(self.message, row) for row in x])
        return each_in_scope("node", [partial(self.aggregated, messages, neighbours) for neighbours in adjacency])

    def message(self, x: list[Scalar]) -> list[Scalar]:
        """Return W x: what a node tells the nodes that see it."""
        return [dot(len(x))(*w, *x, 0.0) for w in self.weight]

    def aggregated(self, messages: Features, neighbours: dict[int, float]) -> list[Scalar]:
        """Return the outputs of a node, given the messages of all nodes and those that it sees."""
        sum_of_products, activation = dot(len(neighbours)), function_of(self.activation)
        columns = zip(*(messages[j] for j in neighbours))
        return [
            activation(sum_of_products(*neighbours.values(), *received, b)) for received, b in zip(columns, self.bias)
        ]

    def rows(self, features: Any, expected: int) -> Features:
        """Return the features as nodes of the computation; raise a ValueError if they do not fit graph or layer."""
        rows = list(require_ordered(as_lists(features), location(self), "rows"))
        require(
            len(rows) == expected,
            f"{location(self)}: features of {count(len(rows), 'node')} came, but the graph has {expected}; "
            "give each a row",
        )
        return [nodes(row, self, self.inputs) for row in rows]

    def formula(self) -> str:
        message = weighted_sum(self.inputs, 3)
        return f"{len(self.weight)} × {name_of(self.activation)}(b + Σ strength · ({message}))"


class GCN(Module):
    """A graph convolutional network: layers one after the other; after n of them a node knows those n edges away.

    inputs       how many features a node has
    widths       how many each layer gives it
    activation   of all layers but the last, which is linear: its outputs are logits
    random, initializer   as for `Layer`

    A call takes features [nodes][inputs] and an adjacency, and returns [nodes][the last width].

    Source: Kipf and Welling, "Semi-supervised classification with graph convolutional networks", 2017, formula 9.

    >>> from random import Random
    >>> from nn import GCN, normalised_adjacency
    >>> model = GCN(1, [4, 2], random=Random(0))
    >>> outputs = model([[2.0], [4.0], [5.0]], normalised_adjacency([(0, 1)], nodes=3))
    >>> len(outputs), len(outputs[0])
    (3, 2)
    """

    names_parts = False

    def __init__(
        self,
        inputs: int,
        widths: Sequence[int],
        activation: str | Activation | None = "relu",
        *,
        random: Random = SHARED,
        initializer: str | Initialiser = "xavier_uniform",
    ) -> None:
        widths = require_widths(widths, "GCN", "GCN(34, [16, 2])")
        activations = [activation_named(activation)] * (len(widths) - 1) + ["linear"]
        self.layers = [
            GraphConvolution(before, width, kind, random=random, initializer=initializer)
            for before, width, kind in zip([inputs, *widths], widths, activations)
        ]

    def __call__(self, features: Any, adjacency: Adjacency) -> Features:
        x: Features = features
        with scope("GCN"):
            for i, layer in enumerate(self.layers, start=1):
                with scope(f"layer {i}"):
                    x = layer(x, adjacency)
        return x

    def formula(self) -> str:
        steps = [f"{len(layer.weight)} {name_of(layer.activation)}" for layer in self.layers]
        return " → ".join([str(self.layers[0].inputs), *steps])
