"""What a diagnosis says: remarks, each with the numbers behind it, and the checks that could not be made."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    """Something that is wrong with the learning."""

    symptom: str  # its name, one of `nn.training.diagnosis.symptoms`
    seen: str  # what was seen, with its numbers
    advice: str  # what to try, and where to look

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
    """The remarks on a training, to be gone through like a list; false where there are none."""

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
        """The name of what each remark is about."""
        return [remark.symptom for remark in self.remarks]

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """A line for each remark, and one for each check that was not made."""
        yield from map(str, self.remarks or ("Nothing wrong was seen.",))
        yield from map(str, self.skipped)

    def __repr__(self) -> str:
        return str(self)
