"""Every exercise refuses its solution when it is changed in one place, and takes the right answers of others.

The solution is changed as a slip would change it (`mutants.py`). A mutant that a check takes must do the same as the
solution: that is tried on what the check tries and on variations of it, or stands below with a reason. What
became of all of them is told at the end of the run (`conftest.py`).
"""

from collections.abc import Callable
from random import Random

import pytest

from exercises.exercise import ENGINE, Exercise, check
from tests.examples import PROFILE
from tests.exercises.behaviour import same_behaviour
from tests.exercises.mutants import Endless, answer_of, mutants
from tests.exercises.nonsense import nonsense
from tests.exercises.test_exercises import ALL

pytestmark = pytest.mark.hypothesis  # `make fuzz` tries all mutants
MOST = 12 if PROFILE == "ci" else 100_000  # mutants of a solution that are tried; they are drawn
FEW = {"12.2": 2, "13.1": 3, "13.3": 4, ENGINE: 6} if PROFILE == "ci" else {}  # fewer where a check takes long

# Mutants that are right answers too: the exercise, why, and the changes.
RIGHT = {
    "4.2": (
        "another graph on which it is wrong",
        ("b + a → b - a", "b + c → b - c", "1.0 → 2.0", "1.0 → 1.1", "1.0 → -1.0"),
    ),
    "9.1": (
        "another formula with the same property",
        ("a * a * b → a * a / b", "a * a * b → a * a + b", "a * a → a + a"),
    ),
    "12.2": ("a slope of 0.55 in place of 0.5 is within what 20,000 draws tell apart", ("0.5 → 0.55",)),
    "16.2": ("a gate that is as good as open, and a tanh as good as 1", ("20.0 → 21.0", "20.0 → 22.0")),
    "22.2": ("other hills that do it too", ("0.5 → 0.55", "1.0 → 2.0", "1.0 → 1.1")),
    "26.2": ("its square is the same; other arguments than those of a check make it overflow", ("a - d → d - a",)),
    "26.3": ("a residual may have either sign", ("grad(u)(t) - u(t) * (1 - u(t)) → u(t) * (1 - u(t)) - grad(u)(t)",)),
    ENGINE: ("the two slopes of a sum are alike", ("(self, other) → (other, self)",)),
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
    return said(name, capsys.readouterr().out)


def said(name: str, printed: str) -> str:
    """What `check` printed, without what an answer printed before."""
    return printed[printed.rindex(f"{name}: ") :]


@each_exercise
def test_mutants_are_refused(
    name: str, each: Exercise, capsys: pytest.CaptureFixture[str], record_property: Rates
) -> None:
    changed = mutants(each.solution)
    most = FEW.get(name, MOST)
    drawn = changed if len(changed) <= most else Random(name).sample(changed, most)
    taken = [mutant for mutant in drawn if verdict(name, mutant.source, capsys).startswith(f"{name}: right!")]
    wrong = [
        mutant
        for mutant in taken
        if mutant.change not in RIGHT.get(name, ("", ()))[1]
        and not same_behaviour(each, answer_of(each.solution), answer_of(mutant.source))
    ]
    record_property("mutants refused", len(drawn) - len(taken))
    record_property("mutants as good", len(taken) - len(wrong))
    record_property("mutants taken", len(wrong))
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
        verdict = said(name, capsys.readouterr().out)
        assert verdict.startswith(f"{name}: not yet: "), f"{what}: {verdict}"
        assert "the check stopped" not in verdict, f"{what}: {verdict}"
    record_property("nonsense", len(pieces))
