"""A package that can be called like the function in it: `autograd.draw(…)`, `autograd.compile(…)`.

When the package `autograd.draw` is imported, Python binds that name to the package. So the package itself is made
callable, and it makes no difference whether a caller has the package or the function.
"""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any


def make_callable(package: str, function: Callable[..., Any]) -> None:
    """Make the package of this name callable: to call it is to call the function."""
    kind = type("CallablePackage", (ModuleType,), {"__call__": staticmethod(function), "__doc__": function.__doc__})
    sys.modules[package].__class__ = kind
