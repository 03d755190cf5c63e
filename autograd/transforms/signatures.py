"""What a derivative looks like from outside: its type, its name and its docstring."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, cast, overload

from autograd.transforms.tree import Nested
from autograd.value import Value

Function = Callable[..., Nested]
Number = float | Value
D = TypeVar("D", bound=Callable[..., Any])


class Derivative(Protocol):
    """The derivative of a function that gives one number: at a number a number, at a structure such a structure."""

    @overload
    def __call__(self, x: Number, /, **keywords: Any) -> Number: ...
    @overload
    def __call__(self, *inputs: Any, **keywords: Any) -> Any: ...


class ValueAndDerivative(Protocol):
    """A function that gives a number, and beside it the derivative."""

    @overload
    def __call__(self, x: Number, /, **keywords: Any) -> tuple[Number, Number]: ...
    @overload
    def __call__(self, *inputs: Any, **keywords: Any) -> tuple[Number, Any]: ...


def named_like(f: Function, derivative: D) -> D:
    """The derivative with the name and the docstring of f, and f itself as its `__wrapped__`."""
    return cast(D, wraps(f, updated=())(derivative))
