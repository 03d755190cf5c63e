"""One training step on two moons: 100 samples through a 2-16-16-1 network, hinge loss + L2, gradient descent.

`written_out_step` is the step as one writes it in the lectures, a neuron being a sum of products: it works on
any `Value`, micrograd's or ours. `nn_step` is the same step with `nn`, where a neuron is one node.
"""

from itertools import pairwise
from random import Random
from typing import Any

import nn
from benchmarks.timing import Step
from nn.data import two_moons

SIZES = (2, 16, 16, 1)
PENALTY = 1e-4
RATE = 0.05

moons = two_moons(100, noise=0.1, random=Random(0))
INPUTS = tuple(map(tuple, moons.inputs))  # what can change is compared at each call of a compiled function
SIGNS = tuple(2 * target - 1 for target in moons.targets)


Layers = list[list[tuple[list[Any], Any]]]  # of each layer the neurons, of each neuron the weights and the bias


def network(number: type) -> Layers:
    """Three layers of this `Value`, weights between −1 and 1."""
    random = Random(0)
    return [
        [([number(random.uniform(-1, 1)) for _ in range(before)], number(0.0)) for _ in range(width)]
        for before, width in pairwise(SIZES)
    ]


def parameters_of(layers: Layers) -> list[Any]:
    """Weights and bias of each neuron."""
    return [p for layer in layers for weights, bias in layer for p in [*weights, bias]]


def hinge_of(layers: Layers, x: Any, sign: float) -> Any:
    """How much one sample falls short of the margin; a neuron is a sum of products, written out."""
    for layer in layers:
        x = [sum((w * xi for w, xi in zip(weights, x)), bias) for weights, bias in layer]
        if layer is not layers[-1]:
            x = [xi.relu() for xi in x]
    return (1 + -sign * x[0]).relu()


def penalized(losses: list[Any], parameters: list[Any]) -> Any:
    """The mean of the losses, and the penalty on the parameters."""
    return sum(losses) * (1.0 / len(losses)) + PENALTY * sum(p * p for p in parameters)


def written_out_step(number: type, rate: float = RATE) -> Step:
    """The step through + and × of this `Value`; each call gives the loss before it."""
    layers = network(number)
    parameters = parameters_of(layers)

    def step() -> float:
        losses = [hinge_of(layers, list(map(number, x)), sign) for x, sign in zip(INPUTS, SIGNS)]
        loss = penalized(losses, parameters)
        for p in parameters:
            p.grad = 0.0
        loss.backward()
        for p in parameters:
            p.data -= rate * p.grad
        return float(loss.data)

    return step


def nn_step() -> Step:
    """The step with `nn`; each call gives the loss before it."""
    model = nn.MLP(SIZES[0], SIZES[1:], activation="relu", random=Random(0))
    optimizer = nn.SGD(model.parameters(), RATE)

    def step() -> float:
        loss = nn.hinge([model(x) for x in INPUTS], SIGNS) + PENALTY * nn.l2_penalty(optimizer.parameters)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return float(loss.data)

    return step
