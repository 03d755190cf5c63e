"""An error planted in a function for each sample, or in its tables, is caught by the proof."""

from dataclasses import replace

import pytest

import autograd
from autograd import Value, exp, mean, take, vmap
from tests.autograd.compile.proof.planting import (
    assert_caught,
    numbers,
    outcome,
    planted,
)

np = pytest.importorskip("numpy")

from autograd.compile import variant  # noqa: E402
from autograd.compile.batches import batching, widen  # noqa: E402
from autograd.compile.lifting import factor  # noqa: E402
from autograd.compile.lifting.instructions import Part, Sum, operand  # noqa: E402


def of_samples(xs, w):
    return mean(exp(y) for y in vmap(lambda x: (x[0] * w).tanh() / x[1])(xs))


@pytest.mark.parametrize("method", ["flat", "spread"])
def test_a_wrong_table_of_samples(monkeypatch, method):
    def wrong(places, *_):
        places = places.copy()
        places.flat[-1] = places.flat[0]
        return places

    class Wrong(widen.Widening):
        pass

    planted(monkeypatch, Wrong, method, wrong)
    monkeypatch.setattr(factor, "Widening", Wrong)
    assert_caught(of_samples, numbers(3, 2), Value(0.7), what="result")


def test_a_sample_that_is_taken_for_another(monkeypatch):
    planted(monkeypatch, variant, "lifted", swapped_samples)
    assert_caught(of_samples, numbers(3, 2), Value(0.7), what="result")


def swapped_samples(program, *_):
    """The operand of the first instruction, of which two samples have changed places."""
    step = program.instructions[0]
    assert isinstance(step, Sum)
    part = step.parts[0]
    assert isinstance(part, Part)
    table = part.left.table.copy()
    table.flat[[0, 1]] = table.flat[[1, 0]]
    step.parts[0] = replace(part, left=operand(table))
    return program


def test_a_wrong_program_of_one_sample(monkeypatch):
    def wrong(program, *_):
        for step in program.instructions:
            if hasattr(step, "operands"):
                step.operands.reverse()
        return program

    planted(monkeypatch, batching, "lifted", wrong)
    with pytest.warns(UserWarning, match="vmap: each one is traced for each sample.*error of the compiler"):
        found = outcome(autograd.compile(of_pairs), numbers(3, 2))
    assert found[0] == pytest.approx(outcome(of_pairs, numbers(3, 2))[0], rel=1e-12)


def one(x):
    return x[0] / x[1]


def of_pairs(xs):
    return mean(vmap(one)(xs))


def test_an_index_into_another_table(monkeypatch):
    def wrong(step, *_):
        return replace(step, candidates=operand(step.candidates.table[::-1].copy()))

    planted(monkeypatch, factor.Factoring, "pick", wrong)

    def f(table, x):
        return take(table, x - x) * x

    assert_caught(f, numbers(3), Value(1.0), what="result")
