"""Initialisers: bounds, mean, spread and shape of what they draw."""

import statistics
from math import sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn import MLP, Layer, init
from nn.init import INITIALIZERS, initializer_named

DRAWS = 100_000
sizes = st.integers(1, 500)

# fmt: off
VARIANCE = {  # given inputs and outputs
    "uniform":        lambda i, o: 1 / 3,
    "xavier_uniform": lambda i, o: 2 / (i + o),
    "xavier_normal":  lambda i, o: 2 / (i + o),
    "he_uniform":     lambda i, o: 2 / i,
    "he_normal":      lambda i, o: 2 / i,
    "zeros":          lambda i, o: 0.0,
}
KURTOSIS = {"uniform": 9 / 5, "normal": 3.0}  # the fourth moment over the variance squared tells the two apart
# fmt: on


def drawn(name: str, inputs: int, outputs: int) -> list[float]:
    random = Random(7)
    return [INITIALIZERS[name](random, inputs, outputs) for _ in range(DRAWS)]


def test_every_initializer_is_tested() -> None:
    assert set(VARIANCE) == set(INITIALIZERS)


@pytest.mark.parametrize("name", VARIANCE)
@pytest.mark.parametrize(("inputs", "outputs"), [(1, 1), (2, 16), (100, 3)])
def test_mean_and_variance(name: str, inputs: int, outputs: int) -> None:
    draws, variance = drawn(name, inputs, outputs), VARIANCE[name](inputs, outputs)
    assert abs(statistics.fmean(draws)) <= 5 * sqrt(variance / DRAWS)  # five standard errors
    assert statistics.pvariance(draws, 0.0) == pytest.approx(variance, rel=5 * sqrt(2 / DRAWS))


@pytest.mark.parametrize("name", [name for name in VARIANCE if name != "zeros"])
def test_the_shape_of_the_distribution(name: str) -> None:
    draws, variance = drawn(name, 4, 4), VARIANCE[name](4, 4)
    fourth = statistics.fmean(x**4 for x in draws) / variance**2
    assert fourth == pytest.approx(KURTOSIS[name.rpartition("_")[2]], rel=0.1)


@given(sizes, sizes, st.integers())
def test_uniform_rules_keep_within_their_bounds(inputs: int, outputs: int, seed: int) -> None:
    random = Random(seed)
    assert abs(init.uniform(random, inputs, outputs)) <= 1.0
    assert abs(init.xavier_uniform(random, inputs, outputs)) <= sqrt(6 / (inputs + outputs))
    assert abs(init.he_uniform(random, inputs, outputs)) <= sqrt(6 / inputs)
    assert init.zeros(random, inputs, outputs) == 0.0


def test_a_layer_tells_the_rule_its_inputs_and_outputs() -> None:
    asked = []

    def rule(random: Random, inputs: int, outputs: int) -> float:
        asked.append((inputs, outputs))
        return 0.0

    MLP(3, [2, 1], initializer=rule)
    assert asked == [(3, 2)] * 6 + [(2, 1)] * 2


def test_the_default_is_uniform_and_biases_start_at_zero() -> None:
    assert (
        Layer(2, 2, random=Random(1)).state_dict() == Layer(2, 2, random=Random(1), initializer="uniform").state_dict()
    )
    assert Layer(2, 2).state_dict()["bias"] == [0.0, 0.0]


def test_with_zeros_all_neurons_of_a_layer_stay_the_same() -> None:
    model = MLP(2, [3, 1], initializer="zeros")
    model.layers[1].neurons[0].weight[0].data = model.layers[1].neurons[0].weight[1].data = 0.5
    model([1.0, 2.0]).backward()
    first, second, third = model.layers[0].neurons
    assert [w.grad for w in first.weight] == [w.grad for w in second.weight] != [w.grad for w in third.weight]


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"no initialiser is called 'xavier'; known are .*, or give a function"):
        initializer_named("xavier")
    with pytest.raises(ValueError, match=r"no initialiser is called \['zeros'\]; known are"):
        initializer_named(["zeros"])  # type: ignore[arg-type]
    assert initializer_named("zeros") is init.zeros
    assert initializer_named(init.zeros) is init.zeros


def test_what_is_not_a_name_is_no_initializer_and_no_activation() -> None:
    with pytest.raises(ValueError, match=r"no initialiser is called \['he_normal'\]; known are"):
        MLP(2, [1], initializer=["he_normal"])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"an activation is a name or a function, but \['relu'\] came; known are"):
        MLP(2, [2, 1], ["relu"])  # type: ignore[arg-type]
