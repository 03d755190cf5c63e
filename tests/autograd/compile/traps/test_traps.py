"""Every trap of the table, with both backends, both precisions, checked or not: all together under CI."""

import math
from collections.abc import Callable
from typing import Any

import pytest

import autograd
from autograd.compile.guards.watch import CompileError
from tests.autograd.compile.traps import arguments, classes, effects, numbers, state, values
from tests.autograd.compile.traps.table import TRAPS
from tests.examples import PROFILE

pytest.importorskip("numpy")
CASES = (arguments, classes, effects, numbers, state, values)  # importing them fills the table
COMPARED = "other numbers when it is called again"  # what is refused only by calling the function twice
SETTINGS = [
    {"backend": backend, "check": check, "dtype": dtype}
    for backend in ("numpy", "numba")
    for check in (True, "always", False)
    for dtype in ("float64", "float32")
]
if PROFILE == "quick":  # two that differ in everything; the others under CI
    SETTINGS = [SETTINGS[0], SETTINGS[-1]]


def observed(name: str, compiled: Callable[..., Any]) -> tuple[list[Any], str]:
    """Return what a case observes, and how it was refused."""
    found: list[Any] = []
    try:
        for seen in TRAPS[name][0](compiled):
            found.append(seen)
    except CompileError as error:
        return found, str(error)
    return found, ""


def agree(found: Any, expected: Any, close: float) -> bool:
    """Return whether two observations are the same."""
    if isinstance(expected, list | tuple):
        return len(found) == len(expected) and all(agree(x, y, close) for x, y in zip(found, expected))
    if isinstance(expected, float) and isinstance(found, float):
        same_sign = math.copysign(1.0, found) == math.copysign(1.0, expected) or math.isnan(expected)
        return same_sign and (math.isclose(found, expected, rel_tol=close) or (found != found and expected != expected))
    return bool(found == expected)


RUNS = [
    pytest.param(name, settings, id="-".join([name, *map(str, settings.values())]))
    for name, (_, words) in TRAPS.items()
    for settings in SETTINGS
    if settings["check"] or words != COMPARED
]


@pytest.mark.parametrize(("name", "settings"), RUNS)
def test_trap(name: str, settings: dict[str, Any]) -> None:
    pytest.importorskip(settings["backend"])
    expected, error = observed(name, lambda f: f)
    assert not error
    found, error = observed(name, lambda f: autograd.compile(f, **settings))
    words = TRAPS[name][1]
    assert words in error if words else not error, error
    close = 1e-9 if settings["dtype"] == "float64" else 1e-5
    assert agree(found, expected if not words else expected[: len(found)], close), (found, expected)


def test_the_table_is_as_long_as_it_was() -> None:
    assert len(TRAPS) >= 120
