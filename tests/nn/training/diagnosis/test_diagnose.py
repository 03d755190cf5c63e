"""`diagnose` names a cause only where its repair makes the loss fall, and leaves alone what it was given."""

import random as shared
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from autograd import Value
from nn import MLP, SGD, Adam, Dataset, Layer, Module, diagnose, l2_penalty, mean_squared_error, xor
from nn.training.diagnosis import diagnose as module
from nn.training.diagnosis import symptoms
from nn.training.diagnosis.repairs import FASTER, SLOWER, Repair
from nn.training.diagnosis.trial import Trial


def network(activation: str = "tanh", **options: Any) -> MLP:
    return MLP(2, [4, 1], activation, **({"random": Random(1)} | options))


def dead() -> MLP:
    model = network("relu")
    for neuron in model.layers[0].neurons:
        neuron.bias.data = -100.0
    return model


def asked(model: Any, rate: float = 0.1, **options: Any) -> Any:
    """The diagnosis of a training on XOR."""
    optimizer = options.pop("optimizer", None) or Adam(model.parameters(), rate)
    data = options.pop("data", None) or xor()
    return diagnose(model, data, mean_squared_error, **({"optimizer": optimizer, "steps": 60} | options))


def forgotten() -> Any:
    model = network()
    return asked(model, optimizer=Adam([model.layers[1].neurons[0].bias], 0.1))


FAULTS: dict[str, Callable[[], Any]] = {
    symptoms.ALIKE: lambda: asked(network(initializer="zeros")),
    symptoms.DEAD: lambda: asked(dead()),
    symptoms.LINEAR: lambda: asked(network("linear")),
    symptoms.RATE_LOW: lambda: asked(network(), 1e-4),
    symptoms.RATE_HIGH: lambda: asked(network(), 100.0),
    symptoms.FROZEN: forgotten,
    symptoms.PENALTY: lambda: asked(network(), penalty=lambda model: 10.0 * l2_penalty(model.parameters())),
    symptoms.SCALE: lambda: asked(
        network(), data=Dataset([[500.0 * x + 1000.0 for x in row] for row in xor().inputs], xor().targets)
    ),
}


@pytest.mark.parametrize("cause", FAULTS)
def test_a_cause_is_confirmed_by_its_repair(cause: str) -> None:
    found = FAULTS[cause]()
    assert found[0].symptom == cause
    assert found[0].seen.startswith(f"Confirmed: {cause}. With ")
    assert " the loss falls to " in found[0].seen


def test_of_a_good_model_nothing_is_said() -> None:
    found = asked(network())
    assert list(found) == []
    assert "the loss falls to" in str(found)


def test_a_cause_that_no_repair_confirms_is_not_named() -> None:
    """No model can tell equal inputs apart: whatever is tried, the loss stays."""
    found = asked(network(), data=Dataset([[1.0, 1.0]] * 4, [0, 1, 0, 1]))
    assert not any(remark.seen.startswith("Confirmed") for remark in found)
    assert symptoms.NOT_BY_HEART in found.symptoms
    assert "no repair that was tried makes the loss of 0.25" in str(found)


def test_what_fit_says_is_passed_on_where_no_repair_is_known() -> None:
    blind = Dataset([[0.5, 0.5]] * 4, [-1.0, 1.0, 1.0, -1.0])
    told = asked(network(), data=blind)
    assert told.symptoms[0] == symptoms.INPUTS_ALIKE
    assert "no repair that was tried" in str(told.skipped)


def test_the_model_and_its_optimiser_stay_as_they_are() -> None:
    model = dead()
    optimizer = Adam(model.parameters(), 0.1)
    before = [(p.data, p.grad) for p in model.parameters()], optimizer.state_dict(), shared.getstate()
    asked(model, optimizer=optimizer)
    assert ([(p.data, p.grad) for p in model.parameters()], optimizer.state_dict(), shared.getstate()) == before
    assert (optimizer.learning_rate, model.training) == (0.1, True)


def test_a_first_loss_that_is_too_large_is_told() -> None:
    model = network()
    for p in model.layers[1].parameters():
        p.data = 40.0
    found = asked(model)
    assert symptoms.FIRST_LOSS in found.symptoms
    assert "0.25 would be expected" in str(found)


def test_samples_that_change_the_outputs_of_others_are_told() -> None:
    class Remembering(Module):
        def __init__(self) -> None:
            self.layer, self.kept = Layer(2, 1, None, random=Random(0)), 0.0

        def __call__(self, x: Any) -> Value:
            self.kept += x[0] + 1.0
            return self.layer(x)[0] + self.kept

    model = Remembering()
    assert symptoms.MIXED in asked(model, optimizer=SGD(model.parameters(), 0.01)).symptoms
    assert model.kept == 0.0


def test_four_samples_that_cannot_be_learned_by_heart_are_told() -> None:
    assert symptoms.NOT_BY_HEART in asked(network("linear")).symptoms
    assert symptoms.NOT_BY_HEART not in asked(network()).symptoms


def test_only_modules_can_be_diagnosed() -> None:
    model = network()
    with pytest.raises(TypeError, match="is not a Module"):
        diagnose(lambda x: model(x), xor(), mean_squared_error)
    with pytest.raises(TypeError, match="diagnose only works on copies"):
        asked(lambda x: model(x), optimizer=SGD(model.parameters(), 0.1))


RATES = {
    "a tenth of the learning rate": 0.1,
    "a hundredth of the learning rate": 0.01,
    "ten times the learning rate": 10.0,
    "a hundred times the learning rate": 100.0,
}


@pytest.mark.parametrize("repair", [*SLOWER, *FASTER], ids=lambda repair: repair.description)
def test_another_learning_rate_is_the_one_that_is_named(repair: Repair) -> None:
    model = network()
    trial = Trial(model, mean_squared_error, xor(), Adam(model.parameters(), 0.5), None, 1, None, False)
    changed = repair.change(trial)
    assert changed is not None
    assert changed.optimizer.learning_rate == pytest.approx(0.5 * RATES[repair.description])


def test_a_repair_that_only_fits_the_noise_does_not_confirm_a_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(0)
    inputs = [[random.gauss(0.0, 1.0) for _ in range(5)] for _ in range(20)]
    noise = Dataset(inputs, [random.gauss(0.0, 1.0) for _ in range(20)])
    model = MLP(5, [8, 1], random=Random(1))

    def found() -> Any:
        optimizer = Adam(model.parameters(), 0.003)
        return diagnose(model, noise, mean_squared_error, optimizer=optimizer, steps=40).symptoms

    assert symptoms.RATE_LOW not in found()
    monkeypatch.setattr(module, "ENOUGH", 21)  # the samples are too few to be divided
    assert found()[0] == symptoms.RATE_LOW


def test_a_repair_that_helps_on_unseen_samples_confirms_a_cause() -> None:
    random = Random(0)
    inputs = [[random.gauss(0.0, 1.0) for _ in range(3)] for _ in range(40)]
    data = Dataset(inputs, [a - 2.0 * b + 0.5 * c for a, b, c in inputs])
    model = MLP(3, [8, 1], random=Random(1))
    found = diagnose(model, data, mean_squared_error, optimizer=Adam(model.parameters(), 1e-4), steps=60)
    assert found.symptoms == [symptoms.RATE_LOW]
