"""Compiled equals eager: on random shared expression graphs, on networks, at kinks and extreme values."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
from autograd import Value
from autograd.families import dot, largest, power, total
from autograd.operations import TABLE

pytest.importorskip("numpy")

ROWS = [
    *TABLE,
    power(2),
    power(3),
    power(-0.5),
    power(-1),
    total(1),
    total(3),
    total(6),
    dot(2),
    dot(5),
    largest(1),
    largest(2),
    largest(4),
]


@st.composite
def graphs(draw):
    """A random graph with shared nodes, as a list of (row, places of the inputs), and how many leaves it has."""
    leaves = draw(st.integers(1, 6))
    nodes = []
    for size in range(leaves, leaves + draw(st.integers(1, 40))):
        row = draw(st.sampled_from(ROWS) if draw(st.booleans()) else st.sampled_from(ROWS[:6]))
        nodes.append((row, [draw(st.integers(0, size - 1)) for _ in range(row.arity)]))
    outputs = draw(st.lists(st.integers(0, leaves + len(nodes) - 1), min_size=1, max_size=3))
    return leaves, nodes, outputs


numbers = st.one_of(st.floats(-3, 3), st.sampled_from([0.0, 1.0, -1.0, 2.0, -0.0]), st.floats())


def built(graph, inputs):
    """The graph, recorded on these inputs, without the nodes that no output needs."""
    leaves, nodes, outputs = graph
    needed = set(outputs)
    for place in range(leaves + len(nodes) - 1, leaves - 1, -1):
        if place in needed:
            needed.update(nodes[place - leaves][1])
    values = list(inputs)
    for place, (row, places) in enumerate(nodes, leaves):
        values.append(row(*(values[i] for i in places)) if place in needed else None)
    return [values[i] for i in outputs]


def outcome(f, leaves):
    """The results and gradients of f, or the error it raises."""
    for leaf in leaves:
        leaf.grad = 0.0
    try:
        outputs = f(leaves)
        for output in outputs:
            output.backward()
    except Exception as error:
        return type(error), str(error)
    return [y.data for y in outputs], [x.grad for x in leaves]


def close(found, expected):
    """Equal up to rounding; nan equals nan."""
    if math.isnan(expected) or math.isinf(expected):
        return found == expected or (math.isnan(found) and math.isnan(expected))
    return abs(found - expected) <= 1e-9 * max(1.0, abs(expected))


def assert_same(found, expected):
    """Both are the same error, or the same numbers."""
    if isinstance(expected[0], type):
        assert found == expected
        return
    assert all(map(close, found[0], expected[0])), (found, expected)
    assert all(map(close, found[1], expected[1])), (found, expected)


@given(graphs(), st.data())
@settings(max_examples=300, deadline=None)
def test_random_graphs(graph, data):
    fast = autograd.compile(lambda inputs: built(graph, inputs))
    for _ in range(3):
        point = data.draw(st.lists(numbers, min_size=graph[0], max_size=graph[0]))
        expected = outcome(lambda inputs: built(graph, inputs), [Value(x) for x in point])
        assert_same(outcome(fast, [Value(x) for x in point]), expected)


@given(graphs(), st.data())
@settings(max_examples=100, deadline=None)
def test_random_graphs_over_captured_values(graph, data):
    leaves = [Value(0.0) for _ in range(graph[0])]
    fast = autograd.compile(lambda: built(graph, leaves))
    for _ in range(3):
        for leaf in leaves:
            leaf.data = data.draw(numbers)
        expected = outcome(lambda _: built(graph, leaves), leaves)
        assert_same(outcome(lambda _: fast(), leaves), expected)


def network(generator, *sizes):
    """Layers of (weights, bias)."""
    return [
        [([Value(generator.gauss(0, 1)) for _ in range(n)], Value(generator.gauss(0, 1))) for _ in range(m)]
        for n, m in zip(sizes, sizes[1:])
    ]


def run(layers, x):
    for place, layer in enumerate(layers):
        sums = [sum((w * a for w, a in zip(weights, x)), bias) for weights, bias in layer]
        x = [s.tanh() for s in sums] if place < len(layers) - 1 else sums
    return x


@given(st.integers(0, 10**6), st.lists(st.integers(1, 7), min_size=2, max_size=4), st.integers(1, 5))
@settings(max_examples=30, deadline=None)
def test_networks(seed, sizes, samples):
    generator = random.Random(seed)
    layers = network(generator, *sizes)
    parameters = [p for layer in layers for weights, bias in layer for p in (*weights, bias)]

    def loss(xs):
        return [sum((y * y for x in xs for y in run(layers, x)), 0.0 * layers[0][0][1])]

    fast = autograd.compile(loss)
    for _ in range(2):
        xs = [[generator.gauss(0, 1) for _ in range(sizes[0])] for _ in range(samples)]
        expected = outcome(lambda _: loss(xs), parameters)
        assert_same(outcome(lambda _: fast(xs), parameters), expected)
    assert fast.stats.instructions <= 3 * len(sizes) + 2
