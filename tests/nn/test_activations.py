"""Activations by name."""

import math

import pytest

import autograd
from autograd import Value
from nn import ACTIVATIONS, Neuron
from nn.activations import activation_named, function_of, name_of


@pytest.mark.parametrize(
    ("name", "at_minus_half"),
    [
        ("gelu", -0.25 * math.erfc(0.5 / math.sqrt(2.0))),
        ("leaky_relu", -0.005),
        ("linear", -0.5),
        ("relu", 0.0),
        ("sigmoid", 1.0 / (1.0 + math.exp(0.5))),
        ("silu", -0.5 / (1.0 + math.exp(0.5))),
        ("softplus", math.log1p(math.exp(-0.5))),
        ("tanh", math.tanh(-0.5)),
    ],
)
def test_each_computes_what_it_is_called(name: str, at_minus_half: float) -> None:
    neuron = Neuron(1, name, initializer=lambda *_: 1.0)
    assert neuron([-0.5]).data == pytest.approx(at_minus_half, rel=1e-14)


def test_these_are_all() -> None:
    assert list(ACTIVATIONS) == ["gelu", "leaky_relu", "linear", "relu", "sigmoid", "silu", "softplus", "tanh"]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_function_of_the_table_is_kept_by_its_name(name: str) -> None:
    assert activation_named(name) == activation_named(ACTIVATIONS[name]) == name_of(name) == name
    assert function_of(name) is ACTIVATIONS[name]


def test_none_is_linear_and_linear_makes_no_node() -> None:
    x = Value(1.0)
    assert activation_named(None) == "linear"
    assert function_of("linear")(x) is x


def test_a_function_of_ones_own_is_kept_as_it_is() -> None:
    def squared(x: Value) -> Value:
        return x * x

    assert activation_named(squared) is function_of(squared) is squared
    assert name_of(squared) == "squared"
    assert name_of(activation_named(autograd.sin)).startswith("<operation sin")


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"called 'rellu'; known are gelu, .*tanh, or give a function"):
        activation_named("rellu")
    with pytest.raises(TypeError, match=r"a name or a function, but \['relu'\] came; known are gelu.* random=…"):
        activation_named(["relu"])  # type: ignore[arg-type]
