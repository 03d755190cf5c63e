"""The self-organising map: who wins, who is pulled along, what its errors measure, and that it does organise itself."""

import math
import random
from collections.abc import Callable
from itertools import pairwise, product
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograd import Value, grad
from nn import SelfOrganisingMap
from nn.models.som import decay, neighbourhood

shapes = st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 3))
seeds = st.integers(0, 1000)


def drawn(shape: tuple[int, int, int], seed: int) -> tuple[SelfOrganisingMap, list[float]]:
    """A map of this shape and an input for it."""
    random = Random(seed)
    som = SelfOrganisingMap(*shape, random=random)
    return som, [random.uniform(-1.0, 2.0) for _ in range(som.inputs)]


def square(samples: int = 200, seed: int = 0) -> list[list[float]]:
    """Points evenly in the unit square."""
    random = Random(seed)
    return [[random.random(), random.random()] for _ in range(samples)]


# the rule


@given(shapes, seeds)
def test_the_nearest_unit_wins(shape: tuple[int, int, int], seed: int) -> None:
    som, x = drawn(shape, seed)
    row, column = som.best_matching_unit(x)
    ways = [math.dist(x, w) for line in som.weight for w in line]
    assert math.dist(x, som.weight[row][column]) == min(ways)


@given(shapes, seeds, st.floats(0.01, 1.0), st.floats(0.3, 3.0))
def test_a_step_pulls_each_unit_as_the_formula_says(
    shape: tuple[int, int, int], seed: int, rate: float, radius: float
) -> None:
    som, x = drawn(shape, seed)
    before, expected = [list(line) for line in som.weight], som.best_matching_unit(x)
    assert som.step(x, rate, radius) == expected
    for row, column in product(range(som.rows), range(som.columns)):
        square_of_way = (row - expected[0]) ** 2 + (column - expected[1]) ** 2
        h = math.exp(-square_of_way / (2 * radius**2))
        moved = [w + rate * h * (xi - w) for w, xi in zip(before[row][column], x)]
        assert som.weight[row][column] == pytest.approx(moved, rel=1e-12, abs=1e-12)


@given(shapes, seeds, st.floats(0.3, 3.0))
def test_as_long_as_the_same_unit_wins_a_step_goes_against_a_slope(
    shape: tuple[int, int, int], seed: int, radius: float
) -> None:
    som, x = drawn(shape, seed)
    before, winner = [list(line) for line in som.weight], som.best_matching_unit(x)

    def pulled(weight: Any) -> Any:
        return sum(
            0.5 * neighbourhood(winner, (r, c), radius) * sum((xi - w) ** 2 for w, xi in zip(weight[r][c], x))
            for r, c in som.units()
        )

    slopes = grad(pulled)(before)
    som.step(x, 0.3, radius)
    for r, c in som.units():
        expected = [w - 0.3 * slope for w, slope in zip(before[r][c], slopes[r][c])]
        assert som.weight[r][c] == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_a_small_radius_leaves_the_winner_alone() -> None:
    som, x = drawn((3, 3, 2), 1)
    before = [list(line) for line in som.weight]
    winner = som.step(x, 1.0, 0.01)
    assert som.weight[winner[0]][winner[1]] == pytest.approx(x)
    for r, c in som.units():
        assert (som.weight[r][c] == before[r][c]) == ((r, c) != winner)


@given(st.floats(0.1, 5.0), st.floats(0.1, 5.0), st.integers(1, 50))
@example(4.0, 1.0, 2)
def test_rate_and_radius_shrink_by_the_same_factor(start: float, end: float, steps: int) -> None:
    numbers = list(decay(start, end, steps))
    assert len(numbers) == steps
    assert numbers[0] == start
    if steps > 1:
        assert numbers[-1] == pytest.approx(end)
        factors = [b / a for a, b in pairwise(numbers)]
        assert factors == pytest.approx([factors[0]] * len(factors))


# fit


def test_fit_takes_the_steps() -> None:
    data, steps = square(20), 30
    som, twin = (SelfOrganisingMap(3, 4, 2, random=Random(5)) for _ in range(2))
    counted: list[int] = []
    som.fit(data, steps, random=Random(6), on_step=counted.append)
    draws = Random(6)
    for rate, radius in zip(decay(0.5, 0.02, steps), decay(2.0, 0.5, steps)):
        twin.step(draws.choice(data), rate, radius)
    assert som.weight == twin.weight
    assert counted == list(range(1, steps + 1))


def test_a_seed_decides() -> None:
    def weights(seed: int) -> Any:
        som = SelfOrganisingMap(3, 3, 2, random=Random(seed))
        som.fit(square(), 50, random=Random(seed))
        return som.weight

    assert weights(1) == weights(1) != weights(2)


def test_the_shared_generator_is_left_alone() -> None:
    random.seed(3)
    state = random.getstate()
    SelfOrganisingMap(2, 2, 2, random=Random(0)).fit(square(10), 5)
    assert random.getstate() == state


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_it_spreads_over_the_data_and_keeps_neighbours_together(seed: int) -> None:
    data, hidden = square(seed=seed), square(seed=seed + 10)
    som = SelfOrganisingMap(6, 6, 2, random=Random(seed))
    tangled = som.topographic_error(hidden)
    som.fit(data, 1500, random=Random(seed))
    assert som.quantisation_error(hidden) < 0.09  # 36 units evenly spread are 0.064 off on average
    assert som.topographic_error(hidden) < 0.1 < 0.5 < tangled


