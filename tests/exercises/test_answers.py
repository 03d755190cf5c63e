"""The helpers of the checks take right answers in any dress, and tell anything else what was expected."""

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from autograd import Value
from exercises import check, exercise
from exercises.answers import NotYet, called, close, function_of, number_of, numbers_of, sized, whole_of
from tests.exercises.nonsense import Refuses, leaves, nonsense, raises_silently

ONE_AND_A_HALF = [
    1.5,
    np.float64(1.5),
    np.float32(1.5),
    np.longdouble(1.5),
    np.array(1.5),
    np.array([1.5]),
    np.array([[1.5]]),
    Fraction(3, 2),
    Decimal("1.5"),
    Value(1.5),
]


@pytest.mark.parametrize("answer", ONE_AND_A_HALF, ids=repr)
def test_a_number_in_any_dress_is_one(answer: Any) -> None:
    assert number_of(answer) == 1.5
    assert type(number_of(answer)) is float


@pytest.mark.parametrize("answer", [15, 15.0, np.int64(15), np.array([15]), Fraction(15), Value(15.0)], ids=repr)
def test_a_whole_number_in_any_dress_is_one(answer: Any) -> None:
    assert whole_of(answer) == 15
    assert type(whole_of(answer)) is int


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("1.5", "it should be one number, not the text '1.5'"),
        (None, "it should be one number, not None"),
        (True, "it should be one number, not True"),
        (np.True_, "it should be one number, not a bool"),
        (1j, "it should be one number, not 1j"),
        (math.nan, "it should be a finite number, not nan"),
        (-math.inf, "it should be a finite number, not -inf"),
        (10**400, "it should be a number that fits into a float, not 1"),
        ([1.5], "it should be one number, not the list [1.5]"),
        (np.array([1.0, 2.0]), "it should be one number, not the array([1., 2.])"),
        (math, "it should be one number, not a module"),
        (dict, "it should be one number, not the class dict"),
        (len, "it should be one number, not a function: call it, and give what it returns"),
        ({"a": 1}, "it should be one number, not the dict {'a': 1}"),
    ],
    ids=lambda x: type(x).__name__,
)
def test_what_is_no_number_is_told(answer: Any, said: str) -> None:
    with pytest.raises(NotYet) as news:
        number_of(answer, "it")
    assert str(news.value).startswith(said)


def test_an_object_that_refuses_all_is_told() -> None:
    with pytest.raises(NotYet, match="^it should be one number, not a Refuses$"):
        number_of(Refuses(), "it")


def test_half_a_number_is_not_whole() -> None:
    with pytest.raises(NotYet, match=r"^n should be a whole number, not 1\.5$"):
        whole_of(1.5, "n")


@pytest.mark.parametrize(
    "answer",
    [
        [[1, 2.0], (3, 4)],
        ((1, 2), (3, 4)),
        np.array([[1, 2], [3, 4]]),
        [np.array([1, 2]), [Value(3), np.float32(4)]],
        [range(1, 3), [Fraction(3), np.array([4])]],
    ],
    ids=repr,
)
def test_numbers_in_any_dress_are_nested_lists(answer: Any) -> None:
    assert numbers_of(answer, (2, 2)) == [[1.0, 2.0], [3.0, 4.0]]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([1, 2, 3], "the answer should be a list of 2 numbers, and has 3 entries where 2 should be"),
        (5, "the answer should be a list of 2 numbers, not 5"),
        ("ab", "the answer should be a list of 2 numbers, not the text 'ab'"),
        ({1: 2, 3: 4}, "the answer should be a list of 2 numbers, not the dict {1: 2, 3: 4}"),
        ((i for i in (1, 2)), "the answer should be a list of 2 numbers, not a generator"),
        ([1, math.nan], "every number of the answer should be a finite number, not nan"),
        ([1, [2]], "every number of the answer should be one number, not the list [2]"),
        (range(10**9), "the answer should be a list of 2 numbers, not a range"),
    ],
    ids=lambda x: type(x).__name__,
)
def test_what_has_another_shape_is_told(answer: Any, said: str) -> None:
    with pytest.raises(NotYet) as news:
        numbers_of(answer, (2,))
    assert str(news.value) == said


def test_a_shape_in_words() -> None:
    assert [sized(shape) for shape in [(), (1,), (3,), (2, 3), (2, 1, 3)]] == [
        "one number",
        "a list of 1 number",
        "a list of 3 numbers",
        "a list of 2 lists of 3 numbers",
        "a list of 2 lists of 1 list of 3 numbers",
    ]


def test_a_function_is_tried_with_care() -> None:
    assert called(function_of(lambda a, b: a - b), 3, 1) == 2
    with pytest.raises(NotYet, match="^it should be a function, not 3$"):
        function_of(3, "it")
    with pytest.raises(NotYet, match=r"^your f\(\[1, 0\]\) stops with ZeroDivisionError: division by zero$"):
        called(lambda x: x.clear() or 1 / 0, [1, 0], what="your f")
    with pytest.raises(NotYet, match=r"^your function\(\) stops with SystemExit: 3$"):
        called(leaves)
    with pytest.raises(NotYet, match=r"^your function\(<Refuses>\) stops with SilentError$"):
        called(raises_silently, Refuses())
    with pytest.raises(KeyboardInterrupt):
        called(interrupted)


def interrupted() -> None:
    raise KeyboardInterrupt


def test_nothing_is_close_to_what_is_not_finite() -> None:
    assert close(1.0, 1.0 + 1e-9)
    assert close(0.0, 1e-10)
    assert not close(1.0, 1.001)
    for strange in (math.nan, math.inf, -math.inf):
        assert not any(close(a, b) for a, b in [(strange, strange), (strange, 1.0), (1.0, strange)])


@pytest.mark.parametrize("name", nonsense())
def test_no_nonsense_passes_or_crashes(name: str) -> None:
    answer = nonsense()[name]
    for read in (number_of, whole_of, lambda x: numbers_of(x, (2,)), lambda x: numbers_of(x, (2, 2)), function_of):
        if callable(answer) if read is function_of else "nobody means" in name:
            continue
        with pytest.raises(NotYet) as news:
            read(answer)
        assert 10 < len(str(news.value)) < 250


@pytest.mark.parametrize("name", nonsense())
def test_a_check_of_nonsense_does_not_crash(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def flaw(answer: Any) -> str:
        return "" if close(number_of(called(function_of(answer), 2.0)), 4.0) else "no"

    planted = exercise.Exercise(flaw, "answer = lambda x: 2 * x", ())
    monkeypatch.setattr(exercise, "exercises", lambda lesson: {1: planted})
    check("99.1", nonsense()[name])
    assert "99.1: not yet: " in capsys.readouterr().out
