"""Recurrent networks: one cell, applied at every step of a sequence, that hands on what it remembers to the next step.

The letters of the formulas: x the inputs of a step, h the hidden state (what a cell gives, and sees again at the next
step), c the cell state of an LSTM; a · between vectors multiplies place by place. The weights W, U and biases b, d have
the names, the shapes and the order of gates that they have in PyTorch.
"""

from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any, ClassVar

from autograd import Value, dot, scope, sigmoid, tanh
from autograd.context import each_in_scope
from autograd.number import is_number
from autograd.operation import Reading, Scalar
from autograd.transforms.tree import Nested
from nn.activations import Activation
from nn.init import SHARED, Initialiser, initialiser_named
from nn.module import Module, location
from nn.neuron import Inputs, nodes, require_size
from nn.pairs import require_ordered
from nn.shapes import as_lists, shape_of, written
from nn.validation import generator, require

Vector = list[Scalar]
State = Any  # what is remembered: h, or for an LSTM (h, c)


class Cell(Module):
    """What all cells have: the weights of their gates, one gate below the other, and how a gate is computed.

    weight_ih   W, [gates · hidden, inputs], drawn by the initialiser for as many inputs, and outputs = hidden
    weight_hh   U, [gates · hidden, hidden]
    bias_ih     b, [gates · hidden], zeros
    bias_hh     d, [gates · hidden], zeros: one of the two would do, but PyTorch has both
    """

    gates: ClassVar[tuple[str, ...]]

    def __init__(
        self, inputs: int, hidden: int, *, random: Random = SHARED, initialiser: str | Initialiser = "xavier_uniform"
    ) -> None:
        draw, random = initialiser_named(initialiser), generator(random)
        self.inputs, self.hidden = require_size(inputs, "inputs"), require_size(hidden, "hidden")

        def neuron(_: int) -> tuple[Vector, Vector, Value, Value]:
            w = [Value(draw(random, inputs, hidden), f"w{i}") for i in range(1, inputs + 1)]
            u = [Value(draw(random, hidden, hidden), f"u{i}") for i in range(1, hidden + 1)]
            return w, u, Value(0.0, "b"), Value(0.0, "d")

        rows = [row for gate in self.gates for row in self.each(gate, neuron)]
        self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh = map(list, zip(*rows))

    def gate(self, number: int, activation: Activation, x: Vector, h: Vector) -> Vector:
        """activation(W x + b + U h + d) with the rows of this gate, each sum of products in one node."""

        def neuron(k: int) -> Scalar:
            i = number * self.hidden + k
            bias = self.bias_ih[i] + self.bias_hh[i]
            return activation(dot([*self.weight_ih[i], *self.weight_hh[i]], [*x, *h], bias))

        return self.each(self.gates[number], neuron)

    def each(self, name: str, function: Callable[[int], Any]) -> list[Any]:
        """What a function gives for each place of the state, in a scope of this name."""
        with scope(name):
            return each_in_scope("neuron", [partial(function, k) for k in range(self.hidden)])

    def remembered(self, state: Any, name: str = "h") -> Vector:
        """A vector of the state as nodes, zeros where there is none yet."""
        if state is None:
            return [Value.lift(0.0)] * self.hidden
        shape = shape_of(state := as_lists(state))
        require(
            shape == (self.hidden,),
            f"{location(self)}: a state {name} of {self.hidden} expected, but {written(shape)} came; "
            "hand on what the step before gave, or leave the state out to begin with zeros",
        )
        return [x if isinstance(x, Reading) else Value.lift(x) for x in state]

    @staticmethod
    def output(state: State) -> Any:
        """What of its state a cell shows to the layer above."""
        return state


class RNNCell(Cell):
    """h' = tanh(W x + b + U h + d) (Elman, 1990). Takes inputs and h, gives h'; weights as in torch.nn.RNNCell."""

    gates = ("hidden state",)

    def __call__(self, inputs: Inputs, state: State = None) -> Vector:
        x, h = nodes(inputs, self, self.inputs), self.remembered(state)
        return self.gate(0, tanh, x, h)

    def formula(self) -> str:
        return "h' = tanh(W x + b + U h + d)"


