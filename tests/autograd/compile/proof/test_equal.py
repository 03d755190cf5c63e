"""Whole programs are the functions that were traced, in both orders of adding, and all kinds of steps are seen."""

import math
import random

import pytest

pytest.importorskip("numpy")

import numpy as np

import autograd
import nn
from autograd import Value, logsumexp, mean, softmax, take, vmap
from autograd.compile.guards.watch import Chance
from autograd.compile.lifting.lift import lifted
from autograd.compile.lowering.scribe import Steps
from autograd.compile.lowering.steps import steps_of
from autograd.compile.proof.equal import Specification, difference, is_rule
from autograd.compile.tracing.arguments import Arguments
from autograd.compile.tracing.trace import traced
from autograd.functions.families import largest
from autograd.operations import identity, neg
from benchmarks import two_moons
from benchmarks.small_gpt import BOUNDARY, SmallGPT
from nn.training import optimizers


def proved(f, *args):
    """That the program of f is f, with and without the order of sums kept; gives the kinds of its steps."""
    arguments = Arguments(args, {})
    trace = traced(f, arguments, Chance())
    program = lifted(trace.graph)
    moving = np.array(arguments.moving + [False] * len(trace.draws), bool)
    leaves = np.ones(program.leaves, bool)
    leaves[: program.arguments] = moving
    leaves[program.arguments + len(program.captured) :] = False
    kinds = set()
    for in_order in (False, True):
        steps = steps_of(program, leaves, in_order)
        assert difference(Specification(trace.graph, np.flatnonzero(moving)), program, steps) == ""
        kinds |= {step.do for step in (*steps.forward, *steps.backward)}
    return kinds


def rows(samples, size):
    generator = random.Random(0)
    return [[Value(generator.gauss(0.0, 1.0)) for _ in range(size)] for _ in range(samples)]


def model():
    return nn.MLP(4, [6, 3], activation="tanh", random=random.Random(0))


def test_two_moons_in_plain_loops():
    layers = two_moons.network(Value)

    def loss():
        losses = [two_moons.hinge_of(layers, x, sign) for x, sign in zip(two_moons.INPUTS, two_moons.SIGNS)]
        return two_moons.penalized(losses, two_moons.parameters_of(layers))

    proved(loss)


@pytest.mark.parametrize("length", [1, 2, 5])
def test_the_small_gpt(length):
    proved(SmallGPT().loss, [BOUNDARY, *range(length), BOUNDARY])


def test_a_network_with_softmax_sample_by_sample_and_as_a_batch():
    network = model()

    def surprise(x, target):
        logits = network(x)
        return logsumexp(logits) - take(softmax(logits), target)

    def loss(xs, targets):
        return mean(map(surprise, xs, targets))

    def of_batch(xs, targets):
        return mean(vmap(surprise)(xs, targets))

    targets = [0.0, 2.0, 1.0, 1.0, 0.0]
    proved(loss, rows(5, 4), targets)
    proved(of_batch, rows(5, 4), targets)


def test_a_batch_inside_a_batch_with_what_was_computed_outside():
    w = Value(0.5)

    def loss(sentences):
        scale = (w * w).exp()
        return mean(autograd.sum(vmap(lambda x: (scale * x).tanh() / w)(words)) for words in vmap(shifted)(sentences))

    def shifted(words):
        return [x + w for x in words]

    def nested(sentences):
        return mean(vmap(lambda words: autograd.sum(vmap(lambda x: (w * x).tanh())(words)))(sentences))

    proved(loss, rows(4, 3))
    proved(nested, rows(4, 3))


def test_branches_and_their_sides():
    proved(lambda x, y: x.exp() if x * y > x + y else y / x, Value(3.0), Value(2.0))


def test_noise():
    generator = random.Random(0)
    proved(lambda x: x * autograd.sample(generator.random) + autograd.sample(generator.random), Value(3.0))


def test_samples_that_are_constants_and_slopes_of_constants():
    w = Value(0.5)
    proved(lambda: mean(vmap(lambda x, k: (w / x).tanh() / k)([0.1, 0.2, 0.7], [3.0, 7.0, 3.0])))
    c = Value.lift
    proved(lambda x: [c(0.0) ** x, x ** c(0.0), x / c(0.0) if x < 0.0 else x], Value(2.0))
    proved(lambda x: neg(neg(c(3.0))) / x + x / neg(c(3.0)) + x / c(math.nan) + x / identity(c(7.0)), Value(2.0))


def test_rows_that_ask_what_their_numbers_are():
    hinge = autograd.unary("hinge", "hinge({})", lambda a: max(1.0 - a, 0.0), lambda a, y: (-1.0 if a < 1.0 else 0.0,))
    proved(lambda xs: [hinge(x) * x + hinge(x * x) for x in xs], [Value(0.5), Value(2.0)])


def test_every_kind_of_step_is_among_these():
    """Lengths that differ, maxima of rows and of segments, indices that vary, matrices, slopes that are scattered."""
    table = rows(4, 3)

    def f(lists, index):
        sums = [autograd.sum(x * x for x in row) for row in lists]
        maxima = [top(row).exp() for row in lists]
        products = [sum(a * b for a, b in zip(take(table, index), row)) for row in table]
        matrix = [sum(a * b for a, b in zip(one, other)).exp() for one in table for other in table]
        crossed = [(lists[2][i] * lists[2][j]).tanh() for i, j in ((0, 3), (1, 2), (3, 0))]
        return autograd.sum([*sums, *maxima, *products, *matrix, *crossed])

    lists = [rows(1, size)[0] for size in (2, 3, 4)]
    kinds = proved(f, lists, 1.0)
    assert kinds >= {
        "apply",
        "matmul",
        "segment_sum",
        "segment_max",
        "take",
        "scatter",
        "pick",
        "scatter_pick",
        "fill",
        "check",
    }
    same_size = proved(lambda rows: [top(row) * autograd.sum(x * x for x in row) for row in rows], rows(3, 6))
    assert same_size >= {"max", "sum"}


def top(row):
    """The largest of a row."""
    return Value.apply(largest(len(row)), tuple(row))


@pytest.mark.parametrize("rule", [optimizers.SGD, optimizers.Adam, optimizers.AdamW, optimizers.RMSprop])
@pytest.mark.parametrize("size", [1, 7])
def test_steps_that_do_nothing_are_no_rule(rule, size):
    from autograd.compile.lowering.views import dense

    optimizer = rule([Value(1.0)] * size, 0.1)
    count = 1 + len(optimizer.initial_state) + 2
    views = [dense(at * size, (size,)) for at in range(count)]
    assert not is_rule(Steps(0, memory=count * size), optimizer, views)
