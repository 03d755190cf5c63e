"""It never lies: whatever could be frozen into a program is supported, guarded, or refused with the line."""

import math
import random

import pytest

import autograd
from autograd import Value
from autograd.compile.guards.watch import CompileError

pytest.importorskip("numpy")


def test_a_branch_on_a_value_is_guarded():
    def f(x):
        return x * x if x > 0 else -3.0 * x

    fast = autograd.compile(f)
    for number in (2.0, -1.0, 3.0, -4.0):
        x, y = Value(number), Value(number)
        a, b = fast(x), f(y)
        a.backward(), b.backward()
        assert (a.data, x.grad) == (b.data, y.grad)
    assert len(next(iter(fast.cache.variants.values()))) == 2


def test_a_branch_whose_other_side_is_outside_its_domain():
    fast = autograd.compile(lambda x: x.log() if x > 0 else x * x)
    assert fast(Value(2.0)).data == math.log(2.0)
    assert fast(Value(-2.0)).data == 4.0
    assert fast(Value(3.0)).data == math.log(3.0)


def test_too_many_ways_are_said_and_computed_eagerly():
    def f(x):
        steps = 0
        while x < 100.0:
            x, steps = 1.5 * x, steps + 1
        return x

    fast = autograd.compile(f)
    starts = [100.0 * 1.5 ** -(i + 0.5) for i in range(20)]
    with pytest.warns(UserWarning, match="different ways"):
        found = [fast(Value(x)).data for x in starts]
    assert found == [f(Value(x)).data for x in starts]


def test_plain_numbers_may_be_compared_and_taken_as_truth():
    def f(x, sign, flag):
        if sign == 1:
            return 2.0 * x
        return 3.0 * x if flag else x

    fast = autograd.compile(f)
    for sign, flag in ((1, 0), (2, 0), (2, 1), (1, 1)):
        assert fast(Value(5.0), sign, flag).data == f(Value(5.0), sign, flag).data


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_detach_is_a_copy_in_every_backend(backend):
    pytest.importorskip(backend)
    fast = autograd.compile(lambda x, y: x.detach() * y + autograd.tanh(x).detach(), backend=backend)
    x, y = Value(2.0), Value(3.0)
    z = fast(x, y)
    z.backward()
    assert (z.data, x.grad, y.grad) == (6.0 + math.tanh(2.0), 0.0, 2.0)
    assert "np.copyto" in fast.program.source(), "and no function that is called for each number"
    assert all(fast.backend.knows(step.operation) for step in fast.last().run.steps.forward)


def test_detach_stops_the_gradient_and_not_the_number():
    fast = autograd.compile(lambda x: x * x.detach())
    for number in (3.0, 4.0):
        x = Value(number)
        y = fast(x)
        y.backward()
        assert (y.data, x.grad) == (number * number, number)


def read_data(x):
    return x * x.data


def write_data(x):
    x.data = 3.0
    return x


def as_float(x):
    return x * math.exp(x)


def as_index(x):
    return [Value(1.0), Value(2.0)][x]


def go_backward(x):
    (x * x).backward()
    return x


def draw(x):
    return x * random.random()


generator = random.Random(0)


def draw_from_a_generator(x):
    return x * generator.gauss(0.0, 1.0)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (read_data, "`data` is read"),
        (write_data, "`data` is changed"),
        (as_float, "functions of autograd instead of math"),
        (as_index, "autograd.take"),
        (go_backward, "call backward() on the result"),
        (draw, "autograd.sample"),
        (draw_from_a_generator, "autograd.sample"),
    ],
)
def test_what_would_be_frozen_is_refused_with_its_line(function, words):
    with pytest.raises(CompileError) as caught:
        autograd.compile(function)(Value(1.0))
    assert words in str(caught.value)
    assert f"test_watch.py:{function.__code__.co_firstlineno + 1}" in str(caught.value)


def test_after_a_refusal_values_are_as_before():
    with pytest.raises(CompileError):
        autograd.compile(read_data)(Value(1.0))
    v = Value(2.0)
    v.data += 1.0
    assert (v.data, v > 1, float(random.random()) < 1) == (3.0, True, True)


def test_no_grad_is_refused():
    def f(x):
        with autograd.no_grad():
            y = x * x
        return y * x

    with pytest.raises(CompileError, match="no_grad"):
        autograd.compile(f)(Value(1.0))


