"""The other package named `autograd`: found in our folder or in our place, it is named and refused."""

import importlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import autograd
import nn
from autograd.support.foreign import THEIR_NAMES, THEIRS, TheirModules, explain_their_modules

ENGINE = Path(autograd.__file__).parent
NETWORKS = Path(nn.__file__).parent


def what_import_says(module: str, folder: Path) -> str:
    """The last line that `import module` prints where our packages lie in this folder."""
    program = f"import sys; sys.path.insert(0, {str(folder)!r}); import {module}; print('imported')"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=folder, check=False)
    return (run.stdout + run.stderr).strip().splitlines()[-1]


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A copy of both packages, as if installed into this folder."""
    for package in (ENGINE, NETWORKS):
        shutil.copytree(package, tmp_path / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_our_own_folder_holds_no_name_of_theirs() -> None:
    assert not [name for name in THEIRS if (ENGINE / name).exists()]


def test_a_clean_copy_is_imported(installed: Path) -> None:
    assert what_import_says("autograd, nn", installed) == "imported"


@pytest.mark.parametrize("name", THEIRS)
def test_a_file_of_theirs_in_our_folder_is_named(installed: Path, name: str) -> None:
    (installed / "autograd" / name).touch()
    words = what_import_says("autograd", installed)
    assert words.startswith("ImportError: the `autograd` of glassgrad is mixed with another package of that name")
    assert name in words
    assert str(installed / "autograd") in words
    assert "pip uninstall autograd" in words


def test_nn_says_so_when_theirs_was_installed_over_ours(installed: Path) -> None:
    (installed / "autograd" / "__init__.py").write_text("def grad(f): ...\n")
    words = what_import_says("nn", installed)
    assert words.startswith("ImportError: nn needs the `autograd` of glassgrad, but Python found another one in")
    assert str(installed / "autograd") in words
    assert "pip uninstall autograd" in words


THEIR_WORDS = (
    "belongs to another package, which PyPI calls autograd; this is the autograd of glassgrad. Install the other one "
    "in an environment of its own, or write the functions of this one: autograd.exp(v)"
)


@pytest.mark.parametrize("name", THEIR_NAMES)
def test_a_name_of_theirs_is_refused_as_a_module_as_a_name_and_as_an_attribute(name: str) -> None:
    with pytest.raises(ImportError, match=rf"^autograd\.{name} ") as as_a_module:
        importlib.import_module(f"autograd.{name}")
    with pytest.raises(ImportError, match=rf"^autograd\.{name} ") as as_a_name:
        exec(f"from autograd import {name}", {})
    with pytest.raises(AttributeError, match=rf"^autograd\.{name} ") as as_an_attribute:
        getattr(autograd, name)
    for raised in (as_a_module, as_a_name, as_an_attribute):
        assert THEIR_WORDS in str(raised.value)


@pytest.mark.parametrize(
    "program", ["import autograd.numpy as np", "from autograd.numpy import sin", "import autograd.numpy.linalg"]
)
def test_a_program_written_for_theirs_hears_which_package_it_has_found(program: str) -> None:
    with pytest.raises(ImportError, match=r"^autograd\.numpy belongs to another package, which PyPI calls autograd"):
        exec(program, {})


def test_any_other_name_is_only_not_found() -> None:
    with pytest.raises(ModuleNotFoundError, match=r"^No module named 'autograd\.nympy'$"):
        importlib.import_module("autograd.nympy")
    with pytest.raises(AttributeError, match=r"^module 'autograd' has no attribute 'nympy'$"):
        autograd.nympy  # noqa: B018
    assert importlib.util.find_spec("numpy_that_nobody_has") is None


def test_a_second_import_does_not_ask_twice() -> None:
    explain_their_modules()
    assert sum(finder is TheirModules for finder in sys.meta_path) == 1
