"""Compiled equals eager: on random shared graphs, on networks, at kinks, ties and extreme values, for every backend.

What "equals" means: an error is the same error in the same words; nan and inf are where eager has them; a backend
that adds in eager's order gives eager's results to the last bit; all other numbers differ by at most 1e-12 of their
magnitude, the sum of the absolute values of all contributions to them. No number may be further from eager than that
unless rounding decides a comparison in it (a kink within 1e-9 of its magnitude), which is left out.
"""

import gc
import itertools
import math
import random
import tracemalloc

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

pytest.importorskip("numpy")

import numpy as np

import autograd
from autograd import DomainError, Value, topological_order
from autograd.check.strategies import expressions
from autograd.compile.lifting.instructions import Sum
from autograd.functions.families import dot, largest, total
from autograd.operations import TABLE, minimum, power, relu, where, xlogy
from autograd.transforms.reverse_mode import gradient
from tests.examples import examples

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
    if draw(st.booleans()):  # without the nodes that no output needs, which mostly raise some error
        needed = set(outputs)
        for place in range(leaves + len(nodes) - 1, leaves - 1, -1):
            if place in needed:
                needed.update(nodes[place - leaves][1])
        nodes = [node if place in needed else None for place, node in enumerate(nodes, leaves)]
    return leaves, nodes, outputs


ordinary = st.one_of(st.floats(-3, 3), st.integers(-3, 3).map(float))
extreme = st.one_of(ordinary, st.floats(), st.sampled_from([0.0, -0.0, 1e-320, 1e160, 1e308, math.inf, math.nan]))


def built(graph, inputs):
    """The graph, recorded on these inputs."""
    _, nodes, outputs = graph
    values = list(inputs)
    for node in nodes:
        values.append(node and node[0](*(values[i] for i in node[1])))
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
            tiny = 1e-320 if size else 0.0  # the last digits of numbers that have lost their first ones
            assert abs(a - b) <= 1e-12 * (abs(b) if math.isnan(size) else size) + tiny, (a, b, size)
        else:
            assert a == b or (math.isnan(a) and math.isnan(b)), (a, b)


def adds_in_order(fast, backend):
    """Whether a program adds as the scalar code does: plain terms that came between products are moved behind them."""
    sums = [x for x in fast.latest.run.program.instructions if isinstance(x, Sum)]
    return IN_ORDER[backend] and not any(a.right and not b.right for x in sums for a, b in itertools.pairwise(x.parts))


def assert_same(compiled, eager, leaves, fast, backend):
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
    if adds_in_order(fast, backend):
        assert_close(found[0], expected[0], [0.0] * len(outputs))
    elif sizes:
        assert_close(found[0], expected[0], sizes[: len(outputs)])
    assume(sizes)
    assert_close(found[1], expected[1], sizes[len(outputs) :])


@pytest.mark.parametrize("numbers", [ordinary, extreme], ids=["ordinary", "extreme"])
@given(graph=graphs(), data=st.data())
@examples(100)
def test_random_graphs(backend, numbers, graph, data):
    fast = autograd.compile(lambda inputs: built(graph, inputs), backend=backend)
    for _ in range(3):
        leaves = [Value(x) for x in data.draw(st.lists(numbers, min_size=graph[0], max_size=graph[0]))]
        assert_same(lambda xs=leaves: fast(xs), lambda xs=leaves: built(graph, xs), leaves, fast, backend)


@pytest.mark.parametrize(
    "f",
    [
        lambda x, c: where(c, x**x + 1.0, x),
        lambda x, c: minimum(x**x, c),
        lambda x, c: relu(-(x**x)) + x,
    ],
)
def test_no_slope_is_asked_for_along_the_way_not_taken(backend, f):
    leaves = [Value(0.0), Value(0.0)]  # x ** x has no slope at 0
    fast = autograd.compile(lambda xs: [f(*xs)], backend=backend)
    assert outcome(lambda: fast(leaves), leaves) == outcome(lambda: [f(*leaves)], leaves)


