"""`fast.value_and_grad`: the numbers of `autograd.value_and_grad`, in the structure that the arguments came in."""

import random
from collections import namedtuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import DomainError, Value, tanh
from tests.examples import examples

np = pytest.importorskip("numpy")

Parameters = namedtuple("Parameters", "weight bias")


def loss(parameters, inputs, targets):
    rows, bias = parameters
    outputs = [[tanh(sum(w * x for w, x in zip(row, sample)) + b) for row, b in zip(rows, bias)] for sample in inputs]
    return sum((y - t) ** 2 for ys, ts in zip(outputs, targets) for y, t in zip(ys, ts))


@given(seed=st.integers(0, 1000), sizes=st.tuples(*[st.integers(1, 4)] * 3))
@examples(30)
def test_arrays_give_arrays_with_the_numbers_of_eager(seed, sizes):
    samples, inputs, outputs = sizes
    generator = np.random.default_rng(seed)
    weight, bias = generator.normal(size=(outputs, inputs)), generator.normal(size=outputs)
    x, t = generator.normal(size=(samples, inputs)), generator.normal(size=(samples, outputs))
    expected, slopes = autograd.value_and_grad(loss)((weight.tolist(), bias.tolist()), x.tolist(), t.tolist())
    value, found = autograd.compile(loss).value_and_grad(Parameters(weight, bias), x, t)
    assert type(value) is float
    assert value == pytest.approx(expected, rel=1e-12)
    assert type(found[0]) is Parameters
    assert found[0].weight.dtype == np.float64
    np.testing.assert_allclose(found[0].weight, slopes[0][0], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(found[0].bias, slopes[0][1], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(found[1], slopes[1], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(found[2], slopes[2], rtol=1e-12, atol=1e-12)


def test_what_it_gave_stays_as_it_was():
    fast = autograd.compile(lambda x: (x * x).sum() if hasattr(x, "sum") else x * x)
    _, first = fast.value_and_grad(np.array([1.0, 2.0]))
    fast.value_and_grad(np.array([5.0, 6.0]))
    assert first.tolist() == [2.0, 4.0]


def test_numbers_lists_and_values_give_numbers_and_lists():
    fast = autograd.compile(lambda x, pair, name: x * pair[0] + pair[1] if name == "line" else x)
    assert fast.value_and_grad(2.0, [3.0, 1], "line") == (7.0, (3.0, [2.0, 1.0], "line"))
    x = Value(2.0)
    assert fast.value_and_grad(x, [3.0, 1], "line") == (7.0, (3.0, [2.0, 1.0], "line"))
    assert x.grad == 0.0, "nothing flows to a Value"


def test_a_single_argument_stands_alone():
    assert autograd.compile(lambda x: x * x).value_and_grad(3.0) == (9.0, 6.0)


def test_what_is_captured_is_read_anew():
    weight = Value(3.0)
    fast = autograd.compile(lambda x: weight * x)
    assert fast.value_and_grad(2.0) == (6.0, 3.0)
    weight.data = 4.0
    assert fast.value_and_grad(2.0) == (8.0, 4.0)
    assert weight.grad == 0.0


def test_branches_and_a_second_call_without_gradients_do_not_disturb():
    fast = autograd.compile(lambda x: x * x if x > 0 else -x)
    assert [fast.value_and_grad(x) for x in (3.0, -2.0, 1.0)] == [(9.0, 6.0), (2.0, -1.0), (1.0, 2.0)]
    assert fast(3.0) == 9.0
    assert fast.value_and_grad(3.0) == (9.0, 6.0)


def test_random_numbers_are_drawn_anew():
    draw = random.Random(1).random
    fast = autograd.compile(lambda x: x * autograd.sample(draw))
    (first, slope), (second, _) = fast.value_and_grad(2.0), fast.value_and_grad(2.0)
    assert first == 2.0 * slope != second


def test_errors_are_those_of_eager():
    with pytest.raises(DomainError, match="log"):
        autograd.compile(lambda x: x.log()).value_and_grad(-1.0)
    with pytest.raises(TypeError, match="one number"):
        autograd.compile(lambda x: [x, x]).value_and_grad(1.0)


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_float32_computes_with_fewer_digits(backend):
    pytest.importorskip(backend)
    generator = random.Random(3)
    xs = [generator.gauss(0, 1) for _ in range(200)]
    w = Value(0.3)

    def mean_of(xs):
        return sum((w * x).exp() for x in xs) / len(xs)

    exact, rough = (autograd.compile(mean_of, backend=backend, dtype=d) for d in ("float64", "float32"))
    wide, narrow = exact(xs), rough(xs)
    assert wide.data == pytest.approx(mean_of(xs).data, rel=1e-12)
    assert narrow.data != wide.data
    assert narrow.data == pytest.approx(wide.data, rel=1e-5)
    assert float(np.float32(narrow.data)) == narrow.data
    slopes = []
    for result in (wide, narrow):
        w.grad = 0.0
        result.backward()
        slopes.append(w.grad)
    assert slopes[0] != slopes[1]
    assert slopes[1] == pytest.approx(slopes[0], rel=1e-5)


def test_float32_trains_as_float64_does_up_to_its_digits():
    import nn

    def trained(dtype):
        model = nn.MLP(2, [8, 1], random=random.Random(0))
        data = nn.two_moons(40)
        optimizer = nn.Adam(model.parameters(), 0.01)
        fast = autograd.compile(lambda xs, ts: nn.hinge(autograd.vmap(model)(xs), [2 * t - 1 for t in ts]), dtype=dtype)
        with fast.training(optimizer, clip=1.0) as step:
            losses = [step(data.inputs, data.targets) for _ in range(30)]
        return losses, [p.data for p in model.parameters()]

    (wide, exact), (narrow, rough) = trained("float64"), trained("float32")
    assert narrow == pytest.approx(wide, rel=1e-4)
    assert rough == pytest.approx(exact, rel=1e-3, abs=1e-4)
    assert rough != exact


def test_what_overflows_in_float32_is_computed_by_eager():
    fast = autograd.compile(lambda x: x * x, dtype="float32")
    assert fast(Value(1e30)).data == 1e30 * 1e30


def test_an_unknown_dtype_is_refused():
    with pytest.raises(ValueError, match="dtype 'float16' is not known; choose 'float64' or 'float32'"):
        autograd.compile(lambda x: x, dtype="float16")
