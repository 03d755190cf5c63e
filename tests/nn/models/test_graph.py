"""Graph convolution: its formula, its laws (order of the nodes, reach of a layer), its gradients, its errors."""

from collections.abc import Callable
from math import inf, sqrt, tanh
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Value, check_gradients
from autograd import compile as compiled
from autograd.transforms.tree import leaves
from nn import GCN, GraphConvolution, Layer, normalised_adjacency
from tests.examples import examples

Edges = list[tuple[int, int]]


@st.composite
def graphs(draw: Any, most: int = 6) -> tuple[Edges, int]:
    """Edges among up to so many nodes."""
    nodes = draw(st.integers(1, most))
    pairs = [(a, b) for a in range(nodes) for b in range(a)]
    return (draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []), nodes


def features(nodes: int, inputs: int, seed: int) -> list[list[float]]:
    random = Random(seed)
    return [[random.uniform(-2.0, 2.0) for _ in range(inputs)] for _ in range(nodes)]


def numbers(outputs: Any) -> list[float]:
    return [y.data for y in leaves(outputs)]


def dense(edges: Edges, nodes: int) -> list[list[float]]:
    """The normalised adjacency as the formula has it: every entry, computed by itself."""
    a = [[float(i == j or (i, j) in edges or (j, i) in edges) for j in range(nodes)] for i in range(nodes)]
    degrees = [sum(row) for row in a]
    return [[a[i][j] / sqrt(degrees[i] * degrees[j]) for j in range(nodes)] for i in range(nodes)]


# the graph


@given(graphs())
def test_the_adjacency_is_its_formula(graph: tuple[Edges, int]) -> None:
    rows, nodes = normalised_adjacency(*graph), graph[1]
    found = [row.get(j, 0.0) for row in rows for j in range(nodes)]
    assert found == pytest.approx(list(leaves(dense(*graph))))
    assert all(strength > 0.0 for row in rows for strength in row.values())


@given(graphs())
def test_the_roots_of_the_degrees_stay_as_they_are(graph: tuple[Edges, int]) -> None:
    """D^½ 1 is an eigenvector of eigenvalue 1: repeated layers neither grow nor fade."""
    rows = normalised_adjacency(*graph)
    roots = [sqrt(len(row)) for row in rows]
    assert [sum(s * roots[j] for j, s in row.items()) for row in rows] == pytest.approx(roots)


@given(graphs(), st.randoms(use_true_random=False))
def test_edges_have_no_direction_no_order_and_no_number(graph: tuple[Edges, int], random: Random) -> None:
    edges, nodes = graph
    again = [edge[::-1] for edge in edges] + edges[:2]
    random.shuffle(again)
    assert normalised_adjacency(again, nodes) == normalised_adjacency(edges, nodes)


# what is computed


@given(graphs(), st.integers(1, 3), st.integers(1, 3), st.integers(0, 99))
def test_a_layer_is_its_formula(graph: tuple[Edges, int], inputs: int, outputs: int, seed: int) -> None:
    x, a = features(graph[1], inputs, seed), dense(*graph)
    layer = GraphConvolution(inputs, outputs, "tanh", random=Random(seed))
    for o, b in enumerate(layer.bias):
        b.data = 0.1 * o - 0.2
    messages = [[sum(w.data * xi for w, xi in zip(row, x_node)) for row in layer.weight] for x_node in x]
    expected = [
        [tanh(sum(s * m[o] for s, m in zip(strengths, messages)) + layer.bias[o].data) for o in range(outputs)]
        for strengths in a
    ]
    assert numbers(layer(x, normalised_adjacency(*graph))) == pytest.approx(list(leaves(expected)))


@given(st.integers(1, 5), st.integers(0, 99))
def test_without_edges_it_is_a_layer_for_each_node(nodes: int, seed: int) -> None:
    layer, plain = GraphConvolution(2, 3, "tanh", random=Random(seed)), Layer(2, 3, "tanh")
    plain.load_state_dict(layer.state_dict())
    x = features(nodes, 2, seed)
    assert numbers(layer(x, normalised_adjacency([], nodes))) == pytest.approx(numbers([plain(row) for row in x]))


@given(graphs(), st.randoms(use_true_random=False))
def test_the_names_of_the_nodes_do_not_matter(graph: tuple[Edges, int], random: Random) -> None:
    edges, nodes = graph
    names = random.sample(range(nodes), nodes)
    x = features(nodes, 2, 1)
    net = GCN(2, [3, 2], "tanh", random=Random(1))
    renamed = [x[names.index(i)] for i in range(nodes)]
    there = net(renamed, normalised_adjacency([(names[a], names[b]) for a, b in edges], nodes))
    here = net(x, normalised_adjacency(edges, nodes))
    assert numbers([there[names[i]] for i in range(nodes)]) == pytest.approx(numbers(here))


def steps_from(start: int, edges: Edges, nodes: int) -> list[float]:
    """How many edges away each node is."""
    steps = [inf] * nodes
    steps[start] = 0
    for _ in range(nodes):
        for a, b in edges + [edge[::-1] for edge in edges]:
            steps[b] = min(steps[b], steps[a] + 1)
    return steps


@given(graphs(), st.integers(1, 3), st.data())
def test_as_many_layers_as_steps_to_know_a_node(graph: tuple[Edges, int], layers: int, draw: st.DataObject) -> None:
    edges, nodes = graph
    node = draw.draw(st.integers(0, nodes - 1))
    net = GCN(1, [1] * layers, "tanh", random=Random(1))
    adjacency = normalised_adjacency(edges, nodes)
    x = [Value(number) for number in features(1, nodes, 2)[0]]
    net([[xi] for xi in x], adjacency)[node][0].backward()
    assert [xi.grad != 0.0 for xi in x] == [steps <= layers for steps in steps_from(node, edges, nodes)]


