"""A neuron, a layer of neurons side by side, and a network of layers one after the other."""

from collections.abc import Iterator, Sequence
from operator import index
from random import Random
from typing import Any

from autograd import Value, scope
from autograd.context import each_in_scope
from autograd.functions.families import dot
from autograd.operation import Reading, Scalar, count
from autograd.symbolic.printer import SUBSCRIPTS
from autograd.transforms.tree import Nested
from nn.activations import Activation, activation_named, function_of, name_of
from nn.init import SHARED, Initialiser, drawing
from nn.module import Module, location
from nn.pairs import is_list, require_ordered
from nn.shapes import as_lists, is_scalar

Inputs = Any  # numbers or Values, in a list or any other sequence; a single one where one is expected


class Neuron(Module):
    """A neuron: activation(b + w₁x₁ + … + wₙxₙ), with the weighted sum in a single node.

    inputs        how many inputs it has
    activation    the name of one of `nn.ACTIVATIONS`, or a function of one number; None means "linear"
    random        the generator that draws the weights; by default the one that `random.seed` seeds
    initializer   how a weight is drawn: the name of a rule in `nn.init`, or a function with the same arguments
    outputs       how many neurons stand side by side, which Xavier's rules take into account

    A call takes as many numbers or Values as there are inputs and returns a Value.

    >>> from nn import Neuron
    >>> neuron = Neuron(2, "relu", initializer="zeros")
    >>> neuron.w[0].data, neuron.w[1].data, neuron.b.data = 1.0, -2.0, 0.5
    >>> neuron([3.0, 1.0]).data
    1.5
    """

    def __init__(
        self,
        inputs: int,
        activation: str | Activation | None = "tanh",
        *,
        random: Random = SHARED,
        initializer: str | Initialiser = "uniform",
        outputs: int = 1,
    ) -> None:
        draw = drawing(initializer, random)
        self.weight = [Value(draw(inputs, outputs), f"w{i}") for i in range(1, require_size(inputs, "inputs") + 1)]
        self.bias = Value(0.0, "b")
        self.activation = activation_named(activation)

    def __call__(self, inputs: Inputs) -> Scalar:
        return self.output(nodes(inputs, self, len(self.weight)))

    def output(self, x: list[Scalar]) -> Scalar:
        """Return the neuron's output for inputs that are nodes already."""
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
        return f"{name_of(self.activation)}(b + {weighted_sum(len(self.weight), 4)})"


class Layer(Module):
    """A layer: neurons side by side that all see the same inputs.

    inputs     how many inputs each neuron has
    outputs    how many neurons there are
    activation, random, initializer   as for `Neuron`

    A call takes a list of inputs and returns a list with a Value for each neuron. The parameters are `weight`
    [outputs][inputs] and `bias` [outputs], as in torch.nn.Linear, which is `Layer(inputs, outputs, "linear")`.

    >>> from random import Random
    >>> from nn import Layer
    >>> layer = Layer(3, 2, random=Random(0))
    >>> len(layer([1.0, 2.0, 3.0]))
    2
    >>> layer
    Layer: 2 × tanh(b + w₁x₁ + w₂x₂ + w₃x₃)   (8 parameters)
      weight  2 × 3  6
      bias    2      2
    """

    names_parts = False

    def __init__(
        self,
        inputs: int,
        outputs: int,
        activation: str | Activation | None = "tanh",
        *,
        random: Random = SHARED,
        initializer: str | Initialiser = "uniform",
    ) -> None:
        def neuron() -> Neuron:
            return Neuron(inputs, activation, random=random, initializer=initializer, outputs=outputs)

        self.inputs = inputs
        self.neurons: list[Neuron] = each_in_scope("neuron", [neuron] * require_size(outputs, "outputs"))

    def __call__(self, inputs: Inputs) -> list[Scalar]:
        return each_in_scope("neuron", [n.output for n in self.neurons], nodes(inputs, self, self.inputs))

    def tensors(self) -> Iterator[tuple[str, Nested]]:
        """Yield the neurons' parameters stacked: weight [outputs][inputs] and bias [outputs], as in torch.nn.Linear."""
        yield "weight", self.weight
        yield "bias", self.bias

    @property
    def weight(self) -> list[list[Value]]:
        """The weights, with a row for each neuron."""
        return [n.weight for n in self.neurons]

    @property
    def bias(self) -> list[Value]:
        """The bias of each neuron."""
        return [n.bias for n in self.neurons]

    def formula(self) -> str:
        return f"{len(self.neurons)} × {self.neurons[0].formula()}"


