"""Dropout does to numbers what PyTorch's does, though the two draw different masks."""

import math
from random import Random

import pytest

import autograd
from autograd import Value
from nn import Dropout

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity

N = 20_000


@pytest.mark.parametrize("p", [0.1, 0.5, 0.75])
def test_the_same_numbers_come_out_as_often(p: float) -> None:
    torch.manual_seed(0)
    ours = [y.data for y in Dropout(p, random=Random(0))([1.0] * N)]
    theirs = torch.nn.Dropout(p)(torch.ones(N, dtype=torch.float64)).tolist()
    assert set(ours) == set(theirs) == {0.0, 1.0 / (1.0 - p)}
    difference = abs(ours.count(0.0) - theirs.count(0.0)) / N
    assert difference < 4 * math.sqrt(2 * p * (1 - p) / N)
    assert abs(sum(ours) - sum(theirs)) / N < 4 * math.sqrt(2 * p / (1 - p) / N)


def test_with_the_same_mask_outputs_and_gradients_are_the_same() -> None:
    """PyTorch's function, given our mask: the inputs that were left out, and a factor for the others."""
    numbers = [0.5, -1.0, 2.0, 3.0, -0.25, 4.0]
    xs = [Value(x) for x in numbers]
    ys = Dropout(0.4, random=Random(1))(xs)
    autograd.sum(y * y for y in ys).backward()
    tensor = torch.tensor(numbers, dtype=torch.float64, requires_grad=True)
    kept = torch.tensor([float(y.data != 0.0) for y in ys], dtype=torch.float64)
    reference, _ = torch.native_dropout(tensor, 0.4, False)
    assert torch.equal(reference, tensor), "not while learning: nothing is left out"
    reference = torch.ops.aten.native_dropout_backward(tensor, kept.bool(), 1 / 0.6)  # mask · factor
    (reference * reference).sum().backward()
    assert [y.data for y in ys] == pytest.approx(reference.tolist(), rel=1e-12)
    assert [x.grad for x in xs] == pytest.approx(tensor.grad.tolist(), rel=1e-12)


def test_after_eval_both_leave_everything() -> None:
    numbers = [0.5, -1.0]
    assert Dropout(0.9).eval()(numbers) == torch.nn.Dropout(0.9).eval()(torch.tensor(numbers)).tolist()


@pytest.mark.parametrize("p", [-0.1, 1.1])
def test_both_refuse_a_p_that_is_no_chance(p: float) -> None:
    for kind in (Dropout, torch.nn.Dropout):
        with pytest.raises(ValueError, match=str(p)):
            kind(p)
