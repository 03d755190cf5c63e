"""Values whose numbers are elsewhere, in the arrays of a training, until somebody looks."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from autograd.value import Value


class Absence:
    """These Values, and how their numbers are brought back.

    While they are away they are of another class, which looks like `Value`: as soon as the number or the gradient of
    one of them is read or set, all of them are brought back first. Until then nothing is paid.
    """

    def __init__(self, values: Iterable[Value], bring_back: Callable[[], None]) -> None:
        self.values, self.bring_back = tuple(values), bring_back
        self.over = True

    @cached_property
    def classes(self) -> list[tuple[Value, type[Value], type[Value]]]:
        """Each Value with its own class, when it leaves for the first time, and the one it has while it is away."""
        away = {kind: absent(kind, self.bring_back) for kind in set(map(type, self.values))}
        return [(value, type(value), away[type(value)]) for value in self.values]

    def begin(self) -> None:
        """From here on the numbers of the Values are not what they seem."""
        if self.over:
            self.over = False
            for value, _, away in self.classes:
                value.__class__ = away

    def end(self) -> None:
        """From here on they are; somebody is about to set them."""
        if not self.over:
            for value, own, _ in self.classes:
                value.__class__ = own
            self.over = True


def absent(kind: type[Value], bring_back: Callable[[], None]) -> type[Value]:
    """The class of Values of this kind that are away."""

    def present(value: Value) -> Value:
        bring_back()
        value.__class__ = kind  # a copy that was made of one that was away is not among those
        return value

    def seen(name: str) -> Any:
        def look(self: Value) -> Any:
            return getattr(present(self), name)

        def change(self: Value, number: float) -> None:
            setattr(present(self), name, number)

        return property(look, change)

    def reduced(self: Value, protocol: Any) -> Any:
        return present(self).__reduce_ex__(protocol)

    names = {"stands_for_value": True, "data": seen("data"), "grad": seen("grad"), "__reduce_ex__": reduced}
    return type(kind.__name__, (kind,), {"__slots__": (), "__module__": kind.__module__, **names})
