"""Plain arguments decide something."""

import enum
import math
from collections.abc import Iterator
from typing import Any

from benchmarks.traps.framework import Framework, Function
from benchmarks.traps.table import SHARP_BITS, TINYGRAD, jax_issue, trap


class Mode(enum.IntEnum):
    """Two modes."""

    SLOW = 1
    FAST = 2


class Scale:
    """Is a key by its number."""

    def __init__(self, number: float) -> None:
        self.number = number

    def __hash__(self) -> int:
        return hash(self.number)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scale) and self.number == other.number


def each(f: Function, it: Framework, *arguments: Any) -> Iterator[Any]:
    """Yield what a function gives for 3 and each of these arguments."""
    for argument in arguments:
        yield f(it.number(3.0), argument)


@trap(TINYGRAD)
def a_flag(compiled: Function, it: Framework) -> Iterator[Any]:
    """A flag chooses the branch."""
    f = compiled(lambda x, squared: x * x if squared else x * 2.0, static=("squared",))
    return each(f, it, True, False, True)


@trap(SHARP_BITS)
def a_number_that_decides(compiled: Function, it: Framework) -> Iterator[Any]:
    """A plain number decides the branch."""
    return each(compiled(lambda x, k: x * x if k > 2.5 else x * 2.0), it, 1.0, 2.0, 3.0, 4.0)


@trap(TINYGRAD)
def a_plain_result(compiled: Function, it: Framework) -> Iterator[Any]:
    """Besides a number, the function returns what it computes of a plain argument."""
    return each(compiled(lambda x, k: (x * 2.0, k * 10)), it, 0, 1, 2, 3)


@trap(TINYGRAD)
def keywords(compiled: Function, it: Framework) -> Iterator[Any]:
    """The same arguments come by position, by keyword, and in another order."""
    f = compiled(lambda a, b: a - b)
    one, three = it.number(1.0), it.number(3.0)
    yield f(three, one)
    yield f(a=three, b=one)
    yield f(b=three, a=one)
    yield f(one, b=three)


@trap()
def one_true_and_one_point_zero(compiled: Function, it: Framework) -> Iterator[Any]:
    """1, True and 1.0 come in turn, which are equal; the function asks which class they have."""

    def f(x: Any, k: Any) -> Any:
        return x * (10.0 if isinstance(k, bool) else 5.0 if isinstance(k, int) else 2.0)

    return each(compiled(f, static=("k",)), it, 1, True, 1.0, 1)


@trap()
def a_key(compiled: Function, it: Framework) -> Iterator[Any]:
    """A whole number is the key of a dict."""
    table = {1: 2.0, 2: 5.0}
    return each(compiled(lambda x, k: x * table[k], static=("k",)), it, 1, 2, 1)


@trap()
def a_key_that_may_be_missing(compiled: Function, it: Framework) -> Iterator[Any]:
    """A number is looked up in a dict with a default."""
    table = {1.0: 2.0, 2.0: 5.0}
    return each(compiled(lambda x, k: x * table.get(k, 1.0), static=("k",)), it, 7.0, 1.0, 2.0)