class MLP(Module):
    """A multi-layer perceptron: layers one after the other.

    inputs              how many inputs a sample has
    widths              how many neurons each layer has; `MLP(3, [4, 4, 1])` has two hidden layers of 4
    activation          of the hidden layers, as for `Neuron`
    output_activation   of the last layer, whose outputs are predictions or logits
    random, initializer   as for `Neuron`

    A call takes a list of inputs and returns a Value if the last layer has one neuron, otherwise a list of Values.

    >>> from random import Random
    >>> from nn import MLP
    >>> model = MLP(2, [4, 4, 1], random=Random(0))
    >>> model.parameter_count
    37
    >>> print(model.formula())
    2 → 4 tanh → 4 tanh → 1 linear
    >>> -4.0 < model([0.5, -1.0]).data < 4.0
    True
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
        initializer: str | Initialiser = "uniform",
    ) -> None:
        inputs = require_size(inputs, "inputs")
        example = [widths] if hasattr(widths, "__index__") else [4, 4, 1]
        widths = require_widths(widths, "MLP", f"MLP({inputs}, {example})")
        activations = [activation_named(activation)] * (len(widths) - 1) + [output_activation]
        self.layers: list[Layer] = []
        for i, (before, width, kind) in enumerate(zip([inputs, *widths], widths, activations), start=1):
            with scope("MLP"), scope(f"layer {i}"):
                self.layers.append(Layer(before, width, kind, random=random, initializer=initializer))

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
    """Return the inputs of a module as nodes: numbers become constants.

    inputs     a list of numbers or Values, or a single one where one input is expected
    module     the module that takes them, for the message
    expected   how many there have to be; a ValueError says if there are too many or too few
    """
    if is_scalar(inputs):
        inputs = [inputs]
    elif type(inputs) is not list:
        inputs = require_ordered(inputs, location(module), "inputs")
    try:
        x = [node(x) for x in inputs]
    except TypeError as error:
        if any(is_list(as_lists(x)) for x in inputs):
            error.add_note(
                f"{location(module)} takes one sample at a time; for several, write [model(x) for x in samples]."
            )
        raise
    if len(x) != expected:
        raise ValueError(
            f"{location(module)}: {count(expected, 'input')} expected, but {len(x)} came. It computes "
            f"{module.formula()}; give a list of {expected}, or build it with inputs={len(x)}."
        )
    return x


def node(x: Any) -> Scalar:
    """Return x as a node: a plain number becomes a constant."""
    return x if isinstance(x, Reading) else Value.lift(x)


def require_size(size: Any, name: str) -> int:
    """Return a size as an int; raise an error unless it is a whole number of at least 1. name: the argument's name."""
    if not hasattr(size, "__index__"):
        raise TypeError(f"{name} = {size!r} ({type(size).__name__}) is not a whole number; give an int of at least 1")
    if size < 1:
        raise ValueError(f"{name} = {size}: a neuron needs at least one input, and a layer one output")
    return index(size)


def require_widths(widths: Any, name: str, example: str) -> list[int]:
    """Return the number of neurons of each layer; raise an error unless it is a list with at least one.

    widths    what the user gave
    name      the name of the caller, for the message
    example   a call that would be right: "MLP(3, [4, 4, 1])"
    """
    if hasattr(widths, "__index__"):
        raise TypeError(f"{name}: the widths are a list, with the number of neurons of each layer; write {example}")
    widths = list(require_ordered(widths, name, "widths"))
    if not widths:
        raise ValueError(f"{name}: no widths came; give the number of neurons of each layer, such as {example}")
    return [require_size(width, "outputs") for width in widths]


def weighted_sum(inputs: int, longest: int) -> str:
    """Return `w₁x₁ + w₂x₂ + w₃x₃`, or `w₁x₁ + … + w₉x₉` where there are more terms than `longest`."""
    terms = [f"w{subscript(i)}x{subscript(i)}" for i in range(1, inputs + 1)]
    return " + ".join(terms if inputs <= longest else [terms[0], "…", terms[-1]])


def subscript(i: int) -> str:
    """Return a number in subscript digits: 12 becomes ₁₂."""
    return str(i).translate(SUBSCRIPTS)
