"""Graph convolution and the same composed in PyTorch: values, gradients, weights through a file."""

from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Value
from autograd.transforms.tree import leaves, mapped
from nn import GCN, normalised_adjacency
from tests.examples import examples

torch = pytest.importorskip("torch")
safetensors = pytest.importorskip("safetensors.torch")
pytestmark = pytest.mark.parity

EDGES, NODES = [(0, 1), (0, 2), (1, 2), (2, 3), (4, 5)], 7  # the last one knows nobody


class Twin(torch.nn.Module):  # type: ignore[misc,name-defined]
    """Linear layers, each followed by a product with the dense matrix D^−½ (A + I) D^−½."""

    def __init__(self, sizes: list[int]) -> None:
        super().__init__()
        self.layers = torch.nn.ModuleList(torch.nn.Linear(a, b, dtype=torch.float64) for a, b in pairwise(sizes))

    def forward(self, x: Any, edges: list[tuple[int, int]]) -> Any:
        a = torch.eye(len(x), dtype=torch.float64)
        for i, j in edges:
            a[i, j] = a[j, i] = 1.0
        root = torch.diag(a.sum(1) ** -0.5)
        for layer in self.layers:
            x = root @ a @ root @ x @ layer.weight.T + layer.bias
            x = torch.tanh(x) if layer is not self.layers[-1] else x
        return x


@examples(30)
@given(st.lists(st.integers(1, 5), min_size=2, max_size=4), st.integers(0, 10_000))
def test_values_and_gradients(tmp_path_factory: pytest.TempPathFactory, sizes: list[int], seed: int) -> None:
    random = Random(seed)
    net, twin = GCN(sizes[0], sizes[1:], "tanh", random=random), Twin(sizes)
    for p in net.parameters():
        p.data = random.gauss(0.0, 1.0)
    file: Path = tmp_path_factory.mktemp("weights") / "net.safetensors"
    nn.save(net, file)
    twin.load_state_dict(safetensors.load_file(file))
    features = [[random.gauss(0.0, 1.0) for _ in range(sizes[0])] for _ in range(NODES)]
    wanted = [[random.gauss(0.0, 1.0) for _ in range(sizes[-1])] for _ in range(NODES)]

    x, reference_x = mapped(Value, features), torch.tensor(features, dtype=torch.float64, requires_grad=True)
    outputs = net(x, normalised_adjacency(EDGES, NODES))
    expected = twin(reference_x, EDGES)
    nn.mean_squared_error(outputs, wanted).backward()
    torch.nn.functional.mse_loss(expected, torch.tensor(wanted, dtype=torch.float64)).backward()

    assert [y.data for y in leaves(outputs)] == approximately(expected)
    assert [v.grad for v in leaves(x)] == approximately(reference_x.grad)
    for (_, ours), theirs in zip(net.tensors(), twin.parameters(), strict=True):
        assert [p.grad for p in leaves(ours)] == approximately(theirs.grad)


def approximately(tensor: Any) -> Any:
    return pytest.approx(tensor.flatten().tolist(), rel=1e-10, abs=1e-10)


def test_pytorchs_file_here(tmp_path: Path) -> None:
    torch.manual_seed(1)
    twin = Twin([3, 4, 2])
    safetensors.save_file(twin.state_dict(), tmp_path / "net.safetensors")
    net = nn.load(GCN(3, [4, 2], "tanh"), tmp_path / "net.safetensors")
    features = [[0.1 * i, 1.0 - i, 0.5] for i in range(NODES)]
    outputs = net(features, normalised_adjacency(EDGES, NODES))
    assert [y.data for y in leaves(outputs)] == approximately(twin(torch.tensor(features, dtype=torch.float64), EDGES))
