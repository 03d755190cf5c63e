"""Objects and classes change."""

import contextlib
import dataclasses
import enum
import types
from collections.abc import Iterator
from typing import Any

from benchmarks.traps.framework import Framework, Function
from benchmarks.traps.table import around, pytorch, trap

RATE = 2.0


def set_rate(x: float) -> None:
    """Set the global rate."""
    global RATE
    RATE = x


class Reads:
    """Reads the global rate."""

    def rate(self) -> float:
        """Return it."""
        return RATE

    @property
    def current(self) -> float:
        """The rate as it is now."""
        return RATE

    @classmethod
    def of_class(cls) -> float:
        """Return it, too."""
        return RATE


class Inherits(Reads):
    """Inherits all of it."""


@dataclasses.dataclass
class Named:
    """Is equal to others with the same name, whatever the rate."""

    name: str
    rate: float = dataclasses.field(default=2.0, compare=False)


@trap(pytorch(176851))
def a_class_attribute(compiled: Function, it: Framework) -> Iterator[Any]:
    """An attribute of a class is set."""

    class Config:
        rate = 2.0

    return around(lambda: setattr(Config, "rate", 5.0), compiled(lambda x: x * Config.rate), it.number(3.0))


@trap()
def a_class_attribute_by_an_instance(compiled: Function, it: Framework) -> Iterator[Any]:
    """An attribute of a class is set; the function reads it from an instance."""

    class Config:
        rate = 2.0

    config = Config()
    return around(lambda: setattr(Config, "rate", 5.0), compiled(lambda x: x * config.rate), it.number(3.0))


@trap()
def an_attribute_that_hides_another(compiled: Function, it: Framework) -> Iterator[Any]:
    """An instance gets an attribute that hides that of its class."""

    class Config:
        rate = 2.0

    config = Config()
    return around(lambda: setattr(config, "rate", 5.0), compiled(lambda x: x * config.rate), it.number(3.0))


@trap(pytorch(124357))
def an_attribute(compiled: Function, it: Framework) -> Iterator[Any]:
    """An attribute of an object is set."""
    config = types.SimpleNamespace(rate=2.0)
    return around(lambda: setattr(config, "rate", 5.0), compiled(lambda x: x * config.rate), it.number(3.0))


@trap()
def a_slot(compiled: Function, it: Framework) -> Iterator[Any]:
    """A slot of an object is set."""

    class Config:
        __slots__ = ("rate",)

    config = Config()
    config.rate = 2.0  # type: ignore[attr-defined]
    f = compiled(lambda x: x * config.rate)  # type: ignore[attr-defined]
    return around(lambda: setattr(config, "rate", 5.0), f, it.number(3.0))


@trap()
def an_equal_object(compiled: Function, it: Framework) -> Iterator[Any]:
    """A captured object is replaced by one that is equal to it, with another number."""
    box = [Named("a")]
    return around(lambda: box.__setitem__(0, Named("a", 5.0)), compiled(lambda x: x * box[0].rate), it.number(3.0))


@trap(pytorch(124717))
def a_flag_of_a_context_manager(compiled: Function, it: Framework) -> Iterator[Any]:
    """A context manager sets a flag of the model for a while."""
    model = types.SimpleNamespace(disabled=False)

    @contextlib.contextmanager
    def disabled() -> Iterator[None]:
        model.disabled = True
        yield
        model.disabled = False

    f = compiled(lambda x: x * x if model.disabled else x * x + 1.0)
    yield f(it.number(2.0))
    with disabled():
        yield f(it.number(2.0))
    yield f(it.number(2.0))


@trap()
def a_model_in_training(compiled: Function, it: Framework) -> Iterator[Any]:
    """A model is put from training to evaluation."""

    class Model:
        training = True

        def __call__(self, x: Any) -> Any:
            return x * 0.5 if self.training else x

    model = Model()
    return around(lambda: setattr(model, "training", False), compiled(lambda x: model(x)), it.number(3.0))


@trap()
def a_property(compiled: Function, it: Framework) -> Iterator[Any]:
    """A property reads a global, which is set."""
    set_rate(2.0)
    reader = Reads()
    return around(lambda: set_rate(5.0), compiled(lambda x: x * reader.current), it.number(3.0))


