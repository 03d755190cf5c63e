"""Traps: what a function learns of a Value besides computing with it; which Values are the same; derivatives."""

import copy
import math
from collections.abc import Callable, Iterator
from typing import Any

import autograd
from autograd import Value, grad, hessian, vmap
from autograd.value import data_of
from tests.autograd.compile.traps.table import at, refused, trap

Compiled = Callable[..., Any]


class Twice(Value):
    """A Value with a method of its own."""

    __slots__ = ()

    def twice(self) -> Any:
        """Return it twice."""
        return self * 2.0


class Tame(Value):
    """A Value with another tanh."""

    __slots__ = ()

    def tanh(self) -> Any:
        """Return it twice."""
        return self * 2.0


class Adding(Value):
    """A Value whose product is a sum."""

    __slots__ = ()

    def __mul__(self, other: Any) -> Any:
        return Value.__add__(self, other)


@refused("a class made from Value")
def an_argument_with_a_method_of_its_own(compiled: Compiled) -> Iterator[Any]:
    yield compiled(lambda x: x.twice())(Twice(3.0)).data


@refused("a class made from Value")
def an_argument_that_computes_in_another_way(compiled: Compiled) -> Iterator[Any]:
    yield compiled(lambda x: x.tanh())(Tame(3.0)).data


@refused("computes in another way (tanh)")
def a_captured_value_with_another_tanh(compiled: Compiled) -> Iterator[Any]:
    w = Tame(3.0)
    yield at(compiled(lambda x: w.tanh() * x), 3.0)


@refused("computes in another way (__mul__)")
def a_captured_value_with_another_product(compiled: Compiled) -> Iterator[Any]:
    w = Adding(3.0)
    yield at(compiled(lambda x: w * x), 3.0)


@refused("`grad` is read")
def a_gradient_that_is_read(compiled: Compiled) -> Iterator[Any]:
    w = Value(2.0)
    w.grad = 1.0
    f = compiled(lambda x: x * w * w.grad)
    yield at(f, 1.0)


@refused("`label` is read")
def a_label_that_is_read(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda x: x * (2.0 if x.label == "a" else 3.0))
    yield f(Value(1.0, "a")).data
    yield f(Value(1.0, "b")).data


@refused("a Value is copied")
def a_copy(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda x: x * copy.deepcopy(x))
    yield at(f, 2.0)
    yield at(f, 3.0)


@refused("a Value is written as text")
def a_text(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda x: x * len(repr(x)))
    yield at(f, 2.0)
    yield at(f, 3.125)


@refused("a Value is written as text")
def a_formatted_value(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda x: x * len(f"{x:g}"))
    yield at(f, 2.0)
    yield at(f, 3.125)


@refused("`data` is read")
def a_helper_that_reads_the_number(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda x: x * data_of(x))
    yield at(f, 2.0)
    yield at(f, 3.0)


@trap
def one_argument_that_is_another(compiled: Compiled) -> Iterator[Any]:
    f, x = compiled(lambda a, b: a * (2.0 if a is b else 3.0)), Value(1.0)
    yield f(x, Value(1.0)).data
    yield f(x, x).data


@trap
def one_argument_that_equals_another(compiled: Compiled) -> Iterator[Any]:
    f, x = compiled(lambda a, b: a * (2.0 if a == b else 3.0)), Value(1.0)
    yield f(x, Value(1.0)).data
    yield f(x, x).data


@trap
def an_argument_that_is_captured(compiled: Compiled) -> Iterator[Any]:
    w = Value(1.0)
    f = compiled(lambda a: a * (2.0 if a is w else 3.0))
    yield at(f, 1.0)
    yield f(w).data


def results_and_slopes(f: Any, w: Value) -> Iterator[Any]:
    """Yield what a function gives for several lists, and the slope with respect to w."""
    for k in (1.0, 2.0, 3.0):
        w.grad = 0.0
        y = f([k, 4.0])
        y.backward()
        yield y.data, w.grad


@trap
def a_value_made_of_an_argument(compiled: Compiled) -> Iterator[Any]:
    w = Value(2.0)
    f = compiled(lambda xs: sum(Value(x) * w * Value(x, "x") for x in xs))
    return results_and_slopes(f, w)


