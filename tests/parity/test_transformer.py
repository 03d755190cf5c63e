"""Block and GPT give the numbers and gradients of PyTorch, and exchange weights with it."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Value, sum
from autograd.transforms.tree import leaves, mapped
from nn import GPT, Block
from tests.examples import examples
from tests.parity.tensors import same_numbers as same
from tests.parity.tensors import tensor

torch = pytest.importorskip("torch")
safetensors = pytest.importorskip("safetensors.torch")
pytestmark = pytest.mark.parity

seeds = st.integers(0, 1000)
activations = st.sampled_from(["relu", "gelu"])


def gradients_agree(module: Any, twin: Any) -> bool:
    slopes = {name: mapped(lambda v: v.grad, nested) for name, nested in module.tensors()}
    return slopes.keys() == dict(twin.named_parameters()).keys() and all(
        same(slopes[name], p.grad) for name, p in twin.named_parameters()
    )


def mask(steps: int) -> Any:
    return torch.nn.Transformer.generate_square_subsequent_mask(steps, dtype=torch.float64)


def layer(size: int, heads: int, hidden: int, activation: str) -> Any:
    """Theirs, in training mode, because otherwise they take a shortcut of another precision."""
    options = {"dropout": 0.0, "norm_first": True, "batch_first": True, "dtype": torch.float64}
    return torch.nn.TransformerEncoderLayer(size, heads, hidden, activation=activation, **options)


def moved(module: Any, seed: int) -> Any:
    """The module with every parameter somewhere else, so that no bias is 0 and no weight of a norm 1."""
    random = Random(seed)
    for p in module.parameters():
        p.data += random.gauss(0.0, 0.2)
    return module


def load(twin: Any, module: Any) -> Any:
    twin.load_state_dict({name: tensor(nested) for name, nested in module.state_dict().items()})
    return twin


@examples(25)
@given(seeds, st.sampled_from([(2, 1, 3), (4, 2, 8), (6, 3, 2)]), st.integers(1, 4), st.booleans(), activations)
def test_block(seed: int, sizes: tuple[int, int, int], steps: int, causal: bool, activation: str) -> None:
    module = moved(Block(*sizes, activation, causal=causal, random=Random(seed)), seed)
    twin, random = load(layer(*sizes, activation), module), Random(seed + 1)
    x = [[Value(random.gauss(0.0, 1.0)) for _ in range(sizes[0])] for _ in range(steps)]
    theirs = tensor(mapped(lambda v: v.data, x), requires_grad=True)
    output, expected = module(x), twin(theirs[None], src_mask=mask(steps) if causal else None)
    assert same(output, expected)
    sum(y * y for y in leaves(output)).backward()
    (expected**2).sum().backward()
    assert same(mapped(lambda v: v.grad, x), theirs.grad)
    assert gradients_agree(module, twin)


class Twin(torch.nn.Module):  # type: ignore[misc,name-defined]
    """The same GPT, of the parts of PyTorch."""

    def __init__(self, vocabulary: int, context: int, size: int, heads: int, blocks: int, activation: str) -> None:
        super().__init__()
        self.tokens = torch.nn.Embedding(vocabulary, size, dtype=torch.float64)
        self.positions = torch.nn.Embedding(context, size, dtype=torch.float64)
        self.blocks = torch.nn.ModuleList(layer(size, heads, 4 * size, activation) for _ in range(blocks))
        self.norm = torch.nn.LayerNorm(size, dtype=torch.float64)
        self.head = torch.nn.Linear(size, vocabulary, dtype=torch.float64)

    def forward(self, tokens: Any) -> Any:
        x = self.tokens(tokens) + self.positions.weight[: len(tokens)]
        for block in self.blocks:
            x = block(x[None], src_mask=mask(len(tokens)))[0]
        return self.head(self.norm(x))


@examples(12)
@given(seeds, st.integers(1, 2), activations, st.lists(st.integers(0, 4), min_size=2, max_size=4))
def test_gpt(seed: int, blocks: int, activation: str, text: list[int]) -> None:
    sizes = (5, 4, 4, 2, blocks, activation)
    model = moved(GPT(*sizes, random=Random(seed)), seed)
    twin, tokens = load(Twin(*sizes), model), torch.tensor(text)
    assert same(model(text), twin(torch.tensor(text)))
    loss, expected = model.loss(text), torch.nn.functional.cross_entropy(twin(tokens[:-1]), tokens[1:])
    assert same([loss], expected)
    loss.backward()
    expected.backward()
    assert gradients_agree(model, twin)


def test_files_are_exchanged(tmp_path: Path) -> None:
    sizes = (5, 4, 4, 2, 2, "gelu")
    model, twin = GPT(*sizes, random=Random(1)), Twin(*sizes)
    nn.save(model, tmp_path / "ours.safetensors")
    twin.load_state_dict(safetensors.load_file(tmp_path / "ours.safetensors"))
    assert same(model([0, 4, 2]), twin(torch.tensor([0, 4, 2])))
    torch.manual_seed(0)
    other = Twin(*sizes)
    safetensors.save_file(other.state_dict(), tmp_path / "theirs.safetensors")
    nn.load(model, tmp_path / "theirs.safetensors")
    assert same(model([0, 4, 2]), other(torch.tensor([0, 4, 2])))


def test_a_block_with_the_norm_behind_is_noticed() -> None:
    module = moved(Block(4, 2, 8, random=Random(0)), 0)
    twin = torch.nn.TransformerEncoderLayer(4, 2, 8, 0.0, "gelu", batch_first=True, dtype=torch.float64)
    x = [[0.5, -1.0, 2.0, 0.1], [1.0, 0.0, -0.3, 0.7]]
    assert not same(module(x), load(twin, module)(tensor(x)[None], src_mask=mask(2)))
