"""What an exercise is, and how it is found by its name."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

from nn.exercises.answers import NotYet, error_shown


class Exercise(NamedTuple):
    """A question of a lesson, which its notebook asks.

    flaw       what is off in an answer, in a sentence that helps and gives nothing away; "" if it is right. It may
               raise a `NotYet` with the sentence instead
    solution   Python source that sets `answer` to a right one
    mistakes   the same of wrong ones that people give: `flaw` has to notice them
    variants   the same of other right ones: with NumPy, in another order, by another algebra
    """

    flaw: Callable[[Any], str]
    solution: str
    mistakes: tuple[str, ...]
    variants: tuple[str, ...] = ()


def check(name: str, answer: Any) -> None:
    """Print whether the answer to an exercise, such as "13.2", is right, or what is off; never the solution."""
    exercise = named(name)
    if answer is ...:
        print(f"{name}: put your answer in place of the dots.")
        return
    try:
        flaw = exercise.flaw(answer)
    except NotYet as news:
        flaw = str(news)
    except (Exception, SystemExit) as error:  # whatever a learner's own function raises is news for the learner
        flaw = f"the check stopped with {error_shown(error)}"
    said = f"{name}: not yet: {flaw}" if flaw else f"{name}: right!"
    print(said.encode("utf-8", "backslashreplace").decode("utf-8"))


def solution(name: str) -> None:
    """Print one solution of an exercise."""
    print(named(name).solution)


def named(name: str) -> Exercise:
    """The exercise of this name; a ValueError if there is none."""
    if not isinstance(name, str):
        raise ValueError(f"an exercise is called by a text, such as check('13.2', answer), and {name!r} is none")
    lesson, dot, number = name.partition(".")
    known = exercises(int(lesson)) if lesson.isdecimal() else {}
    if not (dot and number.isdecimal() and int(number) in known):
        there = f"lesson {lesson} has {', '.join(f'{lesson}.{n}' for n in known)}" if known else "write lesson.exercise"
        raise ValueError(f"no exercise is called {name!r}; {there}, such as check('13.2', answer)")
    return known[int(number)]


def exercises(lesson: int) -> dict[int, Exercise]:
    """The exercises of a lesson by their numbers; none if it has none."""
    file = f"{__package__}.lesson_{lesson:02d}"
    found: dict[int, Exercise] = import_module(file).EXERCISES if find_spec(file) else {}
    return found
