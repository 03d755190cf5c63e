"""What a function reads from outside changes."""

import array
import collections
import contextvars
import math
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from benchmarks.traps.cases import settings
from benchmarks.traps.framework import JAX, Framework, Function
from benchmarks.traps.table import JAX_FAQ, TINYGRAD, around, trap

G = 2.0


class Point(NamedTuple):
    """A pair."""

    x: float
    y: float


def set_global(x: float) -> None:
    """Set the global number."""
    global G
    G = x


@trap(JAX_FAQ)
def a_global(compiled: Function, it: Framework) -> Iterator[Any]:
    """A global number is set anew."""
    set_global(2.0)
    return around(lambda: set_global(5.0), compiled(lambda x: x * G), it.number(3.0))


@trap(TINYGRAD)
def a_closure(compiled: Function, it: Framework) -> Iterator[Any]:
    """A number in a closure is set anew, at each of five calls."""
    rate = 1.0
    f = compiled(lambda x: x * rate)
    for i in range(5):
        rate = i + 1.0
        yield f(it.number(10.0))


@trap()
def a_list(compiled: Function, it: Framework) -> Iterator[Any]:
    """An element of a captured list is set."""
    rates = [2.0]
    return around(lambda: rates.__setitem__(0, 5.0), compiled(lambda x: x * rates[0]), it.number(3.0))


@trap()
def a_list_of_numbers(compiled: Function, it: Framework) -> Iterator[Any]:
    """A number of the framework in a captured list is replaced."""
    weights = [it.number(2.0)]
    change = lambda: weights.__setitem__(0, it.number(5.0))  # noqa: E731
    return around(change, compiled(lambda x: x * weights[0]), it.number(3.0))


@trap()
def a_longer_list(compiled: Function, it: Framework) -> Iterator[Any]:
    """A captured list grows."""
    rates = [2.0]
    return around(lambda: rates.append(5.0), compiled(lambda x: sum(x * r for r in rates)), it.number(3.0))


@trap()
def a_dict(compiled: Function, it: Framework) -> Iterator[Any]:
    """A key of a captured dict has another number."""
    config = {"rate": 2.0}
    return around(lambda: config.update(rate=5.0), compiled(lambda x: x * config["rate"]), it.number(3.0))


@trap()
def a_nested_dict(compiled: Function, it: Framework) -> Iterator[Any]:
    """A number deep in a captured dict of dicts and lists is set."""
    config: dict[str, Any] = {"model": {"rates": [1.0, 2.0]}}
    f = compiled(lambda x: x * config["model"]["rates"][1])
    return around(lambda: config["model"]["rates"].__setitem__(1, 5.0), f, it.number(3.0))


@trap()
def the_order_of_a_dict(compiled: Function, it: Framework) -> Iterator[Any]:
    """The keys of a captured dict change their order."""
    rates = {"a": 2.0, "b": 5.0}
    change = lambda: rates.update(a=rates.pop("a"))  # noqa: E731
    return around(change, compiled(lambda x: x * next(iter(rates.values()))), it.number(3.0))


@trap()
def a_set(compiled: Function, it: Framework) -> Iterator[Any]:
    """A captured set grows."""
    enabled = {"scale"}
    f = compiled(lambda x: x * (2.0 if "scale" in enabled else 1.0) + (1.0 if "bias" in enabled else 0.0))
    return around(lambda: enabled.add("bias"), f, it.number(3.0))


@trap()
def a_deque(compiled: Function, it: Framework) -> Iterator[Any]:
    """A captured deque drops its oldest number."""
    recent = collections.deque([1.0, 2.0], maxlen=2)
    return around(lambda: recent.append(7.0), compiled(lambda x: x * sum(recent)), it.number(3.0))


@trap()
def a_counter(compiled: Function, it: Framework) -> Iterator[Any]:
    """A captured Counter counts on."""
    seen = collections.Counter(["a"])
    return around(lambda: seen.update(["a", "a"]), compiled(lambda x: x * float(seen["a"])), it.number(3.0))


@trap()
def a_chain_of_dicts(compiled: Function, it: Framework) -> Iterator[Any]:
    """A captured ChainMap has a new number in its first dict."""
    own: dict[str, float] = {}
    config = collections.ChainMap(own, {"rate": 2.0})
    return around(lambda: own.update(rate=5.0), compiled(lambda x: x * config["rate"]), it.number(3.0))


@trap()
def an_array(compiled: Function, it: Framework) -> Iterator[Any]:
    """An element of a captured array of Python is set."""
    rates = array.array("d", [2.0])
    return around(lambda: rates.__setitem__(0, 5.0), compiled(lambda x: x * rates[0]), it.number(3.0))


@trap(JAX_FAQ)
def an_array_of_numpy(compiled: Function, it: Framework) -> Iterator[Any]:
    """An element of a captured NumPy array is set."""
    rates = np.array([2.0])
    return around(lambda: rates.__setitem__(0, 5.0), compiled(lambda x: x * float(rates[0])), it.number(3.0))


