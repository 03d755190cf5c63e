"""RNN, LSTM and GRU: what they compute, the laws they keep, gradients, scopes, errors, and the same compiled."""

import math
import re
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Value, check_gradients, compile, dot, mean, no_grad, topological_order, vmap
from autograd.transforms.tree import leaves, mapped
from nn import GRU, LSTM, RNN, Dataset, GRUCell, LSTMCell, RNNCell
from tests.examples import examples

Network = type[RNN] | type[LSTM] | type[GRU]
NETWORKS: list[Network] = [RNN, LSTM, GRU]
GATES = {RNN: 1, LSTM: 4, GRU: 3}
each_network = pytest.mark.parametrize("kind", NETWORKS)
sizes = st.integers(1, 3)


def built(kind: Network, inputs: int, hidden: int, layers: int = 1, seed: int = 0) -> Any:
    """A network whose biases are numbers at random too."""
    random = Random(seed)
    network = kind(inputs, hidden, layers, random=random, initializer="uniform")
    for cell in network.cells:
        for bias in (*cell.bias_ih, *cell.bias_hh):
            bias.data = random.uniform(-1.0, 1.0)
    return network


def sequence_of(steps: int, inputs: int, seed: int = 0) -> list[list[float]]:
    random = Random(seed)
    return [[random.uniform(-2.0, 2.0) for _ in range(inputs)] for _ in range(steps)]


def state_of(network: Any, seed: int = 0) -> Any:
    """A state at random, as the network gives it."""
    random = Random(seed)
    layers, hidden = len(network.cells), network.cells[0].hidden
    h, c = [[[random.uniform(-1.0, 1.0) for _ in range(hidden)] for _ in range(layers)] for _ in range(2)]
    return (h, c) if isinstance(network, LSTM) else h


def data(nested: Any) -> Any:
    return mapped(lambda x: x.data, nested)


def close(found: Any, expected: Any, tolerance: float = 1e-12) -> bool:
    a, b = list(leaves(found)), list(leaves(expected))
    return len(a) == len(b) and a == pytest.approx(b, rel=tolerance, abs=tolerance)


# what they compute: the formulas once more, in plain floats


