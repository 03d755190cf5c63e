"""Derivatives of compiled functions, and inside them."""

from collections.abc import Iterator
from typing import Any

from benchmarks.traps.framework import JAX, Framework, Function
from benchmarks.traps.table import trap


@trap()
def of_one_number_twice(compiled: Function, it: Framework) -> Iterator[Any]:
    """The slope of f(x, x), then with two different numbers."""
    f = compiled(lambda a, b: a * a * b)
    yield it.grad(lambda x: f(x, x))(it.number(3.0))
    yield it.grad(f)(it.number(3.0), it.number(5.0))


@trap()
def of_one_number_in_two_lists(compiled: Function, it: Framework) -> Iterator[Any]:
    """The slope with respect to a number that stands in a list twice."""
    f = compiled(lambda xs: xs[0] * xs[1] + xs[2])
    yield it.grad(lambda x: f([x, x, x]))(it.number(3.0))
    yield it.grad(lambda x: f([x, it.number(2.0), x]))(it.number(3.0))


@trap()
def with_a_global(compiled: Function, it: Framework) -> Iterator[Any]:
    """A captured number changes before the slope is asked for."""
    rates = [2.0]
    slope = it.grad(compiled(lambda x: x * x * rates[0]))
    yield slope(it.number(3.0))
    rates[0] = 5.0
    yield slope(it.number(3.0))


@trap()
def at_a_branch(compiled: Function, it: Framework) -> Iterator[Any]:
    """A flag chooses what is differentiated."""
    f = compiled(lambda x, squared: x * x if squared else x * 2.0, static=("squared",))
    for squared in (True, False, True):
        yield it.grad(lambda x, squared=squared: f(x, squared=squared))(it.number(3.0))


@trap()
def of_second_order(compiled: Function, it: Framework) -> Iterator[Any]:
    """The second derivative, after a captured number has changed too."""
    rates = [2.0]
    f = compiled(lambda x: x * x * x * rates[0])
    second = it.grad(it.grad(f))
    yield second(it.number(3.0))
    rates[0] = 5.0
    yield second(it.number(3.0))


@trap()
def of_second_order_of_one_number_twice(compiled: Function, it: Framework) -> Iterator[Any]:
    """The second derivative of f(x, x)."""
    f = compiled(lambda a, b: a * a * b)
    yield it.grad(it.grad(lambda x: f(x, x)))(it.number(3.0))


@trap()
def inside(compiled: Function, it: Framework) -> Iterator[Any]:
    """The compiled function takes a derivative, of a function whose number changes."""
    rates = [2.0]
    f = compiled(lambda x: it.grad(lambda y: y * y * y * rates[0])(x))
    yield f(it.number(3.0))
    rates[0] = 5.0
    yield f(it.number(3.0))


@trap()
def inside_with_the_argument_captured(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function that is differentiated inside captures the argument itself."""
    f = compiled(lambda x: it.grad(lambda y: x * y * y)(x))
    for x in (3.0, 4.0):
        yield f(it.number(x))


@trap()
def of_a_compiled_step(compiled: Function, it: Framework) -> Iterator[Any]:
    """A compiled step of descent, whose rate is a plain number that shrinks."""
    step = compiled(lambda w, rate: w - rate * it.grad(lambda v: (v - 3.0) * (v - 3.0))(w))
    w = it.number(0.0)
    for rate in (0.1, 0.1, 0.05, 0.01):
        w = step(w, rate)
        yield w


@trap()
def of_an_argument_that_is_not_used(compiled: Function, it: Framework) -> Iterator[Any]:
    """The slope is 0 at first, because a flag leaves the argument out of one term."""
    f = compiled(lambda x, y, both: x * y + x if both else y + 0.0 * x, static=("both",))
    for both in (False, True):
        yield it.grad(lambda x, both=both: f(x, it.number(2.0), both=both))(it.number(3.0))


@trap()
def of_a_product_with_itself(compiled: Function, it: Framework) -> Iterator[Any]:
    """The slope of a sum in which one compiled call stands twice."""
    f = compiled(lambda x: x * x)
    slope = it.grad(lambda x: f(x) * f(x) + f(f(x)))
    yield slope(it.number(1.0))
    yield slope(it.number(2.0))


@trap(left_out=(JAX,))
def backward_in_another_order(compiled: Function, it: Framework) -> Iterator[Any]:
    """Two calls, and then backward from the first before the second."""
    f = compiled(lambda x: x * x * x)
    a, b = it.parameter(2.0), it.parameter(3.0)
    y, z = f(a), f(b)
    y.backward()
    yield a.grad
    z.backward()
    yield [a.grad, b.grad]


@trap(left_out=(JAX,))
def backward_to_what_is_captured(compiled: Function, it: Framework) -> Iterator[Any]:
    """Gradients of a captured weight add up over calls; then the weight is another one."""
    box = [it.parameter(2.0)]
    f = compiled(lambda x: x * box[0] * box[0])
    for x in (3.0, 4.0):
        f(it.number(x)).backward()
        yield box[0].grad
    first, box[0] = box[0], it.parameter(5.0)
    f(it.number(3.0)).backward()
    yield [first.grad, box[0].grad]


@trap(left_out=(JAX,))
def backward_to_a_weight_that_is_given_too(compiled: Function, it: Framework) -> Iterator[Any]:
    """A captured weight is also the argument."""
    w = it.parameter(2.0)
    f = compiled(lambda x: x * w)
    f(it.number(3.0)).backward()
    yield w.grad
    f(w).backward()
    yield w.grad


@trap(left_out=(JAX,))
def backward_after_a_number_has_changed(compiled: Function, it: Framework) -> Iterator[Any]:
    """A captured plain number changes between the call and backward, which belongs to the call."""
    rates = [2.0]
    f = compiled(lambda x: x * x * rates[0])
    x = it.parameter(3.0)
    y = f(x)
    rates[0] = 5.0
    y.backward()
    yield x.grad
    y = f(x)
    y.backward()
    yield x.grad


@trap(left_out=(JAX,))
def backward_twice_through_a_shared_part(compiled: Function, it: Framework) -> Iterator[Any]:
    """Two compiled functions share a part that was computed before."""
    x = it.parameter(3.0)
    shared = x * 2.0
    f, g = compiled(lambda y: y * y), compiled(lambda y: y + 1.0)
    (f(shared) * g(shared)).backward()
    yield x.grad


@trap(left_out=(JAX,))
def a_gradient_that_is_read(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function reads the gradient of a captured weight, as clipping does."""
    w = it.parameter(2.0)
    (w * w).backward()
    f = compiled(lambda x: x * w.grad)
    yield f(it.number(3.0))
    (w * w).backward()
    yield f(it.number(3.0))