@trap()
def bytes_(compiled: Function, it: Framework) -> Iterator[Any]:
    """An element of a captured bytearray is set."""
    levels = bytearray([2])
    return around(lambda: levels.__setitem__(0, 5), compiled(lambda x: x * levels[0]), it.number(3.0))


@trap()
def a_named_tuple(compiled: Function, it: Framework) -> Iterator[Any]:
    """A captured named tuple is replaced by another one."""
    point = Point(2.0, 1.0)
    f = compiled(lambda x: x * point.x + point.y)
    yield f(it.number(3.0))
    point = point._replace(y=4.0)
    yield f(it.number(3.0))


@trap()
def a_tuple_with_a_list(compiled: Function, it: Framework) -> Iterator[Any]:
    """A list inside a captured tuple changes; the tuple is the same."""
    layers: tuple[str, list[float]] = ("dense", [2.0])
    return around(lambda: layers[1].__setitem__(0, 5.0), compiled(lambda x: x * layers[1][0]), it.number(3.0))


@trap()
def a_module(compiled: Function, it: Framework) -> Iterator[Any]:
    """An attribute of an imported module is set."""
    settings.scale = 2.0
    return around(lambda: setattr(settings, "scale", 5.0), compiled(lambda x: x * settings.scale), it.number(3.0))


@trap()
def a_helper_of_a_module(compiled: Function, it: Framework) -> Iterator[Any]:
    """A global that only a helper in another module reads is set."""
    settings.scale = 2.0
    return around(lambda: setattr(settings, "scale", 5.0), compiled(lambda x: settings.scaled(x)), it.number(3.0))


@trap()
def an_import_inside(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function imports a module itself, whose number changes."""

    def f(x: Any) -> Any:
        from benchmarks.traps.cases import settings as inside

        return x * inside.scale

    settings.scale = 2.0
    return around(lambda: setattr(settings, "scale", 5.0), compiled(f), it.number(3.0))


@trap()
def one_and_true(compiled: Function, it: Framework) -> Iterator[Any]:
    """A captured 1 becomes True, which is equal to it; the function asks for `is True`."""
    flags: list[int] = [1]
    f = compiled(lambda x: x * (10.0 if flags[0] is True else 1.0))
    return around(lambda: flags.__setitem__(0, True), f, it.number(3.0))


@trap()
def one_and_one_point_zero(compiled: Function, it: Framework) -> Iterator[Any]:
    """A captured 1 becomes 1.0, which is equal to it; the function asks for isinstance."""
    rates: list[float] = [1]
    f = compiled(lambda x: x * (10.0 if isinstance(rates[0], float) else 1.0))
    return around(lambda: rates.__setitem__(0, 1.0), f, it.number(3.0))


@trap()
def the_sign_of_zero(compiled: Function, it: Framework) -> Iterator[Any]:
    """A captured 0.0 becomes -0.0, which is equal to it; the function asks for its sign."""
    rates = [0.0]
    f = compiled(lambda x: x * math.copysign(1.0, rates[0]))
    return around(lambda: rates.__setitem__(0, -0.0), f, it.number(3.0))


@trap()
def a_text(compiled: Function, it: Framework) -> Iterator[Any]:
    """A captured text that chooses the activation changes."""
    config = {"activation": "square"}
    f = compiled(lambda x: x * x if config["activation"] == "square" else x)
    return around(lambda: config.update(activation="none"), f, it.number(3.0))


@trap()
def the_environment(compiled: Function, it: Framework) -> Iterator[Any]:
    """A variable of the environment changes."""
    os.environ["GLASSGRAD_TRAP"] = "2"
    f = compiled(lambda x: x * float(os.environ["GLASSGRAD_TRAP"]))
    return around(lambda: os.environ.update(GLASSGRAD_TRAP="5"), f, it.number(3.0))


@trap()
def a_context_variable(compiled: Function, it: Framework) -> Iterator[Any]:
    """A context variable is set."""
    rate = contextvars.ContextVar("rate", default=2.0)
    return around(lambda: rate.set(5.0), compiled(lambda x: x * rate.get()), it.number(3.0))


@trap()
def a_name_that_appears(compiled: Function, it: Framework) -> Iterator[Any]:
    """A global is defined later; the function looks into globals()."""
    globals().pop("bonus", None)
    f = compiled(lambda x: x + globals().get("bonus", 0.0))
    yield from around(lambda: globals().update(bonus=5.0), f, it.number(3.0))
    globals().pop("bonus")


@trap(left_out=(JAX,))
def a_weight_in_place(compiled: Function, it: Framework) -> Iterator[Any]:
    """A captured weight is given another number in place."""
    w = it.number(2.0)
    return around(lambda: it.assign(w, 5.0), compiled(lambda x: x * w), it.number(3.0))
