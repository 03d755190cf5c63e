"""Traps: what a function does besides giving a result, and errors that it catches."""

import collections
from collections.abc import Callable, Iterator
from typing import Any

import autograd
from autograd import Value
from nn import MLP
from tests.autograd.compile.traps import settings_module
from tests.autograd.compile.traps.table import at, refused, trap

Compiled = Callable[..., Any]


@refused("changes")
def a_counter_in_a_closure(compiled: Compiled) -> Iterator[Any]:
    calls = 0

    def f(x: Any) -> Any:
        nonlocal calls
        calls += 1
        return calls * x

    fast = compiled(f)
    for _ in range(4):
        yield at(fast, 3.0)
    yield calls


@refused("changes")
def a_counter_in_a_module(compiled: Compiled) -> Iterator[Any]:
    def f(x: Any) -> Any:
        settings_module.calls += 1
        return x

    fast = compiled(f)
    for _ in range(4):
        yield at(fast, 3.0)


@refused("changes")
def a_counter_in_a_model(compiled: Compiled) -> Iterator[Any]:
    class Model:
        calls = 0

        def __call__(self, x: Any) -> Any:
            self.calls += 1
            return x * 2.0

    model = Model()
    fast = compiled(model)
    for _ in range(3):
        yield at(fast, 3.0)
    yield model.calls


@refused("changes")
def a_history_in_a_list(compiled: Compiled) -> Iterator[Any]:
    history: list[int] = []
    fast = compiled(lambda x: (history.append(1), x * 2.0)[1])
    for _ in range(4):
        yield at(fast, 3.0)
    yield len(history)


@refused("changes")
def a_history_in_a_deque(compiled: Compiled) -> Iterator[Any]:
    history: collections.deque[int] = collections.deque(maxlen=10)
    fast = compiled(lambda x: (history.append(1), x * 2.0)[1])
    for _ in range(4):
        yield at(fast, 3.0)
    yield len(history)


@refused("changes")
def a_list_of_the_class(compiled: Compiled) -> Iterator[Any]:
    class Model:
        seen: list[int] = []  # noqa: RUF012

        def __call__(self, x: Any) -> Any:
            self.seen.append(1)
            return x * 2.0

    fast = compiled(Model())
    yield at(fast, 3.0)
    yield at(fast, 3.0)
    yield len(Model.seen)


@refused("`grad` is changed")
def a_gradient_set_to_zero(compiled: Compiled) -> Iterator[Any]:
    w = Value(2.0)

    def f(x: Any) -> Any:
        w.grad = 0.0
        return x * w

    fast = compiled(f)
    for _ in range(3):
        fast(Value(1.0)).backward()
        yield w.grad


@refused("`grad` is")
def zero_grad_of_a_model(compiled: Compiled) -> Iterator[Any]:
    model = MLP(2, [1])

    def f(x: Any) -> Any:
        model.zero_grad()
        return model(x) * 2.0

    fast = compiled(f)
    for _ in range(3):
        fast([1.0, 2.0]).backward()
        yield sum(p.grad for p in model.parameters())


@refused("changes")
def a_state_in_a_list(compiled: Compiled) -> Iterator[Any]:
    w, state = Value(0.5), [Value(0.0)]

    def f(x: Any) -> Any:
        state[0] = state[0] * w + x
        return state[0] * 1.0

    fast, xs = compiled(f), [Value(1.0), Value(2.0), Value(3.0)]
    for x in xs:
        y = fast(x)
    y.backward()
    yield [x.grad for x in xs]


@refused("changes")
def a_state_in_an_attribute(compiled: Compiled) -> Iterator[Any]:
    class Recurrent:
        def __init__(self) -> None:
            self.h, self.w = Value(0.0), Value(0.5)

        def __call__(self, x: Any) -> Any:
            self.h = self.h * self.w + x
            return self.h * 1.0

    fast, xs = compiled(Recurrent()), [Value(1.0), Value(2.0), Value(3.0)]
    for x in xs:
        y = fast(x)
    y.backward()
    yield [x.grad for x in xs]


@refused("changes")
def the_last_activation_kept(compiled: Compiled) -> Iterator[Any]:
    class Model:
        def __init__(self) -> None:
            self.w = Value(0.5)

        def __call__(self, x: Any) -> Any:
            self.h = (x * self.w).tanh()
            return self.h * 2.0

    model = Model()
    fast = compiled(model)
    for number in (1.0, 2.0, 3.0):
        fast(Value(number)).backward()
        yield model.h.data, model.h.grad


@refused("changes its arguments")
def an_argument_that_grows(compiled: Compiled) -> Iterator[Any]:
    fast, xs = compiled(lambda xs: (xs.append(xs[0] * 2.0), xs[-1])[1]), [Value(1.0)]
    yield fast(xs).data
    yield len(xs)


@refused("changes its arguments")
def an_argument_whose_element_is_set(compiled: Compiled) -> Iterator[Any]:
    fast, xs = compiled(lambda xs: (xs.__setitem__(0, xs[0] * 2.0), xs[0])[1]), [Value(1.0)]
    yield fast(xs).data
    yield xs[0].data


@trap
def a_cache_that_is_filled_once(compiled: Compiled) -> Iterator[Any]:
    cache: dict[str, float] = {}

    def f(x: Any) -> Any:
        return x * cache.setdefault("rate", 2.0)

    fast = compiled(f)
    yield at(fast, 3.0)
    cache["rate"] = 7.0
    yield at(fast, 3.0)


@refused("the error is caught")
def a_domain_that_is_left_first(compiled: Compiled) -> Iterator[Any]:
    fast = compiled(log_or_zero)
    yield at(fast, -1.0)
    yield at(fast, 2.0)


def log_or_zero(x: Any) -> Any:
    """Return the logarithm, or 0 where there is none."""
    try:
        return x.log()
    except ValueError:
        return 0.0 * x


@trap
def a_domain_that_is_left_later(compiled: Compiled) -> Iterator[Any]:
    fast = compiled(log_or_zero)
    for number in (2.0, -1.0, 3.0):
        yield at(fast, number)


@trap
def a_key_that_is_missing_first(compiled: Compiled) -> Iterator[Any]:
    table = {1: 5.0}

    def f(x: Any, k: int) -> Any:
        try:
            return x * table[k]
        except KeyError:
            return x

    fast = compiled(f)
    for k in (3, 1):
        yield fast(Value(2.0), k).data


@refused("the error is caught")
def an_index_out_of_range(compiled: Compiled) -> Iterator[Any]:
    def f(x: Any, k: Any) -> Any:
        try:
            return x * autograd.take([1.0, 2.0], k)
        except IndexError:
            return x * 9.0

    fast = compiled(f)
    for k in (3.0, 1.0, 0.0):
        yield fast(Value(2.0), Value(k)).data


@trap
def a_division_by_a_plain_zero(compiled: Compiled) -> Iterator[Any]:
    def f(x: Any, k: float) -> Any:
        try:
            return x * (1.0 / k)
        except ZeroDivisionError:
            return x * 9.0

    for first in ((1.0, 0.0, 2.0), (0.0, 2.0)):
        fast = compiled(f)
        for k in first:
            yield fast(Value(2.0), k).data


@refused("the error is caught")
def a_division_of_a_value_by_zero(compiled: Compiled) -> Iterator[Any]:
    def f(x: Any, k: float) -> Any:
        try:
            return x / k
        except ValueError:
            return x * 9.0

    fast = compiled(f)
    for k in (0.0, 2.0):
        yield fast(Value(2.0), k).data
