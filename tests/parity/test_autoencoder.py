"""Autoencoders against PyTorch: weights from here, weights from there, both terms of the bound, all gradients."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

import nn
from autograd.transforms.tree import leaves

torch = pytest.importorskip("torch")
safetensors = pytest.importorskip("safetensors.torch")
pytestmark = pytest.mark.parity

IMAGES = [[(7 * i + 3 * k) % 11 / 10 for k in range(6)] for i in range(5)]
LATENT = 2


class Noise(Random):
    """Noise that is known beforehand."""

    def __init__(self, numbers: list[float]) -> None:
        self.numbers = iter(numbers)

    def normalvariate(self, mu: float = 0.0, sigma: float = 1.0) -> float:
        return mu + sigma * next(self.numbers)


class Net(torch.nn.Module):  # type: ignore[misc,name-defined]
    """torch.nn.Linear layers with tanh between them."""

    def __init__(self, *sizes: int) -> None:
        super().__init__()
        self.layers = torch.nn.ModuleList(
            torch.nn.Linear(a, b, dtype=torch.float64)
            for a, b in zip(sizes, sizes[1:])  # noqa: RUF007
        )

    def forward(self, x: Any) -> Any:
        for layer in self.layers[:-1]:
            x = torch.tanh(layer(x))
        return self.layers[-1](x)


class Theirs(torch.nn.Module):  # type: ignore[misc,name-defined]
    """A variational autoencoder, or with as many codes as means a plain one."""

    def __init__(self, codes: int) -> None:
        super().__init__()
        self.encoder, self.decoder = Net(6, 5, codes), Net(LATENT, 4, 6)

    def terms(self, x: Any, noise: Any) -> Any:
        means, log_variances = self.encoder(x).chunk(2, dim=1)
        logits = self.decoder(means + torch.exp(log_variances / 2) * noise)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, x, reduction="sum") / len(x)
        own, standard = (
            torch.distributions.Normal(means, torch.exp(log_variances / 2)),
            torch.distributions.Normal(0, 1),
        )
        return loss, torch.distributions.kl_divergence(own, standard).sum(1).mean()


def encoder_and_decoder(codes: int, random: Random) -> tuple[nn.MLP, nn.MLP]:
    return nn.MLP(6, [5, codes], random=random), nn.MLP(LATENT, [4, 6], random=random)


def gradients(model: Any) -> list[float]:
    return [p.grad for p in model.parameters()]


def their_gradients(model: Any) -> list[float]:
    return [x for p in model.parameters() for x in p.grad.flatten().tolist()]


def test_our_variational_autoencoder_there(tmp_path: Path) -> None:
    random = Random(4)
    noise = [[random.gauss(0, 1) for _ in range(LATENT)] for _ in IMAGES]
    model = nn.VariationalAutoencoder(*encoder_and_decoder(2 * LATENT, random), random=Noise(list(leaves(noise))))
    nn.save(model, tmp_path / "f.safetensors")
    twin = Theirs(2 * LATENT)
    twin.load_state_dict(safetensors.load_file(tmp_path / "f.safetensors"))
    terms = nn.elbo_terms([model(x) for x in IMAGES], IMAGES)
    expected = twin.terms(torch.tensor(IMAGES, dtype=torch.float64), torch.tensor(noise, dtype=torch.float64))
    assert [term.data for term in terms] == pytest.approx([term.item() for term in expected], rel=1e-10)
    for mine, theirs in zip(terms, expected):  # each term by itself
        model.zero_grad()
        twin.zero_grad()
        mine.backward()
        theirs.backward(retain_graph=True)
        twin_gradients = [
            x for p in twin.parameters() for x in (torch.zeros_like(p) if p.grad is None else p.grad).flatten().tolist()
        ]
        assert gradients(model) == pytest.approx(twin_gradients, rel=1e-10, abs=1e-10)
        assert any(twin_gradients)


def test_their_autoencoder_here(tmp_path: Path) -> None:
    torch.manual_seed(1)
    twin = Theirs(LATENT)
    safetensors.save_file(twin.state_dict(), tmp_path / "f.safetensors")
    model = nn.load(nn.Autoencoder(*encoder_and_decoder(LATENT, Random(0))), tmp_path / "f.safetensors")
    x = torch.tensor(IMAGES, dtype=torch.float64)
    output = twin.decoder(twin.encoder(x))
    outputs = [model(image) for image in IMAGES]
    assert [y.data for y in leaves(outputs)] == pytest.approx(output.flatten().tolist(), rel=1e-10)
    loss = nn.mean_squared_error(outputs, IMAGES)
    loss.backward()
    torch.nn.functional.mse_loss(output, x).backward()
    assert gradients(model) == pytest.approx(their_gradients(twin), rel=1e-10, abs=1e-10)
