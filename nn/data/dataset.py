"""What a model learns from: rows of inputs, each with the target that belongs to it."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from autograd.number import is_number
from autograd.structure import Nested
from nn.pairs import in_order
from nn.tensor import plain, shape_of, written


@dataclass(frozen=True)
class Dataset:
    """Samples: for each one a row of `inputs`, and in `targets` the class (an int) or number that belongs to it.

    classes   the name of each class, where they have names
    """

    inputs: list[Any]
    targets: list[Any]
    classes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name in ("inputs", "targets"):
            object.__setattr__(self, name, list(in_order(plain(getattr(self, name)), "Dataset", name)))
        if len(self.inputs) != len(self.targets):
            raise ValueError(
                f"a data set needs a target for each row of inputs, "
                f"but {len(self.inputs)} rows and {len(self.targets)} targets came"
            )

    def __len__(self) -> int:
        return len(self.inputs)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """The pairs (row of inputs, target)."""
        return zip(self.inputs, self.targets)

    def __getitem__(self, places: slice) -> Self:
        """The samples of a slice."""
        if not isinstance(places, slice):
            raise TypeError(
                f"a data set is cut by a slice, such as data[:10], but {places!r} came; the parts of one sample are "
                "data.inputs[0] and data.targets[0], and data.at([0, 3]) has several"
            )
        return replace(self, inputs=self.inputs[places], targets=self.targets[places])

    def at(self, places: Sequence[int]) -> Self:
        """The samples at these places, in this order."""
        return replace(self, inputs=[self.inputs[i] for i in places], targets=[self.targets[i] for i in places])

    def relabelled(self, target_of: Callable[[Any], Any]) -> "Dataset":
        """The same inputs with other targets: `relabelled(lambda label: 2 * label - 1)` makes 0 and 1 to -1 and 1."""
        return Dataset(self.inputs, [target_of(target) for target in self.targets])

    def checked(self) -> Self:
        """The data set itself, if a model can learn from it; a ValueError names the first sample that is at fault."""
        if not self.inputs:
            raise ValueError("the data set is empty; give at least one sample")
        for name, rows in (("inputs", self.inputs), ("targets", self.targets)):
            for i, row in enumerate(rows):
                for place, x in numbers_in(row, f"{name}[{i}]"):
                    if not is_number(x) or not math.isfinite(x):
                        raise ValueError(f"{place} is {x!r}; {repair_of(x)}")
                if shape_of(row) != shape_of(rows[0]):
                    raise ValueError(
                        f"{name}[{i}] is {written(shape_of(row))}, but {name}[0] is {written(shape_of(rows[0]))}: "
                        "all samples need the same shape"
                    )
        return self

    def __repr__(self) -> str:
        width = f" of {len(self.inputs[0])} inputs" if self.inputs and isinstance(self.inputs[0], list) else ""
        classes = f", {len(self.classes)} classes" if self.classes else ""
        return f"<data set: {len(self)} samples{width}{classes}>"


def numbers_in(nested: Nested, name: str) -> Iterator[tuple[str, Any]]:
    """The numbers of a nested structure, each with the expression for the place where it stands: `inputs[3][0]`."""
    if not isinstance(nested, dict | list | tuple):
        yield name, nested
        return
    for key, part in nested.items() if isinstance(nested, dict) else enumerate(nested):
        yield from numbers_in(part, f"{name}[{key!r}]")


def repair_of(x: object) -> str:
    """What to do about something that is not a finite number."""
    if isinstance(x, str):
        return (
            "a network takes numbers, and this is a text: convert it with float(…), or number the names of a category "
            "from 0; nn.data.from_csv does both for a file"
        )
    return "leave the sample out, or put a finite number there"
