"""A program as text: blocks of captured values have names of their own."""

import random

import pytest

pytest.importorskip("numpy")

import autograd
from autograd import Value
from nn import MLP


def lines(fast):
    """Return the legend and the instructions of the last program, without scopes."""
    return [line.partition("  # ")[0].rstrip() for line in repr(fast.program).splitlines()]


def test_blocks_are_numbered_under_the_letter_of_their_labels():
    fast = autograd.compile(MLP(2, [3, 1], random=random.Random(0)))
    fast([1.0, 2.0])
    assert lines(fast) == [
        "# x: 2 arguments, b, w: 13 captured numbers",
        "y1 [3] = b1 [3] + x [2] @ w1 [3×2]ᵀ",
        "y2 [3] = tanh(y1 [3])",
        "y3 = b2 + y2 [3] @ w2 [3]ᵀ",
    ]


@pytest.mark.parametrize(
    ("labels", "letters"),
    [(("w1", "w2"), "w1"), (("a", "b"), "w1"), (("v", ""), "w1"), (("v1", "v2"), "v1"), (("x", "x"), "w1")],
)
def test_without_a_common_letter_a_block_is_called_w(labels, letters):
    values = [Value(float(i), label) for i, label in enumerate(labels, 1)]
    fast = autograd.compile(lambda xs: sum(x * value for x, value in zip(xs, values)))
    assert fast([1.0, 1.0]).data == 3.0
    assert lines(fast)[1] == f"y1 = x [2] @ {letters} [2]ᵀ"


def test_a_block_that_is_read_twice_has_one_name():
    w = [Value(1.0, "w1"), Value(2.0, "w2")]
    fast = autograd.compile(
        lambda xs, ys: (sum(x * v for x, v in zip(xs, w)).tanh(), sum(y * v for y, v in zip(ys, w)))
    )
    fast([1.0, 2.0], [3.0, 4.0])
    assert {word for line in lines(fast)[1:] for word in line.split() if word.startswith("w")} == {"w1"}


def test_without_captured_values_no_letter_stands_for_them():
    fast = autograd.compile(lambda x: x * 2.0)
    fast(Value(1.0))
    assert lines(fast) == ["# x: 1 argument", "y1 = x · 2"]
