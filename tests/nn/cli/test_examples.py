"""The examples learn something, measured on samples that they have not seen."""

import re
from math import log
from pathlib import Path

import pytest

from nn.cli.examples import EXAMPLES, saved, train_diabetes, train_digits, train_moons


def figures(report: str) -> list[float]:
    return [float(number) for number in re.findall(r"\d+\.?\d*", report)]


@pytest.mark.slow
def test_moons_are_told_apart() -> None:
    example = train_moons(steps=60, progress=False)
    right, points, parameters = figures(example.report)
    assert right >= 95.0
    assert (points, parameters) == (200, 337)


def test_moons_start_as_a_coin_toss() -> None:
    start = train_moons(steps=1, progress=False).history.steps[0]
    assert start.accuracy == pytest.approx(0.5, abs=0.05)
    assert start.loss == pytest.approx(log(2), abs=0.05)


@pytest.mark.slow
def test_digits_are_read() -> None:
    pytest.importorskip("sklearn")
    right, held_out, trained_on, parameters = figures(train_digits(steps=80, progress=False).report)
    assert right >= 90.0
    assert (held_out, trained_on, parameters) == (450, 1347, 1210)


def test_diabetes_is_predicted_better_than_by_the_mean() -> None:
    pytest.importorskip("sklearn")
    patients, error, of_mean = figures(train_diabetes(progress=False).report)
    assert patients == 110
    assert error < 0.8 * of_mean


@pytest.mark.slow
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_decided_by_its_seed(name: str, tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    pytest.importorskip("matplotlib")
    first, second, other = (EXAMPLES[name](steps=3, seed=seed, progress=False) for seed in (0, 0, 1))
    assert first.report == second.report
    assert first.history.losses == second.history.losses != other.history.losses
    for example, folder in ((first, tmp_path / "first"), (second, tmp_path / "second")):
        folder.mkdir()
        assert all(line.startswith("wrote ") for line in saved(example.drawings, folder))
    pictures = {path.name: path.read_bytes() for path in (tmp_path / "first").iterdir()}
    assert pictures == {path.name: path.read_bytes() for path in (tmp_path / "second").iterdir()}
    assert set(pictures) == set(first.drawings)
