"""Parts one after the other: what they give, what their parameters are called, where they stand in a picture."""

from random import Random
from typing import Any

import pytest

from autograd import Value, sin, tanh, topological_order
from nn import MLP, BatchNorm, Layer, LayerNorm, Module, Residual, Sequential, cross_entropy_with_logits, fit, xor
from nn.losses import binary_cross_entropy_with_logits


def net(seed: int = 0) -> Sequential:
    random = Random(seed)
    return Sequential(Layer(2, 3, "linear", random=random), "relu", Layer(3, 1, "linear", random=random))


def data(xs: list[Any]) -> list[float]:
    return [x.data for x in xs]


def test_parts_are_applied_one_after_the_other() -> None:
    model = MLP(2, [3, 1], "relu", random=Random(0))
    assert data(net()([0.5, -1.0])) == [model([0.5, -1.0]).data]
    assert len(net()) == 3
    assert net()[1] == "relu"


def test_a_part_may_be_an_activation_of_each_number_or_a_function_of_all() -> None:
    x = [Value(0.5), Value(-1.0)]
    assert data(Sequential("tanh")(x)) == data(Sequential(tanh)(x)) == [v.tanh().data for v in x]
    assert data(Sequential(sin, lambda xs: xs[::-1])(x)) == [v.sin().data for v in x[::-1]]


def test_parameters_are_called_as_in_pytorch() -> None:
    assert list(net().state_dict()) == ["0.weight", "0.bias", "2.weight", "2.bias"]
    deeper = Sequential(Residual(LayerNorm(2)), [].copy, Sequential(BatchNorm(2)))
    assert [name for name, _ in deeper.saved()] == [
        "0.parts.0.weight", "0.parts.0.bias", "2.0.weight", "2.0.bias",
        "2.0.running_mean", "2.0.running_var", "2.0.num_batches_tracked",
    ]  # fmt: skip
    twin = net(1)
    twin.load_state_dict(net().state_dict())
    assert data(twin([1.0, 2.0])) == data(net()([1.0, 2.0]))


def test_its_formula_is_that_of_its_parts() -> None:
    assert net().formula() == "Layer(relu(Layer(x)))"
    assert repr(net()).startswith("Sequential: Layer(relu(Layer(x)))   (13 parameters)\n  0.weight  3 × 2  6\n")


def test_each_part_stands_in_a_scope_with_its_parameters() -> None:
    scopes = {node.info.scope for node in topological_order(net()([1.0, 2.0])[0]) if not node.info.constant}
    assert scopes == {
        *(("Sequential", "part 1", f"neuron {i}") for i in (1, 2, 3)),
        ("Sequential", "part 2"),
        ("Sequential", "part 3", "neuron 1"),
    }


def test_it_can_be_trained_with_targets_that_are_numbers() -> None:
    history = fit(net(), binary_cross_entropy_with_logits, xor(), steps=5, progress=False)
    assert history.losses[-1] < history.losses[0]
    three = Sequential(Layer(2, 3))
    assert fit(three, cross_entropy_with_logits, xor(), steps=2, progress=False).losses


@pytest.mark.parametrize(
    ("parts", "error", "words"),
    [
        ([], ValueError, r"Sequential: no parts came; give at least one, such as Sequential\(Layer\(8, 8\)\)"),
        (
            [[Layer(1, 1)]],
            TypeError,
            "Sequential: a list came as a part; give modules, functions and names of",
        ),
        (["rellu"], ValueError, "no activation is called 'rellu'"),
    ],
)
def test_what_is_not_a_part_is_refused(parts: list[Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        Sequential(*parts)


def test_a_part_that_is_shared_counts_once() -> None:
    layer = Layer(2, 2)
    assert Sequential(layer, layer).parameter_count == 6
    assert isinstance(Sequential(layer), Module)


def test_its_formula_shows_the_activation_that_a_layer_has_itself() -> None:
    twice = Sequential(Layer(2, 3), "tanh", Layer(3, 1, "relu"), Layer(1, 1, "linear"))
    assert twice.formula() == "Layer(relu(Layer(tanh(tanh(Layer(x))))))"


def test_a_class_is_not_a_part() -> None:
    with pytest.raises(TypeError, match=r"Sequential: the class Layer came as a part; make one of it: Layer\(…\)"):
        Sequential(Layer)
