"""`import autograd` loads the engine; everything else is loaded when it is used."""

import subprocess
import sys
from pathlib import Path

import pytest

import autograd

WHEN_USED = (
    "autograd.check",
    "autograd.compile",
    "autograd.draw",
    "autograd.explain",
    "graphviz",
    "hypothesis",
    "numba",
    "numpy",
)


def loaded_by(program: str) -> set[str]:
    """The modules that a program has loaded in the end."""
    written = f"{program}\nimport sys\nprint(*sys.modules, sep='\\n')"
    folder = Path(autograd.__file__).parents[1]
    run = subprocess.run([sys.executable, "-c", written], cwd=folder, capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_what_computing_does_not_need_is_not_loaded() -> None:
    loaded = loaded_by("import autograd\n(autograd.Value(2.0) * 3).backward()")
    assert "autograd.value" in loaded
    assert loaded.isdisjoint(WHEN_USED)


def test_what_is_used_is_loaded() -> None:
    loaded = loaded_by("import autograd\nautograd.check_gradients, autograd.take, autograd.Value(2.0).draw()")
    assert loaded >= {"autograd.check", "autograd.compile.batches", "autograd.compile.guards", "autograd.draw"}


@pytest.mark.parametrize("name", autograd.LOADED_WHEN_USED)
def test_a_name_that_is_loaded_when_used_is_part_of_the_package(name: str) -> None:
    assert name in autograd.__all__
    assert getattr(autograd, name).__name__ in (name, f"autograd.{name}")  # `draw` is a package that can be called


def test_compile_is_called_by_the_name_of_its_package_before_and_after_it_is_loaded() -> None:
    compiles = "print('made', callable(autograd.compile(lambda a: a * 3)))\n"
    assert {"made", "True"} <= loaded_by(
        f"import autograd\n{compiles}import autograd.compile.tracing.trace\n{compiles}"
    )


def test_draw_is_called_by_the_name_of_its_package_before_and_after_it_is_loaded() -> None:
    draws = "print(len(autograd.draw([a * 3, a + 1]).diagram.boxes), 'boxes')\n"
    assert {"5", "boxes"} <= loaded_by(
        f"import autograd\na = autograd.Value(2.0)\n{draws}from autograd.draw import Picture\n{draws}"
    )
