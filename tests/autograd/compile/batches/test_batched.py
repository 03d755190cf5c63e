"""`vmap`: what is traced on one sample gives for all of them what the loop gives."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Value, mean, sample, softmax, take, vmap
from autograd.compile.batches import widen
from autograd.compile.guards.watch import CompileError
from tests.autograd.compile.test_compiled import ROWS
from tests.examples import examples

pytest.importorskip("numpy")

BACKENDS = ["numpy", "numba"]


def gradients(result, leaves):
    """The result, and the gradient of every leaf."""
    for leaf in leaves:
        leaf.grad = 0.0
    result.backward()
    return result.data, [leaf.grad for leaf in leaves]


def assert_equal(f, leaves, *calls, backend="numpy"):
    """Compiled and eager agree for each call, with the gradients of the leaves; gives the compiled function."""
    fast = autograd.compile(f, backend=backend)
    for arguments in calls:
        given = [x for x in leaves_in(arguments) if isinstance(x, Value)]
        expected, slopes = gradients(f(*arguments), [*leaves, *given])
        found, found_slopes = gradients(fast(*arguments), [*leaves, *given])
        assert found == pytest.approx(expected, rel=1e-12, abs=1e-12)
        assert found_slopes == pytest.approx(slopes, rel=1e-12, abs=1e-12)
    return fast


def leaves_in(x):
    if isinstance(x, list | tuple):
        for part in x:
            yield from leaves_in(part)
    else:
        yield x


def network(generator, sizes):
    return [
        [([Value(generator.gauss(0, 1)) for _ in range(n)], Value(generator.gauss(0, 1))) for _ in range(m)]
        for n, m in pairwise(sizes)
    ]


def outputs(layers, x):
    for layer in layers:
        x = [sum((w * a for w, a in zip(weights, x)), bias).tanh() for weights, bias in layer]
    return x


@pytest.mark.parametrize("backend", BACKENDS)
@given(st.integers(0, 10**6), st.lists(st.integers(1, 6), min_size=2, max_size=4), st.integers(1, 6))
@examples(25)
def test_networks(backend, seed, sizes, samples):
    pytest.importorskip(backend)
    generator = random.Random(seed)
    layers = network(generator, sizes)
    parameters = [p for layer in layers for weights, bias in layer for p in (*weights, bias)]

    def loss(xs, targets):
        logits = vmap(lambda x: softmax(outputs(layers, x)))(xs)
        return mean(-take(p, t).log() for p, t in zip(logits, targets)) + 0.1 * sum(p * p for p in parameters)

    calls = [
        (
            [[generator.gauss(0, 1) for _ in range(sizes[0])] for _ in range(samples)],
            [generator.randrange(sizes[-1]) for _ in range(samples)],
        )
        for _ in range(3)
    ]
    assert_equal(loss, parameters, *calls, backend=backend)


@st.composite
def sample_functions(draw):
    """A random graph of one sample: (row, places of the inputs) over two arguments and three captured values."""
    nodes = []
    for size in range(5, 5 + draw(st.integers(1, 25))):
        row = draw(st.sampled_from(ROWS if draw(st.booleans()) else ROWS[:6]))
        nodes.append((row, [draw(st.integers(0, size - 1)) for _ in range(row.arity)]))
    return nodes, draw(st.lists(st.integers(0, 4 + len(nodes)), min_size=1, max_size=3))


def outcome(f, points, leaves):
    """The result and the gradients, or the words of the error."""
    try:
        return gradients(f(points), leaves)
    except (ArithmeticError, ValueError) as error:
        return f"{type(error).__name__}: {error}"


@pytest.mark.parametrize("backend", BACKENDS)
@given(sample_functions(), st.lists(st.tuples(st.floats(0.1, 2), st.floats(0.1, 2)), min_size=1, max_size=4))
@examples(150)
def test_random_graphs(backend, graph, samples):
    pytest.importorskip(backend)
    nodes, chosen = graph
    captured = [Value(0.5), Value(1.5), Value(0.75)]

    needed = set(chosen)
    for place in range(4 + len(nodes), 4, -1):
        if place in needed:
            needed.update(nodes[place - 5][1])

    def one(x, y):
        values = [x, y, *captured]
        for place, (row, places) in enumerate(nodes, 5):
            values.append(row(*(values[i] for i in places)) if place in needed else None)
        return [values[i] for i in chosen]

    def whole(samples):
        results = vmap(lambda s: one(*s))(samples)
        return sum((r * (i + 1.0) for i, row in enumerate(results) for r in row), 0.0 * captured[0])

    fast = autograd.compile(whole, backend=backend)
    points = [(Value(x), Value(y)) for x, y in samples]
    leaves = [*captured, *(v for point in points for v in point)]
    expected, found = outcome(whole, points, leaves), outcome(fast, points, leaves)
    if isinstance(expected, str):
        assert found == expected
        return
    size = max(1.0, *(abs(x) for x in expected[1] if abs(x) < float("inf")), abs(expected[0]))
    assert found[0] == pytest.approx(expected[0], rel=1e-9, abs=1e-9, nan_ok=True)
    assert found[1] == pytest.approx(expected[1], rel=1e-9, abs=1e-12 * size, nan_ok=True)


def test_a_wrong_widening_is_seen(monkeypatch):
    right = widen.Widening.flat

    def wrong(self, table):
        places = right(self, table).copy()
        places[-1] = places[0]
        return places

    monkeypatch.setattr(widen.Widening, "flat", wrong)
    fast = autograd.compile(lambda xs: mean(vmap(lambda x: (x * x).exp())(xs)))
    with pytest.raises(CompileError):
        fast([0.1, 0.2, 0.3])


def test_tracing_does_not_grow_with_the_batch():
    layers = network(random.Random(0), (5, 8, 1))
    counts = []
    for samples in (2, 50):
        fast = autograd.compile(lambda xs: mean(y for (y,) in vmap(lambda x: outputs(layers, x))(xs)))
        fast([[0.1 * i] * 5 for i in range(samples)])
        counts.append((fast.stats.nodes, fast.stats.instructions))
    few, many = counts
    assert many[1] == few[1]
    assert many[0] - few[0] == 48 * 6  # a sample more has five numbers and a result


def test_the_batch_becomes_the_rows_of_the_products():
    layers = network(random.Random(0), (5, 8, 3))
    fast = autograd.compile(lambda xs: mean(y for row in vmap(lambda x: outputs(layers, x))(xs) for y in row))
    fast([[0.1 * i] * 5 for i in range(20)])
    assert "w1 [8] + x [20×5] @ w2 [8×5]ᵀ" in repr(fast.program)
    assert "w3 [3] + y2 [20×8] @ w4 [3×8]ᵀ" in repr(fast.program)


def test_samples_may_be_rows_of_an_array():
    numpy = pytest.importorskip("numpy")
    weights = [Value(0.5), Value(-0.25)]
    rows = numpy.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])

    def loss(xs):
        return mean(vmap(lambda x: (weights[0] * x[0] + weights[1] * x[1]).tanh())(xs))

    fast = assert_equal(loss, weights, (rows,), (rows * 0.5,))
    assert len(fast.cache.variants) == 1


def test_samples_that_are_constants():
    w = Value(0.5)
    xs, signs = [0.1, 0.2, 0.3], [1, -1, 1]
    assert_equal(lambda: mean(vmap(lambda x, sign: (w * x * sign).tanh())(xs, signs)), [w], (), ())


def test_samples_that_were_computed_and_shared_results():
    a, b = Value(0.5), Value(1.5)

    def loss(xs):
        scale = (a * b).exp()
        shifted = [x + a for x in xs]
        return sum(vmap(lambda x: (x * scale).tanh() * (a - b).sin())(shifted), 0.0 * a)

    assert_equal(loss, [a, b], ([Value(0.1), Value(0.2)],), ([Value(1.1), Value(-0.2)],))


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_sample_that_uses_a_whole_matrix_from_both_sides(backend):
    pytest.importorskip(backend)
    keys = [[Value(random.Random(i * 7 + j).gauss(0, 1)) for j in range(3)] for i in range(4)]

    def attention(xs):
        scores = [softmax([sum((a * b for a, b in zip(x, y)), 0.0 * x[0]) for y in xs]) for x in xs]
        mixed = [[sum((p * x[j] for p, x in zip(row, xs)), 0.0 * row[0]) for j in range(3)] for row in scores]
        return mean(sum((a * b for a, b in zip(row, key)), 0.0 * row[0]).tanh() for row in mixed for key in keys)

    generator = random.Random(1)
    samples = [[[generator.gauss(0, 1) for _ in range(3)] for _ in range(4)] for _ in range(5)]
    parameters = [k for key in keys for k in key]
    assert_equal(lambda s: mean(vmap(attention)(s)), parameters, (samples,), backend=backend)


def test_batched_inside_batched():
    w = Value(0.5)

    def word(x):
        return (w * x).tanh()

    def sentence(words):
        return sum(vmap(word)(words), 0.0 * w)

    assert_equal(lambda s: mean(vmap(sentence)(s)), [w], ([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]],))


def test_samples_of_different_lengths_share_a_program_where_they_can():
    w = Value(0.5)

    def loss(sentences):
        return mean(vmap(lambda words: sum(((w * x).tanh() for x in words), 0.0 * w))(sentences))

    fast = assert_equal(loss, [w], ([[0.1, 0.2], [0.3], [0.5, 0.6], [0.7]],))
    assert len(next(iter(fast.cache.variants.values()))) == 1


def test_samples_that_take_different_ways():
    w = Value(0.5)

    def one(x):
        return w * x if x * w > 0.0 else (w * w) / x

    def loss(xs):
        return mean(vmap(one)(xs))

    fast = assert_equal(loss, [w], ([1.0, -1.0, 2.0, -2.0],), ([3.0, -3.0, 4.0, -4.0],), ([-1.0, -1.0, 2.0, -2.0],))
    assert len(next(iter(fast.cache.variants.values()))) == 2


def test_noise_is_drawn_for_each_sample_and_each_call():
    generator = random.Random(0)
    fast = autograd.compile(lambda xs: vmap(lambda x: x * sample(generator.random))(xs))
    numbers = [y.data for _ in range(3) for y in fast([Value(1.0), Value(1.0)])]
    again = random.Random(0)
    assert numbers == [again.random() for _ in range(6)]


def test_a_sample_outside_a_domain_says_so_as_eager_does():
    fast = autograd.compile(lambda xs: mean(vmap(lambda x: x.log())(xs)))
    with pytest.raises(autograd.DomainError) as caught:
        fast([Value(1.0), Value(-1.0)])
    with pytest.raises(autograd.DomainError) as expected:
        Value(-1.0).log()
    assert str(caught.value) == str(expected.value)


def test_a_function_that_changes_from_sample_to_sample_is_refused():
    count = [0.0]

    def one(x):
        count[0] += 1.0
        return x * count[0]

    with pytest.raises(CompileError, match="something else for the last sample"):
        autograd.compile(lambda xs: mean(vmap(one)(xs)))([Value(1.0), Value(1.0), Value(1.0)])


def test_what_would_be_frozen_is_refused():
    with pytest.raises(CompileError, match="`data` is read"):
        autograd.compile(lambda xs: mean(vmap(lambda x: x * x.data)(xs)))([Value(1.0)])


def test_a_changed_global_is_seen():
    scale = [2.0]
    each = vmap(lambda x: x * scale[0])
    fast = autograd.compile(lambda xs: mean(each(xs)))
    assert fast([Value(1.0)]).data == 2.0
    scale[0] = 3.0
    assert fast([Value(1.0)]).data == 3.0


def test_columns_of_different_lengths():
    with pytest.raises(ValueError, match=r"as many of each are needed, but \[2, 1\] came"):
        vmap(lambda x, y: x)([1.0, 2.0], [1.0])


def test_no_samples():
    fast = autograd.compile(lambda xs, y: [vmap(lambda x: x * x)(xs), y * y])
    assert fast([], Value(2.0))[0] == []


def test_a_layer_at_every_step_is_a_matrix_product():
    """One step holds too few multiplications for a product of its own; those of all samples are enough."""
    generator = random.Random(0)
    wide, narrow = ([[Value(generator.gauss(0, 0.3)) for _ in range(n)] for _ in range(8)] for n in (8, 3))

    def last(row):
        state = [autograd.dot(w, row) for w in narrow]
        for _ in range(3):
            both = [(autograd.dot(w, state), autograd.dot(v, state[:3])) for w, v in zip(wide, narrow)]
            state = [autograd.tanh(a) * b for a, b in both]
        return autograd.sum(state)

    def each(rows):
        return mean(vmap(last)(rows))

    rows = [[generator.gauss(0, 1) for _ in range(3)] for _ in range(16)]
    fast = assert_equal(each, [*wide[0], *narrow[0]], (rows,))
    assert str(fast.program).count(" @ ") >= 4
    assert "segments" not in str(fast.program)


@pytest.mark.parametrize("offset", [0.0, 1.0])
def test_what_cancels_over_the_samples_is_no_difference(offset):
    """Only rounding is left of sums that are zero: of the result and a slope, or of the slope alone."""
    generator = random.Random(0)
    v = Value(2.0)
    rows = [[generator.gauss(0, 1) for _ in range(3)] for _ in range(50)]
    rows += [[-x for x in row] for row in rows]
    generator.shuffle(rows)

    def each(rows):
        sums = vmap(lambda row: autograd.sum(v * autograd.tanh(0.3 * x) for x in row))(rows)
        return autograd.sum(sums) + offset

    _, (found,) = gradients(autograd.compile(each)(rows), [v])
    _, (expected,) = gradients(each(rows), [v])
    assert abs(found) < 1e-12 > abs(expected)
    assert found != expected, "the program adds in another order; otherwise this says nothing"
