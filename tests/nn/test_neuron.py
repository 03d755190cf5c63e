"""Neuron, Layer, MLP: what they compute, what they give, their gradients, their scopes, their errors."""

import math
import random
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Value, exp, grad, jvp, no_grad, scope, topological_order
from nn import MLP, Layer, LayerNorm, Module, Neuron

numbers = st.floats(-2.0, 2.0)
widths = st.lists(st.integers(1, 3), min_size=1, max_size=3)


def by_hand(model: MLP, x: list[float]) -> list[float]:
    """What a network with tanh computes, in plain floats."""
    for i, layer in enumerate(model.layers, start=1):
        sums = [sum(w.data * v for w, v in zip(n.weight, x)) + n.bias.data for n in layer.neurons]
        x = sums if i == len(model.layers) else list(map(math.tanh, sums))
    return x


@given(st.lists(numbers, min_size=1, max_size=4), widths, st.integers())
def test_a_network_computes_its_formula(x: list[float], widths: list[int], seed: int) -> None:
    model = MLP(len(x), widths, random=Random(seed))
    outputs = model(x) if widths[-1] > 1 else [model(x)]
    assert [y.data for y in outputs] == pytest.approx(by_hand(model, x), rel=1e-12, abs=1e-12)


@given(st.lists(numbers, min_size=1, max_size=3), widths, st.integers(), st.sampled_from(["tanh", "gelu", "softplus"]))
def test_gradients_are_slopes(x: list[float], widths: list[int], seed: int, activation: str) -> None:
    model = MLP(len(x), [*widths, 1], activation, random=Random(seed))
    variables = [Value(v) for v in x]
    model(variables).backward()
    for v in [*variables, *model.parameters()]:
        assert v.grad == pytest.approx(slope(lambda: model(variables).data, v), rel=1e-6, abs=1e-8)


def slope(output: Callable[[], float], v: Value, h: float = 1e-3) -> float:
    """∂(output)/∂v by differences at four points; the error falls with h⁴."""

    def at(step: float) -> float:
        before, v.data = v.data, v.data + step
        try:
            return output()
        finally:
            v.data = before

    return (8.0 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12.0 * h)


@given(numbers, numbers, st.integers())
def test_forward_mode_agrees_with_reverse_mode(a: float, b: float, seed: int) -> None:
    model = MLP(2, [3, 1], random=Random(seed))
    x = [Value(a), Value(b)]
    model(x).backward()
    _, tangent = jvp(lambda x: model(x), [[a, b]], [[1.0, -2.0]])
    assert tangent.data == pytest.approx(x[0].grad - 2.0 * x[1].grad, rel=1e-12, abs=1e-12)


def test_a_network_can_be_differentiated_twice() -> None:
    neuron = Neuron(1, initializer=lambda *_: 2.0)
    second = grad(grad(lambda x: neuron([x])))(0.3)
    y = math.tanh(0.6)
    assert second.data == pytest.approx(-2.0 * y * (1.0 - y * y) * 4.0, rel=1e-12)


@given(st.lists(numbers, min_size=2, max_size=2), st.lists(numbers, min_size=2, max_size=2), numbers, st.integers())
def test_a_linear_layer_is_linear_beside_its_bias(a: list[float], b: list[float], c: float, seed: int) -> None:
    layer = Layer(2, 3, None, random=Random(seed))  # the biases start at 0
    of_sum = layer([p + c * q for p, q in zip(a, b)])
    sum_of = [p.data + c * q.data for p, q in zip(layer(a), layer(b))]
    assert [y.data for y in of_sum] == pytest.approx(sum_of, rel=1e-9, abs=1e-12)


# what goes in and what comes out


def test_one_output_is_a_value_and_several_are_a_list() -> None:
    assert isinstance(MLP(2, [3, 1])([1.0, 2.0]), Value)
    several = MLP(2, [3, 2])([1.0, 2.0])
    assert isinstance(several, list)
    assert len(several) == 2
    assert isinstance(Neuron(2)([1.0, 2.0]), Value)
    assert len(Layer(2, 1)([1.0, 2.0])) == 1  # a layer always gives a list


def test_inputs_may_be_numbers_or_values_in_any_sequence() -> None:
    numpy = pytest.importorskip("numpy")
    model = MLP(2, [3, 1], random=Random(0))
    expected = model([1.0, 2.0]).data
    for x in ([Value(1.0), Value(2.0)], (1, 2), [Value(1.0), 2], numpy.array([1.0, 2.0]), iter([1.0, 2.0])):
        assert model(x).data == expected


def test_a_network_of_one_input_takes_a_bare_number() -> None:
    model = MLP(1, [2, 1], random=Random(0))
    assert model(0.5).data == model([0.5]).data == model(Value(0.5)).data


def test_plain_inputs_become_one_constant_each() -> None:
    outputs = Layer(2, 3)([1.0, 2.0])
    constants = [node for node in topological_order(*outputs) if node.info.constant]
    assert [node.data for node in constants] == [1.0, 2.0]


