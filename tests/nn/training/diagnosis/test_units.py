"""What is seen of the units of a network, counted by hand."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from autograd import Value, dot, sum
from nn import MLP, Conv2d, Dataset, Layer, Module, flatten, mean_squared_error, xor
from nn.training.diagnosis.units import Observation, observe


def seen(model: Any, data: Dataset) -> Observation:
    return observe(model, mean_squared_error, data)


def test_a_unit_that_never_fires_is_counted() -> None:
    model = MLP(2, [3, 1], "relu", random=Random(0))
    model.layers[0].neurons[1].bias.data = -100.0
    for neuron in (model.layers[0].neurons[0], model.layers[0].neurons[2]):
        neuron.bias.data = 100.0
    (layer,) = seen(model, xor()).layers
    assert (layer.layer, layer.activation, layer.dead, len(layer.units)) == ("layers.0", "relu", 1, 3)


def test_what_is_flat_is_counted() -> None:
    model = MLP(1, [2, 1], "tanh", random=Random(0))
    for neuron, weight in zip(model.layers[0].neurons, (0.1, 50.0)):
        neuron.weight[0].data = weight
    (layer,) = seen(model, Dataset([[1.0], [-1.0]], [1.0, 0.0])).layers
    assert layer.flat == 0.5


def test_a_filter_is_one_unit_at_all_places() -> None:
    class Reader(Module):
        def __init__(self) -> None:
            self.filters = Conv2d(1, 2, 2, "relu", random=Random(0))
            self.layer = Layer(8, 1, None, random=Random(0))

        def __call__(self, image: Any) -> Any:
            return self.layer(flatten(self.filters(image)))[0]

    image = [[[1.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 1.0]]]
    (layer,) = seen(Reader(), Dataset([image], [1.0])).layers
    assert [unit.times for unit in layer.units.values()] == [4, 4]


SUMS: dict[str, Callable[..., Value]] = {
    "+ and ×": lambda w, x: w * x,
    "dot": lambda w, x: dot([w], [x]),
    "summed": lambda w, x: sum([w * x, w * x]),
}


@pytest.mark.parametrize("name", SUMS)
def test_units_need_no_names(name: str) -> None:
    class Own(Module):
        def __init__(self) -> None:
            self.w = [Value(-1.0), Value(-2.0)]

        def __call__(self, x: list[float]) -> Value:
            return sum(SUMS[name](w, x[0]).relu() for w in self.w)

    (layer,) = seen(Own(), Dataset([[1.0], [2.0]], [1.0, 0.0])).layers
    assert layer.dead == 2


@pytest.mark.parametrize("activation", ["leaky_relu", "silu", "gelu", "softplus", "linear"])
def test_parts_of_other_activations_are_not_taken_for_units(activation: str) -> None:
    assert seen(MLP(2, [3, 1], activation, random=Random(0)), xor()).layers == []


def test_the_last_activation_is_not_a_hidden_unit() -> None:
    found = seen(MLP(2, [3, 1], "tanh", "sigmoid", random=Random(0)), xor())
    assert [layer.activation for layer in found.layers] == ["tanh"]


@pytest.mark.parametrize(("activation", "stacked"), [("linear", True), ("tanh", False), ("gelu", False)])
def test_layers_without_an_activation_are_seen(activation: str, stacked: bool) -> None:
    assert seen(MLP(2, [3, 1], activation, random=Random(0)), xor()).stacked == stacked


def test_one_linear_layer_is_not_a_stack() -> None:
    assert not seen(MLP(2, [1], random=Random(0)), xor()).stacked


def test_looking_leaves_the_model_as_it_was() -> None:
    class Counting(MLP):
        calls = 0

        def __call__(self, x: Any) -> Any:
            self.calls += 1
            return super().__call__(x)

    model = Counting(2, [3, 1], random=Random(0))
    before = [(p.data, p.grad) for p in model.parameters()]
    seen(model, xor())
    assert [(p.data, p.grad) for p in model.parameters()] == before
    assert (model.calls, model.training) == (0, True)
