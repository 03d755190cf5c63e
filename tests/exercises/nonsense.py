"""Answers that are right in no exercise: whatever a learner, or a mischievous one, may hand in."""

import asyncio
import math
from decimal import Decimal
from fractions import Fraction
from typing import Any
from unittest.mock import MagicMock

import numpy as np

from autograd import Value


class Refuses:
    """Every method raises, even the ones that Python itself asks."""

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise RuntimeError("leave me alone")

    __getattribute__ = __repr__ = __str__ = __len__ = __iter__ = __float__ = __int__ = __index__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __add__ = __sub__ = __mul__ = __bool__ = _refuse
    __call__ = __getitem__ = __contains__ = __format__ = __round__ = __hash__ = __abs__ = __neg__ = _refuse


class RefusingFloat(float):
    """A float that cannot be read."""

    def __float__(self) -> float:
        raise RuntimeError("leave me alone")

    __repr__ = __str__ = __float__  # type: ignore[assignment]


class RefusingList(list[Any]):
    """A list that cannot be read."""

    def __len__(self) -> int:
        raise RuntimeError("leave me alone")

    __getitem__ = __iter__ = __repr__ = __len__  # type: ignore[assignment]


class SilentError(Exception):
    """An error that will not say what it is."""

    def __str__(self) -> str:
        raise RuntimeError("leave me alone")


class LeavingFloat(float):
    """A float that ends a generator when it is read."""

    def __float__(self) -> float:
        raise GeneratorExit

    __repr__ = __str__ = __float__  # type: ignore[assignment]


def cancels(*_: Any) -> Any:
    raise asyncio.CancelledError


def closes(*_: Any) -> Any:
    raise GeneratorExit


def raises_silently(*_: Any) -> Any:
    raise SilentError


def leaves(*_: Any) -> Any:
    raise SystemExit(3)


def recurses(*arguments: Any) -> Any:
    return recurses(*arguments)


def endless() -> list[Any]:
    """A list that holds itself."""
    itself: list[Any] = []
    itself.append(itself)
    return itself


def nonsense() -> dict[str, Any]:
    """Each of them by a name, made anew: a function may have been called, a list changed."""
    return {
        "None": None,
        "no text": "",
        "text": "forty-two",
        "a number in quotation marks": "1",
        "half of a character": "\ud800",
        "bytes": b"1",
        "nan": math.nan,
        "inf": math.inf,
        "-inf": -math.inf,
        "nan of NumPy": np.float64("nan"),
        "a Value of nan": Value(math.nan),
        "more digits than Python prints": 10**5000,
        "a complex number": 1 + 1j,
        "a complex number of NumPy": np.complex128(1),
        "a number that nobody means": 987654.321,
        "a fraction that nobody means": Fraction(-98765, 7),
        "a Decimal of nan": Decimal("nan"),
        "NotImplemented": NotImplemented,
        "an empty list": [],
        "an empty tuple": (),
        "an empty dict": {},
        "an empty set": set(),
        "a dict": {"a": 1},
        "nested junk": [[[["x"], None], {}], [1, [2, [3]]]],
        "a list of nan": [math.nan] * 2,
        "three of nan": [math.nan] * 3,
        "four of inf": (math.inf,) * 4,
        "a list that holds itself": endless(),
        "an array of nan": np.full((2, 2), np.nan),
        "an empty array": np.zeros(0),
        "an array of text": np.array(["a", "b"]),
        "an array of objects": np.array([None, {}], dtype=object),
        "a class": dict,
        "a class of exceptions": ZeroDivisionError,
        "a module": math,
        "an exception": ValueError("x"),
        "a range of a billion": range(10**9),
        "a generator": (i for i in range(3)),
        "a mock": MagicMock(),
        "an object whose every method raises": Refuses(),
        "a float that cannot be read": RefusingFloat(0.5),
        "a list that cannot be read": RefusingList([1.0, 2.0]),
        "a float that ends a generator": LeavingFloat(0.5),
        "an array of a trillion": np.broadcast_to(0.0, 10**12),
        "masked numbers": np.ma.masked_all(2),
        "a function of nothing": lambda: None,
        "a function that gives None": lambda *_: None,
        "a function that gives text": lambda *_: "x",
        "a function that gives nan": lambda *_: math.nan,
        "a function that gives inf": lambda *_: math.inf,
        "a function that gives two of nan": lambda *_: (math.nan, math.nan),
        "a function that gives a list of nan": lambda *_: [math.nan] * 3,
        "a function that gives nested junk": lambda *_: [[["x"]], None],
        "a function that gives an empty list": lambda *_: [],
        "a function that gives an empty dict": lambda *_: {},
        "a function that gives a Value of nan": lambda *_: Value(math.nan),
        "a function that gives itself": lambda *_: nonsense,
        "a function that gives an object whose every method raises": lambda *_: Refuses(),
        "a function that divides by zero": lambda *_: 1 / 0,
        "a function whose error will not say what it is": raises_silently,
        "a function that ends the program": leaves,
        "a function that cancels": cancels,
        "a function that ends a generator": closes,
        "a function that gives an array of a trillion": lambda *_: np.broadcast_to(0.0, 10**12),
        "a function that gives masked numbers": lambda *_: np.ma.masked_all(3),
        "a function that gives its arguments": lambda *arguments: arguments,
        "a function that calls itself for ever": recurses,
        "print": print,
    }
