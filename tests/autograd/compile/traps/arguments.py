"""Traps: arguments that are no numbers, and structures that look alike."""

import collections
import enum
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import nn
from autograd import Value
from tests.autograd.compile.traps.table import plain, refused, trap

Compiled = Callable[..., Any]


class Speed(enum.IntEnum):
    """Two speeds."""

    SLOW = 1
    FAST = 2


class Model:
    """Has a number and a weight."""

    def __init__(self) -> None:
        self.rate, self.w = 2.0, Value(2.0)


def with_thing(f: Any, thing: Any, change: Callable[[], object]) -> Iterator[float]:
    """Yield what a function gives for a thing before and after it changes."""
    yield f(thing, Value(3.0)).data
    change()
    yield f(thing, Value(3.0)).data


@trap
def a_model_whose_number_changes(compiled: Compiled) -> Iterator[Any]:
    model = Model()
    return with_thing(compiled(lambda m, x: m.rate * x), model, lambda: setattr(model, "rate", 7.0))


@trap
def a_model_with_a_new_weight(compiled: Compiled) -> Iterator[Any]:
    model = Model()
    return with_thing(compiled(lambda m, x: m.w * x), model, lambda: setattr(model, "w", Value(7.0)))


@trap
def another_model(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda m, x: m.rate * m.w * x)
    for i in range(3):
        model = Model()
        model.rate = float(i)
        yield f(model, Value(3.0)).data


@trap
def a_network_that_is_evaluated(compiled: Compiled) -> Iterator[Any]:
    class Network(nn.Module):
        def __init__(self) -> None:
            self.w = Value(2.0)

        def __call__(self, x: Any) -> Any:
            return self.w * x * (0.5 if self.training else 1.0)

    network = Network()
    return with_thing(compiled(lambda m, x: m(x)), network, network.eval)


@trap
def a_set_that_grows(compiled: Compiled) -> Iterator[Any]:
    rates = {1.0}
    return with_thing(compiled(lambda s, x: sum(s) * x), rates, lambda: rates.add(7.0))


@trap
def a_deque_that_grows(compiled: Compiled) -> Iterator[Any]:
    rates = collections.deque([1.0])
    return with_thing(compiled(lambda s, x: sum(s) * x), rates, lambda: rates.append(7.0))


@trap
def a_function_whose_closure_changes(compiled: Compiled) -> Iterator[Any]:
    rates = [2.0]
    return with_thing(compiled(lambda h, x: h(x)), lambda x: rates[0] * x, lambda: rates.__setitem__(0, 7.0))


@trap
def a_member_of_an_enumeration_by_identity(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda x, m: x * (2.0 if m is Speed.FAST else 1.0))
    for member in Speed:
        yield f(Value(1.0), member).data


@trap
def a_member_of_an_enumeration_by_equality(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda x, m: x * (2.0 if m == Speed.FAST else 1.0))
    for member in Speed:
        yield f(Value(1.0), member).data


@trap
def a_truth_value(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda x, flag: x if flag else -x)
    for flag in (True, False, 1, 0):
        yield f(Value(-2.0), flag).data


@trap
def a_truth_value_of_numpy(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda x, flag: x if flag else -x)
    for flag in (np.True_, np.False_):
        yield f(Value(-2.0), flag).data


@trap
def none(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda x, n=None: x if n is None else n * x)
    for n in (None, 3.0, None):
        yield f(Value(-2.0), n).data


@trap
def a_text(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda x, name: x if name == "a" else -x)
    for name in ("a", "b", "a"):
        yield f(Value(-2.0), name).data


@refused("array of bool")
def an_array_of_truth_values(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda x, flags: sum(x for flag in flags if flag))
    for flags in ([True, False], [True, True]):
        yield f(Value(-2.0), np.array(flags)).data


@trap
def an_array_of_values_and_numbers(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda a: a[0] * a[1])
    for pair in ([Value(2.0), 3.0], [2.0, Value(3.0)]):
        y = f(np.array(pair, object))
        y.backward()
        yield y.data, [x.grad for x in pair if isinstance(x, Value)]


@trap
def the_order_of_a_dict(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda d: sum(x * (i + 1) for i, x in enumerate(d.values())))
    for d in ({"a": 1.0, "b": 2.0}, {"b": 2.0, "a": 1.0}):
        yield plain(f(d))


@trap
def the_types_of_keys(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda d: sum(x * (2.0 if type(k) is bool else 3.0) for k, x in d.items()))
    for d in ({1: 1.0}, {True: 1.0}):
        yield plain(f(d))


@trap
def as_many_arguments_as_one_likes(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda *a, **k: sum(a) + sum(k.values()) * 2.0)
    yield plain(f(Value(1.0)))
    yield plain(f(Value(1.0), 2.0))
    yield plain(f(Value(1.0), z=2.0))
    yield plain(f(Value(1.0), y=2.0))


@refused("id()")
def an_identity(compiled: Compiled) -> Iterator[Any]:
    k = 1234.5
    known = id(k)
    f = compiled(lambda x, k: x * (2.0 if id(k) == known else 3.0))
    yield f(Value(1.0), 77.5).data
    yield f(Value(1.0), k).data