@trap()
def an_element_of_a_set(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function asks whether a number is in a set."""
    return each(compiled(lambda x, k: x * (2.0 if k in {1, 2} else 5.0), static=("k",)), it, 7, 1, 8)


@trap()
def a_formatted_number(compiled: Function, it: Framework) -> Iterator[Any]:
    """A number is formatted, and the text is a key."""
    table = {"0.1": 2.0, "0.2": 5.0}
    return each(compiled(lambda x, k: x * table[f"{k:.1f}"], static=("k",)), it, 0.1, 0.2, 0.21)


@trap()
def an_index(compiled: Function, it: Framework) -> Iterator[Any]:
    """A whole number is the index of a list of numbers."""

    def f(x: Any, k: int) -> Any:
        return [x, x * x, x * x * x][k]

    return each(compiled(f, static=("k",)), it, 0, 1, 2, -1)


@trap()
def the_length_of_a_loop(compiled: Function, it: Framework) -> Iterator[Any]:
    """A whole number is the length of a loop."""

    def f(x: Any, k: int) -> Any:
        for _ in range(k):
            x = x * 2.0
        return x

    return each(compiled(f, static=("k",)), it, 1, 3, 0, 2)


@trap()
def an_exponent(compiled: Function, it: Framework) -> Iterator[Any]:
    """A number is an exponent."""
    return each(compiled(lambda x, k: x**k), it, 2, 3, 0, 0.5)


@trap()
def a_quotient_of_whole_numbers(compiled: Function, it: Framework) -> Iterator[Any]:
    """Whole numbers are divided by // and %."""
    return each(compiled(lambda x, k: x * float(k // 2 + k % 3), static=("k",)), it, 5, 6, -5, 7)


@trap()
def a_rounded_number(compiled: Function, it: Framework) -> Iterator[Any]:
    """A number is rounded to a whole one."""
    return each(compiled(lambda x, k: x * float(round(k)), static=("k",)), it, 1.4, 1.6, 2.5)


@trap()
def a_function_of_math(compiled: Function, it: Framework) -> Iterator[Any]:
    """A plain number goes through functions of math."""
    return each(compiled(lambda x, k: x * (math.sin(k) + math.floor(k)), static=("k",)), it, 0.5, 1.5, -0.5)


@trap()
def a_text(compiled: Function, it: Framework) -> Iterator[Any]:
    """A text chooses what is computed."""

    def f(x: Any, mode: str) -> Any:
        match mode:
            case "square":
                return x * x
            case "double":
                return x * 2.0
        return x

    return each(compiled(f, static=("mode",)), it, "square", "double", "none", "square")


@trap()
def nothing(compiled: Function, it: Framework) -> Iterator[Any]:
    """None stands for an argument that is missing."""
    f = compiled(lambda x, bias=None: x if bias is None else x + bias)
    yield f(it.number(3.0))
    yield f(it.number(3.0), it.number(1.0))
    yield f(it.number(3.0), None)
    yield f(it.number(3.0), 2.0)


@trap()
def a_member_of_an_enumeration(compiled: Function, it: Framework) -> Iterator[Any]:
    """A member of an enumeration comes, and a whole number that equals it."""
    f = compiled(lambda x, mode: x * (2.0 if mode is Mode.FAST else 1.0), static=("mode",))
    return each(f, it, Mode.SLOW, Mode.FAST, 2, Mode.FAST)


@trap()
def nan(compiled: Function, it: Framework) -> Iterator[Any]:
    """nan comes, which is not equal to itself."""
    return each(compiled(lambda x, k: x * (2.0 if k == k else 5.0)), it, 1.0, math.nan, 2.0)


@trap()
def zeros(compiled: Function, it: Framework) -> Iterator[Any]:
    """0.0 and -0.0 come, which are equal; the function asks for the sign."""
    f = compiled(lambda x, k: x * math.copysign(1.0, k), static=("k",))
    return each(f, it, 0.0, -0.0, 0.0)


@trap()
def large_whole_numbers(compiled: Function, it: Framework) -> Iterator[Any]:
    """Whole numbers come that no float can tell apart."""
    f = compiled(lambda x, k: x * float(k % 10), static=("k",))
    return each(f, it, 2**60 + 1, 2**60 + 2, 2**60 + 3)


@trap()
def arguments_of_any_number(compiled: Function, it: Framework) -> Iterator[Any]:
    """The function takes any number of arguments, and any keywords in any order."""
    f = compiled(lambda *xs, **named: sum(xs) + sum(i * y for i, y in enumerate(named.values())))
    a, b, c = (it.number(x) for x in (1.0, 2.0, 3.0))
    yield f(a, b)
    yield f(a, b, c)
    yield f(a, b=b, c=c)
    yield f(a, b=c, c=b)


@trap()
def the_order_of_keywords(compiled: Function, it: Framework) -> Iterator[Any]:
    """Keywords come in another order, which the function sees."""
    f = compiled(lambda **named: sum(float(i) * y for i, y in enumerate(named.values())))
    a, b = it.number(1.0), it.number(2.0)
    yield f(a=a, b=b)
    yield f(b=b, a=a)


@trap()
def a_model_that_changes(compiled: Function, it: Framework) -> Iterator[Any]:
    """A model is an argument; its number changes between the calls."""
    model = Scale(2.0)
    f = compiled(lambda x, model: x * model.number, static=("model",))
    yield f(it.number(3.0), model)
    model.number = 5.0
    yield f(it.number(3.0), model)


@trap(jax_issue(13992))
def a_model_that_changes_back(compiled: Function, it: Framework) -> Iterator[Any]:
    """A model is an argument, hashed by its number, which changes; the call is repeated."""
    model = Scale(100.0)
    f = compiled(lambda x, model: x + model.number, static=("model",))
    yield f(it.number(1.0), model)
    model.number = 0.0
    yield f(it.number(1.0), model)
    yield f(it.number(1.0), model)


@trap()
def a_model_without_a_hash_of_its_own(compiled: Function, it: Framework) -> Iterator[Any]:
    """A model is an argument, hashed by its identity; its number changes between the calls."""

    class Model:
        rate = 2.0

    model = Model()
    f = compiled(lambda x, model: x * model.rate, static=("model",))
    yield f(it.number(3.0), model)
    model.rate = 5.0
    yield f(it.number(3.0), model)


@trap(TINYGRAD)
def two_models(compiled: Function, it: Framework) -> Iterator[Any]:
    """One compiled method serves two objects of a class."""

    class Model:
        def __init__(self, scale: float) -> None:
            self.scale = scale

        def forward(self, x: Any) -> Any:
            return x * self.scale

    forward = compiled(Model.forward, static=("self",))
    first, second = Model(2.0), Model(3.0)
    for model in (first, first, second, first):
        yield forward(model, it.number(5.0))


@trap()
def a_function_as_argument(compiled: Function, it: Framework) -> Iterator[Any]:
    """A function is an argument; its closure changes."""
    rates = [2.0]
    inner = lambda x: x * rates[0]  # noqa: E731
    f = compiled(lambda x, g: g(x), static=("g",))
    yield f(it.number(3.0), inner)
    rates[0] = 5.0
    yield f(it.number(3.0), inner)


@trap()
def a_slice(compiled: Function, it: Framework) -> Iterator[Any]:
    """A whole number cuts a list."""

    def f(x: Any, k: int) -> Any:
        return sum([x, x * x, x * x * x][:k])

    return each(compiled(f, static=("k",)), it, 1, 2, 3, -1)


@trap()
def a_pair_of_settings(compiled: Function, it: Framework) -> Iterator[Any]:
    """A tuple of a text and a number is an argument."""

    def f(x: Any, how: tuple[str, int]) -> Any:
        name, times = how
        return x * float(times) if name == "scale" else x + float(times)

    return each(compiled(f, static=("how",)), it, ("scale", 2), ("shift", 2), ("shift", 5))