class LSTMCell(Cell):
    """c' = f · c + i · g and h' = o · tanh(c'), where i, f, g and o are gates: g with tanh, the others with σ.

    Takes inputs and (h, c), gives (h', c'); weights as in torch.nn.LSTMCell, gates in the order i, f, g, o.
    Hochreiter and Schmidhuber, 1997; the forget gate f: Gers, Schmidhuber and Cummins, 2000.
    """

    gates = ("input gate", "forget gate", "cell gate", "output gate")

    def __call__(self, inputs: Inputs, state: State = None) -> tuple[Vector, Vector]:
        h, c = pair(state, self)
        x, h, c = nodes(inputs, self, self.inputs), self.remembered(h), self.remembered(c, "c")
        i = self.gate(0, sigmoid, x, h)
        f = self.gate(1, sigmoid, x, h)
        g = self.gate(2, tanh, x, h)
        o = self.gate(3, sigmoid, x, h)
        new_c = self.each("cell state", lambda k: f[k] * c[k] + i[k] * g[k])
        new_h = self.each("hidden state", lambda k: o[k] * tanh(new_c[k]))
        return new_h, new_c

    @staticmethod
    def output(state: State) -> Any:
        return state[0]

    def formula(self) -> str:
        return "c' = f · c + i · g, h' = o · tanh(c'); i, f, o = σ(W x + b + U h + d), g = tanh(W x + b + U h + d)"


class GRUCell(Cell):
    """h' = (1 − z) · n + z · h, where n = tanh(W x + b + r · (U h + d)), and r and z are gates with σ.

    Takes inputs and h, gives h'; weights as in torch.nn.GRUCell, gates in the order r, z, n.
    Cho and others, 2014; but r stands behind the product U h, where PyTorch has it, and not before.
    """

    gates = ("reset gate", "update gate", "new gate")

    def __call__(self, inputs: Inputs, state: State = None) -> Vector:
        x, h = nodes(inputs, self, self.inputs), self.remembered(state)
        r = self.gate(0, sigmoid, x, h)
        z = self.gate(1, sigmoid, x, h)
        n = self.each(self.gates[2], lambda k: tanh(self.from_inputs(k, x) + r[k] * self.from_state(k, h)))
        return self.each("hidden state", lambda k: (1.0 - z[k]) * n[k] + z[k] * h[k])

    def from_inputs(self, k: int, x: Vector) -> Scalar:
        """The part W x + b of the gate n."""
        i = 2 * self.hidden + k
        return dot(self.weight_ih[i], x, self.bias_ih[i])

    def from_state(self, k: int, h: Vector) -> Scalar:
        """The part U h + d of the gate n."""
        i = 2 * self.hidden + k
        return dot(self.weight_hh[i], h, self.bias_hh[i])

    def formula(self) -> str:
        return "h' = (1 − z) · n + z · h; n = tanh(W x + b + r · (U h + d)), r, z = σ(W x + b + U h + d)"


