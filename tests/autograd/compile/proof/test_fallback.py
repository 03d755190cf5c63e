"""What is not proved is computed eagerly, which is said once."""

import pytest

import autograd
from autograd import Value, exp
from nn.training import optimizers
from tests.autograd.compile.proof.planting import (
    planted,
)

np = pytest.importorskip("numpy")

from autograd.compile.lowering import steps  # noqa: E402


def test_a_training_goes_on_eagerly(monkeypatch):
    planted(monkeypatch, steps, "slopes", lambda slopes, *_: tuple(2.0 * slope for slope in slopes))
    w = Value(1.0)
    optimizer = optimizers.SGD([w], 0.05)
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


def test_partials_of_a_wrong_number_are_an_error_in_eagers_words():
    own = autograd.binary("own", "own({}, {})", lambda a, b: a * b, lambda a, b, y: (b,))
    with pytest.raises(TypeError, match="there must be a tuple of 2") as eager:
        own(Value(1.0), Value(2.0)).backward()
    result = autograd.compile(own)(Value(1.0), Value(2.0))
    with pytest.raises(TypeError, match="there must be a tuple of 2") as compiled:
        result.backward()
    assert [str(error.value).partition(" but ")[2] for error in (compiled, eager)] == [
        "there must be a tuple of 2, a slope for each input; a tuple of one is written (slope,)"
    ] * 2


def test_value_and_gradient_as_plain_numbers(monkeypatch):
    planted(monkeypatch, steps, "slopes", lambda slopes, *_: tuple(-slope for slope in slopes))
    with pytest.warns(UserWarning, match="error of the compiler"):
        assert autograd.compile(lambda x: exp(x) * 2.0).value_and_grad(1.0) == (2.0 * exp(1.0), 2.0 * exp(1.0))
