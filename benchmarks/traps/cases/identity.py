"""Two names mean one thing."""

from collections.abc import Iterator
from typing import Any

from benchmarks.traps.framework import JAX, Framework, Function
from benchmarks.traps.table import TINYGRAD, pytorch, trap


@trap(TINYGRAD)
def one_number_twice(compiled: Function, it: Framework) -> Iterator[Any]:
    """One number is given as both arguments, then two different ones."""
    f = compiled(lambda a, b: a * b + a)
    x = it.number(3.0)
    yield f(x, x)
    yield f(it.number(2.0), it.number(5.0))
    yield f(x, x)


@trap()
def which_number(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function asks whether its arguments are one number."""
    f = compiled(lambda a, b: a * 2.0 if a is b else a * b)
    x = it.number(3.0)
    yield f(x, it.number(3.0))
    yield f(x, x)
    yield f(it.number(3.0), x)


@trap()
def which_list(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function asks whether its arguments are one list."""
    f = compiled(lambda xs, ys: xs[0] * 2.0 if xs is ys else xs[0] * ys[0])
    xs, ys = [it.number(3.0)], [it.number(3.0)]
    yield f(xs, ys)
    yield f(xs, xs)


@trap(pytorch(120861).replace("issues", "pull"))
def a_list_that_is_captured_and_given(compiled: Function, it: Framework) -> Iterator[Any]:
    """A captured list is also given as an argument, then another list."""
    rates = [1.0, 2.0, 3.0]
    f = compiled(lambda x, given: x + rates[-1] + given[-1])
    yield f(it.number(1.0), rates)
    yield f(it.number(1.0), [3.0, 2.0, 1.0])
    yield f(it.number(1.0), [1.0, 2.0])


@trap()
def a_number_that_is_captured_and_given(compiled: Function, it: Framework) -> Iterator[Any]:
    """A captured number is also given as an argument, then another one."""
    w = it.number(3.0)
    f = compiled(lambda x: x * w + (10.0 if x is w else 0.0))
    yield f(it.number(2.0))
    yield f(w)
    yield f(it.number(3.0))


@trap(TINYGRAD)
def results_that_are_kept(compiled: Function, it: Framework) -> Iterator[Any]:
    """Results are kept, and looked at after further calls."""
    f = compiled(lambda x: x + x)
    results = [f(it.number(x)) for x in (1.0, 2.0, 3.0)]
    yield results


@trap(TINYGRAD)
def a_result_that_is_given(compiled: Function, it: Framework) -> Iterator[Any]:
    """Each result is the next argument; then a new start."""
    step = compiled(lambda x: (x + 1.0) * 2.0)
    for start in (20.0, 100.0):
        x = it.number(start)
        for _ in range(4):
            x = step(x)
        yield x


@trap(TINYGRAD)
def results_of_one_part(compiled: Function, it: Framework) -> Iterator[Any]:
    """Two results come from one intermediate; the first is the next argument."""

    def shift(xs: list[Any], new: Any) -> tuple[list[Any], Any]:
        moved = [*xs[1:], new]
        return moved, moved[0]

    step, xs = compiled(shift), [it.number(float(i)) for i in range(3)]
    for i in range(4):
        xs, first = step(xs, it.number(10.0 + i))
        yield first
    yield xs


@trap()
def a_result_that_is_captured(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function returns a captured list, which the caller changes."""
    weights = [it.number(1.0)]
    f = compiled(lambda x: (x * 2.0, weights))
    _, kept = f(it.number(3.0))
    kept.append(it.number(7.0))
    yield f(it.number(3.0))


@trap()
def a_result_that_is_changed(compiled: Function, it: Framework) -> Iterator[Any]:
    """The caller changes a list that was a result; the next call gives a new one."""
    f = compiled(lambda x: [x, x * 2.0])
    first = f(it.number(3.0))
    first.append(it.number(7.0))
    yield f(it.number(3.0))


@trap()
def an_argument_that_is_returned(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function returns the list that it was given; the caller asks whether it is."""
    f = compiled(lambda xs: xs)
    xs = [it.number(3.0)]
    yield f(xs) is xs


@trap()
def an_object_that_is_returned(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function returns one of two captured objects; the caller asks which."""
    boxes = [["a"], ["b"]]
    f = compiled(lambda x, second: boxes[1] if second else boxes[0], static=("second",))
    yield f(it.number(3.0), False) is boxes[0]
    yield f(it.number(3.0), True) is boxes[1]


@trap()
def an_identity_as_key(compiled: Function, it: Framework) -> Iterator[Any]:
    """The identity of an object is the key of a dict."""
    a, b = [1.0], [1.0]
    rates = {id(a): 2.0, id(b): 5.0}
    box = [a]
    f = compiled(lambda x: x * rates[id(box[0])])
    yield f(it.number(3.0))
    box[0] = b
    yield f(it.number(3.0))


@trap(pytorch(196173))
def an_object_that_is_the_current_one(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function asks whether a captured object is the current one, which changes."""

    class Node:
        pass

    a, b = Node(), Node()
    current = [a]
    f = compiled(lambda x: x * (2.0 if current[0] is a else 5.0))
    yield f(it.number(3.0))
    current[0] = b
    yield f(it.number(3.0))


@trap()
def two_lists_that_are_one(compiled: Function, it: Framework) -> Iterator[Any]:
    """Two captured names mean one list, later two equal ones."""
    first = [1.0]
    box = {"a": first, "b": first}
    f = compiled(lambda x: x * (2.0 if box["a"] is box["b"] else 5.0))
    yield f(it.number(3.0))
    box["b"] = [1.0]
    yield f(it.number(3.0))


@trap()
def one_list_twice_in_the_result(compiled: Function, it: Framework) -> Iterator[Any]:
    """The result has one list twice, and the caller appends to it."""

    def f(x: Any) -> Any:
        inner = [x * 2.0]
        return [inner, inner]

    result = compiled(f)(it.number(3.0))
    result[0].append(it.number(1.0))
    yield result


@trap(left_out=(JAX,))
def a_captured_number_that_is_returned(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function returns a captured weight beside its result; the caller gives it another number in place."""
    w = it.number(2.0)
    result, weight = compiled(lambda x: (x * w, w))(it.number(3.0))
    it.assign(w, 5.0)
    yield [result, weight]
