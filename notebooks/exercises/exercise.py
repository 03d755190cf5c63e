"""What an exercise is, and how it is found by its name."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

from exercises.answers import NotYet, error_shown

ENGINE = "my engine"  # the exercise that has a name in place of a number


@dataclass(eq=False)
class Finding:
    """What is wrong with an answer, when a notebook can show more than a sentence."""

    flaw: str  # what is wrong; "" if the answer is right
    remark: str = ""  # what is worth knowing about a right answer
    html: str = ""  # a picture of what is wrong

    def __str__(self) -> str:
        return self.flaw

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None, **_: Any) -> dict[str, str]:
        """Return what a notebook shows."""
        return {"text/html": self.html, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return "<the picture of it shows in a notebook: show it with display(…)>"


class Exercise(NamedTuple):
    """A question of a lesson, which its notebook asks.

    flaw       returns what is wrong with an answer, in a sentence that helps and gives nothing away; "" if it is right.
               It may raise a `NotYet` with the sentence instead, or return a `Finding`
    solution   Python source that sets `answer` to a right one
    mistakes   the same for wrong answers that people give, which `flaw` has to notice
    variants   the same for other right ones: with NumPy, in another order, by another algebra
    """

    flaw: Callable[[Any], str | Finding]
    solution: str
    mistakes: tuple[str, ...]
    variants: tuple[str, ...] = ()


def check(name: str, answer: Any) -> Finding | None:
    """Print whether the answer to an exercise, such as "13.2", is right, or what is wrong with it, never the solution.

    `check("my engine", Value)` tries the engine of lesson 2, which is a class. It returns a `Finding` that shows the
    first wrong number in a notebook, if this is the last line of a cell.

    name     of the exercise; a ValueError says if there is none
    answer   what the learner found
    """
    exercise = named(name)
    if answer is ...:
        print(f"{name}: put your answer in place of the dots.")
        return None
    found: str | Finding = ""
    try:
        found = exercise.flaw(answer)
        flaw = str(found)
    except NotYet as news:
        flaw = str(news) or error_shown(news)  # an answer may have raised one that is empty
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # the learner wants to know whatever their own function raises
        flaw = f"the check stopped with {error_shown(error)}"
    remark = f" {found.remark}" if isinstance(found, Finding) and found.remark else ""
    said = f"{name}: not yet: {flaw}" if flaw else f"{name}: right!{remark}"
    print(said.encode("utf-8", "backslashreplace").decode("utf-8"))
    return found if isinstance(found, Finding) and found.html else None


def solution(name: str) -> None:
    """Print one solution of an exercise."""
    print(named(name).solution)


def named(name: str) -> Exercise:
    """Return the exercise of this name; raise a ValueError if there is none."""
    if not isinstance(name, str):
        raise ValueError(f"an exercise is named by a text, as in check('13.2', answer), and {name!r} is not one")
    if name == ENGINE:
        engine: Exercise = import_module(f"{__package__}.engine").EXERCISE
        return engine
    lesson, dot, number = name.partition(".")
    known = exercises(int(lesson)) if lesson.isdecimal() else {}
    if not (dot and number.isdecimal() and int(number) in known):
        there = f"lesson {lesson} has {', '.join(f'{lesson}.{n}' for n in known)}" if known else "write lesson.exercise"
        raise ValueError(f"no exercise is called {name!r}; {there}, such as check('13.2', answer)")
    return known[int(number)]


def exercises(lesson: int) -> dict[int, Exercise]:
    """Return the exercises of a lesson by their numbers; none if it has none."""
    file = f"{__package__}.lesson_{lesson:02d}"
    found: dict[int, Exercise] = import_module(file).EXERCISES if find_spec(file) else {}
    return found
