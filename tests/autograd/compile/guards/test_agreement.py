"""The comparison at the first call: it sees small errors, also beside large numbers, and takes no rounding for one."""

import itertools
import random

import pytest

import autograd
from autograd import Value
from autograd.compile.guards.watch import CompileError

np = pytest.importorskip("numpy")

from autograd.compile.run import Run  # noqa: E402


def spoiled(monkeypatch, method, array, place, factor):
    """After this, a program multiplies one of its numbers, or of its gradients, by a factor."""
    original = getattr(Run, method)

    def wrong(run, *inputs):
        fine = original(run, *inputs)
        getattr(run, array)[place] *= factor
        return fine

    monkeypatch.setattr(Run, method, wrong)


def weighted(a, b):
    return 1e9 * a * a + 1e-9 * b * b


@pytest.mark.parametrize("place", [0, 1])
def test_a_wrong_gradient_is_seen_beside_a_large_one(monkeypatch, place):
    spoiled(monkeypatch, "backward", "gradients", place, 1.0 + 1e-10)
    with pytest.raises(CompileError, match="gradient differs from eager"):
        autograd.compile(weighted)(Value(2.0), Value(3.0))


def test_a_wrong_result_is_seen(monkeypatch):
    spoiled(monkeypatch, "forward", "numbers", slice(None), 1.0 + 1e-10)
    with pytest.raises(CompileError, match="result differs from eager"):
        autograd.compile(weighted)(Value(2.0), Value(3.0))


def test_unspoiled_it_agrees():
    assert autograd.compile(weighted)(Value(2.0), Value(3.0)).data == weighted(Value(2.0), Value(3.0)).data


@pytest.mark.parametrize("seed", range(20))
def test_sums_that_cancel_are_no_error(seed):
    generator = random.Random(seed)
    xs = [generator.uniform(-1, 1) * 10.0 ** generator.randint(-8, 8) for _ in range(60)]
    w = [Value(generator.gauss(0, 1)) for _ in range(60)]

    def f(xs):
        sums = [sum(a * x for a, x in zip(w[i:] + w[:i], xs)) for i in range(60)]
        return sum((1e5 * (s - s.detach())).sin() * s for s in sums) - sum(s.exp() * (-s).exp() for s in sums[:2]) ** 2

    autograd.compile(lambda xs: f([x * 1e-8 for x in xs]))(xs)


def test_the_nearness_of_a_kink_is_no_error():
    w = [Value(x) for x in (0.1, 0.2, 0.3, 0.6)]

    def f(xs):
        s = [sum(a * x for a, x in zip(w, row)) for row in xs]
        return sum((a - b).relu() + abs(a - b) for a, b in itertools.pairwise(s))

    rows = [[1.0, 1.0, 1.0, -1.0], [1.0, -1.0, -1.0, 0.5], [0.0, 3.0, 0.0, -1.0], [3.0, 0.0, -1.0, 0.0]] * 5
    autograd.compile(f)(rows)


def test_numbers_that_change_from_call_to_call_are_refused():
    from random import random as draw  # not the name in the module, which tells

    with pytest.raises(CompileError, match=r"autograd.sample\(draw\)"):
        autograd.compile(lambda x: x * draw())(Value(1.0))


def test_asking_for_the_type_of_a_number_is_refused():
    with pytest.raises(CompileError, match="write isinstance"):
        autograd.compile(lambda x, k: x * 2.0 if type(k) is float else x)(Value(1.0), 3.0)


def test_a_plain_number_is_an_instance_of_what_it_is():
    fast = autograd.compile(lambda x, k: x * 2.0 if isinstance(k, float) else x)
    assert [fast(Value(1.0), k).data for k in (3.0, 3)] == [2.0, 1.0]


def test_a_program_made_where_numbers_were_infinite_is_compared_later(monkeypatch):
    fast = autograd.compile(lambda x: x * x)
    assert fast(Value(1e200)).data == float("inf")
    spoiled(monkeypatch, "forward", "numbers", slice(None), 1.5)
    with pytest.raises(CompileError, match="result differs"):
        fast(Value(2.0))


def test_equal_seeds_give_equal_noise():
    def noisy(x, generator):
        u, v = autograd.sample(generator.random), autograd.sample(generator.random)
        return x * u + v if u > 0.5 else x - v

    eager = random.Random(1)
    compiled = random.Random(1)
    fast = autograd.compile(lambda x: noisy(x, compiled))
    for number in range(20):
        assert fast(Value(number)).data == pytest.approx(noisy(Value(number), eager).data, rel=1e-12)


def test_eager_gradients_see_the_noise_of_the_call():
    generator = random.Random(1)
    fast = autograd.compile(lambda x: (x * autograd.sample(generator.random)).sqrt())
    x = Value(0.0)
    y = fast(x)
    state = generator.getstate()
    y.backward()
    assert generator.getstate() == state


@pytest.mark.parametrize("x", [float("inf"), float("nan")])
def test_an_argument_that_is_not_finite_may_be_a_result(x):
    found = autograd.compile(lambda x, y: [x, y * y])(Value(x), Value(2.0))
    assert repr([y.data for y in found]) == repr([x, 4.0])
