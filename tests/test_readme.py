"""The README keeps its word: its code runs and prints what it says, its tables and links are current."""

import contextlib
import io
import re
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

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
    """The comments of the lines that print: what they say is printed."""
    lines = source.splitlines()
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = [token for token in tokens if token.type == tokenize.COMMENT]
    return [c.string.removeprefix("#").strip() for c in comments if lines[c.start[0] - 1].startswith("print(")]


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
    source = "print(1 + 1)  # 3\nx = 5  # a remark\nprint('#')  # #\n"
    assert promised_output(source) == ["3", "#"]
    assert printed_output(source, {}) == ["2", "#"]


def test_the_commands_print_what_it_says() -> None:
    sessions = blocks(README, "console")
    assert sessions
    for session in sessions:
        command, _, promised = session.removeprefix("$ glassgrad ").partition("\n")
        program = f"import sys, shlex; from nn.cli import main; sys.exit(main(shlex.split({command!r})))"
        run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
        assert run.stdout.rstrip() == promised.rstrip(), run.stderr


def test_the_operations_are_those_of_the_table() -> None:
    run = subprocess.run([sys.executable, "-m", "autograd.table"], capture_output=True, text=True, check=True)
    assert between(README, "operations").strip() == run.stdout.strip()


def test_the_measurements_are_those_of_the_last_benchmark() -> None:
    results = (PROJECT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    assert between(README, "benchmarks").strip() in results


def test_every_lesson_is_listed_and_every_link_leads_somewhere() -> None:
    links = {link for link in re.findall(r"[\[(<\"]([\w./-]+\.\w+)[\])>\"]", README) if not link.startswith("http")}
    linked = set(re.findall(r"\]\(([^)#:]+)\)", README)) | set(re.findall(r'src="([^":]+)"', README))
    assert links or linked
    missing = [link for link in linked if not (PROJECT / link).exists()]
    assert missing == []
    lessons = {f"notebooks/{path.name}" for path in (PROJECT / "notebooks").glob("*.ipynb")}
    assert lessons <= linked


def test_it_is_short() -> None:
    assert len(README.splitlines()) < 150


def test_the_row_that_contributing_adds_works() -> None:
    from autograd import Value, unary
    import math

    (row,) = [block for block in blocks(CONTRIBUTING, "python") if "unary" in block]
    names: dict[str, object] = {"math": math, "unary": unary}
    exec(compile(row, "CONTRIBUTING.md", "exec"), names)
