"""A generative adversarial network against PyTorch: both losses, all gradients, and twenty steps of the two in turn."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

import nn
from tests.parity.tensors import tensor

torch = pytest.importorskip("torch")
safetensors = pytest.importorskip("safetensors.torch")
pytestmark = pytest.mark.parity

REAL = [[(5 * i + 2 * k) % 7 / 5 for k in range(3)] for i in range(4)]


class Net(torch.nn.Module):  # type: ignore[misc,name-defined]
    """Two torch.nn.Linear layers with tanh between them."""

    def __init__(self, inputs: int, hidden: int, outputs: int) -> None:
        super().__init__()
        sizes = ((inputs, hidden), (hidden, outputs))
        self.layers = torch.nn.ModuleList(torch.nn.Linear(*size, dtype=torch.float64) for size in sizes)

    def forward(self, x: Any) -> Any:
        return self.layers[1](torch.tanh(self.layers[0](x)))


class Theirs(torch.nn.Module):  # type: ignore[misc,name-defined]
    """Generator and discriminator, and the losses of Goodfellow et al. by binary cross-entropy."""

    def __init__(self) -> None:
        super().__init__()
        self.generator, self.discriminator = Net(2, 5, 3), Net(3, 4, 1)

    def surprise(self, samples: Any, is_real: float) -> Any:
        logits = self.discriminator(samples)
        return torch.nn.functional.binary_cross_entropy_with_logits(logits, torch.full_like(logits, is_real))

    def discriminator_loss(self, real: Any, noises: Any) -> Any:
        return self.surprise(real, 1.0) + self.surprise(self.generator(noises).detach(), 0.0)

    def generator_loss(self, noises: Any) -> Any:
        return self.surprise(self.generator(noises), 1.0)


def ours(seed: int) -> nn.GAN:
    random = Random(seed)
    return nn.GAN(nn.MLP(2, [5, 3], random=random), nn.MLP(3, [4, 1], random=random), 2, random=random)


def twin_of(gan: nn.GAN, path: Path) -> Any:
    """The same network there, through a file."""
    nn.save(gan, path)
    twin = Theirs()
    twin.load_state_dict(safetensors.load_file(path))
    return twin


def test_losses_and_gradients(tmp_path: Path) -> None:
    gan = ours(1)
    twin, noises = twin_of(gan, tmp_path / "f.safetensors"), gan.noises(4)
    for mine, theirs in [
        (gan.discriminator_loss(REAL, noises), twin.discriminator_loss(tensor(REAL), tensor(noises))),
        (gan.generator_loss(noises), twin.generator_loss(tensor(noises))),
    ]:
        gan.zero_grad()
        twin.zero_grad(set_to_none=False)
        for p in twin.parameters():
            p.grad = torch.zeros_like(p)
        mine.backward()
        theirs.backward()
        expected = [x for p in twin.parameters() for x in p.grad.flatten().tolist()]
        assert mine.data == pytest.approx(theirs.item(), rel=1e-10)
        assert [p.grad for p in gan.parameters()] == pytest.approx(expected, rel=1e-10, abs=1e-10)


def test_their_weights_here(tmp_path: Path) -> None:
    torch.manual_seed(3)
    twin = Theirs()
    safetensors.save_file(twin.state_dict(), tmp_path / "f.safetensors")
    gan = nn.load(ours(0), tmp_path / "f.safetensors")
    assert [y.data for y in gan([0.3, -0.7])] == pytest.approx(twin.generator(tensor([0.3, -0.7])).tolist(), rel=1e-10)


@pytest.mark.parametrize("compile", [False, True])
def test_twenty_steps_in_turn(tmp_path: Path, compile: bool) -> None:
    gan, source = ours(2), ours(2)  # the second one only for the same noise
    twin = twin_of(gan, tmp_path / "f.safetensors")
    betas = (0.5, 0.999)
    players = [
        torch.optim.Adam(part.parameters(), rate, betas=betas)
        for part, rate in ((twin.discriminator, 0.01), (twin.generator, 0.02))
    ]
    optimizers = [
        nn.Adam(part.parameters(), rate, betas=betas)
        for part, rate in ((gan.discriminator, 0.01), (gan.generator, 0.02))
    ]
    with nn.alternating(gan, *optimizers, compile=compile) as step:
        for _ in range(20):
            found, expected = step(REAL), []
            for player, loss, inputs in (
                (players[0], twin.discriminator_loss, [REAL]),
                (players[1], twin.generator_loss, []),
            ):
                player.zero_grad()
                value = loss(*map(tensor, inputs), tensor(source.noises(len(REAL))))
                value.backward()
                player.step()
                expected.append(value.item())
            assert found == pytest.approx(expected, rel=1e-10)
    assert [p.data for p in gan.parameters()] == pytest.approx(
        [x for p in twin.parameters() for x in p.flatten().tolist()], rel=1e-10, abs=1e-10
    )
