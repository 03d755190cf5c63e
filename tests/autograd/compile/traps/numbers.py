"""Traps: a plain number among the arguments decides something."""

import math
import statistics
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograd import Value, atan2, vmap
from tests.autograd.compile.traps.table import plain, refused, trap

Compiled = Callable[..., Any]


def each(f: Any, *numbers: Any, x: float = 1.0) -> Iterator[Any]:
    """Yield what a function gives for each of these numbers; an error by its name."""
    for number in numbers:
        try:
            yield plain(f(Value(x), number))
        except (ArithmeticError, TypeError) as error:
            yield type(error).__name__


@trap
def the_key_of_a_dict(compiled: Compiled) -> Iterator[Any]:
    table = {1: 2.0, 2: 3.0}
    return each(compiled(lambda x, k: x * table.get(k, 1.0)), 7, 1, 2)


@trap
def an_element_of_a_set(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, k: x * (2.0 if k in {1, 2} else 1.0)), 7, 1)


@trap
def an_element_of_a_list(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, k: x * (2.0 if k in [1, 2] else 1.0)), 7, 1)


@trap
def no_element_of_a_tuple(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, k: x * (2.0 if k not in (0.0, 1.0) else 3.0)), 1.0, 0.5, 0.0)


@trap
def a_formatted_key(compiled: Compiled) -> Iterator[Any]:
    table = {"1": 10.0, "2": 20.0}
    return each(compiled(lambda x, k: x * table[f"{k:g}"]), 1, 2)


@trap
def a_written_key(compiled: Compiled) -> Iterator[Any]:
    table = {"1": 10.0, "2": 20.0}
    return each(compiled(lambda x, k: x * table[str(k)]), 1, 2)


@trap
def a_hash(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, k: x * (2.0 if hash(k) == 2 else 3.0)), 3, 2)


@trap
def a_kind(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, k: x * (k * 3.0 if isinstance(k, float) else k)), 0.0, 2.0, 2)


@trap
def an_exponent(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, n: x**n), 2, 3, x=-2.0)


@trap
def a_power_of_a_plain_number(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, n: x * n**2 * 2**n), 2, 3, 0.5)


@trap
def a_whole_quotient(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, n: x * (n // 2) + n % 2), 2, 5)


@trap
def a_range(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, n: sum(x for _ in range(n))), 2, 5)


@trap
def an_index(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, n: x * [2.0, 3.0, 5.0][n]), 0, 2, -1)


@trap
def a_slice(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, n: x * sum([2.0, 3.0, 5.0][:n])), 1, 2)


@trap
def a_rounded_number(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, n: x * round(n) + math.floor(n)), 3.25, 4.75)


@trap
def a_function_of_math(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, n: x * math.exp(n)), 1.0, 2.0)


@trap
def a_text_repeated(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, k: x * len("ab" * k)), 1, 2)


@trap
def a_list_repeated(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, k: sum([x] * k)), 1, 2)


@trap
def a_match(compiled: Compiled) -> Iterator[Any]:
    def f(x: Any, k: Any) -> Any:
        match k:
            case 1:
                return x
            case 2:
                return 2.0 * x
            case int():
                return 5.0 * x
            case _:
                return 3.0 * x

    return each(compiled(f), 1, 2, 7, 7.5)


@trap
def a_number_that_is_not_itself(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, k: x * 2.0 if k == k else x * 3.0), 1.0, math.nan, 2.0)


@trap
def a_number_that_is_true(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, k: x * 2.0 if k else x * 3.0), 1.0, 0.0, 2, 0)


@trap
def large_whole_numbers(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda x, n, m: x * (n * n - m * m))
    for n, m in ((3, 2), (10**9 + 1, 10**9)):
        yield f(Value(1.0), n, m).data


@trap
def a_whole_number_beyond_floats(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, n: x * n), 3, 10**400, 2**53 + 2)


@trap
def a_result_that_is_a_plain_number(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda n, x: [n * 2.0, x * n, vmap(lambda k: k * 3.0)([n, n])])
    for n in (1.0, 2.0):
        found = f(n, Value(3.0))
        yield [isinstance(y, Value) for y in (*found[:2], *found[2])]
        yield [plain(y) for y in (*found[:2], *found[2])]


@trap
def an_attribute_of_a_number(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, k: x * (2.0 if k.is_integer() else k.real)), 1.0, 1.5)


@trap
def the_sign_of_a_whole_zero(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda x, k, n: atan2(x * -k, -1.0) + atan2(x * (k * n), -1.0) + abs(k) * x)
    for k in (3, 0, -2):
        yield f(Value(1.0), k, -1).data


@trap
def a_whole_number_with_another_sign_for_each_sample(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda xs, ks: sum(vmap(lambda x, k: (1 + -k * x) * abs(k))(xs, ks)))
    for ks in ([1, -1], [-1, 1], [0, 2]):
        yield f([Value(1.5), Value(2.5)], ks).data


@trap
def a_quotient_and_a_remainder(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, k: x * sum(divmod(7, k)) + sum(divmod(k, 2))), 2, 2.5, 3)


@trap
def the_remainder_of_a_power(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, k: x * pow(k, 3, 5)), 2, 3)


@trap
def a_complex_number_of_a_whole_one(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, k: x * abs(complex(k, 1))), 2, 2.5)


@trap
def an_index_that_is_a_float(compiled: Compiled) -> Iterator[Any]:
    def f(x: Any, k: Any) -> Any:
        try:
            return x * math.comb(5, k)
        except TypeError:
            return -x

    return each(compiled(f), 2, 2.0)


@trap
def a_result_that_is_a_whole_number(compiled: Compiled) -> Iterator[Any]:
    f = compiled(lambda k: [k, k * 2, k / 1, -k, min(k, 5), sum([k, k]), vmap(lambda n: n * 3)([k, k])])
    for k in (1, 2.0, 7, 7.5):
        found = f(k)
        yield [type(y) is int for y in (*found[:-1], *found[-1])], found


@trap
def narrow_numbers_of_numpy(compiled: Compiled) -> Iterator[Any]:
    with np.errstate(over="ignore"):
        double, less = compiled(lambda x, n: x * (n + n)), compiled(lambda x, n: x * float(-n))
        for n in (np.int8(100), np.int8(50), np.uint8(1), np.float32(0.1), np.int64(3)):
            yield plain(double(Value(1.5), n)), plain(less(Value(1.5), n))


@trap
def arrays_of_narrow_numbers(compiled: Compiled) -> Iterator[Any]:
    with np.errstate(over="ignore"):
        f = compiled(lambda x, a: x * (a[0] + a[1]) + (x if a[0] < 0.1 else 2.0 * x))
        for numbers in ([200, 100], [3, 4]):
            yield plain(f(Value(1.5), np.array(numbers, np.uint8)))
        for number in (0.1, 3.0):
            yield plain(f(Value(1.5), np.array([number, 0.7], np.float32)))


@refused("while plain numbers among the arguments are traced")
def a_mean_of_plain_numbers(compiled: Compiled) -> Iterator[Any]:
    return each(compiled(lambda x, k: x * statistics.mean([k, 2.5])), 1.5, 2.5)
