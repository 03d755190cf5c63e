"""The linter of our prose finds what is planted, in each kind of file, and leaves right sentences alone."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROSE = Path(__file__).parent.parent / ".ci" / "prose.py"

WRONG = [
    "Who learns this first, learns it well.",
    "It is so.\nWho changes a list tells the optimiser.",
    "Whoever asks is told.",
    "It is for whoever asks.",
    "It shall be seen.",
    "The rule is no slope of any loss.",
    "The derivative of the loss by w is 2.",
    "It gives the slopes of all outputs by all inputs.",
    "So much for the first part.",
]
RIGHT = [
    "Who goes with whom?",
    "Ask: Who listens to a word.py file, or to two?",
    "Anyone who asks is told.",
    "There is no slope, and there is no longer a list.",
    "It is no longer a list, and is no deeper than two.",
    "The slope is multiplied by w, divided by x.",
    "The gradient is computed by a function.",
    "That is `whoever`, in code.",
    "This much is clear.",
]


def lint(*paths: Path) -> "subprocess.CompletedProcess[str]":
    """Run the linter on files or folders."""
    return subprocess.run(
        [sys.executable, str(PROSE), *map(str, paths)], capture_output=True, text=True, encoding="utf-8"
    )


def in_file(kind: str, sentences: list[str]) -> str:
    """Return the text of a file of a kind that says these sentences."""
    if kind == ".md":
        return "# Planted\n\n" + "\n\n".join(sentences) + "\n"
    if kind == ".ipynb":
        cells = [{"cell_type": "markdown", "id": f"cell-{i}", "source": [text]} for i, text in enumerate(sentences)]
        return json.dumps({"cells": [*cells, {"cell_type": "code", "id": "code", "source": ["shall = 1"]}]})
    functions = [f'def f{i}():\n    """{text}"""\n    # {text.splitlines()[-1]}\n' for i, text in enumerate(sentences)]
    return "\n\n".join([*functions, "shall = 'whoever'\n"])


@pytest.mark.parametrize("kind", [".md", ".ipynb", ".py"])
def test_right_sentences_are_left_alone(tmp_path: Path, kind: str) -> None:
    (tmp_path / f"planted{kind}").write_text(in_file(kind, RIGHT), encoding="utf-8")
    linted = lint(tmp_path)
    assert linted.returncode == 0, linted.stdout
    assert "prose: 0 findings in 1 files" in linted.stdout


@pytest.mark.parametrize("kind", [".md", ".ipynb", ".py"])
def test_every_wrong_sentence_is_found(tmp_path: Path, kind: str) -> None:
    for i, sentence in enumerate(WRONG):
        (tmp_path / f"planted_{i}{kind}").write_text(in_file(kind, [RIGHT[0], sentence]), encoding="utf-8")
    linted = lint(tmp_path)
    assert linted.returncode == 1
    assert [i for i in range(len(WRONG)) if f"planted_{i}{kind}" not in linted.stdout] == []


def test_the_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text('"""One.\n\nIt shall be.\n"""\n\nx = 1  # whoever\n', encoding="utf-8")
    found = lint(tmp_path / "planted.py").stdout.splitlines()
    assert [line.partition("planted.py:")[2].split(":")[0] for line in found[:-1]] == ["6", "3"]


def test_code_is_not_prose(tmp_path: Path) -> None:
    (tmp_path / "planted.md").write_text("A.\n\n```python\nshall = 1\n```\n\nIt shall.\n", encoding="utf-8")
    assert "planted.md:7: 'shall'" in lint(tmp_path).stdout


def test_proselint_takes_part(tmp_path: Path) -> None:
    pytest.importorskip("proselint", reason="proselint is not installed: make lint")
    (tmp_path / "planted.md").write_text("It is a free gift.\n", encoding="utf-8")
    linted = lint(tmp_path)
    assert "planted.md:1: 'free gift'" in linted.stdout
    assert linted.returncode == 1


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    assert lint(tmp_path).returncode == 1


@pytest.mark.slow
def test_everything_of_ours_is_read() -> None:
    linted = lint()
    assert linted.returncode == 0, linted.stdout
    assert int(linted.stdout.split(" findings in ")[1].split()[0]) > 200
