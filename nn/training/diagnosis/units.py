"""What the units of a network do: how often they fire, how far they are saturated, and what gradient reaches them.

A unit is known by the first parameter that goes into its activation, so that it is the same unit at every position of
an image and at every step of a sequence, and no names are needed.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from autograd import Value, enable_grad, topological_order
from autograd.number import sum_in_order
from autograd.support.gc_paused import gc_paused
from autograd.transforms.tree import leaves
from nn.data.dataset import Dataset
from nn.module import Module
from nn.training.diagnosis.copies import copy_of, module_of, random_state_restored

FLAT = {"tanh": 0.97, "sigmoid": 0.97}  # above this |tanh|, and this |2σ − 1|, the slope is almost 0
WATCHED = {"relu", *FLAT}
LOGIT_LOSSES = {"binary cross entropy", "cross entropy"}  # the scopes of those nn.losses that take logits
SUMS = {"dot", "add", "sub", "mul", "neg", "total"}  # the operations between parameters and activation

Numbers = Sequence[float] | None


@dataclass
class Unit:
    """A neuron with an activation, over all samples that were sent through the network."""

    times: int = 0  # how often it was computed
    zeros: int = 0  # how often it gave 0
    flat: int = 0  # how often its activation had almost no slope

    def count_result(self, operation: str, number: float) -> None:
        """Count one of its results."""
        self.times += 1
        self.zeros += number == 0.0
        if operation in FLAT:
            size = abs(number) if operation == "tanh" else abs(2.0 * number - 1.0)
            self.flat += size > FLAT[operation]


@dataclass
class Units:
    """The units of one layer that have the same activation."""

    layer: str
    activation: str
    units: dict[int, Unit] = field(default_factory=dict)

    @property
    def dead(self) -> int:
        """How many units never fired."""
        return sum(unit.zeros == unit.times for unit in self.units.values())

    @property
    def flat(self) -> float:
        """The share of the results that were flat."""
        return sum(unit.flat for unit in self.units.values()) / sum(unit.times for unit in self.units.values())


@dataclass(frozen=True)
class Observation:
    """What was seen of a model while a few samples went through a copy of it."""

    samples: int
    layers: list[Units]  # in the order in which they are computed
    last: set[str]  # the operations that made the outputs
    logits: bool  # whether the loss is one that takes logits
    stacked: bool  # whether layers stand on layers with no activation anywhere
    gradients: dict[str, float]  # the root mean square of the gradient of each tensor of parameters


def observe(
    model: Callable[[Any], Any], loss: Callable[[Any, Any], Any], data: Dataset, numbers: Numbers = None
) -> Observation:
    """Send the samples through a copy of the model, forward and backward, and return what was seen.

    model     a module, or a function made of one
    loss      loss(outputs, targets) of a batch
    data      the samples
    numbers   the parameters of the copy; without them, those of the model
    """
    copy = copy_of(model)
    module = module_of(copy)
    assert module is not None
    for p, x in zip(module.parameters(), numbers or ()):
        p.data = x
    module.eval().zero_grad()
    with gc_paused(), enable_grad(), random_state_restored():
        outputs = [copy(x) for x in data.inputs]
        total = loss(outputs, data.targets)
        total.backward()
        results = [output for output in leaves(outputs) if isinstance(output, Value)]
        nodes = topological_order(*results)
        names = layer_names(module)
        return Observation(
            samples=len(data),
            layers=units_by_layer(nodes, results, names),
            last={node.operation.name for node in results if node.operation},
            logits=any(LOGIT_LOSSES & set(scope) for scope in {node.info.scope for node in topological_order(total)}),
            stacked=stacked_sums(nodes, names),
            gradients={name: root_mean_square([p.grad for p in leaves(t)]) for name, t in module.tensors()},
        )


def stacked_sums(nodes: Sequence[Value], names: dict[Value, str]) -> bool:
    """Return whether weighted sums are made of weighted sums, with nothing but sums in between anywhere."""
    if any(node.operation and kind(node) not in SUMS for node in nodes):
        return False
    weighted = {node for node in nodes if any(x in names for x in node.inputs)}
    return any(x in weighted for node in weighted for x in node.inputs)


def kind(node: Value) -> str:
    """Return the operation of a node without its number of inputs: `dot` for dot(3)."""
    return node.operation.name.partition("(")[0] if node.operation else ""


def layer_names(module: Module) -> dict[Value, str]:
    """Return the name of the layer of each parameter: `layers.0` for `layers.0.weight`."""
    return {p: name.rpartition(".")[0] or name for name, tensor in module.tensors() for p in leaves(tensor)}


def units_by_layer(nodes: Sequence[Value], results: Sequence[Value], names: dict[Value, str]) -> list[Units]:
    """Return the units of each layer.

    nodes     all nodes of the outputs, in the order of their computation
    results   the outputs, whose activations are not counted
    names     the layer of each parameter

    An activation whose input is used elsewhere too is part of another one, such as silu, and is not counted.
    """
    uses = Counter(x for node in nodes for x in node.inputs)
    final = set(results)
    layers: dict[tuple[str, str], Units] = {}
    for node in nodes:
        if node.operation and node.operation.name in WATCHED and node not in final and uses[node.inputs[0]] == 1:
            parameter = first_parameter(node.inputs[0], names)
            if parameter is not None:
                key = names[parameter], node.operation.name
                units = layers.setdefault(key, Units(*key)).units
                units.setdefault(id(parameter), Unit()).count_result(node.operation.name, node.data)
    return list(layers.values())


def first_parameter(node: Value, names: dict[Value, str], depth: int = 3) -> Value | None:
    """Return the first parameter that goes into a sum of products, or None. depth: how many nodes to go back."""
    if node in names:
        return node
    if depth and kind(node) in SUMS:
        return next((p for x in node.inputs if (p := first_parameter(x, names, depth - 1)) is not None), None)
    return None


def root_mean_square(numbers: Sequence[float]) -> float:
    """Return the root of the mean of the squares."""
    return sqrt(sum_in_order(x * x for x in numbers) / len(numbers))
