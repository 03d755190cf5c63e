"""RNN, LSTM and GRU beside torch.nn: the same weights, and then the same numbers, gradients and files."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Value, dot
from autograd.transforms.tree import leaves, mapped
from tests.examples import examples

torch = pytest.importorskip("torch")
safetensors = pytest.importorskip("safetensors.torch")
pytestmark = pytest.mark.parity

each_network = pytest.mark.parametrize("name", ["RNN", "LSTM", "GRU"])
sizes = st.integers(1, 4)


def same(found: Any, expected: Any) -> bool:
    a, b = list(leaves(found)), list(leaves(expected))
    return len(a) == len(b) and a == pytest.approx(b, rel=1e-10, abs=1e-10)


def twins(name: str, inputs: int, hidden: int, layers: int = 1, seed: int = 0) -> tuple[Any, Any]:
    """Our network and PyTorch's, with the weights that PyTorch draws."""
    torch.manual_seed(seed)
    theirs = getattr(torch.nn, name)(inputs, hidden, layers, dtype=torch.float64)
    ours = getattr(nn, name)(inputs, hidden, layers)
    ours.load_state_dict(theirs.state_dict())
    return ours, theirs


def numbers(nested: Any) -> list[float]:
    """What ours or theirs gives, as one list."""
    if isinstance(nested, torch.Tensor):
        return nested.flatten().tolist()  # type: ignore[no-any-return]
    if isinstance(nested, list | tuple):
        return [x for part in nested for x in numbers(part)]
    return [nested.data]


def check(ours: Any, theirs: Any, sequence: Any, *state: Any) -> None:
    """Outputs, last state, and the gradients of all parameters, inputs and states, of a weighted sum of all that comes.

    All are tensors; the state is nothing, h, or h and c.
    """
    x, s = mapped(Value, sequence.tolist()), [mapped(Value, part.tolist()) for part in state]
    for leaf in (sequence, *state):
        leaf.requires_grad_()
    outputs = ours(x, *([tuple(s)] if len(s) == 2 else s))
    expected = theirs(sequence, *([state] if len(state) == 2 else state))
    assert same(numbers(outputs), numbers(expected))

    random = Random(0)
    weights = [random.uniform(-1.0, 1.0) for _ in numbers(outputs)]
    everything = torch.cat([part.flatten() for part in leaves(expected)])
    torch.dot(everything, torch.tensor(weights, dtype=torch.float64)).backward()
    dot(list(leaves(outputs)), weights).backward()
    for values, leaf in zip([x, *s], [sequence, *state], strict=True):
        assert same([v.grad for v in leaves(values)], leaf.grad.flatten().tolist())
    for (name, tensor), (their_name, p) in zip(ours.tensors(), theirs.named_parameters(), strict=True):
        assert name == their_name
        assert same([v.grad for v in leaves(tensor)], p.grad.flatten().tolist()), name


def drawn(*shape: int) -> Any:
    return torch.randn(*shape, dtype=torch.float64)


@each_network
@examples(12)
@given(st.integers(1, 6), sizes, sizes, st.integers(1, 3), st.booleans(), st.integers(0, 1000))
def test_values_and_gradients(
    name: str, steps: int, inputs: int, hidden: int, layers: int, from_zeros: bool, seed: int
) -> None:
    ours, theirs = twins(name, inputs, hidden, layers, seed)
    parts = 0 if from_zeros else 2 if name == "LSTM" else 1
    check(ours, theirs, drawn(steps, inputs), *(drawn(layers, hidden) for _ in range(parts)))


@each_network
def test_a_long_sequence(name: str) -> None:
    ours, theirs = twins(name, 2, 5, seed=1)
    check(ours, theirs, drawn(100, 2))


@each_network
def test_cells(name: str) -> None:
    torch.manual_seed(2)
    theirs = getattr(torch.nn, name + "Cell")(3, 4, dtype=torch.float64)
    ours = getattr(nn, name + "Cell")(3, 4)
    ours.load_state_dict(theirs.state_dict())
    x, h, c = drawn(3), drawn(4), drawn(4)
    state = (h, c) if name == "LSTM" else h
    given = (h.tolist(), c.tolist()) if name == "LSTM" else h.tolist()
    assert same(numbers(ours(x.tolist(), given)), numbers(theirs(x, state)))
    assert same(numbers(ours(x.tolist())), numbers(theirs(x)))


@each_network
def test_files_both_ways(name: str, tmp_path: Path) -> None:
    ours, theirs = twins(name, 3, 4, 2, seed=3)
    other = getattr(nn, name)(3, 4, 2, random=Random(1), initializer="uniform")
    nn.save(other, tmp_path / "ours.safetensors")
    theirs.load_state_dict(safetensors.load_file(tmp_path / "ours.safetensors"))
    check(other, theirs, drawn(4, 3))
    safetensors.save_file(theirs.state_dict(), tmp_path / "theirs.safetensors")
    nn.load(ours, tmp_path / "theirs.safetensors")
    assert ours.state_dict() == other.state_dict()


@each_network
def test_a_small_error_would_be_noticed(name: str) -> None:
    ours, theirs = twins(name, 2, 3, seed=4)
    ours.cells[0].weight_hh[0][1].data += 1e-7
    with pytest.raises(AssertionError):
        check(ours, theirs, drawn(3, 2))
