"""Schedules: where they start, end and how they go on."""

import math
import pickle
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn import schedules
from nn.training.schedules import Schedule, constant, cosine, linear, warm_up

steps = st.integers(1, 1000)
ends = st.floats(0.0, 1.0)


@pytest.mark.parametrize("falling", [linear, cosine])
@given(total=steps, end=ends)
def test_falling_schedules_go_from_one_to_the_end_and_stay(falling, total, end) -> None:  # type: ignore[no-untyped-def]
    factors = [falling(total, end)(step) for step in range(total + 3)]
    assert factors[0] == 1.0
    assert factors[total:] == pytest.approx([end] * 3, abs=1e-15)
    assert all(a >= b - 1e-15 for a, b in pairwise(factors))


@pytest.mark.parametrize(
    ("schedule", "factors"),
    [
        (constant, [1.0, 1.0, 1.0, 1.0, 1.0, 1.0]),
        (linear(4), [1.0, 0.75, 0.5, 0.25, 0.0, 0.0]),
        (linear(2, end=0.5), [1.0, 0.75, 0.5, 0.5, 0.5, 0.5]),
        (cosine(4), [1.0, 0.5 + math.sqrt(0.125), 0.5, 0.5 - math.sqrt(0.125), 0.0, 0.0]),
        (warm_up(3), [0.25, 0.5, 0.75, 1.0, 1.0, 1.0]),
        (warm_up(1, linear(2)), [0.5, 1.0, 0.5, 0.0, 0.0, 0.0]),
        (warm_up(0, linear(2)), [1.0, 0.5, 0.0, 0.0, 0.0, 0.0]),
        (linear(0), [0.0] * 6),
    ],
)
def test_factors(schedule, factors) -> None:  # type: ignore[no-untyped-def]
    assert [schedule(step) for step in range(6)] == pytest.approx(factors, abs=1e-15)


@pytest.mark.parametrize("schedule", [constant, linear(4), cosine(4, end=0.1), warm_up(3, linear(2))])
def test_a_schedule_can_be_pickled(schedule: Schedule) -> None:
    again = pickle.loads(pickle.dumps(schedule))
    assert [again(step) for step in range(9)] == [schedule(step) for step in range(9)]


@given(steps)
def test_a_warm_up_rises_in_equal_parts(total: int) -> None:
    factors = [warm_up(total)(step) for step in range(total + 1)]
    assert factors[-1] == 1.0
    assert all(b - a == pytest.approx(factors[0]) for a, b in pairwise(factors))


def test_a_schedule_is_shown_as_it_is_written() -> None:
    assert repr(linear(4)) == "linear(steps=4, end=0.0)"
    assert repr(cosine(100, 0.1)) == "cosine(steps=100, end=0.1)"
    assert repr(warm_up(3)) == "warm_up(steps=3, then=constant)"
    assert repr(warm_up(3, cosine(9))) == "warm_up(steps=3, then=cosine(steps=9, end=0.0))"


@pytest.mark.parametrize("schedule", [linear(4, 0.5), cosine(4, end=0.1), warm_up(3, linear(2))])
def test_what_is_shown_makes_the_same_schedule(schedule: Schedule) -> None:
    assert eval(repr(schedule), vars(schedules)) == schedule


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (
            lambda: linear(-1),
            r"linear: steps = -1 is negative; give the number of steps of the training, such as linear\(",
        ),
        (lambda: cosine(2.5), "cosine: steps = 2.5 is not a whole number; give the number of steps"),  # type: ignore[arg-type]
        (lambda: cosine(math.nan), "cosine: steps = nan is not a whole number"),  # type: ignore[arg-type]
        (lambda: cosine("9"), "cosine: steps = '9' is not a whole number"),  # type: ignore[arg-type]
        (lambda: linear(9, -0.1), "linear: end = -0.1 is negative; give a factor of at least 0, such as end=0.1"),
        (lambda: cosine(9, math.nan), "cosine: end = nan is not a finite number; give a factor"),
        (lambda: cosine(9, None), "cosine: end = None is of type NoneType, not a number"),  # type: ignore[arg-type]
        (
            lambda: warm_up(-1),
            r"warm_up: steps = -1 is negative; give the number of steps of the rise, such as warm_up\(",
        ),
        (lambda: warm_up(3, 0.5), "warm_up: then = 0.5 is not a function from the step to a factor; give one, such"),  # type: ignore[arg-type]
        (lambda: warm_up(3, cosine), "warm_up: then = cosine is not a function from the step"),  # type: ignore[arg-type]
    ],
)
def test_errors_say_what_came(build: Callable[[], Schedule], words: str) -> None:
    with pytest.raises((TypeError, ValueError), match=words):
        build()
