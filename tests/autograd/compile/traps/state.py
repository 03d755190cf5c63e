"""Traps: what a function captures changes between two calls."""

import array
import collections
import contextvars
import copy
import dataclasses
import functools
import itertools
import os
import types
import weakref
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import numpy as np

import autograd
import nn
from autograd import Value
from tests.autograd.compile.traps import settings_module
from tests.autograd.compile.traps.settings_module import scaled
from tests.autograd.compile.traps.table import at, refused, trap, with_slope

Compiled = Callable[..., Any]
G = 2.0


def before_and_after(f: Any, change: Callable[[], object], *numbers: float) -> Iterator[float]:
    """Yield what a function gives before and after a change."""
    yield at(f, *(numbers or (3.0,)))
    change()
    yield at(f, *(numbers or (3.0,)))


def set_global(x: float) -> None:
    global G
    G = x


class Reads:
    """Reads a global in every way that a class has."""

    rate = 2.0

    def __call__(self, x: Any) -> Any:
        return G * x

    @property
    def of_property(self) -> float:
        return G

    @staticmethod
    def static() -> float:
        return G

    @classmethod
    def of_class(cls) -> float:
        return G * cls.rate


class Inherits(Reads):
    """Inherits all of it."""


class AsksAbove(Reads):
    """Calls the method of the class above."""

    def __call__(self, x: Any) -> Any:
        return super().__call__(x) * 2.0


class Slotted:
    """Has a slot."""

    __slots__ = ("rate",)

    def __init__(self) -> None:
        self.rate = 2.0


@dataclasses.dataclass(slots=True)
class SlottedData:
    """Has a slot, too."""

    rate: float = 2.0


@dataclasses.dataclass
class Named:
    """Is equal to others with the same name, whatever the rate."""

    name: str
    rate: float = dataclasses.field(default=2.0, compare=False)


class AttributeList(list[float]):
    """A list with an attribute."""

    rate = 2.0


