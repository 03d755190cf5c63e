"""Recurrent networks: a cell that is applied at every step of a sequence and hands its state on to the next step.

The letters of the formulas: x the inputs of a step, h the hidden state (the output of a cell, which is an input of the
next step), c the cell state of an LSTM; a · between vectors multiplies number by number. The weights W, U and biases
b, d have the names, the shapes and the order of gates that they have in PyTorch.
"""

from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any, ClassVar

from autograd import Value, dot, scope, sigmoid, tanh
from autograd.context import each_in_scope
from autograd.operation import Scalar
from autograd.transforms.tree import Nested
from nn.activations import Activation
from nn.init import SHARED, Initialiser, drawing
from nn.module import Module, location
from nn.neuron import Inputs, node, nodes, require_size
from nn.pairs import require_ordered
from nn.shapes import as_lists, is_scalar, shape_of, written
from nn.validation import require, require_whole

Vector = list[Scalar]
State = Any  # h, or for an LSTM the pair (h, c)


class Cell(Module):
    """What all cells have: the weights of their gates, one gate below the other, and how a gate is computed.

    weight_ih   W, [gates · hidden][inputs], drawn by the initialiser for so many inputs, and outputs = hidden
    weight_hh   U, [gates · hidden][hidden]
    bias_ih     b, [gates · hidden], zeros
    bias_hh     d, [gates · hidden], zeros: one bias would be enough, but PyTorch has both
    """

    gates: ClassVar[tuple[str, ...]]

    def __init__(
        self, inputs: int, hidden: int, *, random: Random = SHARED, initializer: str | Initialiser = "xavier_uniform"
    ) -> None:
        draw = drawing(initializer, random)
        self.inputs, self.hidden = require_size(inputs, "inputs"), require_size(hidden, "hidden")

        def neuron(_: int) -> tuple[Vector, Vector, Value, Value]:
            w = [Value(draw(inputs, hidden), f"w{i}") for i in range(1, inputs + 1)]
            u = [Value(draw(hidden, hidden), f"u{i}") for i in range(1, hidden + 1)]
            return w, u, Value(0.0, "b"), Value(0.0, "d")

        rows = [row for gate in self.gates for row in self.for_each_neuron(gate, neuron)]
        self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh = map(list, zip(*rows))

    def gate(self, index: int, activation: Activation, x: Vector, h: Vector) -> Vector:
        """Return activation(W x + b + U h + d) with the rows of one gate, each sum of products in one node.

        index        which gate it is
        activation   a function of one number
        x, h         the inputs of the step, and the hidden state of the step before
        """

        def neuron(k: int) -> Scalar:
            i = index * self.hidden + k
            bias = self.bias_ih[i] + self.bias_hh[i]
            return activation(dot([*self.weight_ih[i], *self.weight_hh[i]], [*x, *h], bias))

        return self.for_each_neuron(self.gates[index], neuron)

    def for_each_neuron(self, name: str, function: Callable[[int], Any]) -> list[Any]:
        """Return what a function of a neuron's index gives for each neuron, in a scope of this name."""
        with scope(name):
            return each_in_scope("neuron", [partial(function, k) for k in range(self.hidden)])

    def state_vector(self, state: Any, name: str = "h") -> Vector:
        """Return a vector of the state as nodes; None stands for zeros. name: what the message calls it."""
        if state is None:
            return [Value.lift(0.0)] * self.hidden
        shape = shape_of(state := as_lists(state))
        require(
            shape == (self.hidden,),
            f"{location(self)}: a state {name} of {self.hidden} expected, but {written(shape)} came; "
            "hand on what the step before gave, or leave the state out to begin with zeros",
        )
        return [node(x) for x in state]

    @staticmethod
    def output(state: State) -> Any:
        """Return the part of the state that is the input of the layer above."""
        return state


class RNNCell(Cell):
    """h' = tanh(W x + b + U h + d): one step of a plain recurrent network.

    inputs        how many inputs a step has
    hidden        how many numbers the hidden state has
    random        the generator that draws the weights; by default the one that `random.seed` seeds
    initializer   how a weight is drawn: the name of a rule in `nn.init`, or a function with the same arguments

    A call takes the inputs and h (without it: zeros) and returns h'. The parameters are those of torch.nn.RNNCell.
    Source: Elman, "Finding structure in time", 1990.

    >>> from random import Random
    >>> from nn import RNNCell
    >>> cell = RNNCell(2, 3, random=Random(0))
    >>> h = cell([0.5, -1.0])
    >>> h = cell([1.0, 0.0], h)
    >>> len(h)
    3
    """

    gates = ("hidden state",)

    def __call__(self, inputs: Inputs, state: State = None) -> Vector:
        x, h = nodes(inputs, self, self.inputs), self.state_vector(state)
        return self.gate(0, tanh, x, h)

    def formula(self) -> str:
        return "h' = tanh(W x + b + U h + d)"


