"""A backward pass is whole or has not happened, and its numbers are those of one moment."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from autograd import DomainError, Value, dot, log, sigmoid, sqrt, sum, tanh, unary
from autograd.backward import propagate
from autograd.graph import UNSET, is_set, topological_order
from tests.interrupts import interrupted_at_every_line


def computation() -> tuple[Value, list[Value]]:
    """A loss with nodes of one, two and many inputs, whose leaves hold gradients from a pass before."""
    leaves = [Value(0.5, "a"), Value(-1.5, "b"), Value(2.0, "c")]
    a, b, c = leaves
    (a * b + c).backward()
    leaves.append(Value(3.0, "d"))  # one that holds none
    return tanh(dot([a, b], [c, leaves[3]], a)) * b + sigmoid(a - c), leaves


def gradients(leaves: list[Value]) -> list[float]:
    return [x.grad for x in leaves]


def set_gradients(leaves: list[Value], grads: list[float]) -> None:
    for x, grad in zip(leaves, grads):
        x.grad = grad


def test_ctrl_c_at_any_line_loses_nothing() -> None:
    loss, leaves = computation()
    held = gradients(leaves)
    loss.backward()
    after = gradients(leaves)
    outcomes = []
    set_gradients(leaves, held)
    for _ in interrupted_at_every_line(loss.backward):
        outcomes.append(gradients(leaves))
        set_gradients(leaves, held)
        loss.backward()  # works afterwards as if nothing had been
        assert gradients(leaves) == after
        set_gradients(leaves, held)
    *interrupted, whole = outcomes
    assert all(outcome == held for outcome in interrupted)
    assert whole == after


def test_the_same_test_notices_a_pass_that_is_not_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(self: Value) -> None:
        order = topological_order(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        propagate(reversed(order))

    monkeypatch.setattr(Value, "backward", careless)
    with pytest.raises(AssertionError):
        test_ctrl_c_at_any_line_loses_nothing()


def test_an_undefined_slope_loses_nothing_and_leaves_no_half_gradients() -> None:
    steep = unary("steep", "steep({})", abs, lambda a, y: (1.0 / a,))
    a, b = Value(0.0), Value(2.0)
    (a * b).backward()
    between = steep(a)
    with pytest.raises(DomainError, match="steep: there is no slope at a = 0.0"):
        (between * b).backward()
    assert (a.grad, b.grad) == (2.0, 0.0)
    assert between.grad is UNSET


def test_none_counts_as_not_set() -> None:
    p = Value(3.0, "p")
    p.grad = None  # type: ignore[assignment]  # a habit from PyTorch
    assert repr(p) == "Value(data=3.0, label='p')"
    (p * p).backward()
    assert p.grad == 6.0


@pytest.mark.parametrize("held", ["1", [1.0], np.array([1.0, 2.0]), 1j, Value(1.0)], ids=lambda x: type(x).__name__)
def test_a_gradient_that_is_not_a_number_is_refused_before_anything_changes(held: Any) -> None:
    a, p = Value(2.0), Value(3.0, "p")
    p.grad = held
    with pytest.raises(TypeError, match=r"the gradient of 'p' is one real number, but .* came; set it to 0.0"):
        (a * p).backward()
    assert a.grad is UNSET
    assert p.grad is held


CHANGED: dict[str, Callable[[Value], Value]] = {
    "a product": lambda x: (x * x) * x,
    "one input": lambda x: tanh(x),
    "many inputs": lambda x: sum([x, x, x]),
    "a dot": lambda x: dot([x, 2.0], [3.0, x], 1.0),
    "far below": lambda x: tanh(sigmoid(x * 0.5) + 1.0),
    "a root": lambda x: sqrt(x),
}


@pytest.mark.parametrize("name", CHANGED)
@pytest.mark.parametrize("new", [5.0, -5.0, np.float64(5.0), 5])
def test_data_that_was_changed_since_the_forward_pass_is_not_mixed_in(name: str, new: Any) -> None:
    x = Value(2.0, "x")
    y = CHANGED[name](x)
    x.grad = 7.0
    x.data = new
    with pytest.raises(RuntimeError, match=r"backward: data has been changed since the forward pass.*recompute\(\)"):
        y.backward()
    assert x.grad == 7.0
    if name != "a root" or new > 0:
        y.recompute().backward()
        fresh = Value(float(new))
        CHANGED[name](fresh).backward()
        assert x.grad == 7.0 + fresh.grad


def test_a_node_in_between_that_was_changed_is_noticed_too() -> None:
    x = Value(2.0)
    square = x * x
    y = square * 3.0
    square.data = 5.0
    with pytest.raises(RuntimeError, match=r"of its inputs, which are 5.0, 3.0 now, it gives 15.0"):
        y.backward()


def test_a_nan_is_not_taken_for_a_change() -> None:
    x = Value(float("nan"))
    (x * x + 1.0).backward()
    assert x.grad != x.grad


def test_the_usual_loop_changes_data_between_backward_and_the_next_forward_pass() -> None:
    p = Value(2.0)
    for _ in range(3):
        p.grad = 0.0
        (p * p).backward()
        p.data -= 0.1 * p.grad
    assert p.data == pytest.approx(2.0 * 0.8**3)


@pytest.mark.parametrize(
    "wrong", ["ab", [1.0], np.array([1.0, 2.0]), 1j, None, Value(1.0)], ids=lambda x: type(x).__name__
)
def test_data_that_is_not_a_number_is_refused_with_its_label(wrong: Any) -> None:
    x = Value(2.0, "speed")
    y = x * 3.0
    x.data = wrong
    for look in (y.backward, y.recompute):
        with pytest.raises(TypeError, match=r"the data of 'speed' is one real number, but .* came"):
            look()
    assert x.grad is UNSET
    assert y.data == 6.0


@pytest.mark.parametrize("number", [3, np.float32(3.0), np.int64(3), Fraction(3), np.array(3.0)])
def test_other_real_numbers_become_floats_when_they_are_looked_at(number: Any) -> None:
    x = Value(1.0)
    x.data = number
    y = x * 2.0
    y.backward()
    assert type(x.data) is float
    assert type(x.grad) is float


def test_recompute_is_whole_or_has_not_happened() -> None:
    a = Value(2.0)
    product = a * 3.0
    y = log(product) + a
    before = (product.data, y.data)
    a.data = -1.0
    with pytest.raises(DomainError):
        y.recompute()
    assert (product.data, y.data) == before


@pytest.mark.parametrize(
    "other", [Decimal(2), 2 + 0j, np.array(2.0), np.array([1.0, 2.0]), np.float32(2.0), 2, True, 2.0]
)
def test_a_value_is_not_compared_with_a_number_of_any_kind(other: Any) -> None:
    v = Value(2.0)
    for compare in (lambda: v == other, lambda: v != other, lambda: other == v, lambda: [v] == [other]):
        with pytest.raises(TypeError, match=r"Values?\b"):
            compare()


@pytest.mark.parametrize("number", [1j, np.complex128(1 + 2j), np.complex64(0)])
def test_a_complex_number_does_not_lose_its_imaginary_part(number: Any) -> None:
    with pytest.raises(TypeError, match="one real number"):
        Value(number)
    for meet in (lambda: Value(1.0) * number, lambda: tanh(number)):
        with pytest.raises(TypeError):
            meet()


@pytest.mark.parametrize("data", [Fraction(1, 3), 2**53 + 1])
def test_a_number_that_was_not_a_float_in_the_forward_pass_is_named_and_the_repairs_work(data: Any) -> None:
    x = Value(1.0, "x")
    x.data = data
    y = x * x
    with pytest.raises(RuntimeError, match=r"backward: mul gave .*, because the data of a leaf was not a float then"):
        y.backward()
    y.recompute().backward()
    assert (y.data, x.grad) == (float(data) * float(data), 2.0 * float(data))


def test_a_gradient_that_was_not_set_is_not_set_after_an_error() -> None:
    x = Value(2.0)
    y = x * x
    x.data = 3.0
    with pytest.raises(RuntimeError, match="data has been changed"):
        y.backward()
    assert not is_set(x.grad)
    assert repr(x) == "Value(data=3.0)"