class AttributeDict(dict[str, Any]):
    """A dict whose keys are attributes."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__  # type: ignore[assignment]


class Network(nn.Module):
    """Does less while it is trained."""

    def __init__(self) -> None:
        self.w = Value(2.0)

    def __call__(self, x: Any) -> Any:
        return self.w * x * (0.5 if self.training else 1.0)


@trap
def a_number_of_a_module_with_underscores(compiled: Compiled) -> Iterator[Any]:
    settings_module.__scale__ = 2.0
    f = compiled(lambda x: settings_module.__scale__ * x)
    return before_and_after(f, lambda: setattr(settings_module, "__scale__", 5.0))


@trap
def a_number_of_a_module(compiled: Compiled) -> Iterator[Any]:
    settings_module.scale = 2.0
    f = compiled(lambda x: settings_module.scale * x)
    return before_and_after(f, lambda: setattr(settings_module, "scale", 5.0))


@trap
def a_number_that_a_function_of_a_module_uses(compiled: Compiled) -> Iterator[Any]:
    settings_module.scale = 2.0
    f = compiled(lambda x: settings_module.scaled(x))
    return before_and_after(f, lambda: setattr(settings_module, "scale", 5.0))


@trap
def a_number_that_an_imported_function_uses(compiled: Compiled) -> Iterator[Any]:
    settings_module.scale = 2.0
    return before_and_after(compiled(lambda x: scaled(x)), lambda: setattr(settings_module, "scale", 5.0))


@trap
def a_module_imported_inside(compiled: Compiled) -> Iterator[Any]:
    def f(x: Any) -> Any:
        from tests.autograd.compile.traps import settings_module as inside

        return inside.scale * x

    settings_module.scale = 2.0
    return before_and_after(compiled(f), lambda: setattr(settings_module, "scale", 5.0))


@trap
def a_number_of_a_class(compiled: Compiled) -> Iterator[Any]:
    class Config:
        rate = 2.0

    return before_and_after(compiled(lambda x: Config.rate * x), lambda: setattr(Config, "rate", 5.0))


@trap
def a_number_of_a_class_read_by_an_instance(compiled: Compiled) -> Iterator[Any]:
    class Config:
        rate = 2.0

    config = Config()
    return before_and_after(compiled(lambda x: config.rate * x), lambda: setattr(Config, "rate", 5.0))


@trap
def an_attribute_that_hides_that_of_the_class(compiled: Compiled) -> Iterator[Any]:
    reads = Reads()
    return before_and_after(compiled(lambda x: reads.rate * x), lambda: setattr(reads, "rate", 5.0))


def of_global(f: Any) -> Iterator[Any]:
    """Yield what a function of the global gives for 2 and for 5."""
    set_global(2.0)
    return before_and_after(f, lambda: set_global(5.0))


@trap
def a_global_of_a_method(compiled: Compiled) -> Iterator[Any]:
    return of_global(compiled(Reads()))


@trap
def a_global_of_an_inherited_method(compiled: Compiled) -> Iterator[Any]:
    return of_global(compiled(Inherits()))


@trap
def a_global_of_a_method_called_by_super(compiled: Compiled) -> Iterator[Any]:
    return of_global(compiled(AsksAbove()))


@trap
def a_global_of_a_property(compiled: Compiled) -> Iterator[Any]:
    reads = Reads()
    return of_global(compiled(lambda x: reads.of_property * x))


@trap
def a_global_of_a_static_method(compiled: Compiled) -> Iterator[Any]:
    return of_global(compiled(lambda x: Reads.static() * x))


@trap
def a_global_of_a_class_method(compiled: Compiled) -> Iterator[Any]:
    return of_global(compiled(lambda x: Inherits.of_class() * x))


@trap
def a_slot(compiled: Compiled) -> Iterator[Any]:
    thing = Slotted()
    return before_and_after(compiled(lambda x: thing.rate * x), lambda: setattr(thing, "rate", 5.0))


@trap
def a_slot_of_a_dataclass(compiled: Compiled) -> Iterator[Any]:
    thing = SlottedData()
    return before_and_after(compiled(lambda x: thing.rate * x), lambda: setattr(thing, "rate", 5.0))


@trap
def a_field_of_a_dataclass(compiled: Compiled) -> Iterator[Any]:
    thing = Named("a")
    return before_and_after(compiled(lambda x: thing.rate * x), lambda: setattr(thing, "rate", 5.0))


@trap
def an_equal_object_with_another_number(compiled: Compiled) -> Iterator[Any]:
    things = [Named("a", 2.0)]
    f = compiled(lambda x: things[0].rate * x)
    return before_and_after(f, lambda: things.__setitem__(0, Named("a", 7.0)))


@trap
def an_object_in_a_tuple(compiled: Compiled) -> Iterator[Any]:
    things = (types.SimpleNamespace(rate=2.0),)
    return before_and_after(compiled(lambda x: things[0].rate * x), lambda: setattr(things[0], "rate", 7.0))


@trap
def an_attribute_of_a_list(compiled: Compiled) -> Iterator[Any]:
    things = AttributeList([1.0])
    return before_and_after(compiled(lambda x: things.rate * x), lambda: setattr(things, "rate", 7.0))


@trap
def a_key_that_is_an_attribute(compiled: Compiled) -> Iterator[Any]:
    things = AttributeDict(rate=2.0)
    return before_and_after(compiled(lambda x: things.rate * x), lambda: setattr(things, "rate", 7.0))


@trap
def an_attribute_of_the_function(compiled: Compiled) -> Iterator[Any]:
    def f(x: Any) -> Any:
        return f.rate * x  # type: ignore[attr-defined]

    f.rate = 2.0  # type: ignore[attr-defined]
    return before_and_after(compiled(f), lambda: setattr(f, "rate", 7.0))


@trap
def an_attribute_of_another_function(compiled: Compiled) -> Iterator[Any]:
    def helper() -> None: ...

    helper.rate = 2.0  # type: ignore[attr-defined]
    f = compiled(lambda x: helper.rate * x)  # type: ignore[attr-defined]
    return before_and_after(f, lambda: setattr(helper, "rate", 7.0))


@trap
def defaults_set_anew(compiled: Compiled) -> Iterator[Any]:
    def f(x: Any, rate: float = 2.0) -> Any:
        return rate * x

    return before_and_after(compiled(f), lambda: setattr(f, "__defaults__", (7.0,)))


@trap
def keyword_defaults_changed(compiled: Compiled) -> Iterator[Any]:
    def f(x: Any, *, rate: float = 2.0) -> Any:
        return rate * x

    return before_and_after(compiled(f), lambda: f.__kwdefaults__.__setitem__("rate", 7.0))


@trap
def a_list_as_default(compiled: Compiled) -> Iterator[Any]:
    rates = [2.0]

    def f(x: Any, rates: list[float] = rates) -> Any:
        return rates[0] * x

    return before_and_after(compiled(f), lambda: rates.__setitem__(0, 7.0))


@trap
def code_set_anew(compiled: Compiled) -> Iterator[Any]:
    def f(x: Any) -> Any:
        return 2.0 * x

    return before_and_after(compiled(f), lambda: setattr(f, "__code__", (lambda x: 7.0 * x).__code__))


@trap
def a_method_set_anew(compiled: Compiled) -> Iterator[Any]:
    class Model:
        def forward(self, x: Any) -> Any:
            return 2.0 * x

        def __call__(self, x: Any) -> Any:
            return self.forward(x)

    return before_and_after(compiled(Model()), lambda: setattr(Model, "forward", lambda self, x: 7.0 * x))


@trap
def keywords_of_a_partial(compiled: Compiled) -> Iterator[Any]:
    f = functools.partial(lambda x, rate: rate * x, rate=2.0)
    return before_and_after(compiled(f), lambda: f.keywords.__setitem__("rate", 7.0))


@trap
def a_nested_dict(compiled: Compiled) -> Iterator[Any]:
    rates = {"a": {"b": [2.0]}}
    f = compiled(lambda x: rates["a"]["b"][0] * x)
    return before_and_after(f, lambda: rates["a"]["b"].__setitem__(0, 7.0))


@trap
def the_order_of_a_dict(compiled: Compiled) -> Iterator[Any]:
    rates = {"a": 1.0, "b": 2.0}
    f = compiled(lambda x: sum(rate * x**i for i, rate in enumerate(rates.values())))
    return before_and_after(f, lambda: rates.update(a=rates.pop("a")))


@trap
def a_set(compiled: Compiled) -> Iterator[Any]:
    rates = {1.0, 2.0}
    return before_and_after(compiled(lambda x: sum(rates) * x), lambda: rates.add(7.0))


@trap
def a_deque(compiled: Compiled) -> Iterator[Any]:
    rates = collections.deque([2.0])
    return before_and_after(compiled(lambda x: rates[0] * x), lambda: rates.__setitem__(0, 7.0))


@trap
def the_length_of_a_deque(compiled: Compiled) -> Iterator[Any]:
    rates = collections.deque([2.0])
    return before_and_after(compiled(lambda x: len(rates) * x), lambda: rates.append(7.0))


@trap
def an_array_of_python(compiled: Compiled) -> Iterator[Any]:
    rates = array.array("d", [2.0])
    return before_and_after(compiled(lambda x: rates[0] * x), lambda: rates.__setitem__(0, 7.0))


@trap
def bytes_that_change(compiled: Compiled) -> Iterator[Any]:
    rates = bytearray([2])
    return before_and_after(compiled(lambda x: rates[0] * x), lambda: rates.__setitem__(0, 7))


@trap
def a_view_of_a_dict(compiled: Compiled) -> Iterator[Any]:
    rates = {"a": 2.0}
    view = types.MappingProxyType(rates)
    return before_and_after(compiled(lambda x: view["a"] * x), lambda: rates.__setitem__("a", 7.0))


@trap
def an_array(compiled: Compiled) -> Iterator[Any]:
    rates = np.array([2.0, 3.0])
    return before_and_after(compiled(lambda x: x * rates[0]), lambda: rates.__setitem__(0, 7.0))


@trap
def a_view_of_an_array(compiled: Compiled) -> Iterator[Any]:
    rates = np.arange(4.0)
    view = rates[::2]
    return before_and_after(compiled(lambda x: x * view[1]), lambda: rates.__setitem__(2, 7.0))


@trap
def an_array_without_axes(compiled: Compiled) -> Iterator[Any]:
    rate = np.array(2.0)
    return before_and_after(compiled(lambda x: x * rate), lambda: rate.__setitem__(..., 7.0))


@trap
def a_structured_array(compiled: Compiled) -> Iterator[Any]:
    rates = np.zeros(1, [("rate", float)])
    return before_and_after(compiled(lambda x: x * rates["rate"][0]), lambda: rates["rate"].__setitem__(0, 7.0))


@trap
def one_that_becomes_true(compiled: Compiled) -> Iterator[Any]:
    flags: list[Any] = [1]
    f = compiled(lambda x: x * (2.0 if flags[0] is True else 3.0))
    return before_and_after(f, lambda: flags.__setitem__(0, True))


class Switched(nn.Module):
    """Two attributes, of which one is a number that could be a truth value."""

    def __init__(self) -> None:
        self.on: Any = 1
        self.first = nn.Neuron(1, "linear", random=Random(0))
        self.second = nn.Neuron(1, "linear", random=Random(1))


@trap
def a_module_whose_one_becomes_true(compiled: Compiled) -> Iterator[Any]:
    model = Switched()
    f = compiled(lambda x: x * (2.0 if model.on is True else 3.0))
    return before_and_after(f, lambda: setattr(model, "on", True))


@trap
def a_module_whose_attributes_change_their_order(compiled: Compiled) -> Iterator[Any]:
    model = Switched()
    f = compiled(lambda x: sum(k * p * x for k, p in enumerate(model.parameters())))

    def reorder() -> None:
        first = model.first
        del model.first
        model.first = first

    return before_and_after(f, reorder)


@trap
def a_module_whose_attributes_are_swapped(compiled: Compiled) -> Iterator[Any]:
    model = Switched()
    f = compiled(lambda x: sum(k * p * x for k, p in enumerate(model.parameters())))

    def swap() -> None:
        model.first, model.second = model.second, model.first

    return before_and_after(f, swap)


@trap
def a_closure_whose_one_becomes_true(compiled: Compiled) -> Iterator[Any]:
    flag: Any = 1
    f = compiled(lambda x: x * (2.0 if flag is True else 3.0))
    yield at(f, 1.0)
    flag = True
    yield at(f, 1.0)


@trap
def a_zero_that_changes_its_sign(compiled: Compiled) -> Iterator[Any]:
    zero = 0.0
    f = compiled(lambda x: autograd.minimum(1e30, autograd.maximum(-1e30, x * zero)))
    yield at(f, 1.0)
    zero = -0.0
    yield at(f, 1.0)


@trap
def one_number_beside_very_many_things(compiled: Compiled) -> Iterator[Any]:
    rows, config = [[float(i)] for i in range(100_001)], types.SimpleNamespace(rate=2.0)
    f = compiled(lambda x: config.rate * x + 0.0 * rows[0][0])
    return before_and_after(f, lambda: setattr(config, "rate", 7.0))


@trap
def a_network_that_is_evaluated(compiled: Compiled) -> Iterator[Any]:
    network = Network()
    return before_and_after(compiled(lambda x: network(x)), network.eval)


@trap
def a_value_made_as_a_constant(compiled: Compiled) -> Iterator[Any]:
    w = Value.lift(2.0)
    return before_and_after(compiled(lambda x: w * x), lambda: setattr(w, "data", 7.0))


@trap
def the_variable_of_a_derivative_that_is_over(compiled: Compiled) -> Iterator[Any]:
    kept: list[Value] = []
    autograd.grad(lambda w: (kept.append(w), w * w)[1])(3.0)
    w = kept[0]
    return before_and_after(compiled(lambda x: w * x), lambda: setattr(w, "data", 7.0))


@trap
def a_number_in_the_slope_of_a_row(compiled: Compiled) -> Iterator[Any]:
    rates = [2.0]
    row = autograd.unary("own", "own({})", lambda a: a, lambda a, y: (rates[0],))
    f = compiled(lambda x: row(x) * 1.0)
    yield with_slope(f, 1.0)
    rates[0] = 7.0
    yield with_slope(f, 1.0)


@trap
def a_number_in_the_forward_of_a_row(compiled: Compiled) -> Iterator[Any]:
    rates = [2.0]
    row = autograd.unary("own", "own({})", lambda a: a * rates[0], lambda a, y: (rates[0],))
    return before_and_after(compiled(lambda x: row(x) * 1.0), lambda: rates.__setitem__(0, 7.0))


def named(name: str, compiled: Compiled) -> Iterator[Any]:
    """Yield what a row of one's own gives that has the name of another."""
    row = autograd.unary(name, "own({})", lambda a: a if a > 0 else 0.1 * a, lambda a, y: (1.0 if a > 0 else 0.1,))
    f = compiled(lambda x: row(x) * 1.0)
    yield with_slope(f, 2.0)
    yield with_slope(f, -7.0)


