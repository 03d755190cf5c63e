"""What the traps ask of a framework that compiles functions."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

Function = Callable[..., Any]
GLASSGRAD, TORCH, JAX = "glassgrad", "torch.compile", "jax.jit"


def unchanged(function: Function, static: tuple[str, ...] = ()) -> Function:
    """Return the function itself: this is the compiler of eager calls."""
    return function


@dataclass(frozen=True)
class Framework:
    """A framework, and how its documentation says that each of these is done.

    packages   the packages whose versions decide
    compiled   compiles a function; `static` names the arguments that are not numbers, where a compiler must know them
    number     returns a number of the framework
    plain      returns such a number as a float
    parameter  returns a number that `backward` gives a gradient
    assign     gives a number another value, in place
    grad       returns the derivative of a function with respect to its first argument, as a function
    refusals   the errors by which the compiler refuses a function
    used       prepares the framework for one run of a case, and cleans up after it
    """

    name: str
    packages: tuple[str, ...]
    compiled: Function
    number: Callable[[float], Any]
    plain: Callable[[Any], float]
    parameter: Callable[[float], Any]
    assign: Callable[[Any, float], None]
    grad: Callable[[Function], Function]
    refusals: tuple[type[Exception], ...] = (Exception,)
    used: Callable[[], AbstractContextManager[object]] = nullcontext

    def versions(self) -> Iterator[str]:
        """Yield each package with its version."""
        for package in self.packages:
            yield f"{package} {version(package)}"

    def observed(self, seen: Any) -> Any:
        """Return what a case has yielded, with floats instead of the framework's numbers."""
        if seen is None or isinstance(seen, bool | int | float | str):
            return seen
        if isinstance(seen, list | tuple):
            return [self.observed(x) for x in seen]
        return self.plain(seen)
