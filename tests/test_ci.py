"""The checks of `.ci/run` that could silently pass: each is given something to catch."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

CI = Path(__file__).parent.parent / ".ci"

PASSES = "def test_passes(): pass\n"
SKIPS = "import pytest\ndef test_skips(): pytest.skip('the machine lacks it')\n"
SKIPS_ALL = "import pytest\npytest.importorskip('no_such_module')\ndef test_passes(): pass\n"


def run(folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    """A Python command in a folder, with the helpers of `.ci` at hand."""
    alone = {"PYTHONPATH": str(CI), "PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    environment = {**os.environ, **alone, "SKIPPED_TESTS": str(folder / "skipped")}
    return subprocess.run([sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("workers", "test_file", "passes", "words"),
    [
        ("0", PASSES, True, "1 passed"),
        ("0", PASSES + SKIPS, False, "skipped, though nothing may be: test_planted.py::test_skips"),
        ("0", SKIPS_ALL, False, "skipped, though nothing may be: test_planted.py"),
        ("0", "", False, "no test has run"),
        ("2", PASSES, True, "1 passed"),
        ("2", PASSES + SKIPS, False, "skipped, though nothing may be: test_planted.py::test_skips"),
    ],
)
def test_a_skipped_or_missing_test_fails_the_run(
    tmp_path: Path, workers: str, test_file: str, passes: bool, words: str
) -> None:
    (tmp_path / "test_planted.py").write_text(test_file)
    tested = run(tmp_path, "-m", "pytest", "-p", "nothing_skipped", "-p", "xdist", "-n", workers)
    assert (tested.returncode == 0) == passes, tested.stdout
    assert words in tested.stdout


@pytest.mark.parametrize("workers", ["0", "2"])
def test_what_was_skipped_is_noted_and_can_be_run_alone(tmp_path: Path, workers: str) -> None:
    (tmp_path / "test_some.py").write_text(PASSES + SKIPS)
    (tmp_path / "test_all.py").write_text(SKIPS_ALL)
    assert run(tmp_path, "-m", "pytest", "-p", "note_skipped", "-p", "xdist", "-n", workers).returncode == 0
    assert (tmp_path / "skipped").read_text().split() == ["test_all.py", "test_some.py::test_skips"]
    for path in tmp_path.glob("test_*.py"):
        path.write_text(
            path.read_text().replace("pytest.skip('the machine lacks it')", "...").replace("no_such_module", "json")
        )
    again = run(tmp_path, "-m", "pytest", "-p", "nothing_skipped", "@skipped")
    assert "2 passed" in again.stdout, again.stdout


@pytest.mark.parametrize(("lines", "branches", "passes"), [(96, 95, True), (94, 100, False), (100, 94, False)])
def test_too_little_coverage_fails_the_run(tmp_path: Path, lines: int, branches: int, passes: bool) -> None:
    totals = {"num_statements": 100, "covered_lines": lines, "num_branches": 100, "covered_branches": branches}
    report = tmp_path / "coverage.json"
    report.write_text(json.dumps({"totals": totals}))
    measured = run(tmp_path, str(CI / "branch_coverage.py"), str(report))
    assert (measured.returncode == 0) == passes
    assert f"{lines:.1f} % of 100 lines, {branches:.1f} % of 100 branches" in measured.stdout


@pytest.mark.parametrize(("profile", "count"), [("quick", 5), ("ci", 10), ("fuzz", 200)])
def test_fuzzing_looks_at_more_examples_of_every_property(profile: str, count: int) -> None:
    question = "import tests.conftest; from tests.examples import examples; print(examples(10).max_examples)"
    asked = subprocess.run(
        [sys.executable, "-c", question],
        cwd=CI.parent,
        env={**os.environ, "HYPOTHESIS_PROFILE": profile},
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout.split() == [str(count)]
    tests = [path for path in (CI.parent / "tests").rglob("*.py") if path.name not in ("conftest.py", "examples.py")]
    assert not [path for path in tests if re.search(r"settings\(max_examples=\d+\)", path.read_text())]
