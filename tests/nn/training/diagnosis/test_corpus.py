"""A part of the corpus of faulty trainings, and the arithmetic of its score; `benchmarks.diagnosis` is the whole."""

import pytest

pytest.importorskip("numpy", reason='NumPy is not installed: pip install "glassgrad[compile]"')

from benchmarks.diagnosis.families import HELD_OUT, TUNED
from benchmarks.diagnosis.faults import FAULTS
from benchmarks.diagnosis.score import Case, Score, cases
from nn.training.diagnosis import symptoms

FEW = ["dead relus", "zero weights", "rate × 100", "no activation", "inputs not scaled", "penalty too strong"]


def test_faults_are_named_and_healthy_twins_are_left_alone() -> None:
    found = list(cases({"xor, relu": TUNED["xor, relu"]}, FEW))
    assert len(found) == len(FEW)
    assert all(case.counts and case.named and not case.healthy for case in found), list(map(str, found))


def test_the_corpus_is_large_and_its_families_are_apart() -> None:
    assert TUNED.keys().isdisjoint(HELD_OUT)
    possible = [1 for setting in HELD_OUT.values() for fault in FAULTS.values() if fault.applied(setting)]
    assert len(possible) >= 60


def case(faulty: tuple[str, ...], healthy: tuple[str, ...] = (), harm: float = 10.0, stopped: bool = False) -> Case:
    return Case("family", "dead relus", 0, healthy, faulty, harm, stopped)


def test_the_score_counts_what_was_heard_and_what_was_named() -> None:
    score = Score.of(
        [
            case((symptoms.DEAD,)),
            case((symptoms.RATE_HIGH, symptoms.DEAD)),
            case(()),
            case((symptoms.DEAD,), healthy=(symptoms.SATURATED,)),
            case((symptoms.DEAD,), harm=1.2),
            case((), stopped=True),
        ]
    )
    assert score == Score(faulty=4, heard=3, named=2, healthy=6, alarms=1)
    assert score.rows == {"something is wrong": (0.75, 0.75), "the fault is named first": (0.5, 0.5)}
