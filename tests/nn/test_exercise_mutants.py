"""Every exercise refuses its solution when it is changed in one place, and takes the right answers of others.

The solution is changed as a slip would change it (`tests/nn/mutants.py`). A mutant that a check takes must do the same
as the solution: that is tried on what the check tries and on variations of it, or stands below with a reason.
"""

from collections.abc import Callable
from random import Random

import pytest

from nn.exercises.exercise import Exercise, check
from tests.examples import PROFILE
from tests.nn.behaviour import same_behaviour
from tests.nn.mutants import Endless, answer_of, mutants
from tests.nn.nonsense import nonsense
from tests.nn.test_exercises import ALL

pytestmark = pytest.mark.hypothesis  # `make fuzz` tries all mutants
MOST = 24 if PROFILE == "ci" else 100_000  # mutants of a solution that are tried; they are drawn

# Mutants that are right answers too: the exercise, the change, and why.
RIGHT: dict[tuple[str, str], str] = {
    ("16.2", "20.0 → 21.0"): "a gate that is wide open is no more open",
    ("16.2", "20.0 → 22.0"): "a gate that is wide open is no more open",
}

each_exercise = pytest.mark.parametrize(("name", "each"), ALL, ids=[name for name, _ in ALL])
Rates = Callable[[str, object], None]


def verdict(name: str, source: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What `check` says about the answer of a program; that it raises or does not end is a verdict too."""
    capsys.readouterr()
    try:
        check(name, answer_of(source))
    except (Exception, Endless) as error:
        return f"{type(error).__name__}: {error}"
    return capsys.readouterr().out.splitlines()[-1]


@each_exercise
def test_mutants_are_refused(
    name: str, each: Exercise, capsys: pytest.CaptureFixture[str], record_property: Rates
) -> None:
    changed = mutants(each.solution)
    drawn = changed if len(changed) <= MOST else Random(name).sample(changed, MOST)
    taken = [mutant for mutant in drawn if verdict(name, mutant.source, capsys).startswith(f"{name}: right!")]
    wrong = [
        mutant
        for mutant in taken
        if (name, mutant.change) not in RIGHT
        and not same_behaviour(each, answer_of(each.solution), answer_of(mutant.source))
    ]
    record_property("mutants", (len(drawn) - len(taken), len(taken) - len(wrong), len(wrong)))
    assert not wrong, "\n\n".join(f"{mutant.change}\n{mutant.source}" for mutant in wrong)


@each_exercise
def test_variants_are_right(
    name: str, each: Exercise, capsys: pytest.CaptureFixture[str], record_property: Rates
) -> None:
    assert len(each.variants) >= 2
    for variant in each.variants:
        assert verdict(name, variant, capsys).startswith(f"{name}: right!"), variant
    record_property("variants", len(each.variants))


@each_exercise
def test_nonsense_is_refused_in_a_sentence(
    name: str, each: Exercise, capsys: pytest.CaptureFixture[str], record_property: Rates
) -> None:
    pieces = nonsense()
    for what, answer in pieces.items():
        capsys.readouterr()
        check(name, answer)
        said = capsys.readouterr().out.splitlines()[-1]
        assert said.startswith(f"{name}: not yet: "), f"{what}: {said}"
        assert "the check stopped" not in said, f"{what}: {said}"
    record_property("nonsense", len(pieces))
