"""Errors decide what is computed."""

import contextlib
import math
import types
from collections.abc import Iterator
from typing import Any

from benchmarks.traps.framework import Framework, Function
from benchmarks.traps.table import SHARP_BITS, around, trap


class Stop(Exception):
    """Ends a computation early."""


def name_of_error(f: Function, kind: type[Exception], *arguments: Any) -> Any:
    """Return what a function gives, or the name of an error that eager has, too."""
    try:
        return f(*arguments)
    except kind:
        return kind.__name__


@trap()
def a_missing_key(compiled: Function, it: Framework) -> Iterator[Any]:
    """A KeyError is caught; later the key is there."""
    table: dict[str, float] = {}

    def f(x: Any) -> Any:
        try:
            return x * table["rate"]
        except KeyError:
            return x * 7.0

    return around(lambda: table.update(rate=2.0), compiled(f), it.number(3.0))


@trap()
def a_key_that_disappears(compiled: Function, it: Framework) -> Iterator[Any]:
    """A KeyError would be caught; the key is deleted later."""
    table = {"rate": 2.0}

    def f(x: Any) -> Any:
        try:
            return x * table["rate"]
        except KeyError:
            return x * 7.0

    return around(table.clear, compiled(f), it.number(3.0))


@trap()
def a_missing_attribute(compiled: Function, it: Framework) -> Iterator[Any]:
    """An AttributeError is caught; later the attribute is there."""
    model = types.SimpleNamespace()

    def f(x: Any) -> Any:
        try:
            return x + model.bias
        except AttributeError:
            return x

    return around(lambda: setattr(model, "bias", 2.0), compiled(f), it.number(3.0))


@trap()
def an_index_out_of_range(compiled: Function, it: Framework) -> Iterator[Any]:
    """An IndexError ends a loop through an argument."""

    def f(xs: list[Any]) -> Any:
        total, i = 0.0, 0
        with contextlib.suppress(IndexError):
            while True:
                total = total + xs[i]
                i += 1
        return total

    fast = compiled(f)
    for length in (1, 3, 2):
        yield fast([it.number(2.0)] * length)


@trap()
def an_end_of_an_iterator(compiled: Function, it: Framework) -> Iterator[Any]:
    """A StopIteration is caught when a list among the arguments has ended."""

    def f(xs: list[Any]) -> Any:
        rest = iter(xs)
        total = next(rest)
        try:
            total = total * next(rest)
        except StopIteration:
            total = total * 10.0
        return total

    fast = compiled(f)
    yield fast([it.number(2.0), it.number(3.0)])
    yield fast([it.number(2.0)])
    yield fast([it.number(4.0), it.number(3.0)])


@trap()
def a_division_by_zero(compiled: Function, it: Framework) -> Iterator[Any]:
    """A plain number divides, and the ZeroDivisionError is caught."""

    def f(x: Any, k: float) -> Any:
        try:
            return x * (1.0 / k)
        except ZeroDivisionError:
            return x * 0.0

    fast = compiled(f, static=("k",))
    for k in (2.0, 0.0, 4.0):
        yield fast(it.number(3.0), k)


@trap()
def a_root_of_a_negative_number(compiled: Function, it: Framework) -> Iterator[Any]:
    """math.sqrt of a plain number raises a ValueError, which is caught."""

    def f(x: Any, k: float) -> Any:
        try:
            return x * math.sqrt(k)
        except ValueError:
            return x * -1.0

    fast = compiled(f, static=("k",))
    for k in (4.0, -4.0, 9.0):
        yield fast(it.number(3.0), k)


@trap()
def a_text_that_is_not_a_number(compiled: Function, it: Framework) -> Iterator[Any]:
    """float(text) raises a ValueError, which is caught."""

    def f(x: Any, text: str) -> Any:
        try:
            return x * float(text)
        except ValueError:
            return x

    fast = compiled(f, static=("text",))
    for text in ("2.5", "auto", "4"):
        yield fast(it.number(3.0), text)


@trap(SHARP_BITS)
def a_branch_on_a_number(compiled: Function, it: Framework) -> Iterator[Any]:
    """A number of the framework decides the branch."""
    f = compiled(lambda x: x * 2.0 if x > 0.0 else x * 5.0)
    for x in (3.0, -3.0, 4.0):
        yield f(it.number(x))


@trap()
def an_error_of_a_branch(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function raises an error of its own for negative numbers, which the caller catches."""

    def f(x: Any) -> Any:
        if x < 0.0:
            raise ValueError("negative")
        return x * 2.0

    fast = compiled(f)
    for x in (3.0, -3.0, 4.0):
        yield name_of_error(fast, ValueError, it.number(x))


@trap()
def an_error_that_ends_a_loop(compiled: Function, it: Framework) -> Iterator[Any]:
    """An error of its own ends a loop when a number has grown large enough."""

    def grow(x: Any) -> None:
        while True:
            x = x * 2.0
            if x > 10.0:
                raise Stop(x)

    def f(x: Any) -> Any:
        try:
            grow(x)
        except Stop as stop:
            return stop.args[0]

    fast = compiled(f)
    for x in (3.0, 1.0, 5.5):
        yield fast(it.number(x))


@trap()
def an_error_for_a_setting(compiled: Function, it: Framework) -> Iterator[Any]:
    """An assertion about a captured setting fails later, and the caller catches it."""
    config = {"rate": 2.0}

    def f(x: Any) -> Any:
        assert config["rate"] > 0.0
        return x * config["rate"]

    fast = compiled(f)
    for rate in (2.0, -1.0, 5.0):
        config["rate"] = rate
        yield name_of_error(fast, AssertionError, it.number(3.0))


@trap()
def a_flag_that_is_given_back(compiled: Function, it: Framework) -> Iterator[Any]:
    """A flag is set for a while inside, and given back by `finally`, also after an error."""
    state = {"busy": False}

    def f(x: Any, fail: bool) -> Any:
        if state["busy"]:
            return x * 100.0
        state["busy"] = True
        try:
            if fail:
                raise Stop
            return x * 2.0
        finally:
            state["busy"] = False

    fast = compiled(f, static=("fail",))
    for fail in (False, True, False):
        yield name_of_error(fast, Stop, it.number(3.0), fail)
        yield state["busy"]


@trap()
def a_manager_that_swallows_an_error(compiled: Function, it: Framework) -> Iterator[Any]:
    """A context manager of its own swallows an error of the branch."""

    class Forgives:
        def __enter__(self) -> "Forgives":
            return self

        def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
            return kind is Stop

    def f(x: Any, fail: bool) -> Any:
        y = x
        with Forgives():
            if fail:
                raise Stop
            y = x * 2.0
        return y

    fast = compiled(f, static=("fail",))
    for fail in (False, True, False):
        yield fast(it.number(3.0), fail)