@given(graph=graphs(), data=st.data())
@examples(50)
def test_random_graphs_over_captured_values(backend, graph, data):
    leaves = [Value(0.0) for _ in range(graph[0])]
    fast = autograd.compile(lambda: built(graph, leaves), backend=backend)
    for _ in range(3):
        for leaf in leaves:
            leaf.data = data.draw(extreme)
        assert_same(fast, lambda: built(graph, leaves), leaves, fast, backend)


@given(graph=graphs(), data=st.data())
@examples(80)
def test_random_graphs_for_several_samples_with_constants(backend, graph, data):
    known = data.draw(st.integers(0, graph[0] - 1))
    constants = data.draw(st.lists(ordinary, min_size=known, max_size=known))
    samples = data.draw(st.integers(1, 3))

    def each(rows):
        return [y for row in rows for y in built(graph, [*row, *map(Value.lift, constants)])]

    fast = autograd.compile(each, backend=backend)
    size = graph[0] - known
    for _ in range(2):
        leaves = [Value(data.draw(ordinary)) for _ in range(samples * size)]
        rows = [leaves[i : i + size] for i in range(0, len(leaves), size)]
        assert_same(lambda rows=rows: fast(rows), lambda rows=rows: each(rows), leaves, fast, backend)


@given(expression=expressions(steps=20), other=st.data())
@examples(50)
def test_expressions_for_a_batch_of_points(backend, expression, other):
    points = [expression.point, *(tuple(other.draw(st.floats(-3, 3)) for _ in expression.point) for _ in range(3))]
    leaves = [[Value(x) for x in point] for point in points]

    def each(points):
        return [expression(*point) for point in points]

    fast = autograd.compile(each, backend=backend)
    flat = [x for point in leaves for x in point]
    assert_same(lambda: fast(leaves), lambda: each(leaves), flat, fast, backend)


