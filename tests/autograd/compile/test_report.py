"""What a compiled function tells of itself."""

import re
from random import Random

import pytest

import autograd
import nn
from autograd import Value

pytest.importorskip("numpy")
rate = 2.0


def told(fast):
    """What it tells, without the milliseconds."""
    return re.sub(r"[\d.e-]+ ms", "… ms", fast.explain())


def test_before_the_first_call():
    assert told(autograd.compile(lambda x: x)) == "<lambda>: 0 programs for 0 structures of arguments"


def test_programs_and_what_they_hold_for():
    def choosing(x, k):
        return x * 2.0 if x > 0.0 else x**k

    fast = autograd.compile(choosing)
    for x in (1.0, 2.0, -1.0):
        fast(Value(x), 3)
    assert told(fast).splitlines() == [
        "choosing: 2 programs for 1 structure of arguments",
        "  (Value, int)",
        "    4 nodes in 1 instruction, traced in … ms, lifted in … ms, 1 run; holds while 1 comparison comes out as "
        "it did and numbers that were asked for are 3",
        "    5 nodes in 1 instruction, traced in … ms, lifted in … ms, 3 runs; holds while 1 comparison comes out as "
        "it did",
        "traced 2 times, the last time because a comparison comes out in another way",
    ]


def test_why_it_was_traced():
    global rate
    w = Value(2.0)
    fast = autograd.compile(lambda x: sum(x) * rate * w)
    fast([1.0, 2.0])
    assert "because the structure of the arguments is new" in told(fast)
    assert "captured: 1 Value, whose numbers are read at each call" in told(fast)
    rate = 3.0
    fast([1.0, 2.0])
    assert "traced 2 times, the last time because rate has changed" in told(fast)
    fast((1.0, 2.0, 3.0))
    assert "traced 3 times, the last time because the structure of the arguments is new" in told(fast)
    table = autograd.compile(lambda k: [1.0, 5.0][k] * w)
    table(0), table(1)
    assert "because a number that it asks for is another one" in told(table)


def test_why_it_was_computed_eagerly():
    w = Value(2.0)
    fast = autograd.compile(lambda x: x * x * w)
    fast(Value(1e200))
    assert "computed eagerly 1 time, the last time because the numbers were not finite" in told(fast)
    fast(w)
    assert "computed eagerly 2 times, the last time because a Value was given that the function has captured" in told(
        fast
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([1.0, 2.0, 3.0], Value(1.0)), "list of 3 floats, Value"),
        (([[1.0, 2.0]] * 3,), "list of (3 × list of 2 floats)"),
        (({"a": 1.0, "b": Value(2.0)}, True), "dict of a, b, True"),
        ((Value(1.0), "fast", None), "Value, 'fast', None"),
        ((nn.Neuron(1, random=Random(0)), 1.0), "Neuron, float"),
    ],
)
def test_structures_in_words(arguments, words):
    fast = autograd.compile(lambda *arguments: 1.0 * arguments[-1] if isinstance(arguments[-1], float) else Value(1.0))
    fast(*arguments)
    assert f"  ({words})" in told(fast).splitlines()


def test_structures_of_arrays_and_of_a_value_given_twice():
    numpy = pytest.importorskip("numpy")
    fast, x = autograd.compile(lambda a, b, c: a.sum() * b * c), Value(1.0)
    fast(numpy.ones((2, 3)), x, x)
    assert "  (array 2×3, 2 × Value)" in told(fast).splitlines()
