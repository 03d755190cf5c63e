"""Divergences as PyTorch has them: values, and gradients by everything that they are made of."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Value
from autograd.transforms.tree import leaves, mapped
from tests.parity.tensors import tensor

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity

logits = st.floats(-30.0, 30.0)
shape = st.tuples(st.integers(1, 4), st.integers(1, 4))


def agree(loss: Callable[..., Value], reference: Callable[..., Any], *inputs: Any) -> None:
    """Value and gradients, ours and theirs."""
    values = mapped(Value, inputs)
    found = loss(*values)
    found.backward()
    tensors = [tensor(nested, requires_grad=True) for nested in inputs]
    expected = reference(*tensors)
    expected.backward()
    assert found.data == pytest.approx(expected.item(), rel=1e-10, abs=1e-10)
    for mine, theirs in zip(values, tensors):
        assert [v.grad for v in leaves(mine)] == pytest.approx(theirs.grad.flatten().tolist(), rel=1e-10, abs=1e-10)


def shares(weights: list[float]) -> list[float]:
    return [w / math.fsum(weights) for w in weights]


def drawn(draw: st.DataObject, size: tuple[int, int], numbers: st.SearchStrategy[float]) -> list[list[float]]:
    """So many rows of so many numbers."""
    rows, columns = size
    return [[draw.draw(numbers) for _ in range(columns)] for _ in range(rows)]


@given(shape, st.data())
def test_kl_divergence(size: tuple[int, int], draw: st.DataObject) -> None:
    log_probabilities = torch.log_softmax(tensor(drawn(draw, size, logits)), 1).tolist()
    targets = [shares(row) for row in drawn(draw, size, st.floats(0.01, 1.0))]
    agree(
        nn.kl_divergence,
        lambda q, t: torch.nn.functional.kl_div(q, t, reduction="batchmean"),
        log_probabilities,
        targets,
    )


@given(shape, st.data())
def test_targets_that_are_certain(size: tuple[int, int], draw: st.DataObject) -> None:
    log_probabilities = torch.log_softmax(tensor(drawn(draw, size, logits)), 1).tolist()
    targets = [shares([1.0, *[0.0] * (size[1] - 1)]) for _ in range(size[0])]
    agree(
        lambda q: nn.kl_divergence(q, targets),
        lambda q: torch.nn.KLDivLoss(reduction="batchmean")(q, tensor(targets)),
        log_probabilities,
    )


@given(shape, st.data())
def test_gaussian_kl_divergence(size: tuple[int, int], draw: st.DataObject) -> None:
    def reference(means: Any, log_variances: Any) -> Any:
        own, standard = (
            torch.distributions.Normal(means, torch.exp(log_variances / 2)),
            torch.distributions.Normal(0, 1),
        )
        return torch.distributions.kl_divergence(own, standard).sum(1).mean()

    means, log_variances = drawn(draw, size, st.floats(-10, 10)), drawn(draw, size, st.floats(-5, 5))
    agree(nn.gaussian_kl_divergence, reference, means, log_variances)


def test_a_wrong_mean_would_be_noticed() -> None:
    """The default of torch divides by the number of classes too, which is another loss."""
    logs, target = [[math.log(0.25), math.log(0.75)]], [[0.5, 0.5]]
    ours = nn.kl_divergence(logs, target)
    theirs = {
        name: torch.nn.functional.kl_div(tensor(logs), tensor(target), reduction=name) for name in ("batchmean", "sum")
    }
    assert ours == pytest.approx(theirs["batchmean"].item(), rel=1e-12)
    assert ours != pytest.approx(theirs["sum"].item() / 2, rel=1e-3)