@trap
def a_row_that_is_called_relu(compiled: Compiled) -> Iterator[Any]:
    return named("relu", compiled)


@trap
def a_row_that_is_called_step(compiled: Compiled) -> Iterator[Any]:
    return named("step", compiled)


@trap
def a_row_that_is_called_sigmoid(compiled: Compiled) -> Iterator[Any]:
    return named("sigmoid", compiled)


@trap
def a_row_that_is_called_like_a_power(compiled: Compiled) -> Iterator[Any]:
    return named("power(2)", compiled)


@refused("os")
def the_environment(compiled: Compiled) -> Iterator[Any]:
    os.environ["GLASSGRAD_TRAP"] = "2"
    f = compiled(lambda x: float(os.environ["GLASSGRAD_TRAP"]) * x)
    return before_and_after(f, lambda: os.environ.__setitem__("GLASSGRAD_TRAP", "7"))


@refused("open")
def a_file(compiled: Compiled) -> Iterator[Any]:
    def f(x: Any) -> Any:
        with open(settings_module.__file__) as file:
            return len(file.read()) * x

    yield at(compiled(f), 3.0)


@refused("ContextVar")
def a_context_variable(compiled: Compiled) -> Iterator[Any]:
    rate = contextvars.ContextVar("rate", default=2.0)
    return before_and_after(compiled(lambda x: rate.get() * x), lambda: rate.set(7.0))


