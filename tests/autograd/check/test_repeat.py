"""A function that gives other numbers when it is called again is never called right."""

import math
import random

import pytest

from autograd import Value, check_gradients
from autograd.check.repeat import apart
from autograd.operation import Scalar


def noisy(draws: random.Random) -> Scalar:
    """A function with random numbers in it."""
    return lambda x: x * draws.random()


def coin(draws: random.Random) -> Scalar:
    """A function that takes one of two branches."""
    return lambda x: x * 2.0 if draws.random() < 0.5 else x * 3.0


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("kind", [noisy, coin])
@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_a_random_function_is_called_random_and_never_right(kind: Scalar, mode: str, seed: int) -> None:
    for x in (0.0, 1.5):  # at 0 only the slope is random
        report = check_gradients(kind(random.Random(seed)), x, mode=mode)  # type: ignore[arg-type]
        assert not report
        assert not any(report.right)
        assert report.rows[0][-1] == "unknown: the function is random"
        assert "gives other numbers when it is called again at the same point" in str(report)
        assert "fix the seed inside the function" in str(report)


def test_a_generator_made_inside_the_function_is_not_random() -> None:
    assert check_gradients(lambda x: x * random.Random(0).random(), 1.5)


def test_a_function_that_counts_its_calls_is_noticed() -> None:
    calls: list[float] = []

    def f(x: Scalar) -> Scalar:
        calls.append(1.0)
        return x * len(calls)

    report = check_gradients(f, 2.0)
    assert not report
    assert "2.0, then 4.0" in report.notes[1]


def test_other_numbers_of_outputs_are_noticed() -> None:
    calls: list[float] = []

    def f(x: Scalar) -> Scalar:
        calls.append(1.0)
        return [x] * len(calls)

    assert "1 outputs, then 2" in str(check_gradients(f, 2.0))


def test_adding_in_another_order_is_not_random() -> None:
    draws = random.Random(0)

    def f(xs: list[Value]) -> Scalar:
        return sum(draws.sample(xs, len(xs)))

    assert check_gradients(f, [0.1, 0.2, 0.3, 1e3, 1.7])


@pytest.mark.parametrize(
    ("a", "b", "far"),
    [(1.0, 1.0, False), (1.0, 1.1, True), (math.nan, math.nan, False), (math.nan, 1.0, True), (math.inf, 1.0, True)],
)
def test_what_counts_as_another_number(a: float, b: float, far: bool) -> None:
    assert apart(a, b, 1e-3) is far
    assert apart(b, a, 1e-3) is far
