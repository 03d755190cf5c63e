"""The README keeps its word: its code prints what it says; its tables, numbers, commands and links are current."""

import contextlib
import io
import json
import math
import re
import shlex
import tokenize
import tomllib
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from autograd import TABLE, grad, unary
from benchmarks.accuracy.page import page
from docs.readme import replaced
from nn.cli.main import main as glassgrad

PROJECT = Path(__file__).parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
OPERATIONS = (PROJECT / "docs" / "reference" / "operations.md").read_text(encoding="utf-8")
NOTEBOOKS = PROJECT / "notebooks"


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


def test_the_commands_name_what_is_there() -> None:
    shell = "\n".join(blocks(README, "bash"))
    targets = re.findall(r"^make (\S+)", shell, flags=re.MULTILINE)
    assert targets == ["demo", "test"]
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    assert all(f"\n{target}:" in makefile for target in targets)
    wanted = {extra for extras in re.findall(r"\.\[([^]]+)\]", shell) for extra in extras.split(",")}
    assert wanted == {"all", "test", "notebooks"}
    extras = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert wanted <= set(extras)
    assert any(package.startswith("jupyterlab") for package in extras["notebooks"])
    modules = set(re.findall(r"python3? -m ([\w.]+)", shell))
    assert {module for module in modules if find_spec(module) is None} == set()
    (lesson,) = re.findall(r"jupyter lab (\S+)", shell)
    assert (PROJECT / lesson).name == "01_slope.ipynb"
    assert (PROJECT / lesson).exists()
    assert set(re.findall(r"`glassgrad (\w+) ", README)) == {"explain", "train"}


def test_the_page_of_operations_has_the_rows_of_the_table() -> None:
    listed = re.findall(r"^\| (\w+) \| `", OPERATIONS, flags=re.MULTILINE)
    assert listed == [row.name for row in TABLE]


def test_the_page_of_operations_has_the_last_measurement() -> None:
    assert page() == OPERATIONS
    assert "(docs/reference/operations.md)" in README


def test_the_measurements_are_those_of_the_last_benchmark() -> None:
    results = (PROJECT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    before, compiled = results.split("## Compiled\n\n")
    words, *shown = between(README, "measured").strip().split("\n\n")
    assert shown == compiled.split("\n\n")[:2]
    assert shown[1].startswith("Measured on")
    assert "glassgrad" in shown[1]
    (theirs, ours) = re.findall(r"(\d+ bytes) (?:in micrograd|here)", words)
    assert f"| memory of a node with two inputs | {theirs} | {ours} |" in before


def test_the_exactness_is_that_of_the_last_measurement() -> None:
    rows = json.loads((PROJECT / "docs" / "accuracy.json").read_text(encoding="utf-8"))["rows"]
    limit = int(re.findall(r"within (\d+) units in the last place", between(README, "measured"))[0])
    said = re.findall(r"(\d+) of (\d+) (?:operations here|in (PyTorch|JAX))", between(README, "measured"))
    assert [who for _, _, who in said] == ["", "PyTorch", "JAX"]
    for exact, of, who in said:
        errors = [row[who or "glassgrad"]["slopes"][0] for row in rows.values() if (who or "glassgrad") in row]
        assert int(of) == len(errors)
        assert int(exact) == len([error for error in errors if error <= limit])


def test_a_part_is_replaced_and_nothing_else() -> None:
    assert replaced("a\n<!-- b -->\nc\n<!-- /b -->\nd", "b", "new\n") == "a\n<!-- b -->\nnew\n<!-- /b -->\nd"
    assert replaced("<!-- b -->\n<!-- /b -->", "b", "new") == "<!-- b -->\nnew\n<!-- /b -->"
    for page_without_it in ("a", "<!-- b -->\n", "<!-- /b -->"):
        with pytest.raises(ValueError, match="the page lacks the lines <!-- b --> and <!-- /b -->"):
            replaced(page_without_it, "b", "new")


def test_every_link_leads_somewhere() -> None:
    links = set(re.findall(r"\]\(([^)#:]+)\)", README)) | set(re.findall(r'src="([^":]+)"', README))
    assert len(links) > 5
    assert {link for link in links if not (PROJECT / link).exists()} == set()


def headings(path: Path) -> str:
    """The first line of a lesson."""
    first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
    return "".join(first["source"]).splitlines()[0]


def test_every_lesson_is_listed_under_its_own_heading() -> None:
    listed = re.findall(
        r"- \[([^]]+)\]\(\.\./notebooks/([^)]+)\)", (PROJECT / "docs" / "lessons.md").read_text("utf-8")
    )
    lessons = sorted(NOTEBOOKS.glob("*.ipynb"))[1:]  # without lesson 0, which lists the others
    assert [name for _, name in listed] == [path.name for path in lessons]
    for (heading, _), path in zip(listed, lessons):
        assert headings(path) == f"# {heading}"


def test_the_parts_of_the_course_are_those_of_lesson_0() -> None:
    rows = re.findall(r"^\| \[(\d+)–(\d+)\]\(notebooks/([^)]+)\) \| (.+?) \| (.+) \|$", README, flags=re.MULTILINE)
    ranges = [(int(first), int(last)) for first, last, *_ in rows]
    assert ranges[0][0] == 1
    assert all(before[1] + 1 == after[0] for before, after in pairwise(ranges))
    assert ranges[-1][1] == len(list(NOTEBOOKS.glob("*.ipynb"))) - 1
    path = (NOTEBOOKS / "00_the_path.ipynb").read_text(encoding="utf-8")
    sources = ["".join(cell["source"]) for cell in json.loads(path)["cells"]]
    for first, last, name, title, question in rows:
        assert [path.name for path in NOTEBOOKS.glob(f"{int(first):02}_*.ipynb")] == [name]
        at = sources.index(f"Gallery({first}, {last})")
        assert sources[at - 1] == f"## {title}\n\n{question}"


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= 120


def test_the_rows_that_contributing_adds_work() -> None:
    (source,) = blocks(CONTRIBUTING, "python")
    names: dict[str, Any] = {"math": math, "unary": unary}
    exec(source, names)
    row = names["cosh"]
    assert row(0.5) == math.cosh(0.5)
    assert grad(row)(0.5) == math.sinh(0.5)
    assert grad(grad(row))(0.5) == math.cosh(0.5)
