"""Functions and methods change."""

import functools
import operator
import types
from collections.abc import Iterator
from typing import Any

from benchmarks.traps.framework import Framework, Function
from benchmarks.traps.table import around, pytorch, trap


def twice(x: Any) -> Any:
    """Return it twice."""
    return x * 2.0


def five_times(x: Any) -> Any:
    """Return it five times."""
    return x * 5.0


helper = twice


class Product:
    """A number to multiply with."""

    def __init__(self, rate: float) -> None:
        self.rate = rate


def set_helper(f: Function) -> None:
    """Set the global function."""
    global helper
    helper = f


@trap(pytorch(108898))
def a_global_function(compiled: Function, it: Framework) -> Iterator[Any]:
    """A global function is replaced by another one."""
    set_helper(twice)
    return around(lambda: set_helper(five_times), compiled(lambda x: helper(x)), it.number(3.0))


@trap(pytorch(93782))
def a_lambda_in_a_closure(compiled: Function, it: Framework) -> Iterator[Any]:
    """A lambda in a closure is replaced by another one."""
    inner: Function = lambda x: x * 2.0  # noqa: E731
    f = compiled(lambda x: inner(x) + 1.0)
    yield f(it.number(3.0))
    inner = lambda x: x * 5.0  # noqa: E731
    yield f(it.number(3.0))


@trap()
def a_function_in_a_dict(compiled: Function, it: Framework) -> Iterator[Any]:
    """A function in a dict of functions is replaced."""
    registry = {"activation": twice}
    f = compiled(lambda x: registry["activation"](x))
    return around(lambda: registry.update(activation=five_times), f, it.number(3.0))


@trap()
def a_method_of_a_class(compiled: Function, it: Framework) -> Iterator[Any]:
    """A method is set anew in the class."""

    class Model:
        def forward(self, x: Any) -> Any:
            return x * 2.0

    model = Model()
    change = lambda: setattr(Model, "forward", lambda self, x: x * 5.0)  # noqa: E731
    return around(change, compiled(lambda x: model.forward(x)), it.number(3.0))


@trap()
def a_method_of_an_instance(compiled: Function, it: Framework) -> Iterator[Any]:
    """A method is set in the instance, where it hides that of the class."""

    class Model:
        def forward(self, x: Any) -> Any:
            return x * 2.0

    model = Model()
    return around(lambda: setattr(model, "forward", five_times), compiled(lambda x: model.forward(x)), it.number(3.0))


@trap()
def a_method_of_a_base_class(compiled: Function, it: Framework) -> Iterator[Any]:
    """A method that is called by super() is set anew."""

    class Base:
        def forward(self, x: Any) -> Any:
            return x * 2.0

    class Model(Base):
        def forward(self, x: Any) -> Any:
            return super().forward(x) + 1.0

    model = Model()
    change = lambda: setattr(Base, "forward", lambda self, x: x * 5.0)  # noqa: E731
    return around(change, compiled(lambda x: model.forward(x)), it.number(3.0))


@trap(pytorch(197860))
def the_code_of_a_method(compiled: Function, it: Framework) -> Iterator[Any]:
    """A method is given other code."""

    class Model:
        def forward(self, x: Any) -> Any:
            return x * 2.0

    def other(self: Any, x: Any) -> Any:
        return x * 5.0

    model = Model()
    change = lambda: setattr(Model.forward, "__code__", other.__code__)  # noqa: E731
    return around(change, compiled(lambda x: model.forward(x)), it.number(3.0))