@trap()
def an_inherited_method(compiled: Function, it: Framework) -> Iterator[Any]:
    """An inherited method reads a global, which is set."""
    set_rate(2.0)
    reader = Inherits()
    return around(lambda: set_rate(5.0), compiled(lambda x: x * reader.rate()), it.number(3.0))


@trap()
def a_class_method(compiled: Function, it: Framework) -> Iterator[Any]:
    """A class method reads a global, which is set."""
    set_rate(2.0)
    return around(lambda: set_rate(5.0), compiled(lambda x: x * Inherits.of_class()), it.number(3.0))


@trap(pytorch(197859))
def an_attribute_beside_getattr(compiled: Function, it: Framework) -> Iterator[Any]:
    """An object that finds an attribute by `__getattr__` gets one of this name."""

    class Wrapper:
        def __init__(self) -> None:
            self.parts = {"rate": 2.0}

        def __getattr__(self, name: str) -> Any:
            if name == "parts" or name not in self.parts:
                raise AttributeError(name)
            return self.parts[name]

    wrapper = Wrapper()
    change = lambda: object.__setattr__(wrapper, "rate", 5.0)  # noqa: E731
    return around(change, compiled(lambda x: x * wrapper.rate), it.number(3.0))


@trap()
def a_part_behind_getattr(compiled: Function, it: Framework) -> Iterator[Any]:
    """What `__getattr__` looks up changes."""

    class Wrapper:
        def __init__(self) -> None:
            self.parts = {"rate": 2.0}

        def __getattr__(self, name: str) -> Any:
            if name == "parts" or name not in self.parts:
                raise AttributeError(name)
            return self.parts[name]

    wrapper = Wrapper()
    return around(lambda: wrapper.parts.update(rate=5.0), compiled(lambda x: x * wrapper.rate), it.number(3.0))


@trap(pytorch(111522))
def an_attribute_that_is_deleted(compiled: Function, it: Framework) -> Iterator[Any]:
    """An attribute is deleted; the function asks with hasattr."""
    model = types.SimpleNamespace(bias=2.0)
    f = compiled(lambda x: x + model.bias if hasattr(model, "bias") else x)
    return around(lambda: delattr(model, "bias"), f, it.number(3.0))


@trap()
def an_attribute_that_appears(compiled: Function, it: Framework) -> Iterator[Any]:
    """An attribute appears; the function asks by getattr with a default."""
    model = types.SimpleNamespace()
    f = compiled(lambda x: x + getattr(model, "bias", 0.0))
    return around(lambda: setattr(model, "bias", 2.0), f, it.number(3.0))


@trap()
def a_dict_of_attributes(compiled: Function, it: Framework) -> Iterator[Any]:
    """A model grows by an attribute; the function goes through vars(model)."""
    model = types.SimpleNamespace(a=1.0)
    f = compiled(lambda x: sum(x * rate for rate in vars(model).values()))
    return around(lambda: setattr(model, "b", 2.0), f, it.number(3.0))


@trap()
def a_class_of_an_object(compiled: Function, it: Framework) -> Iterator[Any]:
    """An object changes its class."""

    class Slow:
        rate = 2.0

    class Fast:
        rate = 5.0

    model: Any = Slow()
    return around(lambda: setattr(model, "__class__", Fast), compiled(lambda x: x * model.rate), it.number(3.0))


@trap()
def a_member_of_an_enumeration(compiled: Function, it: Framework) -> Iterator[Any]:
    """A captured member of an enumeration is replaced by another one."""

    class Mode(enum.Enum):
        SUM = 1
        MEAN = 2

    box = [Mode.SUM]
    f = compiled(lambda x: x if box[0] is Mode.SUM else x / 2.0)
    return around(lambda: box.__setitem__(0, Mode.MEAN), f, it.number(3.0))


@trap()
def an_operator_of_a_class(compiled: Function, it: Framework) -> Iterator[Any]:
    """A captured object with its own `__eq__` and `__len__` changes."""

    class Bag:
        def __init__(self) -> None:
            self.items = [1.0]

        def __len__(self) -> int:
            return len(self.items)

    bag = Bag()
    return around(lambda: bag.items.append(1.0), compiled(lambda x: x * float(len(bag))), it.number(3.0))