class LSTMCell(Cell):
    """c' = f · c + i · g and h' = o · tanh(c'), with the gates i, f, g and o: g with tanh, the others with σ.

    inputs, hidden, random, initializer   as for `RNNCell`

    A call takes the inputs and (h, c) (without it: zeros) and returns (h', c'). The parameters are those of
    torch.nn.LSTMCell, the gates in the order i, f, g, o. Sources: Hochreiter and Schmidhuber, "Long short-term memory",
    1997; for the forget gate f, Gers, Schmidhuber and Cummins, "Learning to forget", 2000.

    >>> from random import Random
    >>> from nn import LSTMCell
    >>> cell = LSTMCell(2, 3, random=Random(0))
    >>> h, c = cell([0.5, -1.0])
    >>> h, c = cell([1.0, 0.0], (h, c))
    >>> len(h), len(c)
    (3, 3)
    """

    gates = ("input gate", "forget gate", "cell gate", "output gate")

    def __call__(self, inputs: Inputs, state: State = None) -> tuple[Vector, Vector]:
        h, c = require_pair(state, self)
        x, h, c = nodes(inputs, self, self.inputs), self.state_vector(h), self.state_vector(c, "c")
        i = self.gate(0, sigmoid, x, h)
        f = self.gate(1, sigmoid, x, h)
        g = self.gate(2, tanh, x, h)
        o = self.gate(3, sigmoid, x, h)
        new_c = self.for_each_neuron("cell state", lambda k: f[k] * c[k] + i[k] * g[k])
        new_h = self.for_each_neuron("hidden state", lambda k: o[k] * tanh(new_c[k]))
        return new_h, new_c

    @staticmethod
    def output(state: State) -> Any:
        return state[0]

    def formula(self) -> str:
        return "c' = f · c + i · g, h' = o · tanh(c'); i, f, o = σ(W x + b + U h + d), g = tanh(W x + b + U h + d)"


class GRUCell(Cell):
    """h' = (1 − z) · n + z · h with n = tanh(W x + b + r · (U h + d)), where r and z are gates with σ.

    inputs, hidden, random, initializer   as for `RNNCell`

    A call takes the inputs and h (without it: zeros) and returns h'. The parameters are those of torch.nn.GRUCell, the
    gates in the order r, z, n. Source: Cho and others, "Learning phrase representations using RNN encoder-decoder",
    2014; r multiplies the product U h + d, as in PyTorch, whereas in the paper it multiplies h.

    >>> from random import Random
    >>> from nn import GRUCell
    >>> cell = GRUCell(2, 3, random=Random(0))
    >>> h = cell([0.5, -1.0])
    >>> h = cell([1.0, 0.0], h)
    >>> len(h)
    3
    """

    gates = ("reset gate", "update gate", "new gate")

    def __call__(self, inputs: Inputs, state: State = None) -> Vector:
        x, h = nodes(inputs, self, self.inputs), self.state_vector(state)
        r = self.gate(0, sigmoid, x, h)
        z = self.gate(1, sigmoid, x, h)
        n = self.for_each_neuron(self.gates[2], lambda k: tanh(self.from_inputs(k, x) + r[k] * self.from_state(k, h)))
        return self.for_each_neuron("hidden state", lambda k: (1.0 - z[k]) * n[k] + z[k] * h[k])

    def from_inputs(self, k: int, x: Vector) -> Scalar:
        """Return W x + b of the gate n, for one neuron."""
        i = 2 * self.hidden + k
        return dot(self.weight_ih[i], x, self.bias_ih[i])

    def from_state(self, k: int, h: Vector) -> Scalar:
        """Return U h + d of the gate n, for one neuron."""
        i = 2 * self.hidden + k
        return dot(self.weight_hh[i], h, self.bias_hh[i])

    def formula(self) -> str:
        return "h' = (1 − z) · n + z · h; n = tanh(W x + b + r · (U h + d)), r, z = σ(W x + b + U h + d)"


