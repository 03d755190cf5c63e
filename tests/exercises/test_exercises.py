"""Every exercise accepts its own solution, and notices the mistakes that people make."""

import re
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest

import exercises as package
from autograd import Value
from exercises import check, exercise, solution

NUMBERS = sorted(int(path.stem[-2:]) for path in Path(package.__file__).parent.glob("lesson_*.py"))
ALL = [(f"{n}.{i}", each) for n in NUMBERS for i, each in exercise.exercises(n).items()]
ALL.append((exercise.ENGINE, exercise.named(exercise.ENGINE)))
each_exercise = pytest.mark.parametrize(("name", "each"), ALL, ids=[name for name, _ in ALL])


def answer(source: str) -> Any:
    """What a source sets `answer` to."""
    names: dict[str, Any] = {}
    exec(source, names)
    return names["answer"]


@each_exercise
def test_the_solution_is_right(name: str, each: exercise.Exercise, capsys: pytest.CaptureFixture[str]) -> None:
    solution(name)
    check(name, answer(capsys.readouterr().out))
    assert capsys.readouterr().out.startswith(f"{name}: right!")


@each_exercise
def test_mistakes_are_noticed(name: str, each: exercise.Exercise, capsys: pytest.CaptureFixture[str]) -> None:
    assert each.mistakes
    for mistake in each.mistakes:
        check(name, answer(mistake))
        said = capsys.readouterr().out
        assert re.fullmatch(rf"{re.escape(name)}: not yet: (?!the check stopped).{{10,}}\n", said, re.DOTALL), said


INFINITE = Value(1e308) * 10.0


@pytest.mark.parametrize(
    ("name", "answered"),
    [
        ("4.2", Value(nan) * Value(2.0)),
        ("4.2", Value(2.0) * Value(inf)),
        ("4.2", INFINITE * 10.0),
        ("9.1", lambda a, b: a * a * b + nan),
        ("9.1", lambda a, b: a * a * b + INFINITE),
    ],
)
def test_nothing_is_right_that_is_not_finite(name: str, answered: Any, capsys: pytest.CaptureFixture[str]) -> None:
    check(name, answered)
    assert re.match(f"{re.escape(name)}: not yet: .*(inf|nan)", capsys.readouterr().out)


@each_exercise
def test_the_dots_are_no_answer(name: str, each: exercise.Exercise, capsys: pytest.CaptureFixture[str]) -> None:
    check(name, ...)
    assert capsys.readouterr().out == f"{name}: put your answer in place of the dots.\n"


@each_exercise
def test_the_notebook_asks_it(name: str, each: exercise.Exercise) -> None:
    lesson = "2" if name == exercise.ENGINE else name.partition(".")[0]
    (notebook,) = (Path(__file__).parents[2] / "notebooks").glob(f"{int(lesson):02d}_*.ipynb")
    assert f'check(\\"{name}\\"' in notebook.read_text(encoding="utf-8")


def test_an_answer_that_breaks_the_check_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    planted = exercise.Exercise(lambda x: "" if x() == 1 else "no", "answer = lambda: 1", ("answer = lambda: 2",))
    monkeypatch.setattr(exercise, "exercises", lambda lesson: {1: planted})
    check("99.1", lambda: 1 / 0)
    assert capsys.readouterr().out == "99.1: not yet: the check stopped with ZeroDivisionError: division by zero\n"
    check("99.1", lambda: 2)
    assert capsys.readouterr().out == "99.1: not yet: no\n"


@pytest.mark.parametrize("name", ["", "13", "99.1", "a.b", "13.", ".1", "-1.2"])
def test_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no exercise is called"):
        check(name, 1)