def test_a_weighted_sum_is_one_node() -> None:
    y = Neuron(3, "relu")([1.0, 2.0, 3.0])
    made = [node.operation.name for node in topological_order(y) if node.operation]
    assert made == ["dot(3)", "relu"]
    assert Neuron(3, None)([1.0, 2.0, 3.0]).operation.name == "dot(3)"  # linear makes no node


def test_without_recording_a_network_remembers_nothing() -> None:
    with no_grad():
        assert MLP(2, [3, 1])([1.0, 2.0]).operation is None


def test_any_function_can_be_an_activation() -> None:
    neuron = Neuron(1, lambda z: exp(z) + 1.0, initializer=lambda *_: 1.0)
    assert neuron([0.5]).data == math.exp(0.5) + 1.0


def test_the_last_layer_is_linear_unless_said_otherwise() -> None:
    assert [layer.neurons[0].activation for layer in MLP(1, [2, 2, 1]).layers] == ["tanh", "tanh", "linear"]
    assert MLP(1, [2, 1], "relu", "sigmoid").layers[-1].neurons[0].activation == "sigmoid"


# the lectures


def test_code_of_the_lectures_runs() -> None:
    random.seed(1337)
    model = MLP(3, [4, 4, 1])
    xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
    ys = [1.0, -1.0, -1.0, 1.0]
    losses = []
    for _ in range(20):
        loss = sum((model(x) - y) ** 2 for x, y in zip(xs, ys))
        for p in model.parameters():
            p.grad = 0.0
        loss.backward()
        for p in model.parameters():
            p.data += -0.1 * p.grad
        losses.append(loss.data)
    assert len(model.parameters()) == 41
    assert losses[-1] < 0.1 < 1.0 < losses[0]
    first = model.layers[0].neurons[0]
    assert first.w is first.weight
    assert first.b is first.bias


def test_the_shared_generator_is_the_default_and_can_be_seeded() -> None:
    random.seed(1337)
    first = MLP(2, [2, 1]).state_dict()
    second = MLP(2, [2, 1]).state_dict()
    random.seed(1337)
    assert MLP(2, [2, 1]).state_dict() == first != second


def test_an_explicit_generator_decides_alone() -> None:
    state = random.getstate()
    assert MLP(2, [2, 1], random=Random(3)).state_dict() == MLP(2, [2, 1], random=Random(3)).state_dict()
    assert random.getstate() == state


# scopes


def scopes(node: Value) -> set[tuple[str, ...]]:
    return {n.info.scope for n in topological_order(node) if not n.info.constant}


def test_nodes_and_parameters_know_their_layer_and_neuron() -> None:
    y = MLP(2, [2, 1])([1.0, 2.0])
    assert scopes(y) == {
        ("MLP", "layer 1", "neuron 1"),
        ("MLP", "layer 1", "neuron 2"),
        ("MLP", "layer 2", "neuron 1"),
    }


def test_scopes_stand_inside_the_ones_around_them_and_end_with_the_call() -> None:
    model = Layer(1, 2)
    with scope("here"):
        assert [y.info.scope for y in model([1.0])] == [("here", "neuron 1"), ("here", "neuron 2")]
        assert Value(1.0).info.scope == ("here",)
    assert Value(1.0).info.scope == ()


def test_a_scope_ends_when_a_neuron_fails() -> None:
    def fails(z: Value) -> Value:
        raise KeyError("on purpose")

    with pytest.raises(KeyError, match="on purpose"):
        MLP(1, [2, 1], fails)([1.0])
    assert Value(1.0).info.scope == ()


def test_nodes_made_by_two_calls_share_their_origin() -> None:
    model = Layer(1, 2)
    assert model([1.0])[1].info is model([2.0])[1].info


def test_parameters_are_labelled() -> None:
    assert [p.label for p in Neuron(3).parameters()] == ["w1", "w2", "w3", "b"]


# what they say of themselves


@pytest.mark.parametrize(
    ("module", "formula"),
    [
        (Neuron(2), "tanh(b + w₁x₁ + w₂x₂)"),
        (Neuron(4), "tanh(b + w₁x₁ + w₂x₂ + w₃x₃ + w₄x₄)"),
        (Neuron(5), "tanh(b + w₁x₁ + … + w₅x₅)"),
        (Neuron(12, None), "linear(b + w₁x₁ + … + w₁₂x₁₂)"),
        (Layer(1, 4, "relu"), "4 × relu(b + w₁x₁)"),
        (MLP(3, [4, 4, 1]), "3 → 4 tanh → 4 tanh → 1 linear"),
    ],
)
def test_formulas(module: Module, formula: str) -> None:
    assert module.formula() == formula