def sigma(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


def affine(weight: list[list[float]], x: list[float], bias: list[float]) -> list[float]:
    return [sum(w * v for w, v in zip(row, x)) + b for row, b in zip(weight, bias)]


def by_hand(network: Any, sequence: list[list[float]], state: Any) -> tuple[list[list[float]], Any]:
    """Outputs and last state of a network of one layer."""
    tensors = network.state_dict()
    w, u, b, d = (tensors[f"{name}_l0"] for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
    h, c = (state[0][0], state[1][0]) if isinstance(network, LSTM) else (state[0], [])
    outputs, n = [], len(h)
    for x in sequence:
        wx, uh = affine(w, x, b), affine(u, h, d)
        both = [p + q for p, q in zip(wx, uh)]
        if isinstance(network, RNN):
            h = [math.tanh(z) for z in both]
        elif isinstance(network, LSTM):
            i, f, g, o = (both[k * n : k * n + n] for k in range(4))
            c = [sigma(f[k]) * c[k] + sigma(i[k]) * math.tanh(g[k]) for k in range(n)]
            h = [sigma(o[k]) * math.tanh(c[k]) for k in range(n)]
        else:
            r, z = ([sigma(v) for v in both[k * n : k * n + n]] for k in range(2))
            new = [math.tanh(wx[2 * n + k] + r[k] * uh[2 * n + k]) for k in range(n)]
            h = [(1.0 - z[k]) * new[k] + z[k] * h[k] for k in range(n)]
        outputs.append(h)
    return outputs, ([h], [c]) if isinstance(network, LSTM) else [h]


@each_network
@examples(40)
@given(st.integers(1, 4), sizes, sizes, st.integers(0, 1000))
def test_a_network_computes_its_formula(kind: Network, steps: int, inputs: int, hidden: int, seed: int) -> None:
    network, sequence = built(kind, inputs, hidden, seed=seed), sequence_of(steps, inputs, seed)
    state = state_of(network, seed)
    assert close(data(network(sequence, state)), by_hand(network, sequence, state))


@each_network
def test_without_a_state_it_begins_with_zeros(kind: Network) -> None:
    network, sequence = built(kind, 2, 3, layers=2), sequence_of(3, 2)
    zeros = mapped(lambda x: 0.0, state_of(network))
    assert data(network(sequence)) == data(network(sequence, zeros))
    cell = network.cells[0]
    nothing = ([0.0] * 3, [0.0] * 3) if kind is LSTM else [0.0] * 3
    assert data(cell(sequence[0])) == data(cell(sequence[0], nothing))


# laws


@each_network
@examples(20)
@given(st.integers(2, 5), sizes, sizes, st.integers(1, 2), st.data())
def test_a_sequence_can_be_read_in_parts(
    kind: Network, steps: int, inputs: int, hidden: int, layers: int, draw: st.DataObject
) -> None:
    network, sequence = built(kind, inputs, hidden, layers), sequence_of(steps, inputs)
    cut = draw.draw(st.integers(1, steps - 1))
    first, state = network(sequence[:cut])
    second, last = network(sequence[cut:], state)
    assert data((first + second, last)) == data(network(sequence))


@each_network
def test_a_second_layer_reads_what_the_first_one_gives(kind: Network) -> None:
    network, sequence = built(kind, 2, 3, layers=2), sequence_of(4, 2)
    below, above = kind(2, 3), kind(3, 3)
    below.cells[0], above.cells[0] = network.cells
    hidden, first = below(sequence)
    outputs, second = above(hidden)
    together = [[a + b for a, b in zip(first, second)] if kind is LSTM else first + second]
    assert data(network(sequence)[0]) == data(outputs)
    assert list(leaves(data(network(sequence)[1]))) == list(leaves(data(together)))


@each_network
def test_the_last_output_is_the_last_state(kind: Network) -> None:
    outputs, state = built(kind, 2, 3, layers=2)(sequence_of(4, 2))
    h = state[0] if kind is LSTM else state
    assert len(h) == 2
    assert h[-1] == outputs[-1]
    assert all(isinstance(y, Value) for y in leaves((outputs, state)))


@each_network
def test_a_later_step_does_not_change_an_earlier_output(kind: Network) -> None:
    network, sequence = built(kind, 2, 3), sequence_of(4, 2)
    other = [*sequence[:2], [9.0, -9.0], sequence[3]]
    assert data(network(sequence)[0][:2]) == data(network(other)[0][:2])
    assert data(network(sequence)[0][2]) != data(network(other)[0][2])


def test_an_open_forget_gate_and_a_closed_input_gate_keep_the_cell_state() -> None:
    lstm = built(LSTM, 2, 2)
    for k in range(2):
        lstm.cells[0].bias_ih[k].data, lstm.cells[0].bias_ih[2 + k].data = -100.0, 100.0
    state = state_of(lstm)
    assert close(data(lstm(sequence_of(50, 2), state)[1][1]), state[1], 1e-15)


def test_an_open_update_gate_keeps_the_hidden_state() -> None:
    gru = built(GRU, 2, 2)
    for k in (2, 3):
        gru.cells[0].bias_ih[k].data = 100.0
    state = state_of(gru)
    assert close(data(gru(sequence_of(50, 2), state)[1]), state, 1e-15)


@each_network
def test_the_gradient_of_a_shared_weight_is_the_sum_over_the_steps(kind: Network) -> None:
    network, sequence = built(kind, 2, 2), sequence_of(3, 2)
    loss_of = lambda h: dot(h, [1.0, -2.0])  # noqa: E731
    loss_of(network(sequence)[0][-1]).backward()
    copies, state = [deepcopy(network.cells[0]) for _ in sequence], None
    for copy in copies:
        copy.zero_grad()
    for copy, x in zip(copies, sequence):
        state = copy(x, state)
    loss_of(network.cells[0].output(state)).backward()
    summed = [sum(p.grad for p in each) for each in zip(*(copy.parameters() for copy in copies))]
    assert close([p.grad for p in network.parameters()], summed)


# gradients


@each_network
@examples(6)
@given(st.integers(1, 3), sizes, st.integers(1, 2), st.integers(1, 2), st.integers(0, 1000))
def test_gradients_are_slopes(kind: Network, steps: int, inputs: int, hidden: int, layers: int, seed: int) -> None:
    network = built(kind, inputs, hidden, layers, seed)

    def outputs(sequence: Any, state: Any) -> list[Any]:
        given, last = network(sequence, state)
        return [dot(list(leaves((given, last))), [math.cos(i) for i, _ in enumerate(leaves((given, last)))])]

    point = sequence_of(steps, inputs, seed), state_of(network, seed)
    assert check_gradients(outputs, *point, parameters=network.parameters())


@each_network
def test_forward_mode_agrees_with_reverse_mode(kind: Network) -> None:
    network = built(kind, 2, 2)
    assert check_gradients(lambda x: network(x)[0][-1], sequence_of(3, 2), mode="both")


# compiled


def seen(network: Any, sequence: Any, state: Any) -> tuple[Any, Any]:
    """A loss and all that the network gives."""
    outputs, last = network(sequence, state)
    numbers = list(leaves((outputs, last)))
    return dot(numbers, [math.cos(i) for i in range(len(numbers))]), (outputs, last)


@each_network
@pytest.mark.parametrize(("steps", "inputs", "hidden", "layers"), [(1, 1, 1, 1), (3, 2, 3, 1), (4, 1, 2, 2)])
def test_compiled_is_eager(kind: Network, steps: int, inputs: int, hidden: int, layers: int) -> None:
    pytest.importorskip("numpy")
    network = built(kind, inputs, hidden, layers)
    fast = compile(partial(seen, network))
    for seed in (1, 2):  # the second call runs the program of the first on other numbers
        found = []
        for function in (partial(seen, network), fast):
            sequence, state = mapped(Value, (sequence_of(steps, inputs, seed), state_of(network, seed)))
            network.zero_grad()
            loss, given = function(sequence, state)
            loss.backward()
            slopes = [v.grad for v in [*leaves((sequence, state)), *network.parameters()]]
            found.append((loss.data, data(given), slopes))
        eager, compiled = found
        assert close(compiled, eager)


@each_network
def test_a_batch_is_each_sample(kind: Network) -> None:
    pytest.importorskip("numpy")
    network, samples = built(kind, 2, 3), [sequence_of(3, 2, seed) for seed in range(5)]

    def last(sequences: Any) -> Any:
        return vmap(lambda sequence: network(sequence)[0][-1])(sequences)

    fast, expected = compile(lambda sequences: mean(leaves(last(sequences)))), mean(leaves(last(samples)))
    network.zero_grad()
    expected.backward()
    slopes = [p.grad for p in network.parameters()]
    network.zero_grad()
    loss = fast(samples)
    loss.backward()
    assert close([loss.data, *(p.grad for p in network.parameters())], [expected.data, *slopes])


class LastSign(nn.Module):
    """A network that reads a sequence and gives one number."""

    def __init__(self, kind: Network) -> None:
        self.memory = kind(1, 3, random=Random(1))
        self.answer = nn.Neuron(3, None, random=Random(2))

    def __call__(self, sequence: Any) -> Any:
        return self.answer(self.memory(sequence)[0][-1])


@each_network
def test_training_compiled_is_training(kind: Network) -> None:
    pytest.importorskip("numpy")
    random = Random(3)
    sequences = [[random.choice((-1.0, 1.0)) for _ in range(3)] for _ in range(8)]
    data = Dataset(sequences, [sequence[0] for sequence in sequences])

    def trained(compile: bool) -> tuple[list[float], list[float]]:
        model = LastSign(kind)
        optimizer = nn.Adam(model.parameters(), 0.05)
        options: dict[str, Any] = {"steps": 6, "clip": 0.5, "progress": False, "compile": compile}
        history = nn.fit(model, nn.mean_squared_error, data, optimizer=optimizer, **options)
        return [step.loss for step in history.steps], [p.data for p in model.parameters()]

    losses, parameters = trained(False)
    assert close(trained(True), (losses, parameters))
    assert losses[-1] < losses[0]


# what goes in


def test_inputs_may_be_numbers_values_or_arrays() -> None:
    numpy = pytest.importorskip("numpy")
    network, numbers = built(LSTM, 1, 2), [0.5, -1.0, 2.0]
    expected = data(network([[x] for x in numbers]))
    h, c = state_of(network)
    for sequence in (numbers, list(map(Value, numbers)), numpy.array(numbers), numpy.array(numbers)[:, None]):
        assert data(network(sequence)) == expected
    assert data(network(numbers, (numpy.array(h), c))) == data(network(numbers, (h, c)))
    assert data(network(numbers, numpy.array([h, c]))) == data(network(numbers, (h, c)))


def test_a_sample_is_not_changed() -> None:
    network, sequence = built(GRU, 2, 2), sequence_of(3, 2)
    state, before = state_of(network), (deepcopy(sequence), state_of(network))
    network(sequence, state)
    assert (sequence, state) == before


def test_without_recording_it_remembers_nothing() -> None:
    with no_grad():
        assert all(y.operation is None for y in leaves(built(LSTM, 2, 2)(sequence_of(3, 2))))


# the weights


@each_network
def test_the_weights_have_pytorchs_names_and_shapes(kind: Network) -> None:
    shapes = {name: (len(t), len(t[0])) if "weight" in name else (len(t),) for name, t in kind(2, 3, 2).tensors()}
    rows = GATES[kind] * 3
    layer = {"weight_ih_l": (rows, 2), "weight_hh_l": (rows, 3), "bias_ih_l": (rows,), "bias_hh_l": (rows,)}
    second = {**layer, "weight_ih_l": (rows, 3)}
    assert shapes == {f"{n}0": s for n, s in layer.items()} | {f"{n}1": s for n, s in second.items()}


@each_network
def test_weights_come_back_from_a_file(kind: Network, tmp_path: Path) -> None:
    network = built(kind, 2, 3, layers=2, seed=1)
    nn.save(network, tmp_path / "f.safetensors")
    again = nn.load(kind(2, 3, 2), tmp_path / "f.safetensors")
    assert data(again(sequence_of(3, 2))) == data(network(sequence_of(3, 2)))


def test_the_initializer_is_told_the_sizes_and_draws_the_weights_only() -> None:
    told = set()

    def draw(random: Random, inputs: int, outputs: int) -> float:
        told.add((inputs, outputs))
        return random.uniform(5.0, 6.0)

    lstm = LSTM(2, 3, random=Random(0), initializer=draw)
    assert told == {(2, 3), (3, 3)}
    numbers = lstm.state_dict()
    assert all(5.0 <= w <= 6.0 for name in ("weight_ih_l0", "weight_hh_l0") for w in leaves(numbers[name]))
    assert set(numbers["bias_ih_l0"] + numbers["bias_hh_l0"]) == {0.0}
    assert LSTM(2, 3, random=Random(0), initializer=draw).state_dict() == numbers
    assert LSTM(2, 3, random=Random(1), initializer=draw).state_dict() != numbers


# pictures and words


@pytest.mark.parametrize(
    ("cell", "operations"),
    [
        (RNNCell(2, 1), {"dot(3)": 1, "add": 1, "tanh": 1}),
        (LSTMCell(2, 1), {"dot(3)": 4, "add": 4 + 1, "sigmoid": 3, "tanh": 1 + 1, "mul": 3}),
        (GRUCell(2, 1), {"dot(3)": 2, "dot(2)": 1, "dot(1)": 1, "add": 4, "sigmoid": 2, "tanh": 1, "mul": 3, "sub": 1}),
    ],
)
def test_a_weighted_sum_is_one_node(cell: Any, operations: dict[str, int]) -> None:
    h = cell.output(cell([1.0, 2.0]))
    assert Counter(node.operation.name for node in topological_order(*h) if node.operation) == operations


def test_the_parts_of_an_lstm_have_scopes_of_their_own() -> None:
    network = LSTM(1, 2, 2)
    outputs, _ = network([1.0, 2.0])
    made = [node for node in topological_order(*outputs[-1]) if not node.info.constant]
    names = {node.info.scope[:2] for node in made}
    assert names == {("LSTM", "weights"), ("LSTM", "step 1"), ("LSTM", "step 2")}
    parts = {node.info.scope[3] for node in made if node.operation}
    assert parts == {"input gate", "forget gate", "cell gate", "output gate", "cell state", "hidden state"}
    assert {node.info.scope[2] for node in made} == {"layer 1", "layer 2"}


@pytest.mark.parametrize(
    ("network", "formula"),
    [
        (RNN(2, 3), "2 → 3, at every step h' = tanh(W x + b + U h + d)"),
        (LSTM(1, 4, 2), "1 → 4 → 4, at every step c' = f · c + i · g, h' = o · tanh(c'); i, f, o = "),
        (GRU(2, 3), "2 → 3, at every step h' = (1 − z) · n + z · h; n = tanh(W x + b + r · (U h + d)), r, z = "),
    ],
)
def test_formulas(network: Any, formula: str) -> None:
    assert network.formula().startswith(formula)
    assert f"{network.parameter_count} parameters" in repr(network)


# errors


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: RNN(2, 3)([[1.0, 2.0], [1.0]]),
            "RNN, step 2, layer 1: 2 inputs expected, but 1 came. It computes h' =",
        ),
        (lambda: GRUCell(2, 3)([1.0]), "GRUCell: 2 inputs expected, but 1 came"),
        (lambda: RNN(2, 3)([]), "RNN: a sequence [steps][inputs] expected, but no step came; give at least one"),
        (lambda: GRU(1, 3)(0.5), "but a single number came; give a list of the inputs of each step"),
        (lambda: GRU(1, 3)(Value(0.5)), "GRU: a sequence [steps][inputs] expected, but a single number came"),
        (lambda: RNN(1, 3)([[[1.0], [2.0]]]), "a step holds lists; for many sequences, write autograd.vmap(model)"),
        (lambda: RNN(1, 3)([1.0], [[0.0, 0.0]]), "RNN: a state h of 1 × 3 expected, [layers][hidden], but 1 × 2 came"),
        (lambda: GRU(1, 3, 2)([1.0], [[0.0] * 3]), "but 1 × 3 came; hand on the state that an earlier call gave"),
        (lambda: LSTM(1, 1)([1.0], [[0.0]]), "LSTM: a state (h, c) expected, but 1 parts came"),
        (lambda: LSTM(1, 1)([1.0], 0.0), "LSTM: a state (h, c) expected, but a float came"),
        (lambda: LSTM(1, 1)([1.0], ([[0.0]], [[0.0, 0.0]])), "LSTM: a state c of 1 × 1 expected"),
        (lambda: RNNCell(1, 2)([1.0], [0.0]), "RNNCell: a state h of 2 expected, but 1 came; hand on what the step"),
        (lambda: LSTMCell(1, 2)([1.0], ([0.0, 0.0], [[0.0]])), "LSTMCell: a state c of 2 expected, but 1 × 1 came"),
        (lambda: LSTM(1, 1, 0), "LSTM: layers = 0; give at least one"),
        (lambda: RNN(0, 1), "inputs = 0"),
        (lambda: RNN(1, 0), "hidden = 0"),
        (lambda: RNN(1, 1, initializer="xavier"), "no initialiser is called 'xavier'"),
    ],
)
def test_errors_name_the_layer_and_the_repair(call: Callable[[], Any], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        call()
