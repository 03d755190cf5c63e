"""RBF and PyTorch, where it is a distance, an exponential and a linear layer: values, gradients, files."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Value
from nn import RBF
from tests.examples import examples
from tests.parity.tensors import same, tensor

torch = pytest.importorskip("torch")
safetensors = pytest.importorskip("safetensors.torch")
pytestmark = pytest.mark.parity


class Hills(torch.nn.Module):
    """The same network, for a batch."""

    def __init__(self, inputs: int, units: int, outputs: int) -> None:
        super().__init__()
        self.centres = torch.nn.Parameter(torch.randn(units, inputs, dtype=torch.float64))
        self.log_widths = torch.nn.Parameter(torch.randn(units, dtype=torch.float64))
        self.output = torch.nn.Linear(units, outputs, dtype=torch.float64)

    def forward(self, x: Any) -> Any:
        squares = (x[:, None, :] - self.centres[None]).square().sum(-1)
        return self.output(torch.exp(-squares / (2.0 * self.log_widths.exp().square())))


@given(st.integers(1, 3), st.integers(1, 4), st.integers(2, 3), st.integers(0, 1000))
@examples(25)
def test_values_and_gradients(inputs: int, units: int, outputs: int, seed: int) -> None:
    random = Random(seed)
    ours = RBF([[random.gauss() for _ in range(inputs)] for _ in range(units)], outputs, random=random)
    for log_width in ours.log_widths:
        log_width.data = random.gauss(0.0, 0.5)
    theirs = Hills(inputs, units, outputs)
    theirs.load_state_dict({name: tensor(numbers) for name, numbers in ours.state_dict().items()})
    xs = [[random.gauss() for _ in range(inputs)] for _ in range(3)]
    targets = [random.randrange(outputs) for _ in xs]

    places = [[Value(x) for x in row] for row in xs]
    loss = nn.cross_entropy_with_logits([ours(row) for row in places], targets)
    loss.backward()
    x = tensor(xs, requires_grad=True)
    reference = torch.nn.functional.cross_entropy(theirs(x), torch.tensor(targets))
    reference.backward()

    assert same(loss.data, reference.item())
    assert same([v.grad for row in places for v in row], x.grad.flatten().tolist())
    gradients = torch.cat([p.grad.flatten() for p in theirs.parameters()])
    assert same([p.grad for p in ours.parameters()], gradients.tolist())


def test_weights_go_there_and_back(tmp_path: Path) -> None:
    ours, theirs = RBF([[0.0, 1.0], [2.0, 3.0], [1.0, 1.0]], 2, random=Random(0)), Hills(2, 3, 2)
    for write, read in (
        (lambda path: nn.save(ours, path), lambda path: theirs.load_state_dict(safetensors.load_file(path))),
        (lambda path: safetensors.save_file(Hills(2, 3, 2).state_dict(), path), lambda path: nn.load(ours, path)),
    ):
        write(tmp_path / "hills.safetensors")
        read(tmp_path / "hills.safetensors")
    nn.save(ours, tmp_path / "hills.safetensors")
    theirs.load_state_dict(safetensors.load_file(tmp_path / "hills.safetensors"))
    assert same([y.data for y in ours([0.5, -1.0])], theirs(tensor([[0.5, -1.0]]))[0].tolist())
