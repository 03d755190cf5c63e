"""Compiled equals eager: on random shared graphs, on networks, at kinks, ties and extreme values, for every backend.

What "equals" means: an error is the same error in the same words; nan and inf are where eager has them; a backend
that adds in eager's order gives eager's results to the last bit; all other numbers differ by at most 1e-12 of their
magnitude, the sum of the absolute values of all contributions to them. No number may be further from eager than that
unless rounding decides a comparison in it (a kink within 1e-9 of its magnitude), which is left out.
"""

import itertools
import math
import random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import autograd
from autograd import DomainError, Value, topological_order
from autograd.families import dot, largest, power, total
from autograd.functional import gradient
from autograd.operations import TABLE
from autograd.strategies import expressions

pytest.importorskip("numpy")

IN_ORDER = {"numpy": False, "numba": True}
ROWS = [
    *TABLE,
    *(power(n) for n in (2, 3, 0.5, -0.5, -1)),
    *(total(n) for n in (1, 3, 6)),
    *(dot(n) for n in (2, 5)),
    *(largest(n) for n in (1, 2, 4)),
]


@pytest.fixture(scope="module", params=IN_ORDER)
def backend(request):
    if request.param == "numba":
        pytest.importorskip("numba")
    return request.param


@st.composite
def graphs(draw):
    """A random graph with shared nodes, as a list of (row, places of the inputs), how many leaves, and the outputs."""
    leaves = draw(st.integers(1, 6))
    nodes = []
    for size in range(leaves, leaves + draw(st.integers(1, 40))):
        row = draw(st.sampled_from(ROWS) if draw(st.booleans()) else st.sampled_from(ROWS[:6]))
        nodes.append((row, [draw(st.integers(0, size - 1)) for _ in range(row.arity)]))
    outputs = draw(st.lists(st.integers(0, leaves + len(nodes) - 1), min_size=1, max_size=3))
    return leaves, nodes, outputs


ordinary = st.one_of(st.floats(-3, 3), st.integers(-3, 3).map(float))
extreme = st.one_of(ordinary, st.floats(), st.sampled_from([0.0, -0.0, 1e-320, 1e160, 1e308, math.inf, math.nan]))


def built(graph, inputs):
    """The graph, recorded on these inputs; the nodes that no output needs too."""
    _, nodes, outputs = graph
    values = list(inputs)
    for row, places in nodes:
        values.append(row(*(values[i] for i in places)))
    return [values[i] for i in outputs]


def outcome(f, leaves):
    """The results and gradients of f, or the error it raises."""
    for leaf in leaves:
        leaf.grad = 0.0
    try:
        outputs = f()
        for output in outputs:
            output.backward()
    except (ArithmeticError, ValueError) as error:
        return type(error), str(error)
    return [y.data for y in outputs], [x.grad for x in leaves]


def magnitudes(nodes):
    """The sum of the absolute values of all contributions to each node, to first order; None where a kink is near."""
    sizes = {}
    for node in topological_order(*(x for x in nodes if isinstance(x, Value))):
        point = [x.data for x in node.inputs]
        sizes[node] = abs(node.data)
        if node.operation is not None:
            slopes = node.operation.partials(*point, node.data)
            sizes[node] += sum(abs(s) * sizes[x] for s, x in zip(slopes, node.inputs) if s)
            kink = node.operation.kink
            if kink is not None and abs(kink(*point)) <= 1e-9 * sum(sizes[x] for x in node.inputs):
                exact = all(map(whole, node.inputs))
                if not exact:
                    return None
    return [sizes[x] if isinstance(x, Value) else abs(x) for x in nodes]


def whole(node):
    """Whether a number and all that it was made from are whole, so that nothing was rounded."""
    return all(x.data % 1.0 == 0.0 and abs(x.data) < 2**50 for x in topological_order(node))


def assert_close(found, expected, sizes):
    for a, b, size in zip(found, expected, sizes, strict=True):
        if math.isfinite(b):
            assert abs(a - b) <= 1e-12 * (abs(b) if math.isnan(size) else size), (a, b, size)
        else:
            assert a == b or (math.isnan(a) and math.isnan(b)), (a, b)


def assert_same(compiled, eager, leaves, backend):
    """That two functions without arguments give the same on these leaves: outcome and gradients."""
    expected = outcome(eager, leaves)
    found = outcome(compiled, leaves)
    if isinstance(expected[0], type) or isinstance(found[0], type):
        assert found == expected
        return
    outputs, one = eager(), Value(1.0)  # something else that takes part, so that the gradient is recorded too
    try:
        slopes = [sum(column) for column in zip(*(gradient(y * one, leaves) for y in outputs), strict=True)]
        sizes = magnitudes([*outputs, *slopes])
    except (ArithmeticError, ValueError):
        sizes = None  # no second derivative: nothing is known about how far rounding reaches
    if IN_ORDER[backend]:
        assert_close(found[0], expected[0], [0.0] * len(outputs))
    elif sizes:
        assert_close(found[0], expected[0], sizes[: len(outputs)])
    assume(sizes)
    assert_close(found[1], expected[1], sizes[len(outputs) :])


@pytest.mark.parametrize("numbers", [ordinary, extreme], ids=["ordinary", "extreme"])
@given(graph=graphs(), data=st.data())
@settings(max_examples=100, deadline=None)
def test_random_graphs(backend, numbers, graph, data):
    fast = autograd.compile(lambda inputs: built(graph, inputs), backend=backend)
    for _ in range(3):
        leaves = [Value(x) for x in data.draw(st.lists(numbers, min_size=graph[0], max_size=graph[0]))]
        assert_same(lambda: fast(leaves), lambda: built(graph, leaves), leaves, backend)