@refused("watched")
def an_iterator(compiled: Compiled) -> Iterator[Any]:
    rates = itertools.chain([2.0] * 4, [7.0] * 9)
    f = compiled(lambda x: next(rates) * x)
    for _ in range(6):
        yield at(f, 3.0)


@refused("functools.cache")
def a_cached_function(compiled: Compiled) -> Iterator[Any]:
    rates = [2.0]

    @functools.lru_cache
    def rate() -> float:
        return rates[0]

    def change() -> None:
        rates[0] = 7.0
        rate.cache_clear()

    return before_and_after(compiled(lambda x: rate() * x), change)


@refused("ReferenceType")
def a_weak_reference(compiled: Compiled) -> Iterator[Any]:
    reads = Reads()
    reference = weakref.ref(reads)
    return before_and_after(compiled(lambda x: reference().rate * x), lambda: setattr(reads, "rate", 7.0))  # type: ignore[union-attr]


@refused("np.random")
def noise_of_numpy(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda x: x * np.random.normal() * 0.0)
    yield at(f, 1.0)


@trap
def a_copy_of_a_list(compiled: Compiled) -> Iterator[Any]:
    rates = [2.0]
    return before_and_after(compiled(lambda x: copy.copy(rates)[0] * x), lambda: rates.__setitem__(0, 7.0))
