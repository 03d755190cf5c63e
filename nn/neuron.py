"""A neuron, a layer of them side by side, and layers one after the other."""

from collections.abc import Iterator, Sequence
from operator import index
from random import Random
from typing import Any

from autograd import Value, scope
from autograd.context import each_in_scope
from autograd.functions.families import dot
from autograd.number import is_number
from autograd.operation import Reading, Scalar, count
from autograd.symbolic.printer import SUBSCRIPTS
from autograd.transforms.tree import Nested
from nn.activations import Activation, function_of, known, name_of
from nn.init import SHARED, Initialiser, initialiser_named
from nn.module import Module, place
from nn.pairs import in_order, is_list
from nn.shapes import plain
from nn.validation import generator

Inputs = Any  # numbers or Values, in a list or any other sequence; a single one where one is expected


class Neuron(Module):
    """activation(b + w₁x₁ + … + wₙxₙ), the weighted sum in one node. Gives a Value."""

    def __init__(
        self,
        inputs: int,
        activation: str | Activation | None = "tanh",
        *,
        random: Random = SHARED,
        initialiser: str | Initialiser = "uniform",
        outputs: int = 1,  # how many neurons stand side by side: the rules of Xavier ask for it
    ) -> None:
        draw, random = initialiser_named(initialiser), generator(random)
        self.weight = [
            Value(draw(random, inputs, outputs), f"w{i}") for i in range(1, at_least_one(inputs, "inputs") + 1)
        ]
        self.bias = Value(0.0, "b")
        self.activation = known(activation)

    def __call__(self, inputs: Inputs) -> Scalar:
        return self.output(nodes(inputs, self, len(self.weight)))

    def output(self, x: list[Scalar]) -> Scalar:
        """What it gives for inputs that are nodes already."""
        return function_of(self.activation)(dot(len(x))(*self.weight, *x, self.bias))

    @property
    def w(self) -> list[Value]:
        """The weights, as the lectures call them."""
        return self.weight

    @property
    def b(self) -> Value:
        """The bias, as the lectures call it."""
        return self.bias

    def formula(self) -> str:
        terms = [f"w{subscript(i)}x{subscript(i)}" for i in range(1, len(self.weight) + 1)]
        shown = terms if len(terms) < 5 else [terms[0], "…", terms[-1]]
        return f"{name_of(self.activation)}({' + '.join(['b', *shown])})"


class Layer(Module):
    """Neurons side by side: each sees all inputs. Gives a list, one Value for each neuron."""

    names_parts = False

    def __init__(
        self,
        inputs: int,
        outputs: int,
        activation: str | Activation | None = "tanh",
        *,
        random: Random = SHARED,
        initialiser: str | Initialiser = "uniform",
    ) -> None:
        def neuron() -> Neuron:
            return Neuron(inputs, activation, random=random, initialiser=initialiser, outputs=outputs)

        self.inputs = inputs
        self.neurons: list[Neuron] = each_in_scope("neuron", [neuron] * at_least_one(outputs, "outputs"))

    def __call__(self, inputs: Inputs) -> list[Scalar]:
        return each_in_scope("neuron", [n.output for n in self.neurons], nodes(inputs, self, self.inputs))

    def tensors(self) -> Iterator[tuple[str, Nested]]:
        """The neurons' parameters stacked: weight [outputs, inputs] and bias [outputs], as in torch.nn.Linear."""
        yield "weight", self.weight
        yield "bias", self.bias

    @property
    def weight(self) -> list[list[Value]]:
        """The weights, a row for each neuron."""
        return [n.weight for n in self.neurons]

    @property
    def bias(self) -> list[Value]:
        """The bias of each neuron."""
        return [n.bias for n in self.neurons]

    def formula(self) -> str:
        return f"{len(self.neurons)} × {self.neurons[0].formula()}"


class MLP(Module):
    """A multi-layer perceptron, layers one after the other: `MLP(3, [4, 4, 1])` has two hidden layers of 4.

    The last layer is linear (its outputs are predictions or logits) unless `output_activation` says otherwise.
    With one output it gives that Value, with several a list.
    """

    names_parts = False

    def __init__(
        self,
        inputs: int,
        widths: Sequence[int],
        activation: str | Activation | None = "tanh",
        output_activation: str | Activation | None = "linear",
        *,
        random: Random = SHARED,
        initialiser: str | Initialiser = "uniform",
    ) -> None:
        inputs = at_least_one(inputs, "inputs")
        widths = widths_of(widths, "MLP", f"MLP({inputs}, {[widths] if hasattr(widths, '__index__') else [4, 4, 1]})")
        activations = [known(activation)] * (len(widths) - 1) + [output_activation]
        self.layers: list[Layer] = []
        for i, (before, width, kind) in enumerate(zip([inputs, *widths], widths, activations), start=1):
            with scope("MLP"), scope(f"layer {i}"):
                self.layers.append(Layer(before, width, kind, random=random, initialiser=initialiser))

    def __call__(self, inputs: Inputs) -> Any:
        x: Any = inputs
        with scope("MLP"):
            for i, layer in enumerate(self.layers, start=1):
                with scope(f"layer {i}"):
                    x = layer(x)
        return x[0] if len(x) == 1 else x

    def formula(self) -> str:
        steps = [f"{len(layer.neurons)} {name_of(layer.neurons[0].activation)}" for layer in self.layers]
        return " → ".join([str(self.layers[0].inputs), *steps])


def nodes(inputs: Any, module: Module, expected: int) -> list[Scalar]:
    """The inputs of a module, numbers as constant nodes; a ValueError if they are too many or too few."""
    if is_number(inputs) or isinstance(inputs, Reading):
        inputs = [inputs]
    elif type(inputs) is not list:
        inputs = in_order(inputs, place(module), "inputs")
    try:
        x = [x if isinstance(x, Reading) else Value.lift(x) for x in inputs]
    except TypeError as error:
        if any(is_list(plain(x)) for x in inputs):
            error.add_note(
                f"{place(module)} takes one sample at a time; for several, write [model(x) for x in samples]."
            )
        raise
    if len(x) != expected:
        raise ValueError(
            f"{place(module)}: {count(expected, 'input')} expected, but {len(x)} came. It computes {module.formula()}; "
            f"give a list of {expected}, or build it with inputs={len(x)}."
        )
    return x


def at_least_one(size: Any, name: str) -> int:
    """The size; an error where it is not a whole number of at least 1."""
    if not hasattr(size, "__index__"):
        raise TypeError(f"{name} = {size!r} ({type(size).__name__}) is not a whole number; give an int of at least 1")
    if size < 1:
        raise ValueError(f"{name} = {size}: a neuron needs at least one input, and a layer one output")
    return index(size)


def widths_of(widths: Any, name: str, example: str) -> list[int]:
    """How many neurons each layer has; an error where that is not a list with at least one.

    name      who asks, for the message
    example   how it is called: "MLP(3, [4, 4, 1])"
    """
    if hasattr(widths, "__index__"):
        raise TypeError(f"{name}: the widths are a list, with the number of neurons of each layer; write {example}")
    widths = list(in_order(widths, name, "widths"))
    if not widths:
        raise ValueError(f"{name}: no widths came; give the number of neurons of each layer, such as {example}")
    return [at_least_one(width, "outputs") for width in widths]


def subscript(i: int) -> str:
    """12 as ₁₂."""
    return str(i).translate(SUBSCRIPTS)
