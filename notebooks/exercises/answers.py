"""Reading what a learner gives: right answers of any type are accepted; for others, a sentence says what was expected.

An answer can be anything at all, so nothing here trusts it: its type is asked instead of the answer itself, and
whatever it raises when it is touched becomes a `NotYet` with a sentence. Only a KeyboardInterrupt, the learner's own
wish to stop, goes through.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from math import inf, isclose, isfinite
from numbers import Complex, Real
from random import Random
from reprlib import Repr
from types import ModuleType
from typing import Any

from autograd import Value

LONGEST = 80  # characters of an answer that are shown
LARGEST = 1_000_000  # numbers of an answer that are read


class NotYet(Exception):
    """The answer is not right; the message is a sentence that says what is wrong."""


def number_of(answer: Any, what: str = "the answer") -> float:
    """Return a finite real number, from an int, a float, a scalar or an array of one number of NumPy, or a Value."""
    try:
        number = _number(answer)
        finite = isfinite(number)
    except OverflowError:
        raise NotYet(f"{what} should be a number that fits into a float, not {shown(answer)}") from None
    except KeyboardInterrupt:
        raise
    except BaseException:
        raise NotYet(f"{what} should be one number, not {shown(answer)}") from None
    if not finite:
        raise NotYet(f"{what} should be a finite number, not {number}")
    return number


def is_infinite(answer: Any) -> bool:
    """Return whether an answer is positive infinity, of any type that `number_of` takes."""
    try:
        return _number(answer) == inf
    except KeyboardInterrupt:
        raise
    except BaseException:
        return False


def truth_of(answer: Any, what: str = "the answer") -> bool:
    """Return True or False, from a bool or an array of one bool of NumPy."""
    try:
        found = _unpacked(_plain(answer))
    except KeyboardInterrupt:
        raise
    except BaseException:
        found = None
    if found is not True and found is not False:
        raise NotYet(f"{what} should be True or False, not {shown(answer)}")
    return bool(found)


def whole_of(answer: Any, what: str = "the answer") -> int:
    """Return a whole number; 15.0 and a whole scalar of NumPy are accepted too, but not True."""
    number = number_of(answer, what)
    if number != round(number):
        raise NotYet(f"{what} should be a whole number, not {number!r}")
    return round(number)


def numbers_of(answer: Any, shape: tuple[int, ...], what: str = "the answer") -> Any:
    """Return numbers of this shape, such as (3,) or (2, 3), as nested lists of floats, from lists, tuples or arrays."""
    return _nested(answer, shape, what, sized(shape))


def two_of(answer: Any, what: str = "the answer") -> tuple[Any, Any]:
    """Return two things of any kind, such as a list of weights and a bias, from a tuple or a list."""
    parts = parts_of(answer)
    if parts is None or len(parts) != 2:
        raise NotYet(f"{what} should be two things, as in `return one, other`, not {shown(answer)}")
    return parts[0], parts[1]


def parts_of(answer: Any) -> list[Any] | None:
    """Return the entries of a list, a tuple, an array or any other sequence but text; None for anything else."""
    try:
        answer = _plain(answer)
        kind = type(answer)
        if not issubclass(kind, Sequence) or issubclass(kind, str | bytes | bytearray | memoryview):
            return None
        return [answer[i] for i in range(len(answer))] if len(answer) < LARGEST else None
    except KeyboardInterrupt:
        raise
    except BaseException:
        return None


def function_of(answer: Any, what: str = "the answer") -> Callable[..., Any]:
    """Return the answer if it can be called."""
    if not callable(answer):
        raise NotYet(f"{what} should be a function, not {shown(answer)}")
    function: Callable[..., Any] = answer
    return function


def called(function: Callable[..., Any], *arguments: Any, what: str = "your function") -> Any:
    """Return what the function returns; raise a NotYet that shows the call and the error if it raises one."""
    call = f"({', '.join(map(shown_briefly, arguments))})"  # before the function can change its arguments
    try:
        return function(*arguments)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise NotYet(f"{what}{call} stops with {error_shown(error)}") from None


def close(a: float, b: float, relative: float = 1e-6, absolute: float = 1e-9) -> bool:
    """Return whether two numbers are equal up to rounding; nan and inf are equal to nothing."""
    return isfinite(a) and isfinite(b) and isclose(a, b, rel_tol=relative, abs_tol=absolute)


def all_close(a: Iterable[float], b: Iterable[float]) -> bool:
    """Return whether the numbers of two lists of the same length are equal up to rounding, one by one."""
    return all(map(close, a, b))


def drawn(random: Random, count: int, largest: float = 4.0) -> list[float]:
    """Return numbers between minus and plus `largest`, with two decimals; of four or more, the last repeats the first.

    A check tries a function on these beside its examples, and so refuses an answer that holds for the examples only.
    """
    found = [round(random.uniform(-largest, largest), 2) for _ in range(count)]
    return found if count < 4 else [*found[:-1], found[0]]


def few_digits(numbers: Iterable[float], digits: str = ".4g", brackets: str = "[]") -> str:
    """Return a few digits of each number: `[0.8, 1.2]`."""
    return f"{brackets[0]}{', '.join(format(float(number), digits) for number in numbers)}{brackets[1]}"


def shown(answer: Any) -> str:
    """Return an answer in words: the text 'abc', the list [1, 2], None."""
    kind = type(answer)
    name = _type_name(kind)
    if answer is None or kind is bool:
        return str(answer)
    if issubclass(kind, type):
        return f"the class {_type_name(answer)}"
    if issubclass(kind, ModuleType):
        return "a module"
    if issubclass(kind, Real | Complex):
        return shown_briefly(answer)
    if name in ("function", "builtin_function_or_method", "method"):
        return "a function: call it, and give what it returns"
    words = {"str": "the text", "list": "the list", "tuple": "the tuple", "dict": "the dict", "ndarray": "the"}
    article = words.get(name, "an" if name[:1] in "aeiouAEIOU" else "a")
    return f"{article} {shown_briefly(answer)}" if name in words else f"{article} {name}"


def shown_briefly(answer: Any) -> str:
    """Return the representation of an answer on one line, cut in the middle if it is long."""
    try:
        text = " ".join(BRIEF.repr(answer).split())
    except KeyboardInterrupt:
        raise
    except BaseException:
        return f"<{_type_name(type(answer))}>"
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} … {text[-LONGEST // 4 :]}"


def error_shown(error: BaseException) -> str:
    """Return `ZeroDivisionError: division by zero`, whatever the error does when it is asked for its message."""
    try:
        message = str(error)
    except KeyboardInterrupt:
        raise
    except BaseException:
        message = ""
    return f"{_type_name(type(error))}: {message}" if message else _type_name(type(error))


def sized(shape: tuple[int, ...]) -> str:
    """Return a shape in words: a list of 3 numbers, a list of 2 lists of 3 numbers."""
    if not shape:
        return "one number"
    inner = f"{shape[-1]} number{'' if shape[-1] == 1 else 's'}"
    for length in shape[-2::-1]:
        inner = f"{length} list{'' if length == 1 else 's'} of {inner}"
    return f"a list of {inner}"


BRIEF = Repr()
BRIEF.maxlist = BRIEF.maxtuple = BRIEF.maxdict = BRIEF.maxset = 8
BRIEF.maxstring = BRIEF.maxother = BRIEF.maxlong = LONGEST


def _number(answer: Any) -> float:
    """Return the number that an answer stands for; raise any error if there is none."""
    kind = type(answer)
    if issubclass(kind, Value):
        answer = answer.data
    elif not issubclass(kind, list):
        answer = _unpacked(_plain(answer))
    kind = type(answer)
    if issubclass(kind, bool) or not issubclass(kind, Real | Decimal):
        raise TypeError
    return float(answer)


def _plain(answer: Any) -> Any:
    """Return an array or a scalar of NumPy as nested lists or a plain number, and anything else as it is.

    Raise a ValueError if it holds too many numbers to read.
    """
    kind = type(answer)
    if not hasattr(kind, "tolist") or issubclass(kind, list):
        return answer
    size = getattr(answer, "size", 0)
    if type(size) is int and size > LARGEST:
        raise ValueError
    return answer.tolist()


def _unpacked(answer: Any) -> Any:
    """Return the number in the nested lists of an array of one number."""
    while type(answer) is list and len(answer) == 1:
        answer = answer[0]
    return answer


def _nested(answer: Any, shape: tuple[int, ...], what: str, expected: str) -> Any:
    """Return an answer of this shape as nested lists."""
    if not shape:
        return number_of(answer, f"every number of {what}")
    parts = parts_of(answer)
    if parts is None:
        raise NotYet(f"{what} should be {expected}, not {shown(answer)}")
    if len(parts) != shape[0]:
        count = f"{len(parts)} entr{'y' if len(parts) == 1 else 'ies'}"
        raise NotYet(f"{what} should be {expected}, and has {count} where {shape[0]} should be")
    return [_nested(part, shape[1:], what, expected) for part in parts]


def _type_name(kind: type) -> str:
    """Return the name of a type, whatever its own type does when it is asked."""
    try:
        return str(type.__dict__["__name__"].__get__(kind))
    except Exception:
        return "object"
