"""What a diagnosis says: remarks, each with the numbers behind it, and the checks that could not be made."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    """Something that is wrong with the learning.

    symptom   its name, one of `nn.training.diagnosis.symptoms`
    seen      what was seen, with the numbers
    advice    what to try, and where to look

    >>> from nn import Remark
    >>> print(Remark("overfitting", seen="The validation loss rose again.", advice="Try fewer steps."))
    The validation loss rose again. Try fewer steps.
    """

    symptom: str
    seen: str
    advice: str

    def __str__(self) -> str:
        return f"{self.seen} {self.advice}"


@dataclass(frozen=True)
class Skipped:
    """A check that could not be made, and why."""

    check: str
    reason: str

    def __str__(self) -> str:
        return f"Not checked: {self.check}, because {self.reason}."


@dataclass(frozen=True)
class Diagnosis:
    """The remarks on a training, which can be used like a list; it is false if there are none.

    remarks   what is wrong
    skipped   the checks that could not be made

    >>> from nn import Diagnosis, Remark
    >>> diagnosis = Diagnosis((Remark("overfitting", "The validation loss rose again.", "Try fewer steps."),))
    >>> diagnosis.symptoms, len(diagnosis)
    (['overfitting'], 1)
    >>> print(Diagnosis())
    Nothing wrong was seen.
    """

    remarks: tuple[Remark, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    def __iter__(self) -> Iterator[Remark]:
        return iter(self.remarks)

    def __len__(self) -> int:
        return len(self.remarks)

    def __getitem__(self, index: int) -> Remark:
        return self.remarks[index]

    @property
    def symptoms(self) -> list[str]:
        """The symptom of each remark."""
        return [remark.symptom for remark in self.remarks]

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """Yield a line for each remark, and one for each check that was not made."""
        yield from map(str, self.remarks or ("Nothing wrong was seen.",))
        yield from map(str, self.skipped)

    def __repr__(self) -> str:
        return str(self)
