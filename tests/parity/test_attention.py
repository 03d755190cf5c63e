"""Embedding and attention give the numbers and gradients of PyTorch, and exchange weights with it."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Value, sum
from autograd.transforms.tree import leaves, mapped
from nn import Embedding, MultiHeadAttention, scaled_dot_product_attention
from tests.examples import examples
from tests.parity.tensors import same_numbers as same
from tests.parity.tensors import tensor

torch = pytest.importorskip("torch")
safetensors = pytest.importorskip("safetensors.torch")
pytestmark = pytest.mark.parity

seeds = st.integers(0, 1000)


def gradients(nested: Any) -> Any:
    return mapped(lambda v: v.grad, nested)


def drawn(random: Random, *shape: int) -> Any:
    """Nested lists of this shape."""
    return [drawn(random, *shape[1:]) for _ in range(shape[0])] if shape else random.gauss(0.0, 1.0)


@examples(50)
@given(seeds, st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.booleans())
def test_scaled_dot_product_attention(seed: int, steps: int, keys: int, size: int, causal: bool) -> None:
    random = Random(seed)
    keys = steps if causal else keys
    ours = [mapped(Value, drawn(random, n, size)) for n in (steps, keys, keys)]
    theirs = [tensor(mapped(lambda v: v.data, x), requires_grad=True) for x in ours]
    output = scaled_dot_product_attention(*ours, causal=causal)
    expected = torch.nn.functional.scaled_dot_product_attention(*theirs, is_causal=causal)
    assert same(output, expected)
    sum(y * y for y in leaves(output)).backward()
    (expected**2).sum().backward()
    for x, t in zip(ours, theirs):
        assert same(gradients(x), t.grad)


def pair(seed: int, size: int, heads: int, causal: bool = False) -> tuple[MultiHeadAttention, Any]:
    """The same attention here and there, by way of the state dict; no bias is 0."""
    module = MultiHeadAttention(size, heads, causal=causal, random=Random(seed))
    random = Random(seed)
    for p in module.parameters():
        p.data += random.gauss(0.0, 0.2)
    twin = torch.nn.MultiheadAttention(size, heads, batch_first=True, dtype=torch.float64)
    twin.load_state_dict({name: tensor(nested) for name, nested in module.state_dict().items()})
    return module, twin


def output_and_weights(twin: Any, x: Any, causal: bool) -> tuple[Any, Any]:
    mask = torch.nn.Transformer.generate_square_subsequent_mask(len(x), dtype=torch.float64) if causal else None
    return twin(x, x, x, attn_mask=mask, average_attn_weights=False)  # type: ignore[no-any-return]


@examples(25)
@given(seeds, st.sampled_from([(2, 1), (4, 2), (6, 3), (4, 4)]), st.integers(1, 4), st.booleans())
def test_multi_head_attention(seed: int, sizes: tuple[int, int], steps: int, causal: bool) -> None:
    module, twin = pair(seed, *sizes, causal)
    x = mapped(Value, drawn(Random(seed + 1), steps, sizes[0]))
    theirs = tensor(mapped(lambda v: v.data, x), requires_grad=True)
    output, (expected, weights) = module(x), output_and_weights(twin, theirs, causal)
    assert same(output, expected)
    assert same([[row + [0.0] * (steps - len(row)) for row in head] for head in module.weights(x)], weights)
    sum(y * y for y in leaves(output)).backward()
    (expected**2).sum().backward()
    assert same(gradients(x), theirs.grad)
    slopes = {name: gradients(nested) for name, nested in module.tensors()}
    assert all(same(slopes[name], p.grad) for name, p in twin.named_parameters())


@examples(25)
@given(seeds, st.integers(1, 5), st.integers(1, 3), st.data())
def test_embedding(seed: int, count: int, size: int, draw: st.DataObject) -> None:
    table = Embedding(count, size, random=Random(seed))
    indices = draw.draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=5))
    twin = torch.nn.Embedding(count, size, dtype=torch.float64)
    twin.load_state_dict({"weight": tensor(table.state_dict()["weight"])})
    output, expected = table(indices), twin(torch.tensor(indices))
    assert same(output, expected)
    sum(y * y for y in leaves(output)).backward()
    (expected**2).sum().backward()
    assert same(gradients(table.weight), twin.weight.grad)


def test_files_are_exchanged(tmp_path: Path) -> None:
    module, twin = pair(3, 4, 2)
    nn.save(module, tmp_path / "ours.safetensors")
    blank = torch.nn.MultiheadAttention(4, 2, batch_first=True, dtype=torch.float64)
    blank.load_state_dict(safetensors.load_file(tmp_path / "ours.safetensors"))
    x = tensor(drawn(Random(0), 3, 4))
    assert torch.equal(output_and_weights(blank, x, False)[0], output_and_weights(twin, x, False)[0])
    safetensors.save_file(twin.state_dict(), tmp_path / "theirs.safetensors")
    again = nn.load(MultiHeadAttention(4, 2, random=Random(0)), tmp_path / "theirs.safetensors")
    assert again.state_dict() == module.state_dict()
    table = Embedding(3, 2, random=Random(0))
    nn.save(table, tmp_path / "table.safetensors")
    assert same(table.weight, safetensors.load_file(tmp_path / "table.safetensors")["weight"])


def test_a_wrong_layout_is_noticed() -> None:
    """With keys and values exchanged, the comparison fails."""
    module, twin = pair(1, 4, 2)
    module.key, module.value = module.value, module.key
    x = drawn(Random(0), 3, 4)
    assert not same(module(x), output_and_weights(twin, tensor(x), False)[0])
