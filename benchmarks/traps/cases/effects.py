"""The function changes something besides giving a result."""

import collections
import contextlib
import io
import types
from collections.abc import Iterator
from typing import Any

from benchmarks.traps.cases import settings
from benchmarks.traps.framework import JAX, Framework, Function
from benchmarks.traps.table import JAX_FAQ, SHARP_BITS, TINYGRAD, pytorch, trap

STATE = 0.0


def region() -> Any:
    """Return the global state and 1."""
    return STATE + 1.0


def calls(f: Function, it: Framework, times: int = 3) -> Iterator[Any]:
    """Yield what a function gives for 1, 2, 3."""
    for i in range(times):
        yield f(it.number(i + 1.0))


@trap(TINYGRAD)
def a_counter_in_a_list(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function counts its calls in a list."""
    count = [0]

    def f(x: Any) -> Any:
        count[0] += 1
        return x * 2.0

    yield from calls(compiled(f), it, 5)
    yield count[0]


@trap()
def a_counter_that_is_used(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function counts its calls in a closure, and computes with the count."""
    count = 0

    def f(x: Any) -> Any:
        nonlocal count
        count += 1
        return x * float(count)

    return calls(compiled(f), it)


@trap(SHARP_BITS)
def a_global_counter(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function counts its calls in a module."""
    settings.calls = 0

    def f(x: Any) -> Any:
        settings.calls += 1
        return x * 2.0

    yield from calls(compiled(f), it)
    yield settings.calls


@trap()
def a_counter_of_a_model(compiled: Function, it: Framework) -> Iterator[Any]:
    """A model counts its calls in an attribute."""
    model = types.SimpleNamespace(calls=0)

    def f(x: Any) -> Any:
        model.calls += 1
        return x * 2.0

    yield from calls(compiled(f), it)
    yield model.calls


@trap()
def a_counter_of_a_class(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function counts its calls in a class."""

    class Model:
        calls = 0

    def f(x: Any) -> Any:
        Model.calls += 1
        return x * 2.0

    yield from calls(compiled(f), it)
    yield Model.calls


@trap(SHARP_BITS)
def a_history(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function appends its result to a list."""
    history: list[Any] = []

    def f(x: Any) -> Any:
        history.append(x * 2.0)
        return history[-1]

    yield from calls(compiled(f), it)
    yield len(history)
    yield history


@trap(SHARP_BITS)
def a_print(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function prints at each call."""

    def f(x: Any) -> Any:
        print("called")
        return x * 2.0

    fast = compiled(f)
    for i in range(3):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            yield fast(it.number(float(i)))
        yield printed.getvalue()


@trap()
def a_dict_that_is_filled(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function leaves its result in a dict."""
    latest: dict[str, Any] = {}

    def f(x: Any) -> Any:
        latest["result"] = x * 2.0
        return x

    fast = compiled(f)
    for i in range(3):
        fast(it.number(float(i)))
        yield latest["result"]


@trap(JAX_FAQ)
def a_state_of_an_object(compiled: Function, it: Framework) -> Iterator[Any]:
    """An object keeps a running sum, as a recurrent cell does."""
    cell = types.SimpleNamespace(hidden=it.number(0.0))

    def f(x: Any) -> Any:
        cell.hidden = cell.hidden * 0.5 + x
        return cell.hidden

    yield from calls(compiled(f), it, 4)
    yield cell.hidden


@trap()
def the_last_activation(compiled: Function, it: Framework) -> Iterator[Any]:
    """A model keeps the last activation for those who look."""
    model = types.SimpleNamespace(activation=None)

    def f(x: Any) -> Any:
        model.activation = x * x
        return model.activation + 1.0

    fast = compiled(f)
    for i in range(3):
        yield fast(it.number(float(i)))
        yield model.activation


@trap(pytorch(115774))
def a_state_that_is_reset(compiled: Function, it: Framework) -> Iterator[Any]:
    """An object keeps a sum in a list; the caller replaces the list."""
    model = types.SimpleNamespace(cache=[0.0, 0.0])

    def f(x: Any, position: int) -> Any:
        model.cache[position] = x
        return sum(model.cache)

    fast = compiled(f, static=("position",))
    yield fast(it.number(2.0), 0)
    model.cache = [0.0, 0.0]
    yield fast(it.number(1.0), 1)


@trap(pytorch(197896))
def a_class_inside(compiled: Function, it: Framework) -> Iterator[Any]:
    """A method of a class that is defined inside changes a captured dict."""
    state = {"calls": 0}

    def f(x: Any) -> Any:
        class Helper:
            def touch(self) -> None:
                state["calls"] += 1

        Helper().touch()
        return x * 2.0

    yield from calls(compiled(f), it)
    yield state["calls"]


@trap(pytorch(191821))
def a_global_set_inside(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function sets a global that its helper reads, in a loop."""

    def f(x: Any) -> Any:
        global STATE
        for _ in range(2):
            STATE = x
            x = region()
        return x

    return calls(compiled(f), it)


@trap()
def an_element_of_an_argument(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function sets an element of a list that it was given."""

    def f(xs: list[Any]) -> Any:
        xs[0] = xs[0] * 2.0
        return xs[0]

    fast, xs = compiled(f), [it.number(3.0)]
    yield fast(xs)
    yield fast(xs)
    yield xs[0]


@trap()
def a_key_of_an_argument(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function adds a key to a dict that it was given."""

    def f(named: dict[str, Any]) -> Any:
        named["square"] = named["x"] * named["x"]
        return named["square"] + 1.0

    fast, named = compiled(f), {"x": it.number(3.0)}
    yield fast(named)
    yield sorted(named)
    yield named["square"]


@trap()
def an_argument_that_grows(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function appends to a list that it was given."""

    def f(xs: list[Any]) -> Any:
        xs.append(xs[-1] * 2.0)
        return sum(xs)

    fast, xs = compiled(f), [it.number(3.0)]
    for _ in range(3):
        yield fast(xs)
    yield len(xs)


@trap()
def an_argument_that_is_emptied(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function pops from a list that it was given."""

    def f(xs: list[Any]) -> Any:
        return xs.pop() * 2.0

    fast, xs = compiled(f), [it.number(1.0), it.number(2.0)]
    yield fast(xs)
    yield fast(xs)
    yield len(xs)


@trap()
def a_queue(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function takes the next number from a captured queue."""
    queue = collections.deque([1.0, 2.0, 5.0])
    yield from calls(compiled(lambda x: x * queue.popleft()), it)
    yield len(queue)


@trap(SHARP_BITS)
def an_iterator(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function takes the next number from a captured iterator."""
    rates = iter([1.0, 2.0, 5.0])
    return calls(compiled(lambda x: x * next(rates)), it)


@trap()
def a_generator(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function takes the next number from a generator that it was given."""

    def rates() -> Iterator[float]:
        yield 1.0
        yield 2.0
        yield 5.0

    source = rates()
    fast = compiled(lambda x, source: x * next(source), static=("source",))
    for _ in range(3):
        yield fast(it.number(3.0), source)


@trap()
def a_cache(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function fills a cache at its first call, which the caller clears with another setting."""
    cache: dict[str, float] = {}
    config = {"rate": 2.0}

    def f(x: Any) -> Any:
        if "rate" not in cache:
            cache["rate"] = config["rate"]
        return x * cache["rate"]

    fast = compiled(f)
    yield from calls(fast, it, 2)
    config["rate"] = 5.0
    yield fast(it.number(3.0))
    cache.clear()
    yield fast(it.number(3.0))


@trap()
def a_sorted_list(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function sorts a captured list in place."""
    rates = [5.0, 2.0, 1.0]

    def f(x: Any) -> Any:
        first = rates[0]
        rates.sort()
        return x * first

    yield from calls(compiled(f), it)
    yield rates


@trap()
def a_flag_for_the_first_call(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function does something else at its first call, by a flag that it sets."""
    state = {"ready": False}

    def f(x: Any) -> Any:
        if not state["ready"]:
            state["ready"] = True
            return x * 100.0
        return x * 2.0

    return calls(compiled(f), it)


@trap()
def a_callback(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function calls a callback that keeps what it is told."""
    told: list[int] = []

    def f(x: Any, callback: Function) -> Any:
        callback(len(told))
        return x * 2.0

    fast = compiled(f, static=("callback",))
    for _ in range(3):
        yield fast(it.number(3.0), told.append)
    yield told


@trap(left_out=(JAX,))
def a_weight_that_is_set(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function gives a captured weight another number in place, as a step of training does."""
    w = it.number(2.0)

    def f(x: Any) -> Any:
        it.assign(w, 5.0)
        return x * w

    fast = compiled(f)
    for _ in range(3):
        it.assign(w, 2.0)
        yield fast(it.number(3.0))
        yield w


@trap()
def a_flag_for_the_next_call(compiled: Function, it: Framework) -> Iterator[Any]:
    """The caller sets a flag for the next call, which the function takes back."""
    state = {"loud": False}

    def f(x: Any) -> Any:
        if state["loud"]:
            state["loud"] = False
            return x * 100.0
        return x * 2.0

    fast = compiled(f)
    for loud in (False, True, False):
        state["loud"] = state["loud"] or loud
        yield fast(it.number(3.0))
    yield state["loud"]


@trap()
def a_weight_made_at_the_first_call(compiled: Function, it: Framework) -> Iterator[Any]:
    """A layer makes its weight at the first call, from the length of what it is given."""
    layer = types.SimpleNamespace(weights=None)

    def f(xs: list[Any]) -> Any:
        if layer.weights is None:
            layer.weights = [it.number(0.5 * (i + 1)) for i in range(len(xs))]
        return sum(w * x for w, x in zip(layer.weights, xs))

    fast = compiled(f)
    for x in (1.0, 2.0, 3.0):
        yield fast([it.number(x), it.number(1.0)])
    yield layer.weights
