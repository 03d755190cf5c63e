"""What can be wrong with a training, each fault with the remarks that would name it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import nn
from autograd import sigmoid
from benchmarks.diagnosis.setting import Setting
from nn.training.diagnosis import symptoms as S


@dataclass(frozen=True)
class Fault:
    """A way to spoil a training; `applied` gives None where it cannot be done to that one."""

    applied: Callable[[Setting], Setting | None]
    named_by: frozenset[str]


def hidden(model: nn.Module) -> list[nn.Layer | nn.Conv2d]:
    """The layers before the last."""
    return [part for part in model.modules() if isinstance(part, nn.Layer | nn.Conv2d)][:-1]


def neurons(layer: Any) -> list[nn.Neuron]:
    """The neurons of a layer, or the filters of a convolution."""
    return list(getattr(layer, "neurons", None) or layer.filters)


def uses(setting: Setting, *activations: str) -> bool:
    """Whether there is a hidden layer with one of the activations."""
    layers = hidden(setting.model(Random(0)))
    return any(neuron.activation in activations for layer in layers for neuron in neurons(layer))


def below_zero(model: nn.Module) -> None:
    """Biases so far down that no hidden unit ever fires."""
    for layer in hidden(model):
        for neuron in neurons(layer):
            neuron.bias.data = -30.0


def dead(setting: Setting) -> Setting | None:
    return replace(setting, prepare=below_zero) if uses(setting, "relu") else None


def far_out(model: nn.Module) -> None:
    """Weights so large that the hidden units are flat."""
    for p in model.parameters():
        p.data *= 40.0
    for layer in hidden(model):
        for i, neuron in enumerate(neurons(layer)):
            neuron.bias.data = 25.0 * (-1) ** i


def saturated(setting: Setting) -> Setting | None:
    return replace(setting, prepare=far_out) if uses(setting, "tanh", "sigmoid") else None


def zero(model: nn.Module) -> None:
    """All parameters 0."""
    for p in model.parameters():
        p.data = 0.0


def equal(model: nn.Module) -> None:
    """All parameters the same."""
    for p in model.parameters():
        p.data = 0.1


def at_rate(times: float) -> Callable[[Setting], Setting]:
    """Another learning rate."""
    return lambda setting: replace(setting, rate=times * setting.rate)


class Deep(nn.Module):
    """Eight layers of sigmoids in place of the hidden layers."""

    def __init__(self, inputs: int, outputs: int, random: Random) -> None:
        self.network = nn.MLP(inputs, [6] * 8 + [outputs], "sigmoid", random=random, initializer="xavier_uniform")

    def __call__(self, x: Any) -> Any:
        return self.network(x)


def too_deep(setting: Setting) -> Setting | None:
    model = setting.model(Random(0))
    if not isinstance(model, nn.MLP):
        return None
    inputs, outputs = model.layers[0].inputs, len(model.layers[-1].neurons)
    return replace(setting, model=lambda random: Deep(inputs, outputs, random), optimizer=nn.SGD, rate=0.1)


def straight(model: nn.Module) -> None:
    """No activation anywhere."""
    for layer in hidden(model):
        for neuron in neurons(layer):
            neuron.activation = "linear"


def linear(setting: Setting) -> Setting | None:
    return replace(setting, prepare=straight) if isinstance(setting.model(Random(0)), nn.MLP) else None


def first_biases(model: nn.Module) -> list[Any]:
    """One layer's biases, as if the others had been forgotten."""
    return [neuron.bias for neuron in neurons(hidden(model)[0])] if hidden(model) else model.parameters()[:2]


def forgotten(setting: Setting) -> Setting:
    return replace(setting, learned=first_biases)


def with_inputs(setting: Setting, change: Callable[[float], float]) -> Setting | None:
    """The same data with other numbers as inputs; None where the inputs are tokens."""

    def data(random: Random) -> nn.Dataset:
        found = setting.data(random)
        return nn.Dataset([changed(row, change) for row in found.inputs], found.targets)

    return None if isinstance(setting.data(Random(0)).inputs[0][0], int) else replace(setting, data=data)


def changed(row: Any, change: Callable[[float], float]) -> Any:
    return [changed(x, change) for x in row] if isinstance(row, list | tuple) else change(row)


def unscaled(setting: Setting) -> Setting | None:
    return with_inputs(setting, lambda x: 300.0 * x + 500.0)


def far_from_zero(setting: Setting) -> Setting | None:
    return with_inputs(setting, lambda x: x + 40.0)


def blind(setting: Setting) -> Setting | None:
    return with_inputs(setting, lambda x: 0.5)


def shuffled_targets(setting: Setting) -> Setting:
    """Targets that belong to other samples, also where it is validated."""

    def data(random: Random) -> nn.Dataset:
        found = setting.data(random)
        return nn.Dataset(found.inputs, random.sample(found.targets, len(found)))

    return replace(setting, data=data, validation=data)


class Squeezed(nn.Module):
    """A model whose outputs go through sigmoid, although the loss does that itself."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __call__(self, x: Any) -> Any:
        output = self.inner(x)
        return list(map(sigmoid, output)) if isinstance(output, list) else sigmoid(output)


def squeezed(setting: Setting) -> Setting | None:
    row = setting.data(Random(0)).inputs[0]
    model: Any = setting.model(Random(0))
    output = model(row)
    nested = isinstance(output, list) and isinstance(output[0], list)
    return None if nested else replace(setting, model=lambda random: Squeezed(setting.model(random)))


def pulled(setting: Setting) -> Setting:
    return replace(setting, penalty=lambda model: 1.0 * nn.l2_penalty(model.parameters()))


def memorised(setting: Setting) -> Setting:
    """Eight samples with targets by chance, and twice the steps."""

    def data(random: Random) -> nn.Dataset:
        return shuffled_targets(setting).data(random)[:8]

    return replace(setting, data=data, batch_size=None, steps=2 * setting.steps)


FAULTS = {
    "dead relus": Fault(dead, frozenset({S.DEAD})),
    "saturated units": Fault(saturated, frozenset({S.SATURATED, S.VANISHING})),
    "zero weights": Fault(lambda s: replace(s, prepare=zero), frozenset({S.ALIKE})),
    "equal weights": Fault(lambda s: replace(s, prepare=equal), frozenset({S.ALIKE})),
    "rate × 100": Fault(at_rate(100.0), frozenset({S.RATE_HIGH})),
    "rate × 20": Fault(at_rate(20.0), frozenset({S.RATE_HIGH})),
    "rate ÷ 20": Fault(at_rate(1 / 20), frozenset({S.RATE_LOW})),
    "rate ÷ 100": Fault(at_rate(1 / 100), frozenset({S.RATE_LOW})),
    "deep sigmoids": Fault(too_deep, frozenset({S.VANISHING})),
    "no activation": Fault(linear, frozenset({S.LINEAR})),
    "parameters forgotten": Fault(forgotten, frozenset({S.FROZEN})),
    "inputs not scaled": Fault(unscaled, frozenset({S.SCALE})),
    "inputs far from zero": Fault(far_from_zero, frozenset({S.SCALE})),
    "inputs all the same": Fault(blind, frozenset({S.INPUTS_ALIKE})),
    "targets shuffled": Fault(shuffled_targets, frozenset({S.NO_BETTER, S.OVERFITTING})),
    "sigmoid twice": Fault(squeezed, frozenset({S.SQUEEZED})),
    "penalty too strong": Fault(pulled, frozenset({S.PENALTY})),
    "overfitting": Fault(memorised, frozenset({S.OVERFITTING})),
}
