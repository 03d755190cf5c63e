"""What is not proved is computed eagerly, which is said once."""

import pytest

import autograd
from autograd import Value, exp
from nn.training import optimisers
from tests.autograd.compile.proof.planting import (
    planted,
)

np = pytest.importorskip("numpy")

from autograd.compile import steps  # noqa: E402


def test_a_training_goes_on_eagerly(monkeypatch):
    planted(monkeypatch, steps, "slopes", lambda slopes, *_: tuple(2.0 * slope for slope in slopes))
    w = Value(1.0)
    optimizer = optimisers.SGD([w], 0.05)
    fast = autograd.compile(lambda x: (exp(w) - x) ** 2)
    with pytest.warns(UserWarning, match="error of the compiler"), fast.training(optimizer) as step:
        losses = [step(2.0) for _ in range(5)]
    v = Value(1.0)
    expected = []
    for _ in range(5):
        loss = (exp(v) - 2.0) ** 2
        v.grad = 0.0
        loss.backward()
        v.data -= 0.05 * v.grad
        expected.append(loss.data)
    assert losses == expected


def test_it_is_said_once():
    with pytest.MonkeyPatch.context() as inner:
        planted(inner, steps, "slopes", lambda slopes, *_: tuple(-slope for slope in slopes))
        fast = autograd.compile(exp)
        with pytest.warns(UserWarning, match="error of the compiler"):
            fast(Value(1.0))
        assert fast(Value(2.0)).data == exp(2.0)  # a second warning would be an error
