"""Residual: x + f(x) for every kind of f and x, its gradient, its errors, eager = compiled."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
import nn
from autograd import Value, check_gradients, dot, relu, sum, tanh, vmap
from autograd.transforms.tree import leaves, mapped
from nn import BatchNorm, Dropout, Layer, LayerNorm, Module, Residual, RMSNorm
from tests.examples import examples

numbers = st.floats(-3.0, 3.0).map(lambda x: round(x, 3))
vectors = st.integers(1, 4).flatmap(lambda n: st.lists(numbers, min_size=n, max_size=n))


def data(nested: Any) -> Any:
    return mapped(lambda x: x.data, nested)


def block(size: int, seed: int = 0) -> Residual:
    """With the normalisation first."""
    random = Random(seed)
    return Residual(
        LayerNorm(size), Layer(size, 2 * size, random=random), Layer(2 * size, size, "linear", random=random)
    )


@given(vectors)
def test_it_is_x_plus_f_of_x(x: list[float]) -> None:
    layer = Layer(len(x), len(x), random=Random(0))
    assert data(Residual(layer)(x)) == [a + b.data for a, b in zip(x, layer(x))]


@given(vectors)
def test_the_parts_come_one_after_the_other(x: list[float]) -> None:
    residual = block(len(x))
    norm, first, second = residual.parts
    assert data(residual(x)) == [a + b.data for a, b in zip(x, second(first(norm(x))))]


@given(vectors)
def test_a_part_that_gives_nothing_leaves_x_and_its_gradient(x: list[float]) -> None:
    residual = Residual(Layer(len(x), len(x), "relu", initializer="zeros"))
    xs = [Value(each) for each in x]
    ys = residual(residual(residual(xs)))
    sum(ys).backward()
    assert data(ys) == x
    assert [v.grad for v in xs] == [1.0] * len(x)


@examples(10)
@given(vectors)
def test_gradients(x: list[float]) -> None:
    residual = Residual(RMSNorm(len(x), epsilon=0.1), Layer(len(x), len(x), random=Random(0)))

    def output(x: list[Value]) -> Value:
        y = residual(x)
        return dot([1.0 + i for i in range(len(y))], y)

    assert check_gradients(output, x, mode="both")
    assert check_gradients(lambda: output([Value(each) for each in x]), parameters=residual.parameters())


def all_tanh(x: Any) -> Any:
    return mapped(tanh, x)


@pytest.mark.parametrize("x", [Value(0.5), [0.5, -1.0], [[0.5, 1.0], [2.0, 3.0]], [[[0.5]], [[1.0]]]])
def test_numbers_in_lists_of_any_shape(x: Any) -> None:
    expected = [float(getattr(a, "data", a)) + tanh(float(getattr(a, "data", a))) for a in leaves(x)]
    assert [float(getattr(y, "data", y)) for y in leaves(Residual(all_tanh)(x))] == expected


def test_a_batch_goes_around_batch_norm() -> None:
    norm, batch = BatchNorm(2), [[1.0, 2.0], [3.0, 5.0], [4.0, 0.0]]
    expected = [[a + b.data for a, b in zip(*rows)] for rows in zip(batch, BatchNorm(2)(batch))]
    assert data(Residual(norm)(batch)) == expected
    assert norm.num_batches_tracked.data == 1.0


def test_arrays_are_taken() -> None:
    numpy = pytest.importorskip("numpy")
    residual = block(2)
    assert data(residual(numpy.array([1.0, 2.0]))) == data(residual([1.0, 2.0]))


def test_train_and_eval_reach_the_parts() -> None:
    residual = Residual(Dropout(0.9, random=Random(0)))
    assert residual.eval()([1.0, 2.0]) == [2.0, 4.0]
    assert residual.train().parts[0].training


@pytest.mark.parametrize(
    ("f", "x", "words"),
    [
        (Layer(3, 2), [1.0, 2.0, 3.0], r"x \+ Layer\(x\) needs .* but x is 3 and f\(x\) is 2\. Give the last part as"),
        (nn.MLP(1, [1]), [1.0], r"x \+ MLP\(x\) needs .* but x is 1 and f\(x\) is a number"),
        (relu, Value(1.0), ""),
        (lambda x: x[:1], [[1.0], [2.0, 3.0]], "but x is rows of different lengths and"),
    ],
)
def test_an_f_that_does_not_keep_the_shape_is_refused(f: Any, x: Any, words: str) -> None:
    if not words:
        assert Residual(f)(x).data == 2.0
        return
    with pytest.raises(ValueError, match=f"Residual: .*{words}"):
        Residual(f)(x)


def test_no_parts_are_refused() -> None:
    with pytest.raises(ValueError, match="Residual: no parts came; give at least one"):
        Residual()


def test_names_and_formula() -> None:
    residual = Residual(LayerNorm(2), all_tanh, Layer(2, 2, "relu"))
    assert repr(residual) == (
        "Residual: x + Layer(all_tanh(LayerNorm(x)))   (10 parameters)\n"
        "  parts.0.weight  2      2\n"
        "  parts.0.bias    2      2\n"
        "  parts.2.weight  2 × 2  4\n"
        "  parts.2.bias    2      2"
    )


def test_scopes_name_the_parts() -> None:
    y = Residual(LayerNorm(2), Layer(2, 2))([1.0, 2.0])[0]
    assert y.info.scope == ("Residual",)
    inside = {node.info.scope[:3] for node in autograd.topological_order(y) if node.operation}
    assert {("Residual", "part 1", "LayerNorm"), ("Residual", "part 2", "neuron 1")} <= inside


# as a program


class Deep(Module):
    def __init__(self) -> None:
        self.blocks = [block(2, seed) for seed in range(3)]
        self.last = Layer(2, 1, "linear", random=Random(9))

    def __call__(self, x: Any) -> Any:
        for each in self.blocks:
            x = each(x)
        (y,) = self.last(x)
        return y


def test_a_training_is_the_same_compiled() -> None:
    pytest.importorskip("numpy")
    moons, models = nn.two_moons(12, random=Random(0)), [Deep(), Deep()]
    losses = [
        nn.fit(
            model,
            nn.binary_cross_entropy_with_logits,
            moons,
            steps=6,
            optimizer=nn.SGD(model.parameters(), 0.05),
            progress=False,
            compile=compile,
        ).losses
        for model, compile in zip(models, (True, False))
    ]
    assert losses[0] == pytest.approx(losses[1], rel=1e-10)
    assert losses[0][-1] < losses[0][0]
    found, expected = ([p.data for p in model.parameters()] for model in models)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)


@examples(10)
@given(st.lists(st.lists(numbers, min_size=2, max_size=2), min_size=1, max_size=4))
def test_values_and_gradients_are_the_same_compiled(batch: list[list[float]]) -> None:
    pytest.importorskip("numpy")
    residual = Residual(RMSNorm(2, epsilon=0.1), Layer(2, 2, random=Random(0)))

    def output(xs: Any) -> Value:
        return sum(y * y for row in vmap(residual)(xs) for y in row)  # type: ignore[return-value]

    found = []
    for function in (autograd.compile(output), output):
        residual.zero_grad()
        xs = mapped(Value, batch)
        y = function(xs)
        y.backward()
        found.append([y.data, *(v.grad for v in (*residual.parameters(), *leaves(xs)))])
    assert found[0] == pytest.approx(found[1], rel=1e-12, abs=1e-12)
