"""A package that can be called like the function in it: `autograd.draw(…)`, `autograd.compile(…)`.

As soon as the package `autograd.draw` is imported, Python binds that name to the package; so the package itself is made
callable, and it does not matter which of the two a caller has got hold of.
"""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any


def make_callable(package: str, function: Callable[..., Any]) -> None:
    """Let a call of the package, which is being imported, call the function."""
    kind = type("CallablePackage", (ModuleType,), {"__call__": staticmethod(function), "__doc__": function.__doc__})
    sys.modules[package].__class__ = kind
