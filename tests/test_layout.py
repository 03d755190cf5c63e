"""The top of the project holds only what its design names, so that a newcomer sees the two packages at once."""

import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent

FOLDERS = {"autograd", "nn", "tests", "notebooks", "benchmarks", "docs"}
FILES = {"pyproject.toml", "README.md", "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "LICENSE", "Makefile"}
FILES |= {"SECURITY.md"}


def names_at_the_top() -> set[str]:
    """What lies at the top of the checkout, without dot-files and what .gitignore names."""
    if not shutil.which("git") or not (PROJECT / ".git").exists():
        pytest.skip("not a git checkout: what belongs to the project cannot be told from what was built here")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {Path(name).parts[0] for name in listed.stdout.split("\0") if name and not name.startswith(".")}


def test_nothing_else_lies_at_the_top() -> None:
    assert names_at_the_top() <= FOLDERS | FILES


def test_the_packages_and_their_tests_are_there() -> None:
    assert {"autograd", "nn", "tests", "pyproject.toml", "README.md", "LICENSE"} <= names_at_the_top()


@pytest.mark.parametrize("package", ["autograd", "nn"])
def test_a_package_tells_type_checkers_that_it_is_typed(package: str) -> None:
    assert (PROJECT / package / "py.typed").exists()