def test_without_neighbours_it_spreads_but_stays_tangled() -> None:
    som = SelfOrganisingMap(6, 6, 2, random=Random(0))
    som.fit(square(), 1500, radius=(0.1, 0.1), random=Random(0))
    assert som.quantisation_error(square(seed=10)) < 0.09
    assert som.topographic_error(square(seed=10)) > 0.5


# what is measured


def test_quantisation_error() -> None:
    som = SelfOrganisingMap(1, 2, 2)
    som.weight = [[[0.0, 0.0], [10.0, 0.0]]]
    assert som.quantisation_error([[0.0, 0.0], [10.0, 0.0]]) == 0.0
    assert som.quantisation_error([[3.0, 4.0], [10.0, 1.0]]) == 3.0


def test_topographic_error() -> None:
    som = SelfOrganisingMap(1, 3, 1)
    som.weight = [[[0.0], [10.0], [1.0]]]  # the two ends of the grid are side by side in the data
    assert som.topographic_error([[0.4]]) == 1.0
    assert som.topographic_error([[0.4], [9.0], [0.6], [8.0]]) == 0.5 == som.topographic_error([[0.4], [6.0]])
    som.weight = [[[0.0], [1.0], [10.0]]]
    assert som.topographic_error([[0.4], [9.0], [0.6], [8.0]]) == 0.0


def test_units_at_a_corner_touch() -> None:
    som = SelfOrganisingMap(2, 2, 1)
    som.weight = [[[0.0], [9.0]], [[9.0], [1.0]]]
    assert som.topographic_error([[0.4]]) == 0.0


@given(shapes, seeds)
def test_unit_distances_are_means_over_the_neighbours(shape: tuple[int, int, int], seed: int) -> None:
    som, _ = drawn(shape, seed)
    for r, line in enumerate(som.unit_distances()):
        for c, found in enumerate(line):
            around = [(r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)]
            inside = [(i, j) for i, j in around if 0 <= i < som.rows and 0 <= j < som.columns]
            ways = [math.dist(som.weight[r][c], som.weight[i][j]) for i, j in inside]
            assert found == pytest.approx(sum(ways) / len(ways) if ways else 0.0)


def test_arrays_are_inputs() -> None:
    numpy = pytest.importorskip("numpy")
    som, twin = (SelfOrganisingMap(2, 2, 2, random=Random(0)) for _ in range(2))
    som.fit(numpy.array(square(9)), 5)
    twin.fit(square(9), 5)
    assert som.weight == twin.weight


def test_it_says_what_it_is() -> None:
    assert repr(SelfOrganisingMap(2, 3, 4)) == "<self-organising map: 2 × 3 units of 4 numbers>"


# what is refused


@pytest.mark.parametrize("name", ["rows", "columns", "inputs"])
def test_a_map_of_nothing(name: str) -> None:
    with pytest.raises(ValueError, match=f"SelfOrganisingMap: {name} = 0, but a map needs at least one"):
        SelfOrganisingMap(**({"rows": 2, "columns": 2, "inputs": 2} | {name: 0}))


def test_a_seed_is_not_a_generator() -> None:
    with pytest.raises(TypeError, match=r"write random=random.Random\(3\)"):
        SelfOrganisingMap(2, 2, 2, random=3)  # type: ignore[arg-type]


SOM = SelfOrganisingMap(2, 2, 2, random=Random(0))


# fmt: off
REFUSED: list[tuple[Callable[[], Any], str]] = [
    (lambda: SOM.step([1.0], 0.5, 1.0),      "2 inputs expected, but 1 came; give a list of 2, or build it with inp"),
    (lambda: SOM.step([1.0, math.nan], 0.5, 1.0), "an input is a plain, finite number, but nan came"),
    (lambda: SOM.step([1.0, Value(2.0)], 0.5, 1.0), r"but Value\(.*came; of a Value, give .data"),
    (lambda: SOM.step([1.0, 2.0], 0.0, 1.0), "rate = 0.0 is not a share"),
    (lambda: SOM.step([1.0, 2.0], 1.5, 1.0), "rate = 1.5 is not a share"),
    (lambda: SOM.step([1.0, 2.0], 0.5, 0.0), "radius = 0.0; give one above 0"),
    (lambda: SOM.fit([], 5),                 "no inputs came; give at least one"),
    (lambda: SOM.fit([[1.0, 2.0]], 0),       "0 steps are not a training"),
    (lambda: SOM.fit([[1.0, 2.0]], 5, rate=(0.5, 0.0)), r"rate = \(0.5, 0.0\) does not shrink by a factor"),
    (lambda: SOM.fit([[1.0, 2.0]], 5, radius=(0.0, 1.0)), r"radius = \(0.0, 1.0\) does not shrink by a factor"),
    (lambda: SOM.quantisation_error([]),     "no inputs came"),
    (lambda: SelfOrganisingMap(1, 1, 1).topographic_error([[1.0]]), "a map of one unit has no second best"),
]
# fmt: on


@pytest.mark.parametrize(("call", "words"), REFUSED)
def test_what_is_refused_and_why(call: Callable[[], Any], words: str) -> None:
    before = [list(line) for line in SOM.weight]
    with pytest.raises(ValueError, match=words):
        call()
    assert SOM.weight == before
