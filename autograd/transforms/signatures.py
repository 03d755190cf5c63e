"""The type, the name and the docstring of a derivative."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, cast, overload

from autograd.transforms.tree import Nested
from autograd.value import Value

Function = Callable[..., Nested]
Number = float | Value
D = TypeVar("D", bound=Callable[..., Any])


class Derivative(Protocol):
    """The type of the derivative of a function that returns one number; it has the structure of the argument."""

    @overload
    def __call__(self, x: Number, /, **keywords: Any) -> Number: ...
    @overload
    def __call__(self, *inputs: Any, **keywords: Any) -> Any: ...


class ValueAndDerivative(Protocol):
    """The type of a function that returns a pair: a number and the derivative."""

    @overload
    def __call__(self, x: Number, /, **keywords: Any) -> tuple[Number, Number]: ...
    @overload
    def __call__(self, *inputs: Any, **keywords: Any) -> tuple[Number, Any]: ...


def named_like(f: Function, derivative: D) -> D:
    """Return the derivative with the name and the docstring of f, and with f as its `__wrapped__`."""
    return cast(D, wraps(f, updated=())(derivative))
