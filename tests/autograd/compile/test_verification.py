"""The function is traced again in later calls, to see that it is still the one that the program was made from."""

import random
from itertools import count

import pytest

import autograd
from autograd import CompileError, Value, sample, vmap
from autograd.compile import variant as variant_module
from autograd.compile.variant import TIMES
from autograd.functions import reductions
from nn.training.optimizers import SGD

pytest.importorskip("numpy")


def of_three(xs):
    return autograd.mean(xs)


@pytest.fixture
def replaced(monkeypatch):
    """Return a function that replaces what is not watched: a function of the engine behind the one that is called."""
    sizes = reductions.listed
    return lambda: monkeypatch.setattr(reductions, "listed", lambda name, xs: sizes(name, xs)[1:])


def test_what_is_not_watched_is_noticed_by_the_next_call_if_always_is_asked_for(replaced):
    fast = autograd.compile(of_three, check="always")
    xs = [Value(1.0), Value(2.0), Value(6.0)]
    assert [fast(xs).data for _ in range(3)] == [3.0] * 3
    replaced()
    with pytest.raises(CompileError, match=r"of_three computes something else .*Repair: make what changes an argument"):
        fast(xs)
    assert fast(xs).data == 4.0  # the programs of before are dropped


def test_without_check_it_is_not_noticed(replaced):
    fast = autograd.compile(of_three, check=False)
    xs = [Value(1.0), Value(2.0), Value(6.0)]
    fast(xs)
    replaced()
    assert fast(xs).data == 3.0


def test_it_takes_one_part_in_twenty_of_the_time(monkeypatch):
    clock = count()
    monkeypatch.setattr(
        variant_module, "perf_counter", lambda: float(next(clock))
    )  # a second passes with each look at it
    fast = autograd.compile(of_three)
    xs = [Value(1.0), Value(2.0), Value(6.0)]
    fast(xs)
    calls = 10 * TIMES
    for _ in range(calls):
        fast(xs)
    assert 5 <= fast.log.verifications <= calls / TIMES
    assert "traced again" in fast.explain()


def test_a_change_is_noticed_by_the_budget(replaced):
    fast = autograd.compile(of_three)
    xs = [Value(1.0), Value(2.0), Value(6.0)]
    fast(xs)
    replaced()
    assert fast(xs).data == 3.0  # not yet
    fast.latest.spent = 2 * TIMES * fast.latest.price
    with pytest.raises(CompileError, match="[34] calls ago"):
        fast(xs)


def noisy(x, generator):
    return x * sample(generator.random)


def branching(x, limit):
    return x * x if x > limit else -x


def of_samples(xs, w):
    return autograd.sum(vmap(lambda x: (x * w).tanh() if x > 0.0 else x)(xs))


@pytest.mark.parametrize(
    ("f", "calls"),
    [
        (noisy, lambda: [(Value(float(i)), generator) for i, generator in enumerate([random.Random(0)] * 6)]),
        (branching, lambda: [(Value(float(i % 3)), 1.0) for i in range(6)]),
        (of_samples, lambda: [([Value(float(i % 2 + j)) for j in range(-4, 4)], Value(0.5)) for i in range(6)]),
        (lambda n, x: [x * i for i in range(n)], lambda: [(2 + i % 2, Value(1.0)) for i in range(6)]),
    ],
    ids=["random numbers", "branches", "samples", "counts"],
)
def test_what_is_the_same_function_is_not_refused(f, calls):
    fast = autograd.compile(f, check="always")

    def numbers(result):
        return [y.data for y in (result if isinstance(result, list) else [result])]

    found, expected = [[numbers(g(*arguments)) for arguments in calls()] for g in (fast, f)]
    assert found == [pytest.approx(row, rel=1e-12) for row in expected]
    assert fast.log.verifications >= 2


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_a_training_is_the_same_with_it(backend):
    pytest.importorskip(backend)

    def trained(check):
        w, b = Value(0.5), Value(0.0)
        fast = autograd.compile(lambda x, y: (w * x + b - y) ** 2, check=check, backend=backend)
        optimizer = SGD([w, b], learning_rate=0.1, momentum=0.9)
        with fast.training(optimizer) as step:
            losses = [step(x, 2.0 * x + 1.0) for x in (1.0, -1.0, 0.5, 2.0, 0.0, 1.5)]
        return losses, w.data, b.data, w.grad, fast.log.verifications

    *found, compared = trained("always")
    *expected, never = trained(False)
    assert found == expected
    assert (compared, never) == (5, 0)


@pytest.mark.parametrize("check", ["sometimes", 2, None])
def test_another_check_is_refused(check):
    with pytest.raises(ValueError, match="check=.* is not known; choose True, False or 'always'"):
        autograd.compile(of_three, check=check)
