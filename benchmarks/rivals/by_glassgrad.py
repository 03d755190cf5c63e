"""Ours: the loss is written with `Value`s, and recorded at each step or compiled."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle
from typing import Any

import numpy as np

import autograd
import nn
from autograd import Value, logsumexp, mean
from benchmarks import two_moons
from benchmarks.small_gpt import SmallGPT
from benchmarks.tasks import Digits, Documents, Moons
from benchmarks.timing import Step

Loss = Callable[..., Value]
Way = Callable[[Loss, nn.Optimizer, list[tuple[Any, ...]]], Step]  # how to make a step of a loss


def moons(task: Moons, way: Way, batched: bool = False) -> Step:
    """Through + and ×, as a loop over the samples or with `vmap`."""
    layers = two_moons.network(Value)
    parameters = two_moons.parameters_of(layers)

    def short(x: Sequence[Any], sign: Any) -> Any:
        return two_moons.hinge_of(layers, x, sign)

    def loss() -> Any:
        if batched:
            losses = autograd.vmap(short)(two_moons.INPUTS, two_moons.SIGNS)
        else:
            losses = [short(x, sign) for x, sign in zip(two_moons.INPUTS, two_moons.SIGNS)]
        return two_moons.penalized(losses, parameters)

    return way(loss, nn.SGD(parameters, task.rate), [()])


def documents(task: Documents, way: Way) -> Step:
    """The small GPT through + and ×; a document is an argument."""
    model = SmallGPT()
    schedule = nn.schedules.linear(task.steps)
    optimizer = nn.Adam(model.parameters(), task.rate, betas=task.betas, epsilon=task.epsilon, schedule=schedule)
    return way(model.loss, optimizer, [(document,) for document in task.documents()])


def digits(task: Digits, way: Way) -> Step:
    """`nn.MLP`, for each image; a batch is an argument."""
    model = nn.MLP(task.sizes[0], task.sizes[1:], activation="relu")
    for layer, (weight, bias) in zip(model.layers, task.layers()):
        for neuron, numbers, number in zip(layer.neurons, weight.tolist(), bias.tolist()):
            neuron.bias.data = number
            for parameter, x in zip(neuron.weight, numbers):
                parameter.data = x

    def surprise(image: Sequence[Any], digit: Any) -> Any:
        logits = model(image)
        return logsumexp(logits) - autograd.take(logits, digit)

    def loss(images: Any, classes: Any) -> Any:
        return mean(autograd.vmap(surprise)(images, classes))

    return way(loss, nn.SGD(model.parameters(), task.rate), list(task.batches()))


def eager(loss: Loss, optimizer: nn.Optimizer, batches: list[tuple[Any, ...]]) -> Step:
    """Record, run backward, move."""
    turns = cycle(
        [tuple(part.tolist() if isinstance(part, np.ndarray) else part for part in batch) for batch in batches]
    )

    def step() -> float:
        result = loss(*next(turns))
        optimizer.zero_grad()
        result.backward()
        optimizer.step()
        return result.data

    return step


class Compiled:
    """Trace once for each structure, then run its program; parameters stay in the program's memory."""

    def __init__(self, backend: str, loss: Loss, optimizer: nn.Optimizer, batches: list[tuple[Any, ...]]) -> None:
        self.fast = autograd.compile(loss, backend=backend)
        self.training = self.fast.training(optimizer).__enter__()
        self.turns = cycle(batches)

    def __call__(self) -> float:
        return float(self.training(*next(self.turns)))

    def program_of_next(self) -> Any:
        """Nodes, instructions and times of the program for the next batch, which is trained on."""
        self()
        return self.fast.stats


def compiled(backend: str) -> Way:
    """The way with this backend."""
    return partial(Compiled, backend)
