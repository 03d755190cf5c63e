"""Convolution and pooling give the numbers and gradients of PyTorch, and exchange their weights with it."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import dot
from autograd.transforms.tree import leaves, mapped
from autograd.value import Value
from tests.examples import examples
from tests.parity.tensors import tensor

torch = pytest.importorskip("torch")
safetensors = pytest.importorskip("safetensors.torch")
pytestmark = pytest.mark.parity

pair = st.tuples(st.integers(1, 3), st.integers(1, 3))


def random_tensor(*shape: int, seed: int = 0) -> Any:
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def same(found: Any, expected: Any) -> bool:
    """Of the same shape, and equal numbers."""
    found = tensor(found)
    return found.shape == expected.shape and torch.allclose(found, expected, rtol=1e-10, atol=1e-10)


def data(nested: Any) -> Any:
    return mapped(lambda v: v.data, nested)


def slopes(nested: Any) -> Any:
    return mapped(lambda v: v.grad, nested)


def agree(ours: nn.Module, theirs: Any, x: Any) -> None:
    """Values, and the gradients of a weighted sum of them by the image and by every parameter."""
    image, given = mapped(Value, x.tolist()), x.clone().requires_grad_(True)
    found, expected = ours(image), theirs(given[None])[0]
    assert same(data(found), expected)
    weights = random_tensor(*expected.shape, seed=1)
    dot(weights.flatten().tolist(), list(leaves(found))).backward()
    (weights * expected).sum().backward()
    assert same(slopes(image), given.grad)
    parameters = dict(theirs.named_parameters())
    assert {name: same(slopes(t), parameters[name].grad) for name, t in ours.tensors()} == dict.fromkeys(
        parameters, True
    )


@examples(60)
@given(st.integers(1, 3), st.integers(1, 3), pair, pair, st.integers(0, 2), st.integers(0, 2), st.data())
def test_convolution(
    channels: int,
    filters: int,
    size: tuple[int, int],
    stride: tuple[int, int],
    above: int,
    before: int,
    draw: st.DataObject,
) -> None:
    options = {"kernel_size": size, "stride": stride, "padding": (above, before)}
    height = draw.draw(st.integers(max(1, size[0] - 2 * above), 6))
    width = draw.draw(st.integers(max(1, size[1] - 2 * before), 6))
    theirs = torch.nn.Conv2d(channels, filters, **options, dtype=torch.float64)
    ours = nn.Conv2d(channels, filters, **options)
    ours.load_state_dict(theirs.state_dict())
    agree(ours, theirs, random_tensor(channels, height, width))


@examples(40)
@given(st.sampled_from(["MaxPool2d", "AvgPool2d"]), pair, st.none() | pair, st.integers(3, 6), st.integers(3, 6))
def test_pooling(name: str, size: tuple[int, int], stride: tuple[int, int] | None, height: int, width: int) -> None:
    """No two pixels are alike here: where they are, PyTorch gives the first of them the whole gradient."""
    agree(getattr(nn, name)(size, stride), getattr(torch.nn, name)(size, stride), random_tensor(2, height, width))


def test_where_pixels_are_alike_both_give_away_the_same_gradient() -> None:
    image, theirs = mapped(Value, [[[1.0, 3.0], [3.0, 3.0]]]), tensor([[[1.0, 3.0], [3.0, 3.0]]], requires_grad=True)
    nn.MaxPool2d(2)(image)[0][0][0].backward()
    torch.nn.MaxPool2d(2)(theirs).sum().backward()
    assert slopes(image) == [[[0.0, 1 / 3], [1 / 3, 1 / 3]]]
    assert theirs.grad.tolist() == [[[0.0, 1.0], [0.0, 0.0]]]


class LeNet(nn.Module):
    """Twice convolve and pool, and a layer that looks at what is left."""

    def __init__(self, seed: int = 0) -> None:
        random = Random(seed)
        self.first = nn.Conv2d(1, 3, 3, "relu", padding=1, random=random)
        self.second = nn.Conv2d(3, 4, 3, "tanh", padding=1, random=random)
        self.pool = nn.MaxPool2d(2)
        self.last = nn.Layer(16, 5, None, random=random, initializer="xavier_uniform")

    def __call__(self, image: Any) -> Any:
        return self.last(nn.flatten(self.pool(self.second(self.pool(self.first(image))))))


class Twin(torch.nn.Module):  # type: ignore[misc,name-defined]
    """The same in PyTorch."""

    def __init__(self) -> None:
        super().__init__()
        self.first = torch.nn.Conv2d(1, 3, 3, padding=1, dtype=torch.float64)
        self.second = torch.nn.Conv2d(3, 4, 3, padding=1, dtype=torch.float64)
        self.last = torch.nn.Linear(16, 5, dtype=torch.float64)

    def forward(self, images: Any) -> Any:
        x = torch.max_pool2d(torch.relu(self.first(images)), 2)
        x = torch.max_pool2d(torch.tanh(self.second(x)), 2)
        return self.last(x.flatten(1))


def test_a_whole_network() -> None:
    ours, theirs = LeNet(), Twin()
    ours.load_state_dict(theirs.state_dict())
    agree(ours, theirs, random_tensor(1, 8, 8))


def test_our_file_in_pytorch(tmp_path: Path) -> None:
    ours, theirs = LeNet(seed=1), Twin()
    nn.save(ours, tmp_path / "f.safetensors")
    theirs.load_state_dict(safetensors.load_file(tmp_path / "f.safetensors"))
    agree(ours, theirs, random_tensor(1, 8, 8))


def test_pytorchs_file_here(tmp_path: Path) -> None:
    theirs = Twin()
    safetensors.save_file(theirs.state_dict(), tmp_path / "f.safetensors")
    agree(nn.load(LeNet(seed=2), tmp_path / "f.safetensors"), theirs, random_tensor(1, 8, 8))


@pytest.mark.parametrize("compile", [False, True])
def test_five_steps_of_training(compile: bool) -> None:
    ours, theirs = LeNet(), Twin()
    theirs.load_state_dict({name: tensor(nested) for name, nested in ours.state_dict().items()})
    x, classes = random_tensor(3, 1, 8, 8), [4, 0, 2]
    reference = torch.optim.Adam(theirs.parameters(), 0.01)
    expected = []
    for _ in range(5):
        reference.zero_grad()
        loss = torch.nn.functional.cross_entropy(theirs(x), torch.tensor(classes))
        loss.backward()
        reference.step()
        expected.append(loss.item())
    history = nn.fit(
        ours,
        nn.cross_entropy_with_logits,
        nn.Dataset(x.tolist(), classes),
        steps=5,
        optimizer=nn.Adam(ours.parameters(), 0.01),
        progress=False,
        compile=compile,
    )
    assert same([step.loss for step in history.steps], tensor(expected))
    parameters = dict(theirs.named_parameters())
    assert all(same(numbers, parameters[name].data) for name, numbers in ours.state_dict().items())
