"""What a model learns from: rows of inputs, each with the target that belongs to it."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeVar, overload

from autograd.number import is_number
from autograd.transforms.tree import named_leaves
from nn.pairs import require_ordered
from nn.shapes import Shape, as_lists, shape_of, written

D = TypeVar("D")


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
            object.__setattr__(self, name, list(require_ordered(as_lists(getattr(self, name)), "Dataset", name)))
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

    @overload
    def __getitem__(self, place: slice) -> Self: ...
    @overload
    def __getitem__(self, place: int) -> tuple[Any, Any]: ...

    def __getitem__(self, place: slice | int) -> Self | tuple[Any, Any]:
        """The samples of a slice as a data set, or one sample as a pair (row of inputs, target)."""
        if isinstance(place, slice):
            return replace(self, inputs=self.inputs[place], targets=self.targets[place])
        return self.inputs[place], self.targets[place]

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
            first = shape_of(rows[0])
            for i, row in enumerate(rows):
                if are_finite_floats(row):  # the usual case, quickly: an image has many pixels
                    shape: Shape | None = (len(row),)
                else:
                    for place, x in named_leaves(row, f"{name}[{i}]"):
                        if not is_number(x) or not math.isfinite(x):
                            raise ValueError(f"{place} is {x!r}; {repair_of(x)}")
                    shape = shape_of(row)
                if shape != first:
                    raise ValueError(
                        f"{name}[{i}] is {written(shape)}, but {name}[0] is {written(first)}: "
                        "all samples need the same shape"
                    )
        return self

    def __repr__(self) -> str:
        width = f" of {len(self.inputs[0])} inputs" if self.inputs and isinstance(self.inputs[0], list) else ""
        classes = f", {len(self.classes)} classes" if self.classes else ""
        return f"<data set: {len(self)} samples{width}{classes}>"


def require_dataset(name: str, data: D, call: str = "") -> D:
    """The data, if they are a data set; a TypeError otherwise.

    name   who asks for them: "split"
    call   how it is called, where a function or a model may have come in place of the data: "fit(model, loss, data)"
    """
    if isinstance(data, Dataset):
        return data
    repair = f"the order is {call}" if call and callable(data) else "write Dataset(X, y), the inputs and the targets"
    raise TypeError(f"{name}: the data are a {type(data).__name__}; {repair}")


def are_finite_floats(row: Any) -> bool:
    """Whether it is a list of floats of Python, and none is nan or infinite."""
    return type(row) is list and set(map(type, row)) == {float} and all(map(math.isfinite, row))


def repair_of(x: object) -> str:
    """What to do about something that is not a finite number."""
    if isinstance(x, str):
        return (
            "a network takes numbers, and this is a text: convert it with float(…), or number the names of a category "
            "from 0; nn.data.from_csv does both for a file"
        )
    return "leave the sample out, or put a finite number there"