class Recurrent(Module):
    """A cell along a sequence. Each further layer is a cell that sees, step by step, what the layer below gives."""

    names_parts = False

    cell: ClassVar[type[RNNCell | LSTMCell | GRUCell]]

    def __init__(
        self,
        inputs: int,
        hidden: int,
        layers: int = 1,
        *,
        random: Random = SHARED,
        initialiser: str | Initialiser = "xavier_uniform",
    ) -> None:
        require(layers >= 1, f"{type(self).__name__}: layers = {layers}; give at least one")
        sizes = [inputs] + [hidden] * (layers - 1)
        cells = [partial(self.cell, size, hidden, random=random, initialiser=initialiser) for size in sizes]
        with scope(type(self).__name__), scope("weights"):
            self.cells: list[RNNCell | LSTMCell | GRUCell] = each_in_scope("layer", cells)

    def __call__(self, sequence: Any, state: State = None) -> tuple[list[Vector], State]:
        """What the last layer gives at every step, [steps][hidden], and the state after the last step.

        sequence   [steps][inputs], of one sample
        state      where to begin, h as [layers][hidden], for an LSTM (h, c); without it, zeros. The state that is
                   given back looks the same, so that a sequence can be read in parts.
        """
        outputs, states = [], self.apart(state)
        for t, x in enumerate(steps(sequence, self), start=1):
            with scope(type(self).__name__), scope(f"step {t}"):
                for layer, cell in enumerate(self.cells):
                    with scope(f"layer {layer + 1}"):
                        states[layer] = cell(x, states[layer])
                        x = cell.output(states[layer])
            outputs.append(x)
        return outputs, self.together(states)

    def apart(self, state: State) -> list[State]:
        """The state of each layer."""
        return layers_of(state, self)

    def together(self, states: list[State]) -> State:
        """The states of the layers in the form in which they come and go."""
        return states

    def tensors(self) -> Iterator[tuple[str, Nested]]:
        """The weights of each layer with its number behind the name: weight_ih_l0, as in torch.nn."""
        for layer, cell in enumerate(self.cells):
            for name, tensor in cell.tensors():
                yield f"{name}_l{layer}", tensor

    def formula(self) -> str:
        first = self.cells[0]
        sizes = " → ".join(str(size) for size in [first.inputs, *(cell.hidden for cell in self.cells)])
        return f"{sizes}, at every step {first.formula()}"


class RNN(Recurrent):
    """A plain recurrent network, an `RNNCell` along a sequence; weights as in torch.nn.RNN."""

    cell = RNNCell


class GRU(Recurrent):
    """A network of gated recurrent units, a `GRUCell` along a sequence; weights as in torch.nn.GRU."""

    cell = GRUCell


class LSTM(Recurrent):
    """Long short-term memory, an `LSTMCell` along a sequence, its state a pair (h, c); weights as in torch.nn.LSTM."""

    cell = LSTMCell

    def apart(self, state: State) -> list[State]:
        h, c = pair(state, self)
        return list(zip(layers_of(h, self, "h"), layers_of(c, self, "c")))

    def together(self, states: list[State]) -> State:
        h, c = zip(*states)
        return list(h), list(c)


def steps(sequence: Any, network: Module) -> Any:
    """A sequence, if it is one and not empty."""
    sequence = require_ordered(as_lists(sequence), location(network), "steps")
    if is_number(sequence) or isinstance(sequence, Reading):
        flaw = "a single number came; give a list of the inputs of each step"
    elif not len(sequence):
        flaw = "no step came; give at least one"
    elif any(isinstance(x, list | tuple) for step in sequence if isinstance(step, list | tuple) for x in step):
        flaw = "a step holds lists; for many sequences, write autograd.vmap(model)(sequences)"
    else:
        return sequence
    raise ValueError(f"{location(network)}: a sequence [steps][inputs] expected, but {flaw}")


def layers_of(state: Any, network: Recurrent, name: str = "h") -> list[Any]:
    """A part of the state for each layer; None for each where there is none yet."""
    layers = len(network.cells)
    if state is None:
        return [None] * layers
    shape, expected = shape_of(state := as_lists(state)), (layers, network.cells[0].hidden)
    require(
        shape == expected,
        f"{location(network)}: a state {name} of {written(expected)} expected, [layers][hidden], but {written(shape)} "
        "came; hand on the state that an earlier call gave, or leave it out to begin with zeros",
    )
    return list(state)


def pair(state: Any, module: Module) -> Any:
    """The two parts of the state of an LSTM."""
    if state is None:
        return None, None
    several = isinstance(state := as_lists(state), list | tuple)
    came = f"{len(state)} parts" if several else f"a {type(state).__name__}"
    require(several and len(state) == 2, f"{location(module)}: a state (h, c) expected, but {came} came")
    return state