def test_drawn_numbers_are_drawn_anew():
    generator = random.Random(1)
    fast = autograd.compile(lambda x: x * autograd.sample(generator.random), check=True)
    numbers = {fast(Value(1.0)).data for _ in range(5)}
    assert len(numbers) == 5


def test_a_source_of_random_numbers_may_change():
    generator = random.Random(1)
    fast = autograd.compile(lambda x: x * autograd.sample(lambda: generator.gauss(0.0, 1.0)))
    found = [(fast(Value(1.0)).data, fast.latest) for _ in range(5)]
    assert len({number for number, _ in found}) == 5
    assert len({program for _, program in found}) == 1, "it was traced once"


rate = [1.0]


class Pace:
    rate = 2.0


def test_an_attribute_is_no_global_of_the_same_name():
    pace = Pace()
    fast = autograd.compile(lambda x: x * pace.rate)
    programs = set()
    for step in range(3):
        rate[0] = step
        assert fast(Value(3.0)).data == 6.0
        programs.add(fast.latest)
    assert len(programs) == 1, "it was traced once"


def test_a_changed_global_is_seen():
    scale = [2.0]
    alpha = 1.0

    def f(x):
        return scale[0] * x + alpha

    fast = autograd.compile(f)
    assert fast(Value(1.0)).data == 3.0
    scale[0] = 5.0
    assert fast(Value(1.0)).data == 6.0
    alpha = 2.0
    assert fast(Value(1.0)).data == 7.0


class Model:
    def __init__(self):
        self.layers = [Value(2.0)]
        self.slope = 1.0

    def __call__(self, x):
        for layer in self.layers:
            x = x * layer * self.slope
        return x


def test_a_changed_model_is_seen():
    model = Model()
    fast = autograd.compile(model)
    assert fast(Value(1.0)).data == 2.0
    model.layers[0].data = 3.0
    assert fast(Value(1.0)).data == 3.0
    model.layers.append(Value(4.0))
    assert fast(Value(1.0)).data == 12.0
    model.slope = 0.5
    assert fast(Value(1.0)).data == 3.0


def test_an_argument_twice():
    fast = autograd.compile(lambda a, b: a * b)
    x = Value(3.0)
    fast(x, x).backward()
    assert x.grad == 6.0


def test_an_argument_that_is_also_captured():
    w = Value(3.0)
    fast = autograd.compile(lambda a: a * w)
    fast(w).backward()
    assert w.grad == 6.0


def test_two_results_of_one_program_go_backward_in_any_order():
    fast = autograd.compile(lambda a: a * a)
    x, y = Value(3.0), Value(5.0)
    first, second = fast(x), fast(y)
    (first + second).backward()
    assert (x.grad, y.grad) == (6.0, 10.0)


def test_the_graph_before_the_call_is_reached():
    x = Value(3.0)
    outside = x * 2.0
    fast = autograd.compile(lambda a: a * outside)
    fast(x + 0.0).backward()
    assert x.grad == 12.0


def test_second_derivatives():
    fast = autograd.compile(lambda a: a**3)
    assert autograd.grad(autograd.grad(fast))(2.0) == 12.0


def test_the_pick_of_an_index_out_of_range():
    table = [Value(1.0), Value(2.0)]
    fast = autograd.compile(lambda i: autograd.take(table, i) * 1.0)
    assert [fast(i).data for i in (0, 1, -1)] == [1.0, 2.0, 2.0]
    with pytest.raises(IndexError, match="out of range"):
        fast(2)


def test_an_iterator_may_be_made_inside_and_not_captured() -> None:
    first = autograd.compile(lambda xs: next(iter(xs)) * 2.0)
    assert [first([Value(x), Value(0.0)]).data for x in (3.0, 4.0)] == [6.0, 8.0]
    positive = autograd.compile(lambda xs: next((x for x in xs if x > 0.0), xs[0]) * 2.0)
    assert [positive([Value(-1.0), Value(x)]).data for x in (3.0, -4.0)] == [6.0, -2.0]
    numbers = iter([1.0, 2.0])
    with pytest.raises(CompileError, match=r"type builtins.list_iterator cannot be watched.*give a list of what it"):
        autograd.compile(lambda x: x * next(numbers))(Value(1.0))
