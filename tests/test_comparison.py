"""What the README says about micrograd, seen to be so."""

import math
from typing import Any

import pytest

from autograd import Value, grad

engine = pytest.importorskip("micrograd.engine", reason="micrograd is not installed: make bench")

BOTH = pytest.mark.parametrize("number", [engine.Value, Value], ids=["micrograd", "glassgrad"])


def is_ours(number: type) -> bool:
    """Whether it is glassgrad's."""
    return number is Value


def chain(number: Any, length: int) -> Any:
    """1 + 1 + 1 + …"""
    x = number(1.0)
    for _ in range(length):
        x = x + 1.0
    return x


@BOTH
def test_a_long_chain(number: Any) -> None:
    last = chain(number, 100_000)
    if is_ours(number):
        last.backward()
        assert last.data == 100_001
    else:
        with pytest.raises(RecursionError):
            last.backward()


@BOTH
def test_backward_twice(number: Any) -> None:
    x = number(3.0)
    cube = x * x * x
    cube.backward()
    assert x.grad == 27
    x.grad = 0.0
    cube.backward()
    assert x.grad == (27 if is_ours(number) else 45)


@BOTH
def test_a_number_added_to_itself(number: Any) -> None:
    x = number(3.0)
    y = x + x
    assert len(y.inputs if is_ours(number) else y._prev) == (2 if is_ours(number) else 1)


@BOTH
def test_nodes_of_a_difference(number: Any) -> None:
    a, b = number(3.0), number(2.0)
    seen, waiting = set(), [a - b]
    while waiting:
        node = waiting.pop()
        seen.add(node)
        waiting += node.inputs if is_ours(number) else node._prev
    assert len(seen) == (3 if is_ours(number) else 5)


@BOTH
def test_a_power_of_two_values(number: Any) -> None:
    a, b = number(3.0), number(2.0)
    if is_ours(number):
        assert (a**b).data == 9
    else:
        with pytest.raises(AssertionError):
            a**b


@BOTH
def test_a_dropped_gradient(number: Any) -> None:
    with pytest.raises(TypeError, match="write the one of autograd" if is_ours(number) else "must be real number"):
        math.exp(number(1.0))


def test_a_second_derivative() -> None:
    x = engine.Value(3.0)
    (x * x * x).backward()
    assert not isinstance(x.grad, engine.Value)  # a plain number: there is nothing to differentiate again
    assert grad(grad(lambda x: x * x * x))(3.0) == 18