class Recurrent(Module):
    """A cell along a sequence. Each further layer is a cell whose inputs are the outputs of the layer below."""

    names_parts = False

    cell: ClassVar[type[RNNCell | LSTMCell | GRUCell]]

    def __init__(
        self,
        inputs: int,
        hidden: int,
        layers: int = 1,
        *,
        random: Random = SHARED,
        initializer: str | Initialiser = "xavier_uniform",
    ) -> None:
        layers = require_whole(f"{type(self).__name__}: layers", layers, "give at least one", 1)
        sizes = [inputs] + [hidden] * (layers - 1)
        cells = [partial(self.cell, size, hidden, random=random, initializer=initializer) for size in sizes]
        with scope(type(self).__name__), scope("weights"):
            self.cells: list[RNNCell | LSTMCell | GRUCell] = each_in_scope("layer", cells)

    def __call__(self, sequence: Any, state: State = None) -> tuple[list[Vector], State]:
        """Return the outputs of the last layer at every step, [steps][hidden], and the state after the last step.

        sequence   [steps][inputs], of one sample
        state      the state to begin with: h, [layers][hidden], for an LSTM (h, c); without it, zeros. The state that
                   is returned has the same form, so that a sequence can be read in parts.
        """
        outputs, states = [], self.split_state(state)
        for t, x in enumerate(require_sequence(sequence, self), start=1):
            with scope(type(self).__name__), scope(f"step {t}"):
                for layer, cell in enumerate(self.cells):
                    with scope(f"layer {layer + 1}"):
                        states[layer] = cell(x, states[layer])
                        x = cell.output(states[layer])
            outputs.append(x)
        return outputs, self.join_states(states)

    def split_state(self, state: State) -> list[State]:
        """Return the state of each layer."""
        return split_layers(state, self)

    def join_states(self, states: list[State]) -> State:
        """Return the states of the layers in the form that users see."""
        return states

    def tensors(self) -> Iterator[tuple[str, Nested]]:
        """Yield the weights of each layer with its index behind the name, `weight_ih_l0`, as in torch.nn."""
        for layer, cell in enumerate(self.cells):
            for name, tensor in cell.tensors():
                yield f"{name}_l{layer}", tensor

    def formula(self) -> str:
        first = self.cells[0]
        sizes = " → ".join(str(size) for size in [first.inputs, *(cell.hidden for cell in self.cells)])
        return f"{sizes}, at every step {first.formula()}"


class RNN(Recurrent):
    """A plain recurrent network: an `RNNCell` along a sequence, as torch.nn.RNN.

    inputs    how many inputs a step has
    hidden    how many numbers the hidden state has
    layers    how many cells lie on top of each other; each reads the outputs of the one below
    random, initializer   as for `RNNCell`

    A call takes a sequence [steps][inputs] and, if you want, a state to begin with. It returns the outputs of the last
    layer, [steps][hidden], and the state after the last step, [layers][hidden].

    >>> from random import Random
    >>> from nn import RNN
    >>> outputs, h = RNN(1, 2, random=Random(0))([[0.5], [1.0], [-0.5]])
    >>> len(outputs), len(outputs[0])
    (3, 2)
    >>> outputs[-1] == h[0]
    True
    """

    cell = RNNCell


class GRU(Recurrent):
    """A network of gated recurrent units: a `GRUCell` along a sequence, as torch.nn.GRU.

    inputs, hidden, layers, random, initializer   as for `RNN`, and it is called like one

    >>> from random import Random
    >>> from nn import GRU
    >>> outputs, h = GRU(1, 2, layers=2, random=Random(0))([[0.5], [1.0], [-0.5]])
    >>> len(outputs), len(h)
    (3, 2)
    """

    cell = GRUCell


class LSTM(Recurrent):
    """Long short-term memory: an `LSTMCell` along a sequence, as torch.nn.LSTM.

    inputs, hidden, layers, random, initializer   as for `RNN`, and it is called like one, but its state is a pair (h,
                                                  c)

    >>> from random import Random
    >>> from nn import LSTM
    >>> outputs, (h, c) = LSTM(1, 2, random=Random(0))([[0.5], [1.0], [-0.5]])
    >>> len(outputs), len(h), len(c)
    (3, 1, 1)
    """

    cell = LSTMCell

    def split_state(self, state: State) -> list[State]:
        h, c = require_pair(state, self)
        return list(zip(split_layers(h, self, "h"), split_layers(c, self, "c")))

    def join_states(self, states: list[State]) -> State:
        h, c = zip(*states)
        return list(h), list(c)


def require_sequence(sequence: Any, network: Module) -> Any:
    """Return the sequence; raise a ValueError if it is not one, or is empty."""
    sequence = require_ordered(as_lists(sequence), location(network), "steps")
    if is_scalar(sequence):
        flaw = "a single number came; give a list of the inputs of each step"
    elif not len(sequence):
        flaw = "no step came; give at least one"
    elif any(isinstance(x, list | tuple) for step in sequence if isinstance(step, list | tuple) for x in step):
        flaw = "a step holds lists; for many sequences, write autograd.vmap(model)(sequences)"
    else:
        return sequence
    raise ValueError(f"{location(network)}: a sequence [steps][inputs] expected, but {flaw}")


def split_layers(state: Any, network: Recurrent, name: str = "h") -> list[Any]:
    """Return a part of the state for each layer, None for each where there is none yet. name: of the part."""
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


def require_pair(state: Any, module: Module) -> Any:
    """Return the parts h and c of the state of an LSTM; raise a ValueError if there are not two of them."""
    if state is None:
        return None, None
    several = isinstance(state := as_lists(state), list | tuple)
    came = f"{len(state)} parts" if several else f"a {type(state).__name__}"
    require(several and len(state) == 2, f"{location(module)}: a state (h, c) expected, but {came} came")
    return state
