"""What a model learns from: rows of inputs, each with its target."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeVar, overload

from autograd.transforms.tree import named_leaves
from nn.pairs import require_ordered
from nn.shapes import Shape, as_lists, shape_of, written
from nn.validation import is_finite_number

D = TypeVar("D")


@dataclass(frozen=True)
class Dataset:
    """Samples: for each of them a row of inputs and a target.

    inputs    the rows, numbers in lists or arrays
    targets   for each row the class (an int), a number, or a list of them; a ValueError says if there are more or fewer
    classes   the name of each class, if they have names

    It has a length, gives pairs (row, target) one after the other, and a slice of it is a data set again.

    >>> from nn import Dataset
    >>> data = Dataset([[0.0, 1.0], [1.0, 1.0], [2.0, 0.0]], [1, 0, 1])
    >>> len(data), data[0]
    (3, ([0.0, 1.0], 1))
    >>> data[1:].targets
    [0, 1]
    >>> data
    <data set: 3 samples of 2 inputs>
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
        """Yield the pairs (row of inputs, target)."""
        return zip(self.inputs, self.targets)

    @overload
    def __getitem__(self, index: slice) -> Self: ...
    @overload
    def __getitem__(self, index: int) -> tuple[Any, Any]: ...

    def __getitem__(self, index: slice | int) -> Self | tuple[Any, Any]:
        """Return the samples of a slice as a data set, or one sample as a pair (row of inputs, target)."""
        if isinstance(index, slice):
            return replace(self, inputs=self.inputs[index], targets=self.targets[index])
        return self.inputs[index], self.targets[index]

    def at(self, indices: Sequence[int]) -> Self:
        """Return the samples with these indices, in this order."""
        return replace(self, inputs=[self.inputs[i] for i in indices], targets=[self.targets[i] for i in indices])

    def relabelled(self, target_of: Callable[[Any], Any]) -> "Dataset":
        """Return the same inputs with other targets: `relabelled(lambda t: 2 * t - 1)` turns 0 and 1 into -1 and 1."""
        return Dataset(self.inputs, [target_of(target) for target in self.targets])

    def checked(self) -> Self:
        """Return the data set itself if a model can learn from it; otherwise a ValueError names the first wrong sample.

        Every number has to be finite, and all rows, like all targets, must have the same shape.
        """
        if not self.inputs:
            raise ValueError("the data set is empty; give at least one sample")
        for name, rows in (("inputs", self.inputs), ("targets", self.targets)):
            first = shape_of(rows[0])
            for i, row in enumerate(rows):
                if are_finite_floats(row):  # the usual case, which is quick to check, for images with many pixels
                    shape: Shape | None = (len(row),)
                else:
                    for location, x in named_leaves(row, f"{name}[{i}]"):
                        if not is_finite_number(x):
                            raise ValueError(f"{location} is {x!r}; {repair(x)}")
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
    """Return the data if they are a data set; otherwise raise a TypeError.

    name   the name of the caller, for the message: "split"
    call   a right call of it, if a function or a model may have been given in place of the data: "fit(model, loss,
           data)"
    """
    if isinstance(data, Dataset):
        return data
    advice = f"the order is {call}" if call and callable(data) else "write Dataset(X, y), the inputs and the targets"
    raise TypeError(f"{name}: the data are a {type(data).__name__}; {advice}")


def are_finite_floats(row: Any) -> bool:
    """Return whether it is a list of Python's floats, of which none is nan or infinite."""
    return type(row) is list and set(map(type, row)) == {float} and all(map(math.isfinite, row))


def repair(x: object) -> str:
    """Return what to do about something that is not a finite number."""
    if isinstance(x, str):
        return (
            "a network takes numbers, and this is a text: convert it with float(…), or number the names of a category "
            "from 0; nn.data.from_csv does both for a file"
        )
    return "leave the sample out, or put a finite number there"
