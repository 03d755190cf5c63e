"""A deep network of pre-norm residual blocks, one of ours and one of theirs, with weights from one file."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

import nn
from autograd import Value, vmap
from nn import BatchNorm, Layer, LayerNorm, Module, Residual, RMSNorm

torch = pytest.importorskip("torch")
safetensors = pytest.importorskip("safetensors.torch")
pytestmark = pytest.mark.parity

SIZE, DEPTH = 3, 5
BATCH = [[Random(i).uniform(-2.0, 2.0) for _ in range(SIZE)] for i in range(8, 14)]
NORMS: dict[Any, Any] = {LayerNorm: torch.nn.LayerNorm, RMSNorm: torch.nn.RMSNorm, BatchNorm: torch.nn.BatchNorm1d}


class Each(Module):
    """A module for each sample of a batch, under its own names."""

    def __init__(self, part: Module) -> None:
        self.part = part

    def __call__(self, batch: Any) -> Any:
        return vmap(self.part)(batch)  # type: ignore[arg-type]

    def tensors(self) -> Any:
        return self.part.tensors()


class Ours(Module):
    def __init__(self, norm: Any) -> None:
        random = Random(0)
        self.blocks: list[Residual] = []
        for _ in range(DEPTH):
            first = norm(SIZE) if norm is BatchNorm else Each(norm(SIZE))
            layer = Layer(SIZE, SIZE, "relu", random=random, initializer="he_normal")
            self.blocks.append(Residual(first, Each(layer)))

    def __call__(self, batch: Any) -> Any:
        for block in self.blocks:
            batch = block(batch)
        return batch


class Block(torch.nn.Module):
    def __init__(self, norm: Any) -> None:
        super().__init__()
        layer = torch.nn.Linear(SIZE, SIZE, dtype=torch.float64)
        self.parts = torch.nn.ModuleList([NORMS[norm](SIZE, dtype=torch.float64), layer])

    def forward(self, x: Any) -> Any:
        norm, layer = self.parts
        return x + torch.relu(layer(norm(x)))


class Theirs(torch.nn.Module):
    def __init__(self, norm: Any) -> None:
        super().__init__()
        self.blocks = torch.nn.ModuleList([Block(norm) for _ in range(DEPTH)])

    def forward(self, x: Any) -> Any:
        for block in self.blocks:
            x = block(x)
        return x


@pytest.mark.parametrize("norm", NORMS)
def test_outputs_gradients_and_running_statistics(norm: Any, tmp_path: Path) -> None:
    ours, theirs = Ours(norm), Theirs(norm)
    nn.save(ours, tmp_path / "f")
    theirs.load_state_dict(safetensors.load_file(tmp_path / "f"))
    xs, tensor = [[Value(x) for x in row] for row in BATCH], torch.tensor(BATCH, dtype=torch.float64)
    nn.mean_squared_error(ours(xs), [[1.0] * SIZE] * len(BATCH)).backward()
    torch.nn.functional.mse_loss(theirs(tensor), torch.ones_like(tensor)).backward()
    gradients = dict(theirs.named_parameters())
    for name, parameter in ours.named_parameters():
        base, _, place = name.partition("[")
        index = tuple(map(int, place.rstrip("]").split("][")))
        assert parameter.grad == pytest.approx(gradients[base].grad[index].item(), rel=1e-10, abs=1e-10), name
    for name, kept in theirs.state_dict().items():
        if "running" in name:
            assert ours.state_dict()[name] == pytest.approx(kept.tolist(), rel=1e-10), name
    ours.eval(), theirs.eval()
    found = [[y.data for y in row] for row in ours(BATCH)]
    assert found == [pytest.approx(row, rel=1e-10, abs=1e-10) for row in theirs(tensor).tolist()]
