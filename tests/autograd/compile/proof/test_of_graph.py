"""The scalar graph in the field: sums and products as whole numbers have them, tangents as forward mode has them."""

import operator
import random
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("numpy")

import numpy as np

import autograd
from autograd import Value, tanh
from autograd.compile.guards.watch import Chance
from autograd.compile.proof.equal import Leaves
from autograd.compile.proof.field import POINTS, PRIME
from autograd.compile.proof.of_graph import Evaluation, levels
from autograd.compile.tracing.arguments import Arguments
from autograd.compile.tracing.trace import traced
from tests.examples import examples


def evaluated(f, *args):
    """The leaves of what f records, and its outputs: values and tangents, at each point."""
    graph = traced(f, Arguments(args, {}), Chance()).graph
    leaves = Leaves(graph, np.random.default_rng(0))
    given = leaves.both.copy()
    with np.errstate(over="ignore"):
        found = Evaluation(graph, leaves.both, leaves.known).both[:, :, graph.outputs]
    return given[:, :, : graph.arguments].tolist(), found.tolist(), graph


@given(st.integers(2, 5), st.data())
@examples(60)
def test_polynomials_are_those_of_whole_numbers(size, data):
    nodes = []
    for n in range(size, size + data.draw(st.integers(1, 30))):
        row = data.draw(st.sampled_from([operator.add, operator.sub, operator.mul]))
        nodes.append((row, data.draw(st.integers(0, n - 1)), data.draw(st.integers(0, n - 1))))

    def f(xs):
        values = list(xs)
        for row, a, b in nodes:
            values.append(row(values[a], values[b]))
        return values[-1] + 0.0

    (values, tangents), (found, moved), _ = evaluated(f, [Value(1.0) for _ in range(size)])
    for point in range(POINTS):

        def dual(pairs):
            pairs = list(pairs)
            for row, a, b in nodes:
                (x, dx), (y, dy) = pairs[a], pairs[b]
                slope = x * dy + dx * y if row is operator.mul else row(dx, dy)
                pairs.append((row(x, y) % PRIME, slope % PRIME))
            return pairs[-1]

        assert (found[point][0], moved[point][0]) == dual(zip(values[point], tangents[point]))


def test_a_long_sum_is_on_one_level():
    def f(xs):
        return reduce(operator.add, [x * x for x in xs])

    (values, tangents), (found, moved), graph = evaluated(f, [Value(1.0) for _ in range(1000)])
    assert max(levels(graph)) == 3
    for point in range(POINTS):
        assert found[point][0] == sum(x * x for x in values[point]) % PRIME
        assert moved[point][0] == sum(2 * x * dx for x, dx in zip(values[point], tangents[point])) % PRIME


def test_sums_that_branch_and_meet():
    generator = random.Random(0)
    pairs = [(generator.randrange(n), generator.randrange(n)) for n in range(4, 200)]

    def f(xs):
        xs = list(xs)
        for a, b in pairs:
            xs.append(xs[a] + xs[b])
        return xs[-1]

    (values, _), (found, _), _ = evaluated(f, [Value(1.0) for _ in range(4)])
    assert [row[0] for row in found] == [f(point) % PRIME for point in values]


def test_unknown_functions_are_equal_for_equal_inputs_only():
    def f(x, y):
        return [tanh(x), tanh(x + y - y), tanh(y), autograd.exp(x)]

    _, (found, _), _ = evaluated(f, Value(1.0), Value(2.0))
    for a, b, c, d in found:
        assert a == b
        assert len({a, c, d}) == 3


def test_a_constant_is_computed_with_in_floats_inside_a_slope():
    _, (_, moved), _ = evaluated(lambda x: [x / 3.0, x * (1.0 / 3.0)], Value(1.0))
    assert all(a == b for a, b in moved)  # 1.0 / 3.0 is rounded, on both sides
