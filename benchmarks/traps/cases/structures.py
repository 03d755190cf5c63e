"""Arguments change their structure."""

import collections
from collections.abc import Iterator
from typing import Any, NamedTuple

from benchmarks.traps.framework import Framework, Function
from benchmarks.traps.table import TINYGRAD, trap


class Pair(NamedTuple):
    """Two numbers."""

    first: Any
    second: Any


class Swapped(NamedTuple):
    """The same two numbers under other names."""

    second: Any
    first: Any


def numbers(it: Framework, *plain: float) -> list[Any]:
    """Return numbers of the framework."""
    return [it.number(x) for x in plain]


@trap(TINYGRAD)
def a_list_of_another_length(compiled: Function, it: Framework) -> Iterator[Any]:
    """A list becomes longer, shorter and empty."""
    f = compiled(lambda xs: sum(xs) / max(len(xs), 1))
    for plain in ((1.0, 2.0), (1.0, 2.0, 6.0), (4.0,), ()):
        yield f(numbers(it, *plain))


@trap(TINYGRAD)
def numbers_in_a_list(compiled: Function, it: Framework) -> Iterator[Any]:
    """A number stands in a list beside another argument."""
    f = compiled(lambda a, xs: a + xs[0])
    for i in range(4):
        yield f(it.number(1.0), [it.number(float(i))])


@trap()
def a_list_and_a_tuple(compiled: Function, it: Framework) -> Iterator[Any]:
    """A list and a tuple come in turn; the function asks which."""
    f = compiled(lambda xs: sum(xs) * (2.0 if isinstance(xs, tuple) else 1.0))
    xs = numbers(it, 1.0, 2.0)
    yield f(xs)
    yield f(tuple(xs))
    yield f(xs)


@trap()
def a_nested_list(compiled: Function, it: Framework) -> Iterator[Any]:
    """The same numbers are nested in another way."""
    f = compiled(lambda rows: sum((i + 1.0) * sum(row) for i, row in enumerate(rows)))
    a, b, c = numbers(it, 1.0, 2.0, 3.0)
    yield f([[a, b], [c]])
    yield f([[a], [b, c]])
    yield f([[], [a, b, c]])


@trap()
def the_order_of_a_dict(compiled: Function, it: Framework) -> Iterator[Any]:
    """A dict has its keys in another order, which the function sees."""
    f = compiled(lambda named: sum(float(i) * x for i, x in enumerate(named.values())))
    a, b = numbers(it, 1.0, 2.0)
    yield f({"a": a, "b": b})
    yield f({"b": b, "a": a})


@trap()
def the_keys_of_a_dict(compiled: Function, it: Framework) -> Iterator[Any]:
    """A dict has another key, and one more."""
    f = compiled(lambda named: named["a"] * (2.0 if "b" in named else 1.0) + float(len(named)))
    a, b = numbers(it, 1.0, 2.0)
    yield f({"a": a})
    yield f({"a": a, "b": b})
    yield f({"a": a, "c": b})


@trap()
def the_classes_of_keys(compiled: Function, it: Framework) -> Iterator[Any]:
    """A dict has the key 1, then the key True, which is equal to it."""
    f = compiled(lambda named: sum(x * (2.0 if key is True else 1.0) for key, x in named.items()))
    x = it.number(3.0)
    yield f({1: x})
    yield f({True: x})


@trap()
def a_named_tuple(compiled: Function, it: Framework) -> Iterator[Any]:
    """Two classes of named tuples come in turn, with their names swapped."""
    f = compiled(lambda pair: pair.first - pair.second)
    a, b = numbers(it, 1.0, 3.0)
    yield f(Pair(a, b))
    yield f(Swapped(a, b))
    yield f(Pair(b, a))


@trap()
def none_in_a_list(compiled: Function, it: Framework) -> Iterator[Any]:
    """None stands at changing positions of a list."""
    f = compiled(lambda xs: sum((i + 1.0) * x for i, x in enumerate(xs) if x is not None))
    a, b = numbers(it, 1.0, 3.0)
    yield f([a, None, b])
    yield f([None, a, b])
    yield f([a, b, None])


@trap()
def a_default_dict(compiled: Function, it: Framework) -> Iterator[Any]:
    """A dict with a default comes after a plain one with the same keys."""
    f = compiled(lambda named: named["a"] + named.get("b", 7.0) + float(isinstance(named, collections.defaultdict)))
    a = it.number(1.0)
    yield f({"a": a})
    yield f(collections.defaultdict(float, a=a))


@trap()
def a_number_and_a_plain_one(compiled: Function, it: Framework) -> Iterator[Any]:
    """A number of the framework, a float and an int come in turn."""
    f = compiled(lambda x, y: x * y + y)
    for y in (it.number(2.0), 2.0, 3, it.number(5.0), 7.0):
        yield f(it.number(3.0), y)


@trap()
def the_structure_of_the_result(compiled: Function, it: Framework) -> Iterator[Any]:
    """The result has the structure of the argument, and names."""

    def f(xs: list[Any]) -> dict[str, Any]:
        return {"all": [x * 2.0 for x in xs], "first": xs[0], "count": len(xs), "name": None}

    fast = compiled(f)
    for plain in ((1.0,), (1.0, 2.0), (5.0,)):
        result = fast(numbers(it, *plain))
        yield [result["all"], result["first"], result["count"], result["name"], len(result)]


@trap()
def the_same_list_changed(compiled: Function, it: Framework) -> Iterator[Any]:
    """The caller changes a list between the calls, and gives it again."""
    f = compiled(lambda xs: xs[0] * xs[-1])
    xs = numbers(it, 2.0, 3.0)
    yield f(xs)
    xs[0] = it.number(5.0)
    yield f(xs)
    xs.append(it.number(7.0))
    yield f(xs)
