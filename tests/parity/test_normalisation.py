"""LayerNorm, RMSNorm and BatchNorm give PyTorch's numbers, and exchange what they have learned with it."""

import math
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Value, dot
from autograd.transforms.tree import leaves, mapped
from nn import BatchNorm, LayerNorm, Module, RMSNorm, track, with_statistics
from tests.examples import examples

torch = pytest.importorskip("torch")
safetensors = pytest.importorskip("safetensors.torch")
pytestmark = pytest.mark.parity

float64 = torch.float64
PAIRS: dict[Any, Any] = {LayerNorm: torch.nn.LayerNorm, RMSNorm: torch.nn.RMSNorm, BatchNorm: torch.nn.BatchNorm1d}
quarters = st.integers(-40, 40).map(lambda n: n / 4)


@st.composite
def batches(draw: Any) -> list[list[float]]:
    """2 to 5 samples of 3 features, no feature and no sample of which is constant."""
    random = Random(draw(st.integers(0, 999)))
    return [[random.uniform(-5.0, 5.0) for _ in range(3)] for _ in range(draw(st.integers(2, 5)))]


def same(a: Any, b: Any) -> bool:
    return list(leaves(a)) == pytest.approx(torch.as_tensor(b).flatten().tolist(), rel=1e-10, abs=1e-10)


def pair(kind: Any, size: int, **options: Any) -> tuple[Any, Any]:
    """A norm of ours and one of theirs, with the same weights, that are not all 1."""
    ours, random = kind(size, **options), Random(size)
    for p in ours.parameters():
        p.data = random.uniform(-2.0, 2.0)
    names = {"epsilon": "eps"}
    theirs = PAIRS[kind](size, **{names.get(name, name): option for name, option in options.items()}, dtype=float64)
    theirs.load_state_dict({name: torch.tensor(x, dtype=float64) for name, x in ours.state_dict().items()})
    return ours, theirs


def agree(ours: Module, theirs: Any, batch: list[list[float]]) -> None:
    """Outputs, gradients of inputs and parameters, and whatever is kept."""
    xs, tensor = mapped(Value, batch), torch.tensor(batch, dtype=float64, requires_grad=True)
    ys = ours(xs) if isinstance(ours, BatchNorm) else [ours(x) for x in xs]  # type: ignore[operator]
    reference = theirs(tensor)
    assert same(mapped(lambda y: y.data, ys), reference)
    upstream = [math.sin(i) for i in range(reference.numel())]
    ours.zero_grad(), theirs.zero_grad()
    dot(upstream, list(leaves(ys))).backward()
    (reference.flatten() * torch.tensor(upstream, dtype=float64)).sum().backward()
    assert same([x.grad for x in leaves(xs)], tensor.grad)
    for (name, tensors), parameter in zip(ours.tensors(), theirs.parameters(), strict=True):
        assert same([p.grad for p in leaves(tensors)], parameter.grad), name
    for name, kept in theirs.state_dict().items():
        assert same(ours.state_dict()[name], kept), name


@pytest.mark.parametrize("options", [{}, {"epsilon": 0.1}], ids=str)
@pytest.mark.parametrize("kind", [LayerNorm, RMSNorm])
@examples(25)
@given(batches())
def test_a_sample(kind: Any, options: Any, batch: list[list[float]]) -> None:
    agree(*pair(kind, 3, **options), batch)


@pytest.mark.parametrize("kind", [LayerNorm, RMSNorm])
@given(st.lists(quarters, min_size=1, max_size=4))
def test_any_numbers_of_a_sample(kind: Any, x: list[float]) -> None:
    """All 0 or all the same, a single one: where there is next to nothing to divide by."""
    ours, theirs = pair(kind, len(x))
    assert same(mapped(lambda y: y.data, ours(x)), theirs(torch.tensor(x, dtype=float64)))


@pytest.mark.parametrize("options", [{}, {"epsilon": 0.1, "momentum": 0.7}, {"momentum": None}], ids=str)
@examples(10)
@given(st.lists(batches(), min_size=1, max_size=3))
def test_batches_while_learning_and_after_it(options: Any, several: list[list[list[float]]]) -> None:
    ours, theirs = pair(BatchNorm, 3, **options)
    for batch in several:
        agree(ours, theirs, batch)
    ours.eval(), theirs.eval()
    agree(ours, theirs, several[0])
    assert ours.num_batches_tracked.data == len(several)


def test_statistics_that_are_handed_out_come_to_the_same() -> None:
    ours, theirs = pair(BatchNorm, 2)
    batch = [[1.0, 2.0], [4.0, 0.5], [-1.0, 3.0]]
    _, statistics = with_statistics(ours)(batch)
    track(statistics)
    theirs(torch.tensor(batch, dtype=float64))
    for name, kept in theirs.state_dict().items():
        assert same(ours.state_dict()[name], kept), name


@pytest.mark.parametrize("kind", PAIRS)
def test_weights_and_buffers_travel_in_a_file(kind: Any, tmp_path: Path) -> None:
    batch = [[1.0, 2.0], [4.0, 0.5], [-1.0, 3.0]]
    ours, theirs = pair(kind, 2)
    agree(ours, theirs, batch)  # BatchNorm has something to remember now
    nn.save(ours, tmp_path / "ours")
    safetensors.save_file(theirs.state_dict(), tmp_path / "theirs")
    empty = PAIRS[kind](2, dtype=float64)
    empty.load_state_dict(safetensors.load_file(tmp_path / "ours"))
    filled = nn.load(kind(2), tmp_path / "theirs")
    for name, kept in theirs.state_dict().items():
        assert torch.equal(empty.state_dict()[name], kept)
        assert same(filled.state_dict()[name], kept)
    agree(filled.eval(), empty.eval(), batch)
