"""The repairs of a training, by symptom: each changes a trial."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import sqrt
from random import Random
from typing import NamedTuple

from autograd.transforms.tree import leaves, rebuilt
from nn.data.dataset import Dataset
from nn.data.scaler import mean_and_deviation
from nn.neuron import Neuron
from nn.shapes import shape_of
from nn.training.diagnosis import symptoms
from nn.training.diagnosis.trial import Trial


class Repair(NamedTuple):
    """A change to a copy of a trial: it returns the changed trial, or None if there is nothing to change."""

    description: str  # as in "With … the loss falls"
    change: Callable[[Trial], Trial | None]


def at_rate(times: float) -> Callable[[Trial], Trial]:
    """Return a change of the learning rate to so many times the old one."""

    def change(trial: Trial) -> Trial:
        trial.optimizer.learning_rate *= times
        return trial

    return change


def drawn_anew(trial: Trial) -> Trial:
    """Draw weights normally with variance 2 / (inputs + outputs), and set biases to 0; gains and buffers stay."""
    random = Random(0)
    for name, tensor in trial.module.tensors():
        shape = shape_of(tensor) or ()
        if len(shape) >= 2:
            inputs = len(list(leaves(tensor[0])))
            for p in leaves(tensor):
                p.data = random.gauss(0.0, sqrt(2.0 / (inputs + shape[0])))
        elif "bias" in name.rpartition(".")[2]:
            for p in leaves(tensor):
                p.data = 0.0
    return trial


def neurons(trial: Trial) -> tuple[list[Neuron], list[Neuron]]:
    """Return the neurons of all layers but the last, and those of the last."""
    found = [part for part in trial.module.modules() if isinstance(part, Neuron)]
    tensors = [tensor for _, tensor in trial.module.tensors()]
    final = set(leaves(tensors[-1])) if tensors else set()
    return [n for n in found if n.bias not in final], [n for n in found if n.bias in final]


def with_activation(name: str, instead_of: str, last: bool = False) -> Callable[[Trial], Trial | None]:
    """Return a change of the activation of the hidden layers, or of the last layer.

    name         the new activation
    instead_of   the activation that it replaces; neurons with another one stay as they are
    last         True: in the last layer
    """

    def change(trial: Trial) -> Trial | None:
        repaired = [neuron for neuron in neurons(trial)[last] if neuron.activation == instead_of]
        for neuron in repaired:
            neuron.activation = name
        return trial if repaired else None

    return change


def all_moving(trial: Trial) -> Trial | None:
    """Let the optimiser move every parameter."""
    parameters, old = trial.module.parameters(), trial.optimizer
    if set(parameters) <= set(old.parameters):
        return None
    old.parameters = parameters
    old.state = [old.initial_state] * len(parameters)
    old.steps = 0
    return trial


def without_penalty(trial: Trial) -> Trial | None:
    """Leave out penalty and weight decay."""
    if trial.penalty is None and not trial.optimizer.weight_decay:
        return None
    trial.optimizer.weight_decay = 0.0
    return replace(trial, penalty=None)


def on_one_scale(trial: Trial) -> Trial:
    """Give every input mean 0 and standard deviation 1."""
    rows = [[float(x) for x in leaves(row)] for row in trial.data.inputs]
    scales = [mean_and_deviation(column) for column in zip(*rows)]
    inputs = [
        rebuilt(old, iter([(x - mean) / deviation for x, (mean, deviation) in zip(row, scales)]))
        for old, row in zip(trial.data.inputs, rows)
    ]
    return replace(trial, data=Dataset(inputs, trial.data.targets))


def together(*changes: Callable[[Trial], Trial | None]) -> Callable[[Trial], Trial | None]:
    """Return several changes as one, each made if there is something to change."""

    def change(trial: Trial) -> Trial | None:
        for each in changes:
            trial = each(trial) or trial
        return trial

    return change


# fmt: off
SLOWER = [Repair("a tenth of the learning rate", at_rate(0.1)),
          Repair("a hundredth of the learning rate", at_rate(0.01))]
FASTER = [Repair("ten times the learning rate", at_rate(10.0)),
          Repair("a hundred times the learning rate", at_rate(100.0))]
ANEW = Repair("weights drawn anew and biases 0", drawn_anew)
REPAIRS: dict[str, list[Repair]] = {
    symptoms.ALIKE:     [ANEW],
    symptoms.SQUEEZED:  [Repair("a last layer without activation", with_activation("linear", "sigmoid", last=True)),
                         Repair("a last layer without activation", with_activation("linear", "tanh", last=True)),
                         Repair("a last layer without activation", with_activation("linear", "relu", last=True))],
    symptoms.SCALE:     [Repair("inputs of mean 0 and standard deviation 1", on_one_scale)],
    symptoms.PENALTY:   [Repair("no penalty", without_penalty)],
    symptoms.RATE_HIGH: SLOWER,
    symptoms.DEAD:      [ANEW],
    symptoms.SATURATED: [ANEW],
    symptoms.VANISHING: [Repair("tanh in place of sigmoid, and weights drawn anew",
                                together(with_activation("tanh", "sigmoid"), drawn_anew))],
    symptoms.LINEAR:    [Repair("tanh between the layers", with_activation("tanh", "linear"))],
    symptoms.FROZEN:    [Repair("all parameters moving", all_moving)],
    symptoms.RATE_LOW:  FASTER,
}
# fmt: on


def repairs_for(suspected: list[str]) -> Iterator[tuple[str, Repair]]:
    """Yield what is worth trying: first for what was seen, and after that for the rate and the first weights."""
    for symptom in [*suspected, symptoms.RATE_HIGH, symptoms.RATE_LOW, symptoms.DEAD]:
        yield from ((symptom, repair) for repair in REPAIRS.get(symptom, []))
