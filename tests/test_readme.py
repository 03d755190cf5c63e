"""The README keeps its word: its code runs and prints what it says, its tables and links are current."""

import contextlib
import io
import json
import math
import re
import shlex
import tokenize
from pathlib import Path
from typing import Any

import pytest

from autograd import TABLE, grad, unary
from benchmarks.accuracy.page import page
from nn.cli.main import main as glassgrad

PROJECT = Path(__file__).parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def between(text: str, name: str) -> str:
    """What stands between `<!-- name -->` and `<!-- /name -->`."""
    (found,) = re.findall(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", text, flags=re.DOTALL)
    return str(found)


def promised_output(source: str) -> list[str]:
    """What the code says it prints: the comment of a line that prints, or a comment on a line of its own."""
    lines = source.splitlines()
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = [(lines[token.start[0] - 1], token.string) for token in tokens if token.type == tokenize.COMMENT]
    return [comment.removeprefix("# ") for line, comment in comments if line.startswith(("print(", "#"))]


def printed_output(source: str, names: dict[str, object]) -> list[str]:
    """What a source prints, run with these names and leaving its own behind."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(source, "README.md", "exec"), names)
    return output.getvalue().splitlines()


def test_the_code_prints_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GLASSGRAD_ENGINE", "builtin")  # the layout that is the same everywhere
    names: dict[str, object] = {}
    sources = blocks(README, "python")
    assert sum(len(promised_output(source)) for source in sources) >= 5
    for source in sources:
        assert printed_output(source, names) == promised_output(source)
    committed = PROJECT / "docs" / "graph.svg"
    assert (tmp_path / "graph.svg").read_text(encoding="utf-8") == committed.read_text(encoding="utf-8")


def test_a_wrong_number_is_noticed() -> None:
    source = "print(1 + 1)  # 3\nx = 5  # a remark\nprint('#')\n# a\n"
    assert promised_output(source) == ["3", "a"]
    assert printed_output(source, {}) == ["2", "#"]


def test_the_commands_work(capsys: pytest.CaptureFixture[str]) -> None:
    commands = [shlex.split(command) for command in re.findall(r"`glassgrad (explain [^`]*)`", README)]
    assert commands
    for command in commands:
        assert glassgrad(command) == 0
        assert "tanh" in capsys.readouterr().out


def test_the_operations_are_those_of_the_table() -> None:
    assert re.findall(r"`(\w+)`", between(README, "operations")) == [row.name for row in TABLE]


def test_the_page_of_operations_has_the_rows_of_today_and_the_last_measurement() -> None:
    assert (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8") == page()
    assert "(docs/operations.md)" in README


def test_the_measurements_are_those_of_the_last_benchmark() -> None:
    results = (PROJECT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    before, compiled = results.split("## Compiled\n\n")
    shown = between(README, "benchmarks").strip()
    assert shown == "\n\n".join([before.split("\n\n")[1], *compiled.split("\n\n")[:2]])
    assert "glassgrad" in shown.splitlines()[-1]
    assert "Measured on" in shown.splitlines()[-1]


def test_every_link_leads_somewhere() -> None:
    links = set(re.findall(r"\]\(([^)#:]+)\)", README)) | set(re.findall(r'src="([^":]+)"', README))
    assert len(links) > 5
    assert {link for link in links if not (PROJECT / link).exists()} == set()


def test_every_lesson_is_listed_under_its_own_heading() -> None:
    listed = re.findall(r"\[([^]]+)\]\(notebooks/([^)]+)\)", between(README, "lessons"))
    lessons = sorted((PROJECT / "notebooks").glob("*.ipynb"))
    assert [name for _, name in listed] == [path.name for path in lessons]
    for (heading, _), path in zip(listed, lessons):
        first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
        assert "".join(first["source"]).splitlines()[0] == f"# {heading}"


def test_it_is_short() -> None:
    assert len(README.splitlines()) < 150


def test_the_rows_that_contributing_adds_work() -> None:
    (source,) = blocks(CONTRIBUTING, "python")
    names: dict[str, Any] = {"math": math, "unary": unary}
    exec(source, names)
    row = names["cosh"]
    assert row(0.5) == math.cosh(0.5)
    assert grad(row)(0.5) == math.sinh(0.5)
    assert grad(grad(row))(0.5) == math.cosh(0.5)