@trap()
def the_code_of_the_function(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function itself is given other code, as by a tool that reloads it."""

    def f(x: Any) -> Any:
        return x * 2.0

    return around(lambda: setattr(f, "__code__", five_times.__code__), compiled(f), it.number(3.0))


@trap()
def defaults_of_the_function(compiled: Function, it: Framework) -> Iterator[Any]:
    """The defaults of the function are set anew."""

    def f(x: Any, rate: float = 2.0) -> Any:
        return x * rate

    return around(lambda: setattr(f, "__defaults__", (5.0,)), compiled(f), it.number(3.0))


@trap()
def a_list_as_default(compiled: Function, it: Framework) -> Iterator[Any]:
    """A list that is a default changes."""
    rates = [2.0]

    def f(x: Any, rates: list[float] = rates) -> Any:
        return x * rates[0]

    return around(lambda: rates.__setitem__(0, 5.0), compiled(lambda x: f(x)), it.number(3.0))


@trap(pytorch(178365))
def defaults_of_functions_from_a_loop(compiled: Function, it: Framework) -> Iterator[Any]:
    """A loop makes functions that differ in a default; each in turn is called by the same compiled function."""
    box: list[Function] = []
    f = compiled(lambda x: box[-1](x))
    for i in range(3):

        def shifted(x: Any, offset: float = float(i)) -> Any:
            return x + offset

        box.append(shifted)
        yield f(it.number(3.0))


@trap(pytorch(197811))
def functions_from_a_factory(compiled: Function, it: Framework) -> Iterator[Any]:
    """A factory makes two functions that capture different operations; both are compiled."""

    def make(operation: Function) -> Function:
        return lambda x, y: operation(x, y)

    for operation in (operator.add, operator.mul):
        yield compiled(make(operation))(it.number(6.0), it.number(3.0))


@trap(pytorch(197811))
def methods_of_the_number_from_a_factory(compiled: Function, it: Framework) -> Iterator[Any]:
    """A factory makes two functions that capture different methods of the number's class; both are compiled."""

    def make(operation: Function) -> Function:
        return lambda x, y: operation(x, y)

    kind = type(it.number(1.0))
    for operation in (kind.__add__, kind.__mul__):
        yield compiled(make(operation))(it.number(6.0), it.number(3.0))


@trap(pytorch(119715))
def a_class_for_intermediate_objects(compiled: Function, it: Framework) -> Iterator[Any]:
    """A class whose objects live only inside is replaced by another one."""

    class Shifted(Product):
        def __init__(self, rate: float) -> None:
            super().__init__(rate + 1.0)

    kinds = [Product]
    f = compiled(lambda x: x * kinds[0](2.0).rate)
    return around(lambda: kinds.__setitem__(0, Shifted), f, it.number(3.0))


@trap()
def keywords_of_a_partial(compiled: Function, it: Framework) -> Iterator[Any]:
    """The keywords of a functools.partial change."""
    scaled = functools.partial(lambda x, rate: x * rate, rate=2.0)
    return around(lambda: scaled.keywords.update(rate=5.0), compiled(lambda x: scaled(x)), it.number(3.0))


@trap()
def an_attribute_of_the_function(compiled: Function, it: Framework) -> Iterator[Any]:
    """An attribute of the function, which it reads itself, is set."""

    def f(x: Any) -> Any:
        return x * f.rate  # type: ignore[attr-defined]

    f.rate = 2.0  # type: ignore[attr-defined]
    return around(lambda: setattr(f, "rate", 5.0), compiled(f), it.number(3.0))


@trap()
def a_decorated_function(compiled: Function, it: Framework) -> Iterator[Any]:
    """A decorator's closure changes."""
    rates = [2.0]

    def scaled(f: Function) -> Function:
        @functools.wraps(f)
        def inner(x: Any) -> Any:
            return f(x) * rates[0]

        return inner

    @scaled
    def shifted(x: Any) -> Any:
        return x + 1.0

    return around(lambda: rates.__setitem__(0, 5.0), compiled(shifted), it.number(3.0))


@trap()
def a_cached_helper(compiled: Function, it: Framework) -> Iterator[Any]:
    """A helper with functools.cache is cleared after its setting has changed."""
    config = {"rate": 2.0}

    @functools.cache
    def rate() -> float:
        return config["rate"]

    def change() -> None:
        config["rate"] = 5.0
        rate.cache_clear()

    return around(change, compiled(lambda x: x * rate()), it.number(3.0))


@trap(pytorch(98928))
def an_object_that_can_be_called(compiled: Function, it: Framework) -> Iterator[Any]:
    """The compiled thing is an object with `__call__`; its number changes."""

    class Model:
        rate = 2.0

        def __call__(self, x: Any) -> Any:
            return x * self.rate

    model = Model()
    return around(lambda: setattr(model, "rate", 5.0), compiled(model), it.number(3.0))


@trap()
def a_bound_method(compiled: Function, it: Framework) -> Iterator[Any]:
    """The compiled thing is a method of an object whose number changes."""

    class Model:
        rate = 2.0

        def forward(self, x: Any) -> Any:
            return x * self.rate

    model = Model()
    return around(lambda: setattr(model, "rate", 5.0), compiled(model.forward), it.number(3.0))


@trap()
def a_static_method(compiled: Function, it: Framework) -> Iterator[Any]:
    """A static method is set anew."""

    class Model:
        @staticmethod
        def activation(x: Any) -> Any:
            return x * 2.0

    change = lambda: setattr(Model, "activation", staticmethod(five_times))  # noqa: E731
    return around(change, compiled(lambda x: Model.activation(x)), it.number(3.0))


@trap()
def a_function_of_a_module(compiled: Function, it: Framework) -> Iterator[Any]:
    """A function of a module is patched, as tests do."""
    module = types.ModuleType("module")
    module.activation = twice  # type: ignore[attr-defined]
    f = compiled(lambda x: module.activation(x))
    return around(lambda: setattr(module, "activation", five_times), f, it.number(3.0))
