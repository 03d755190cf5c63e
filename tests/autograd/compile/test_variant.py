"""A program for one structure of arguments: the function must repeat itself, and noise is drawn once for each call."""

import random
from math import inf

import pytest

import autograd
from autograd import Value
from autograd.compile.guards.watch import CompileError

pytest.importorskip("numpy")


def test_numbers_that_change_from_call_to_call_are_refused():
    from random import random as draw  # not the name in the module, which tells

    with pytest.raises(CompileError, match=r"autograd.sample\(draw\)"):
        autograd.compile(lambda x: x * draw())(Value(1.0))


def test_asking_for_the_type_of_a_number_is_refused():
    with pytest.raises(CompileError, match="write isinstance"):
        autograd.compile(lambda x, k: x * 2.0 if type(k) is float else x)(Value(1.0), 3.0)


def test_a_function_whose_numbers_were_infinite_is_called_twice_later():
    fast = autograd.compile(lambda x, k: x * x * 2.0 if type(k) is float else x * x)
    assert fast(Value(1e200), 3.0).data == float("inf")
    with pytest.raises(CompileError, match="write isinstance"):
        fast(Value(2.0), 3.0)


def test_a_plain_number_is_an_instance_of_what_it_is():
    fast = autograd.compile(lambda x, k: x * 2.0 if isinstance(k, float) else x)
    assert [fast(Value(1.0), k).data for k in (3.0, 3)] == [2.0, 1.0]


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


def test_a_function_is_called_twice_where_its_numbers_tell_something():
    """A program that was made where the numbers were infinite is looked at again when they are not."""
    f = autograd.compile(lambda x, k: x * x * 2.0 if type(k) is float else x * x)
    assert f(Value(1e200), 3.0).data == inf
    with pytest.raises(CompileError, match="gives other numbers when it is called again"):
        f(Value(2.0), 3.0)