@trap
def derivatives_for_each_sample(compiled: Compiled) -> Iterator[Any]:
    w = Value(2.0)
    f = compiled(lambda xs: sum(vmap(lambda x: grad(lambda t: (w * t) ** 3)(x))(xs)))
    return results_and_slopes(f, w)


@trap
def powers_of_plain_numbers_for_each_sample(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda xs: sum(vmap(lambda x: x**2 * 3.0 + x**0.5 + x**-1)(xs)))
    for k in (1.5, 2.0, 3.0):
        yield f([k, 4.0])


@trap
def derivatives_at_plain_numbers_are_plain(compiled: Compiled) -> Iterator[Any]:
    curved = compiled(hessian(lambda xs: xs[0] ** 3 * xs[1]))
    made = compiled(lambda x: [grad(lambda t: t**3)(x), Value(x), Value(x) * 2.0, Value(2.0) * 3.0])
    for x in (2.0, 3.0):
        found = curved([x, 4.0])
        yield [type(y) is float for row in found for y in row], found
        several = made(x)
        yield [type(y) is float for y in several], [y if type(y) is float else y.data for y in several]


@refused("other numbers when it is called again")
def a_list_given_twice(compiled: Compiled) -> Iterator[Any]:
    f, xs = compiled(lambda a, b: a[0] * b[0] * (2.0 if a is b else 3.0)), [Value(3.0)]
    y = f(xs, xs)
    y.backward()
    yield y.data, xs[0].grad
    yield f(xs, [Value(3.0)]).data


@trap
def the_order_of_values(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda xs: sorted(xs)[0] * 2.0 + max(xs) * 3.0 + min(xs))
    for numbers in ([1.0, 2.0, 3.0], [3.0, 1.0, 2.0]):
        xs = list(map(Value, numbers))
        y = f(xs)
        y.backward()
        yield y.data, [float(x.grad) for x in xs]


@trap
def a_branch_at_nan_and_inf(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda x: x * 2.0 if x > 0 else x * 3.0)
    for number in (1.0, math.nan, -1.0, math.inf, -math.inf, 0.0, -0.0):
        yield at(f, number)


@trap
def a_second_derivative_of_one_thing_given_twice(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda a, b: a * b)
    yield grad(grad(lambda x: f(x, x)))(3.0)


@trap
def a_second_derivative_with_a_value_from_outside(compiled: Compiled) -> Iterator[Any]:
    f, w = compiled(lambda a, b: a * b), Value(3.0)
    yield grad(grad(lambda x: f(x, w * x)))(2.0).data


@trap
def a_third_derivative_with_a_captured_value(compiled: Compiled) -> Iterator[Any]:
    w = Value(3.0)
    f = compiled(lambda x: x * x * w)
    yield grad(grad(grad(lambda x: f(x) * x)))(2.0).data


@trap
def a_second_derivative_with_a_captured_value_that_was_made(compiled: Compiled) -> Iterator[Any]:
    v = Value(2.0)
    u = v * 3.0
    f = compiled(lambda a, b: a * a * b * u)
    yield grad(grad(lambda a: f(a, a * u)))(1.5).data
    yield grad(lambda a: f(a, u))(v).data


@trap
def a_derivative_inside(compiled: Compiled) -> Iterator[Any]:
    f, x = compiled(lambda x: grad(lambda t: t**3)(x)), Value(2.0)
    (f(x) + x).backward()
    yield x.grad


@trap
def a_derivative_inside_of_a_captured_value(compiled: Compiled) -> Iterator[Any]:
    w = Value(2.0)
    f = compiled(lambda x: grad(lambda t: t * t * w)(x))
    y = f(Value(3.0))
    y.backward()
    yield y.data, w.grad


@trap
def sums_whose_products_stand_elsewhere(compiled: Compiled) -> Iterator[Any]:
    def f(xs: Any) -> Any:
        first = xs[0] * xs[1] - xs[2] - xs[3] * xs[4] + xs[5] - xs[6] * xs[7]
        second = xs[7] - xs[6] * xs[5] + xs[4] * xs[3] - xs[2] - xs[1] * xs[0]
        return first * second + autograd.tanh(first - second)

    fast = compiled(f)
    yield fast([Value(float(i + 1)) for i in range(8)]).data
    yield fast([Value(1.5 - i) for i in range(8)]).data
