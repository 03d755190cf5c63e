"""Compiled functions call compiled functions."""

from collections.abc import Iterator
from typing import Any

from benchmarks.traps.framework import Framework, Function
from benchmarks.traps.table import TINYGRAD, around, trap


@trap(TINYGRAD)
def inside_another(compiled: Function, it: Framework) -> Iterator[Any]:
    """A compiled function calls a compiled function."""
    inner = compiled(lambda x: x + 1.0)
    outer = compiled(lambda x: inner(x) * 3.0)
    for x in (1.0, 2.0, 3.0):
        yield outer(it.number(x))


@trap()
def a_number_of_the_inner_one(compiled: Function, it: Framework) -> Iterator[Any]:
    """What the inner compiled function captures changes."""
    rates = [2.0]
    inner = compiled(lambda x: x * rates[0])
    outer = compiled(lambda x: inner(x) + 1.0)
    return around(lambda: rates.__setitem__(0, 5.0), outer, it.number(3.0))


@trap()
def an_inner_one_that_is_replaced(compiled: Function, it: Framework) -> Iterator[Any]:
    """The inner compiled function is replaced by another one."""
    parts = [compiled(lambda x: x * 2.0)]
    outer = compiled(lambda x: parts[0](x) + 1.0)
    return around(lambda: parts.__setitem__(0, compiled(lambda x: x * 5.0)), outer, it.number(3.0))


@trap()
def a_counter_of_the_inner_one(compiled: Function, it: Framework) -> Iterator[Any]:
    """The inner compiled function counts its calls."""
    count = [0]

    def inner(x: Any) -> Any:
        count[0] += 1
        return x * 2.0

    fast = compiled(inner)
    outer = compiled(lambda x: fast(fast(x)))
    for _ in range(3):
        yield outer(it.number(3.0))
    yield count[0]


@trap()
def a_recursion(compiled: Function, it: Framework) -> Iterator[Any]:
    """A compiled function calls itself, to a depth that is an argument."""

    def power(x: Any, depth: int) -> Any:
        return x if depth == 0 else x * fast(x, depth - 1)

    fast = compiled(power, static=("depth",))
    for depth in (1, 3, 0, 2):
        yield fast(it.number(2.0), depth)


@trap()
def one_function_compiled_twice(compiled: Function, it: Framework) -> Iterator[Any]:
    """One function is compiled twice; between the calls its number changes."""
    rates = [2.0]
    f = lambda x: x * rates[0]  # noqa: E731
    first, second = compiled(f), compiled(f)
    yield first(it.number(3.0))
    rates[0] = 5.0
    yield [second(it.number(3.0)), first(it.number(3.0))]


@trap()
def functions_from_a_loop(compiled: Function, it: Framework) -> Iterator[Any]:
    """Functions from a loop are compiled, each with a number of its own."""
    functions = [compiled(lambda x, i=i: x * float(i)) for i in range(3)]
    for _ in range(2):
        yield [f(it.number(3.0)) for f in functions]


@trap()
def layers_of_one_class(compiled: Function, it: Framework) -> Iterator[Any]:
    """A model compiles each of its layers, whose sizes differ; one of them is scaled later."""

    class Layer:
        def __init__(self, rate: float) -> None:
            self.rate = rate
            self.fast = compiled(self.forward)

        def forward(self, x: Any) -> Any:
            return x * self.rate

    layers = [Layer(2.0), Layer(3.0)]

    def model(x: Any) -> Any:
        for layer in layers:
            x = layer.fast(x)
        return x

    return around(lambda: setattr(layers[0], "rate", 5.0), model, it.number(1.0))


@trap()
def with_a_number_of_the_outer_one(compiled: Function, it: Framework) -> Iterator[Any]:
    """A function is compiled inside another one, and captures the outer argument."""

    def outer(x: Any) -> Any:
        inner = compiled(lambda y: y * x)
        return inner(4.0) + inner(5.0)

    fast = compiled(outer)
    for x in (5.0, 7.0):
        yield fast(it.number(x))


@trap()
def a_helper_that_caches(compiled: Function, it: Framework) -> Iterator[Any]:
    """A class keeps compiled functions in a dict, by the name of a mode that changes."""
    kept: dict[str, Function] = {}
    rates = {"a": 2.0, "b": 3.0}

    def f(x: Any, mode: str) -> Any:
        if mode not in kept:
            kept[mode] = compiled(lambda y: y * rates[mode])
        return kept[mode](x)

    for mode in ("a", "b"):
        yield f(it.number(3.0), mode)
    rates["a"] = 7.0
    yield f(it.number(3.0), "a")
