"""The fingerprint of a trace: equal for one function however often it is traced, different for different functions."""

import random

import pytest

pytest.importorskip("numpy")

import numpy as np

from autograd import Value, sample, tanh, vmap
from autograd.compile.guards.watch import Chance
from autograd.compile.proof.equal import Specification
from autograd.compile.proof.fingerprint import Fingerprint
from autograd.compile.tracing.arguments import Arguments
from autograd.compile.tracing.trace import traced
from autograd.transforms.tree import mapped

W, V = Value(0.7), Value(0.7)
DICE, OTHER_DICE = random.Random(0), random.Random(1)


def fingerprint(f, *arguments):
    """Return the fingerprint of a function, traced at these arguments."""
    given = Arguments(arguments, {})
    trace = traced(f, given, Chance())
    moving = np.flatnonzero(given.moving + [False] * len(trace.draws))
    structure = mapped(lambda x: None if isinstance(x, Value) else x, trace.result)
    return Fingerprint.of(trace, Specification(trace.graph, moving), structure)


FUNCTIONS = {
    "a product": lambda x, y: x * y * W,
    "another captured Value": lambda x, y: x * y * V,
    "a constant": lambda x, y: x * y * W * 2.0,
    "another constant": lambda x, y: x * y * W * 2.5,
    "another operation": lambda x, y: tanh(x * y * W),
    "other arguments": lambda x, y: x * x * W,
    "twice": lambda x, y: [x * y * W, x * y * W],
    "in a tuple": lambda x, y: (x * y * W, x * y * W),
    "with a plain number": lambda x, y: [x * y * W, 1.0],
    "with another plain number": lambda x, y: [x * y * W, 1],
    "with -0.0": lambda x, y: [x * y * W, -0.0],
    "noise": lambda x, y: x * y * W * sample(DICE.random),
    "other noise": lambda x, y: x * y * W * sample(OTHER_DICE.random),
    "for each sample": lambda x, y: sum(vmap(lambda a: tanh(a * W))([x, y])),
    "something else for each sample": lambda x, y: sum(vmap(lambda a: tanh(a * V))([x, y])),
    "a comparison": lambda x, y: x * y * W if x < 9.0 else y,
    "another comparison": lambda x, y: x * y * W if x <= 9.0 else y,
    "a comparison with something else": lambda x, y: x * y * W if x < 8.0 else y,
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_it_is_the_same_when_the_function_is_traced_again_elsewhere(name):
    f = FUNCTIONS[name]
    one, other = fingerprint(f, Value(0.3), Value(0.4)), fingerprint(f, Value(-2.0), Value(5.0))
    assert one.is_of_the_same_function(other)
    assert not one.goes_another_way(other)


def test_different_functions_have_different_ones():
    found = {name: fingerprint(f, Value(0.3), Value(0.4)) for name, f in FUNCTIONS.items()}
    for name, one in found.items():
        same = [other for other, another in found.items() if one.is_of_the_same_function(another)]
        assert same == [name]


def test_a_comparison_that_comes_out_otherwise_is_another_way_through_the_branches():
    def f(x):
        return x * x if x > 0.0 else -x if x > -5.0 else x

    positive, negative, low = (fingerprint(f, Value(x)) for x in (2.0, -2.0, -7.0))
    assert positive.goes_another_way(negative)
    assert negative.goes_another_way(low)
    assert not positive.is_of_the_same_function(negative)
    assert not fingerprint(lambda x: x * x if x >= 0.0 else x, Value(2.0)).goes_another_way(negative)
