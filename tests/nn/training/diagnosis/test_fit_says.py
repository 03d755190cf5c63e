"""What `fit` says at its end: faults that learners meet are named with their numbers; a good training hears nothing."""

import io
import signal
import sys
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

import pytest

from autograd import Value
from nn import (
    MLP,
    SGD,
    Adam,
    Dataset,
    History,
    Module,
    binary_cross_entropy_with_logits,
    cross_entropy_with_logits,
    fit,
    l2_penalty,
    mean_squared_error,
    two_moons,
    xor,
)
from nn.training.diagnosis import symptoms

MOONS = two_moons(24, 0.1, Random(0))


def trained(model: Any, data: Dataset = MOONS, loss: Any = binary_cross_entropy_with_logits, **options: Any) -> History:
    """A short training; the rate is that of Adam."""
    rate = options.pop("rate", 0.05)
    optimizer = options.pop("optimizer", None) or Adam(model.parameters(), rate)
    return fit(model, loss, data, **({"steps": 60, "optimizer": optimizer, "progress": False} | options))


def network(activation: str = "tanh", **options: Any) -> MLP:
    return MLP(2, [6, 1], activation, **({"random": Random(1)} | options))


def shifted(**biases: float) -> MLP:
    """A network of relus whose hidden biases are all this."""
    model = network("relu")
    for neuron in model.layers[0].neurons:
        neuron.bias.data = biases["bias"]
    return model


def scaled(factor: float) -> MLP:
    """A network of tanh with weights that are so many times as large."""
    model = network(initializer="uniform")
    for p in model.layers[0].parameters():
        p.data = factor * (p.data + 0.5)
    return model


def deep() -> MLP:
    return MLP(2, [4] * 7 + [1], "sigmoid", random=Random(0), initializer="xavier_uniform")


def moved(change: Callable[[float], float]) -> Dataset:
    return Dataset([[change(x) for x in row] for row in MOONS.inputs], MOONS.targets)


def pulled(model: Module) -> Value:
    return 5.0 * l2_penalty(model.parameters())


FAULTS: dict[str, Callable[[], History]] = {
    symptoms.DEAD: lambda: trained(shifted(bias=-100.0)),
    symptoms.ALIKE: lambda: trained(network(initializer="zeros")),
    symptoms.SATURATED: lambda: trained(scaled(300.0), rate=1e-3, steps=150),
    symptoms.VANISHING: lambda: trained(model := deep(), optimizer=SGD(model.parameters(), 0.1)),
    symptoms.RATE_HIGH: lambda: trained(network("relu"), xor(), mean_squared_error, rate=10.0),
    symptoms.RATE_LOW: lambda: trained(network(), rate=1e-6),
    symptoms.LINEAR: lambda: trained(network("linear"), xor()),
    symptoms.FROZEN: lambda: trained(model := network(), optimizer=Adam(model.layers[0].parameters()[:1], 0.01)),
    symptoms.SCALE: lambda: trained(network(), moved(lambda x: 1000.0 * x + 2000.0)),
    symptoms.INPUTS_ALIKE: lambda: trained(network(), moved(lambda x: 1.0)),
    symptoms.SQUEEZED: lambda: trained(network(output_activation="sigmoid")),
    symptoms.PENALTY: lambda: trained(network(), penalty=pulled, steps=100),
    symptoms.NO_BETTER: lambda: trained(network(), moved(lambda x: 0.0)),
    symptoms.OVERFITTING: lambda: trained(
        MLP(2, [12, 1], random=Random(0)),
        Dataset(MOONS.inputs[:10], [0, 1] * 5),
        rate=0.1,
        steps=200,
        validation=Dataset(MOONS.inputs[10:], [0, 1] * 7),
    ),
}


@pytest.mark.parametrize("symptom", FAULTS)
def test_a_fault_is_named_with_its_numbers(symptom: str) -> None:
    history = FAULTS[symptom]()
    (remark,) = [remark for remark in history.diagnosis if remark.symptom == symptom]
    assert any(character.isdigit() for character in remark.seen)
    assert remark.seen.endswith(".")
    assert remark.advice.endswith(".")
    assert str(remark) in repr(history)


def test_dead_is_said_of_a_layer_of_which_hardly_a_unit_lives() -> None:
    def with_dead(units: int) -> bool:
        model = MLP(2, [20, 1], "relu", random=Random(0))
        for neuron in model.layers[0].neurons:
            neuron.bias.data = 10.0
        for neuron in model.layers[0].neurons[:units]:
            neuron.bias.data = -100.0
        return symptoms.DEAD in trained(model, steps=10).diagnosis.symptoms

    assert [with_dead(units) for units in (10, 16, 17, 20)] == [False, False, True, True]


@pytest.mark.parametrize(("activation", "limits"), [("sigmoid", "0 to 1"), ("tanh", "-1 to 1"), ("relu", "0 to inf")])
def test_an_activation_at_the_end_is_said_with_its_limits(activation: str, limits: str) -> None:
    history = trained(network(output_activation=activation), steps=10)
    (remark,) = [remark for remark in history.diagnosis if remark.symptom == symptoms.SQUEEZED]
    assert f"the last activation, {activation}, leaves only numbers from {limits}" in remark.seen


