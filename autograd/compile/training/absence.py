"""Values whose numbers are in the arrays of a training until one of them is read or set."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from autograd.value import Value


class Absence:
    """Some Values, and the function that brings their numbers back.

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
        """Mark the Values as stale: their numbers are in the arrays now."""
        if self.over:
            self.over = False
            for value, _, away in self.classes:
                value.__class__ = away

    def end(self) -> None:
        """Mark the Values as up to date again; the caller is about to set their numbers."""
        if not self.over:
            for value, own, _ in self.classes:
                value.__class__ = own
            self.over = True


def absent(kind: type[Value], bring_back: Callable[[], None]) -> type[Value]:
    """Return the class that Values of this kind have while they are away."""

    def present(value: Value) -> Value:
        bring_back()
        value.__class__ = kind  # a copy of a stale Value is not among them
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