# gradients


@examples(20)
@given(graphs(4), st.integers(0, 99))
def test_gradients(graph: tuple[Edges, int], seed: int) -> None:
    adjacency = normalised_adjacency(*graph)
    net = GCN(2, [2, 1], "tanh", random=Random(seed))
    f: Callable[..., Any] = lambda x: [row[0] for row in net(x, adjacency)]  # noqa: E731
    assert check_gradients(f, features(graph[1], 2, seed), parameters=net.named_parameters())


# compiled

PATH = [(0, 1), (1, 2), (2, 3)]


def loss_of(net: GCN, x: Any, nodes: int = 4) -> Any:
    """Two labelled nodes at the ends of a path."""
    logits = net(x, normalised_adjacency([edge for edge in PATH if max(edge) < nodes], nodes))
    return nn.cross_entropy_with_logits([logits[0], logits[nodes - 1]], [0, 1])


@pytest.mark.parametrize("nodes", [2, 4])
def test_compiled_is_eager(nodes: int) -> None:
    pytest.importorskip("numpy")
    net, x = GCN(3, [4, 2], "tanh", random=Random(1)), features(nodes, 3, 2)
    eager = loss_of(net, x, nodes)
    eager.backward()
    slopes = [p.grad for p in net.parameters()]
    net.zero_grad()
    fast = compiled(lambda x: loss_of(net, x, nodes))(x)
    fast.backward()
    assert fast.data == pytest.approx(eager.data, rel=1e-12)
    assert [p.grad for p in net.parameters()] == pytest.approx(slopes, rel=1e-12, abs=1e-15)
    assert any(slopes)


def test_trained_by_programs_and_eagerly_alike() -> None:
    pytest.importorskip("numpy")
    x = features(4, 3, 2)
    eager, fast = (GCN(3, [4, 2], random=Random(1)) for _ in range(2))
    optimizer = nn.Adam(eager.parameters(), 0.05)
    for _ in range(20):
        optimizer.zero_grad()
        loss_of(eager, x).backward()
        optimizer.step()
    with compiled(lambda x: loss_of(fast, x)).training(nn.Adam(fast.parameters(), 0.05)) as step:
        losses = [step(x) for _ in range(20)]
    found, expected = ([p.data for p in net.parameters()] for net in (fast, eager))
    assert found == pytest.approx(expected, rel=1e-11)
    assert losses[-1] < losses[0]


# names, files, words


def test_parameters_have_the_names_of_pytorch(tmp_path: Path) -> None:
    net = GCN(3, [4, 2], random=Random(1))
    assert {name: len(tensor) for name, tensor in net.state_dict().items()} == {
        "layers.0.weight": 4,
        "layers.0.bias": 4,
        "layers.1.weight": 2,
        "layers.1.bias": 2,
    }
    nn.save(net, tmp_path / "net.safetensors")
    twin = nn.load(GCN(3, [4, 2], random=Random(2)), tmp_path / "net.safetensors")
    assert twin.state_dict() == net.state_dict()


def test_formulas() -> None:
    assert GCN(34, [16, 2]).formula() == "34 → 16 relu → 2 linear"
    assert GraphConvolution(2, 3, "tanh").formula() == "3 × tanh(b + Σ strength · (w₁x₁ + w₂x₂))"
    assert GraphConvolution(34, 16).formula() == "16 × relu(b + Σ strength · (w₁x₁ + … + w₃₄x₃₄))"


def test_layers_are_scopes() -> None:
    outputs = GCN(1, [1, 1], random=Random(0))([[1.0], [2.0]], normalised_adjacency([(0, 1)], 2))
    assert outputs[1][0].info.scope == ("GCN", "layer 2", "node 2")


# what is refused

LAYER, PAIR = GraphConvolution(2, 1), normalised_adjacency([(0, 1)], 2)


# fmt: off
REFUSED: list[tuple[Callable[[], Any], str]] = [
    (lambda: normalised_adjacency([(0, 3)], 3), r"the edge \(0, 3\) leaves the graph, whose nodes are 0 … 2; give n"),
    (lambda: normalised_adjacency([(-1, 0)], 3), r"the edge \(-1, 0\) leaves the graph.*, or leave the edge out"),
    (lambda: normalised_adjacency([(1, 1)], 3), r"the edge \(1, 1\) leads from a node to itself; leave it out"),
    (lambda: normalised_adjacency([], 0),       "nodes = 0; a graph has at least one node"),
    (lambda: LAYER([[1.0, 2.0]], PAIR),         "GraphConvolution: features of 1 node came, but the graph has 2"),
    (lambda: LAYER([[1.0], [2.0]], PAIR),       "GraphConvolution: 2 inputs expected, but 1 came"),
    (lambda: GCN(2, [2, 1])([[1.0]] * 2, PAIR), "GCN, layer 1: 2 inputs expected, but 1 came"),
    (lambda: GCN(2, []),                        "GCN: no widths came"),
    (lambda: GraphConvolution(2, 0),            "outputs = 0: a neuron needs at least one input"),
    (lambda: GraphConvolution(2, 1, "tanx"),    "no activation is called 'tanx'"),
]
# fmt: on


@pytest.mark.parametrize(("call", "words"), REFUSED)
def test_what_is_refused_and_why(call: Callable[[], Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