FOUND = {  # by fuzzing, made as small as can be
    "a slope that is scattered, between a copy and a sum": (
        lambda x, y: Value.apply(total(6), (x - y, x, x, x, x, x + x)),
        [(0.0, 0.0), (3.0, -2.0)],
    ),
    "the largest where one is nan": (
        lambda x, y: Value.apply(largest(2), (x, y)),
        [(1.0, 2.0), (math.nan, 0.0), (0.0, math.nan)],
    ),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_fuzzing_has_found(backend, name):
    function, points = FOUND[name]
    fast = autograd.compile(function, backend=backend)
    for point in points:
        leaves = [Value(x) for x in point]
        expected = outcome(lambda xs=leaves: [function(*xs)], leaves)
        found = outcome(lambda xs=leaves: [fast(*xs)], leaves)
        np.testing.assert_array_equal(found[0], expected[0])
        np.testing.assert_array_equal(found[1], expected[1])


def test_constants_without_a_slope_are_an_error_in_eagers_words(backend):
    def f(x):
        return x + Value.apply(xlogy, (Value.lift(0.0), Value.lift(0.0)))

    fast = autograd.compile(f, backend=backend)
    for _ in range(2):
        x = Value(1.0)
        expected, found = outcome(lambda: [f(x)], [x]), outcome(lambda: [fast(x)], [x])  # noqa: B023
        assert found == expected  # in eager's words, though already in the call, where the first one is compared


def test_a_dot_after_a_sum_leaves_the_order_of_the_sum_as_it_is(backend):
    def f(points):
        results = []
        for x, y, z in points:
            results.append(Value.apply(total(4), (x, y, z, x + y)))
            results.append(Value.apply(dot(1), (x, y, z)))
        return results

    generator = random.Random(0)
    points = [[Value(generator.gauss(0.0, 1.0)) for _ in range(3)] for _ in range(20)]
    found, expected = autograd.compile(f, backend=backend)(points), f(points)
    if IN_ORDER[backend]:
        assert [y.data for y in found] == [y.data for y in expected]
    assert [y.data for y in found] == pytest.approx([y.data for y in expected], rel=1e-12)


def network(generator, *sizes):
    """Layers of (weights, bias)."""
    return [
        [([Value(generator.gauss(0, 1)) for _ in range(n)], Value(generator.gauss(0, 1))) for _ in range(m)]
        for n, m in itertools.pairwise(sizes)
    ]


def run(layers, x):
    for place, layer in enumerate(layers):
        sums = [sum((w * a for w, a in zip(weights, x)), bias) for weights, bias in layer]
        x = [s.tanh() for s in sums] if place < len(layers) - 1 else sums
    return x


@given(st.integers(0, 10**6), st.lists(st.integers(1, 7), min_size=2, max_size=4), st.integers(1, 5))
@examples(15)
def test_networks(backend, seed, sizes, samples):
    generator = random.Random(seed)
    layers = network(generator, *sizes)
    parameters = [p for layer in layers for weights, bias in layer for p in (*weights, bias)]

    def loss(xs):
        return [sum((y * y for x in xs for y in run(layers, x)), 0.0 * layers[0][0][1])]

    fast = autograd.compile(loss, backend=backend)
    for _ in range(2):
        xs = [[generator.gauss(0, 1) for _ in range(sizes[0])] for _ in range(samples)]
        assert_same(lambda xs=xs: fast(xs), lambda xs=xs: loss(xs), parameters, fast, backend)
    assert fast.stats.instructions <= 3 * len(sizes) + 2


def test_an_undefined_slope_has_the_words_of_eager(backend):
    def f(x):
        return autograd.xlogy(x, x * 0.0)

    fast = autograd.compile(f, backend=backend)
    with pytest.raises(DomainError) as eager:
        f(Value(0.0)).backward()
    with pytest.raises(DomainError) as compiled:
        fast(Value(0.0)).backward()
    assert str(compiled.value) == str(eager.value)


def test_no_slope_is_asked_for_where_no_gradient_flows(backend):
    """Plain numbers want no gradient: x · log x has no slope at 0, and eager has a number for it."""

    def divergence(ws, ts):
        return [autograd.sum(autograd.xlogy(t, t) - t * w for w, t in zip(ws, ts))]

    def of_samples(ws, rows):
        return [autograd.sum(autograd.vmap(lambda ts: divergence(ws, ts)[0])(rows))]

    for f, ts in ((divergence, [0.0, 1.0]), (of_samples, [[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]])):
        ws = [Value(0.5), Value(-2.0)]
        expected = outcome(lambda f=f, ts=ts, ws=ws: f(ws, ts), ws)
        assert outcome(lambda f=f, ts=ts, ws=ws: autograd.compile(f, backend=backend)(ws, ts), ws) == expected


def test_an_error_names_the_label(backend):
    fast = autograd.compile(lambda x: x.log(), backend=backend)
    for _ in range(2):
        with pytest.raises(DomainError, match="'price'"):
            fast(Value(-1.0, "price"))


cube = autograd.unary("cube", "{} ** 3", lambda a: a * a * a, lambda a, y: (3.0 * a * a,))
hinge = autograd.unary("hinge", "hinge({})", lambda a: max(1.0 - a, 0.0), lambda a, y: (-1.0 if a < 1.0 else 0.0,))


@pytest.mark.parametrize("row", [cube, hinge])
def test_a_row_of_ones_own(backend, row):
    fast = autograd.compile(lambda xs: [row(x) * x + row(x * x) for x in xs], backend=backend)
    for points in ([0.5, 2.0, -1.0], [3.0, 0.25, 1.5]):
        xs = [Value(x) for x in points]
        expected = outcome(lambda xs=xs: fast.function(xs), xs)
        found = outcome(lambda xs=xs: fast(xs), xs)
        assert found[0] == pytest.approx(expected[0], rel=1e-12)
        assert found[1] == pytest.approx(expected[1], rel=1e-12)


def test_a_compiled_function_inside_another(backend):
    inner = autograd.compile(lambda x: x * x, backend=backend)
    outer = autograd.compile(lambda x: inner(x) + inner(2.0 * x), backend=backend)
    x = Value(3.0)
    y = outer(x)
    y.backward()
    assert (y.data, x.grad) == (45.0, 30.0)


def test_a_result_of_plain_numbers_is_a_plain_number(backend):
    fast = autograd.compile(lambda x, k: (x * k, 2.0 * k), backend=backend)
    for k in (3.0, 4.0):
        y, twice = fast(Value(2.0), k)
        assert (type(y), y.data, type(twice), twice) == (Value, 2.0 * k, float, 2.0 * k)


def test_recompute_takes_the_other_branch(backend):
    fast = autograd.compile(lambda x: x * x if x > 0 else -x, backend=backend)
    x = Value(3.0)
    y = fast(x)
    x.data = -5.0
    assert y.recompute().data == 5.0


def hills(x, centres, logs, weights):
    squares = [dot(1)(x - c, x - c, Value.lift(0.0)) for c in centres]
    heights = [(-0.5 * d * (-2.0 * log).exp()).exp() for d, log in zip(squares, logs)]
    return autograd.dot(weights, heights)


def test_constants_stay_where_no_intermediate_result_is_written(backend):
    generator = random.Random(0)
    centres, logs, weights = ([Value(generator.gauss(0, 1)) for _ in range(6)] for _ in range(3))
    fast = autograd.compile(lambda x: hills(x, centres, logs, weights), backend=backend)
    for x in (0.3, -0.7, 1.1):
        assert fast(x).data == pytest.approx(hills(Value(x), centres, logs, weights).data, rel=1e-12)


def test_constants_gathered_late(backend):
    w = [Value(0.9), Value(-0.5), Value(0.4)]

    mean, softplus = autograd.mean, autograd.softplus

    def f(rows):
        a = [mean(t * softplus(-w[0] * t) + (1.0 - t) * softplus(w[0] * t) for t in row) for row in rows]
        b = [autograd.sum(autograd.expm1(v) - v for v in (w[1] * row[0], w[2] * row[1])) for row in rows]
        return mean(a) + mean(b)

    rows = [[Value(0.5), Value(0.5)]] * 3
    assert autograd.compile(f, backend=backend)(rows).data == pytest.approx(f(rows).data, rel=1e-12)
    rows = [[0.5, 0.5]] * 3
    assert autograd.compile(f, backend=backend)(rows).data == pytest.approx(f(rows).data, rel=1e-12)


def test_products_with_constants_of_different_length(backend):
    w = Value(0.5)

    def f(rows):
        return [autograd.sum(n * autograd.sum(x * w for x in row) for n, row in zip([2.0, 3.0], rows))]

    fast = autograd.compile(f, backend=backend)
    for rows in ([[1.0, 2.0], [3.0, 4.0, 5.0]], [[-1.0, 0.5], [0.25, 4.0, 0.0]]):
        assert outcome(lambda rows=rows: fast(rows), [w]) == outcome(lambda rows=rows: f(rows), [w])


def test_captured_numbers_that_are_not_finite(backend):
    values = [Value(math.inf), Value(math.nan), Value(2.0)]
    fast = autograd.compile(lambda: [values[0], values[1], values[2] * values[2]], backend=backend)
    assert [y.data for y in fast()][::2] == [math.inf, 4.0]
    assert math.isnan(fast()[1].data)


def kept_by_a_product(n):
    """The bytes that are kept of a compiled product of two matrices [n, n], and its scalar nodes."""
    generator = random.Random(0)
    weights, rows = ([[generator.gauss(0, 1) for _ in range(n)] for _ in range(n)] for _ in range(2))
    weights = [[Value(w) for w in row] for row in weights]

    def f(rows):
        return sum(sum(w * x for w, x in zip(ws, xs)) ** 2 for ws in weights for xs in rows)

    fast = autograd.compile(f)
    gc.collect()
    tracemalloc.start()
    try:
        fast(rows)
        gc.collect()
        return tracemalloc.get_traced_memory()[0], fast.stats.nodes
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_a_program_keeps_tensors_and_no_scalar_graph():
    kept_by_a_product(4)  # what is imported and cached at the first call
    (small, few), (large, many) = kept_by_a_product(16), kept_by_a_product(32)
    assert many > 7 * few, "the graph grows with n³"
    assert large < 4.5 * small, "and the program with n²"
    assert large < 5 * many, "less than a float for each node"
