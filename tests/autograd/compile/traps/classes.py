"""Traps: state in classes of classes, in enumerations, and in what somebody has replaced in a module or in `Value`."""

import collections
import enum
import math
from collections.abc import Callable, Iterator
from typing import Any

import autograd
from autograd import Value
from tests.autograd.compile.traps.state import before_and_after
from tests.autograd.compile.traps.table import at, refused, trap

Compiled = Callable[..., Any]
RATE = [2.0]


class Meta(type):
    """A class of classes that has a number, reads a list, and is asked by Python itself."""

    rate = 2.0

    @property
    def of_list(cls) -> float:
        return RATE[0]

    def __getitem__(cls, index: int) -> float:
        return RATE[index]

    def __len__(cls) -> int:
        return int(RATE[0])


class Made(metaclass=Meta):
    """A class that Meta has made."""


class Kind(enum.Enum):
    """Two members with a weight and a list."""

    A = 1.0, [2.0]
    B = 3.0, [4.0]

    def __init__(self, weight: float, numbers: list[float]) -> None:
        self.weight, self.numbers = weight, numbers

    @property
    def rate(self) -> float:
        return RATE[0]


class Spelled:
    """Its text depends on a list."""

    def __repr__(self) -> str:
        return str(RATE[0])


def set_rate(x: float) -> Callable[[], None]:
    """Return what sets the number in the list."""
    return lambda: RATE.__setitem__(0, x)


def of_rate(f: Any) -> Iterator[float]:
    """Yield what a function of the list gives for 2 and for 5."""
    set_rate(2.0)()
    return before_and_after(f, set_rate(5.0))


def while_replaced(f: Any, owner: Any, name: str, other: Any) -> Iterator[float]:
    """Yield what a function gives before, while and after an attribute is another one."""
    yield at(f, 0.5)
    before = getattr(owner, name)
    setattr(owner, name, other)
    try:
        yield at(f, 0.5)
    finally:
        setattr(owner, name, before)
    yield at(f, 0.5)


@trap
def a_number_of_a_metaclass(compiled: Compiled) -> Iterator[Any]:
    Meta.rate = 2.0
    return before_and_after(compiled(lambda x: Made.rate * x), lambda: setattr(Meta, "rate", 5.0))


@trap
def a_property_of_a_metaclass(compiled: Compiled) -> Iterator[Any]:
    return of_rate(compiled(lambda x: Made.of_list * x))


@trap
def a_method_of_a_metaclass_that_python_calls(compiled: Compiled) -> Iterator[Any]:
    return of_rate(compiled(lambda x: Made[0] * len(Made) * x))


@trap
def a_list_of_a_member_of_an_enumeration(compiled: Compiled) -> Iterator[Any]:
    Kind.A.numbers[0] = 2.0
    return before_and_after(compiled(lambda x: Kind.A.numbers[0] * x), lambda: Kind.A.numbers.__setitem__(0, 5.0))


@trap
def the_lists_of_all_members_of_an_enumeration(compiled: Compiled) -> Iterator[Any]:
    Kind.B.numbers[0] = 4.0
    f = compiled(lambda x: sum(kind.value[1][0] * x for kind in Kind))
    return before_and_after(f, lambda: Kind.B.numbers.__setitem__(0, 5.0))


@trap
def an_attribute_of_a_member_that_is_given(compiled: Compiled) -> Iterator[Any]:
    Kind.A.weight = 1.0
    f = compiled(lambda kind, x: kind.weight * x * kind.rate)
    for weight in (2.0, 5.0):
        for kind in Kind:
            yield f(kind, Value(3.0)).data
        Kind.A.weight = weight


@trap
def a_property_of_a_member(compiled: Compiled) -> Iterator[Any]:
    member = Kind.A
    return of_rate(compiled(lambda x: member.rate * x))


@trap
def another_factory_of_a_dict(compiled: Compiled) -> Iterator[Any]:
    rates: collections.defaultdict[str, float] = collections.defaultdict(lambda: 2.0)
    f = compiled(lambda x: rates.default_factory() * x)  # type: ignore[misc]
    return before_and_after(f, lambda: setattr(rates, "default_factory", lambda: RATE[0] * 5.0))


@trap
def a_text_with_a_percent_sign(compiled: Compiled) -> Iterator[Any]:
    spelled = Spelled()
    return of_rate(compiled(lambda x: float("%s" % spelled) * x))  # noqa: UP031


@trap
def a_named_tuple(compiled: Compiled) -> Iterator[Any]:
    settings = collections.namedtuple("settings", "rate numbers")(2.0, [3.0])
    f = compiled(lambda x: settings.rate * settings.numbers[0] * x)
    return before_and_after(f, lambda: settings.numbers.__setitem__(0, 7.0))


@trap
def a_function_of_math_that_is_replaced(compiled: Compiled) -> Iterator[Any]:
    return while_replaced(compiled(lambda x: math.sqrt(4.0) * x), math, "sqrt", lambda x: x)


@trap
def a_function_of_the_engine_that_is_replaced(compiled: Compiled) -> Iterator[Any]:
    return while_replaced(compiled(lambda x: autograd.tanh(x)), autograd, "tanh", lambda x: x * RATE[0])


@trap
def a_method_of_values_that_is_replaced(compiled: Compiled) -> Iterator[Any]:
    return while_replaced(compiled(lambda x: x.tanh()), Value, "tanh", lambda x: x * 2.0)


@trap
def a_method_that_is_added_to_values(compiled: Compiled) -> Iterator[Any]:
    Value.scaled = lambda x: x * RATE[0]  # type: ignore[attr-defined]
    try:
        yield from of_rate(compiled(lambda x: x.scaled()))
    finally:
        del Value.scaled  # type: ignore[attr-defined]


@refused("decimal")
def the_digits_of_decimals(compiled: Compiled) -> Iterator[Any]:
    import decimal

    f = compiled(lambda x: x * float(decimal.Decimal(1) / decimal.Decimal(3)))
    for digits in (28, 3):
        with decimal.localcontext(prec=digits):
            yield at(f, 3.0)
