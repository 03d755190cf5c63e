"""Diffusion and PyTorch: schedules, noising, the network, its loss and its gradients, and the way back."""

from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from nn import Diffusion, NoisePredictor
from tests.examples import examples
from tests.parity.tensors import same, tensor

torch = pytest.importorskip("torch")
safetensors = pytest.importorskip("safetensors.torch")
pytestmark = pytest.mark.parity


class Perceptron(torch.nn.Module):
    """The layers of an MLP under its names."""

    def __init__(self, *sizes: int) -> None:
        super().__init__()
        pairs = pairwise(sizes)
        self.layers = torch.nn.ModuleList(torch.nn.Linear(a, b, dtype=torch.float64) for a, b in pairs)

    def forward(self, x: Any) -> Any:
        for layer in self.layers[:-1]:
            x = torch.nn.functional.silu(layer(x))
        return self.layers[-1](x)


class Predictor(torch.nn.Module):
    """A noise predictor, for a batch."""

    def __init__(self, inputs: int, width: int, embedding: int) -> None:
        super().__init__()
        self.network = Perceptron(inputs + embedding, width, width, inputs)
        self.frequencies = 10_000.0 ** (-torch.arange(0, embedding, 2, dtype=torch.float64) / embedding)

    def forward(self, x: Any, t: Any) -> Any:
        angles = t[:, None] * self.frequencies
        embedded = torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)
        return self.network(torch.cat([x, embedded], dim=-1))


@given(st.integers(1, 3), st.integers(1, 4), st.integers(0, 1000))
@examples(15)
def test_the_loss_and_its_gradients(inputs: int, samples: int, seed: int) -> None:
    random = Random(seed)
    betas = nn.cosine_betas(10)
    diffusion, ours = Diffusion(betas), NoisePredictor(inputs, [4, 4], embedding=6, random=random)
    theirs = Predictor(inputs, 4, 6)
    theirs.load_state_dict({name: tensor(numbers) for name, numbers in ours.state_dict().items()})
    xs, noises = ([[random.gauss() for _ in range(inputs)] for _ in range(samples)] for _ in range(2))
    ts = [random.randint(1, 10) for _ in range(samples)]

    loss = sum(diffusion.loss(ours, *sample) for sample in zip(xs, ts, noises)) / samples
    loss.backward()
    kept = torch.cumprod(1.0 - tensor(betas), 0)[torch.tensor(ts) - 1, None]
    noised = kept.sqrt() * tensor(xs) + (1.0 - kept).sqrt() * tensor(noises)
    reference = torch.nn.functional.mse_loss(theirs(noised, tensor(ts)), tensor(noises))
    reference.backward()

    assert [diffusion.noised(*sample) for sample in zip(xs, ts, noises)] == [
        pytest.approx(row, rel=1e-10, abs=1e-10) for row in noised.tolist()
    ]
    assert same(loss.data, reference.item())
    gradients = torch.cat([p.grad.flatten() for p in theirs.parameters()])
    assert same([p.grad for p in ours.parameters()], gradients.tolist())


def test_weights_go_there_and_back(tmp_path: Path) -> None:
    ours, theirs = NoisePredictor(2, [4, 4], embedding=6, random=Random(0)), Predictor(2, 4, 6)
    nn.save(ours, tmp_path / "ours.safetensors")
    theirs.load_state_dict(safetensors.load_file(tmp_path / "ours.safetensors"))
    found = theirs(tensor([[0.5, -1.0]]), tensor([3.0]))
    assert same([y.data for y in ours([0.5, -1.0], 3)], found[0].tolist())
    other = Predictor(2, 4, 6)
    safetensors.save_file(other.state_dict(), tmp_path / "theirs.safetensors")
    nn.load(ours, tmp_path / "theirs.safetensors")
    assert same([y.data for y in ours([0.5, -1.0], 3)], other(tensor([[0.5, -1.0]]), tensor([3.0]))[0].tolist())


@pytest.mark.parametrize("variance", ["beta", "posterior"])
def test_the_way_back_is_algorithm_2(variance: str) -> None:
    random, betas = Random(0), nn.linear_betas(30)
    ours = NoisePredictor(2, [4, 4], embedding=6, random=random)
    theirs = Predictor(2, 4, 6)
    theirs.load_state_dict({name: tensor(numbers) for name, numbers in ours.state_dict().items()})
    start = [[random.gauss(), random.gauss()] for _ in range(3)]
    path = list(Diffusion(betas, variance).sampling(ours, start, Random(1)))

    draw, beta = Random(1).normalvariate, tensor(betas)
    alpha = 1.0 - beta
    kept = torch.cumprod(alpha, 0)
    before = torch.cat([tensor([1.0]), kept[:-1]])
    deviation = (beta if variance == "beta" else (1.0 - before) / (1.0 - kept) * beta).sqrt()
    deviation[0] = 0.0
    x = tensor(start)
    with torch.no_grad():
        for i in reversed(range(30)):
            seen = theirs(x, torch.full((3,), i + 1.0, dtype=torch.float64))
            mean = (x - beta[i] / (1.0 - kept[i]).sqrt() * seen) / alpha[i].sqrt()
            x = mean + deviation[i] * tensor([[draw(), draw()] for _ in range(3)])
            assert same([y for row in path[30 - i] for y in row], x.flatten().tolist())


def test_the_line_of_betas() -> None:
    assert same(nn.linear_betas(1000), torch.linspace(1e-4, 0.02, 1000, dtype=torch.float64).tolist())