HEALTHY: dict[str, Callable[[], History]] = {
    "moons": lambda: trained(network(), steps=100, rate=0.1),
    "two outputs": lambda: trained(MLP(2, [6, 2], random=Random(1)), loss=cross_entropy_with_logits, rate=0.1),
    "xor": lambda: trained(network("relu"), xor(), mean_squared_error, steps=200),
    "validated": lambda: trained(network(), steps=100, rate=0.1, validation=two_moons(20, 0.1, Random(5))),
    "batches": lambda: trained(network(), steps=200, batch_size=6),
}


@pytest.mark.parametrize("name", HEALTHY)
def test_of_a_good_training_nothing_is_said(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    history = HEALTHY[name]()
    assert list(history.diagnosis) == []
    assert repr(history).count("\n") == 0
    assert capsys.readouterr().out == ""


def test_it_is_printed_where_the_progress_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    history = trained(shifted(bias=-100.0), progress=True)
    assert "never fire" in capsys.readouterr().out
    trained(shifted(bias=-100.0))
    assert capsys.readouterr().out == ""
    assert history.diagnosis[0].symptom == symptoms.DEAD


def test_it_is_printed_where_the_output_lacks_its_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    output = io.TextIOWrapper(io.BytesIO(), "ascii")
    monkeypatch.setattr(sys, "stdout", output)
    model = network()
    history = trained(model, optimizer=Adam(model.layers[1].parameters(), 1e-5), progress=True)
    assert any("…" in str(remark) for remark in history.diagnosis)
    output.flush()
    assert b"write optimizer=Adam(model.parameters(), ...)" in output.buffer.getvalue()


def test_dead_units_are_told_with_their_number_and_place() -> None:
    history = trained(shifted(bias=-100.0), xor())
    assert history.diagnosis[0].seen == (
        "6 of 6 relu units of layers.0 never fire: they give 0 for each of the 4 samples that were looked at, "
        "and no gradient passes through a 0."
    )


def test_checks_that_were_not_made_are_named_with_the_reason() -> None:
    model = network()
    healthy = trained(model, steps=100, rate=0.1).diagnosis
    assert "overfitting, because no validation data were given" in str(healthy)
    assert f"{symptoms.DEAD}, saturated units" in str(healthy)
    assert "% of that of the best constant output" in str(healthy)
    bias = SGD([model.layers[1].neurons[0].bias], 0.0)
    hidden = fit(lambda x: model(x), mean_squared_error, xor(), steps=3, optimizer=bias, progress=False)
    assert "the model is a function and not a Module" in str(hidden.diagnosis)


def test_a_model_that_cannot_be_run_again_is_said_and_harms_nothing() -> None:
    class Once(Module):
        def __init__(self) -> None:
            self.w, self.left = Value(0.0), 4 * 20 + 1

        def __call__(self, x: Any) -> Value:
            self.left -= 1
            if self.left < 0:
                raise RuntimeError("used up")
            return self.w * 0.0 + 0.5

    history = trained(Once(), xor(), mean_squared_error, steps=20)
    assert "a copy of the model could not be run (RuntimeError: used up)" in str(history.diagnosis)
    assert len(history) == 20


def test_what_a_model_draws_is_the_same_with_and_without_a_diagnosis() -> None:
    class Noisy(Module):
        def __init__(self) -> None:
            self.w, self.random = Value(0.0), Random(0)

        def __call__(self, x: Any) -> Value:
            return self.w * 0.0 + self.random.random()

    model, expected = Noisy(), Random(0)
    trained(model, xor(), mean_squared_error, steps=20)
    for _ in range(20 * 4 + 1):
        expected.random()
    assert model.random.random() == expected.random()


def test_the_gradients_of_the_last_step_stay() -> None:
    model = shifted(bias=-100.0)
    trained(model, xor())
    assert model.layers[1].neurons[0].bias.grad == 0.0
    assert model.layers[0].neurons[0].bias.grad == 0.0
    assert model.training


def test_ctrl_c_during_the_diagnosis_keeps_the_history() -> None:
    class Pressing(MLP):
        calls = 0

        def __call__(self, x: Any) -> Any:
            self.calls += 1
            if self.calls > 4 * 20 + 1:
                signal.raise_signal(signal.SIGINT)
            return super().__call__(x)

    model = Pressing(2, [3, 1], "relu", random=Random(0), initializer="zeros")
    history = trained(model, xor(), mean_squared_error, steps=20)
    assert len(history) == 20


def test_a_method_of_a_module_is_looked_into_as_well() -> None:
    model = shifted(bias=-100.0)
    history = fit(
        partial(model.__call__),
        binary_cross_entropy_with_logits,
        xor(),
        steps=30,
        optimizer=Adam(model.parameters(), 0.01),
        progress=False,
    )
    assert symptoms.DEAD in history.diagnosis.symptoms


def test_a_compiled_training_is_told_the_same() -> None:
    pytest.importorskip("numpy")
    model = shifted(bias=-30.0)
    assert trained(model, xor(), compile=True).diagnosis.symptoms[0] == symptoms.DEAD


def test_losses_below_zero_are_not_judged() -> None:
    model = network()
    history = trained(model, xor(), lambda outputs, targets: -sum(y * y for y in outputs), steps=30)
    assert list(history.diagnosis) == []
    assert "the loss is not above 0" in str(history.diagnosis)