# errors


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Layer(3, 4)([1, 2]), r"Layer: 3 inputs expected, but 2 came\. It computes 4 × tanh\(b \+ "),
        (
            lambda: Neuron(1)([1, 2]),
            r"Neuron: 1 input expected, but 2 came.*list of 1, or build it with inputs=2",
        ),
        (lambda: MLP(3, [4, 1])([1.0] * 5), r"MLP, layer 1: 3 inputs expected, but 5 came"),
        (lambda: Neuron(2)(1.0), "Neuron: 2 inputs expected, but 1 came"),
        (lambda: Neuron(0), "inputs = 0: a neuron needs at least one input"),
        (lambda: Layer(1, 0), "outputs = 0: a neuron needs at least one input, and a layer one output"),
        (lambda: MLP(3, []), r"MLP: no widths came; give .* such as MLP\(3, \[4, 4, 1\]\)"),
        (lambda: MLP(3, [1], activation="rely"), "no activation is called 'rely'; known are gelu, leaky_relu"),
        (lambda: MLP(3, [1], output_activation="tahn"), "no activation is called 'tahn'; known are gelu, leaky_relu"),
        (lambda: MLP(3, [1], initializer="xavier"), "no initialiser is called 'xavier'; known are uniform, xavier_uni"),
    ],
)
def test_errors_say_what_to_do(call: Callable[[], Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("build", [Neuron, lambda *_, **options: MLP(2, [3, 1], **options)])
@pytest.mark.parametrize("seed", [0, 7])
def test_a_seed_is_not_a_generator(build: Any, seed: int) -> None:
    words = rf"drawn from a generator, but random={seed} came; write random=random.Random\({seed}\)"
    with pytest.raises(TypeError, match=words):
        build(2, random=seed)


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(TypeError, match="one real number, but 'a'"):
        Neuron(1)(["a"])


@pytest.mark.parametrize("model", [Neuron(1), Layer(1, 1), MLP(1, [1]), LayerNorm(1), nn.RNN(1, 1), nn.RNNCell(1, 1)])
@pytest.mark.parametrize("inputs", [{0: 1.0}, {1.0}, {0: 1.0}.keys()])
def test_what_has_no_order_is_not_taken_for_inputs(model: Any, inputs: Any) -> None:
    with pytest.raises(ValueError, match=r": a (dict with the keys 0|set) came in place of a list of (inputs|steps)"):
        model(inputs)


def test_other_parts_do_not_take_the_keys_of_a_dict_either() -> None:
    for call in (
        lambda: nn.GPT(3, 4, size=4, heads=1)({0: 1}),
        lambda: nn.MultiHeadAttention(1)({0: 1.0}),
        lambda: nn.Conv2d(1, 1, 1)({0: 1.0}),
        lambda: nn.SelfOrganisingMap(1, 1, 1).nearest({0: 1.0}, 1),
        lambda: nn.GraphConvolution(1, 1)({0: 1.0}, [{0: 1.0}]),
        lambda: nn.predict(MLP(1, [1]), {0: 1.0}),
    ):
        with pytest.raises(ValueError, match="a dict with the keys 0 came in place of a list of"):
            call()


def test_several_samples_at_once_are_told_how_to_be_given() -> None:
    with pytest.raises(TypeError, match="a Value holds one real number") as error:
        MLP(2, [1])([[1.0, 2.0], [3.0, 4.0]])
    assert error.value.__notes__ == [
        "MLP, layer 1 takes one sample at a time; for several, write [model(x) for x in samples]."
    ]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: MLP(2, 3),
            r"MLP: the widths are a list, with the number of neurons of each layer; write MLP\(2, \[3\]\)",
        ),
        (lambda: MLP(2, [3.5]), r"outputs = 3\.5 \(float\) is not a whole number; give an int of at least 1"),
        (lambda: MLP("2", [1]), r"inputs = '2' \(str\) is not a whole number"),
        (lambda: MLP(2, "31"), r"outputs = '3' \(str\) is not a whole number"),
        (lambda: Layer(2.0, 1), r"inputs = 2\.0 \(float\) is not a whole number"),
        (lambda: Layer(2, [1]), r"outputs = \[1\] \(list\) is not a whole number"),
        (lambda: nn.GCN(2, 3), "GCN: the widths are a list"),
        (lambda: nn.NoisePredictor(2, 3), r"NoisePredictor: the widths are a list, .* NoisePredictor\(2, \[64, 64\]\)"),
        (
            lambda: MLP(2, [1], random=Random),
            r"random numbers are drawn from a generator, but random=<class",
        ),
    ],
)
def test_sizes_that_are_not_whole_numbers_are_named(call: Callable[[], object], words: str) -> None:
    with pytest.raises(TypeError, match=words):
        call()


def test_widths_have_an_order() -> None:
    with pytest.raises(ValueError, match="MLP: a set came in place of a list of widths"):
        MLP(2, {3, 1})  # type: ignore[arg-type]


def test_a_layer_has_its_weights_and_biases_under_the_names_of_its_state() -> None:
    layer = Layer(2, 3)
    assert layer.weight == [neuron.weight for neuron in layer.neurons]
    assert layer.bias == [neuron.bias for neuron in layer.neurons]
    assert {"weight": layer.weight, "bias": layer.bias} == dict(layer.tensors())
