"""The page of the architecture keeps its word: its outputs, its list of files and its names are those of today."""

import builtins
import re
import shlex
from collections.abc import Iterable
from pathlib import Path

import pytest

import autograd
import nn
from docs.executed import executed
from nn.cli.main import main as glassgrad

pytest.importorskip("numpy", reason='NumPy is not installed: pip install "glassgrad[compile]"')

PROJECT = Path(__file__).parent.parent
PAGE = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
PROSE = re.sub(r"^```.*?^```$", "", PAGE, flags=re.MULTILINE | re.DOTALL)
SOURCES = {".py", ".js", ".css", ".html"}


def listed(tree: str) -> set[str]:
    """Return the paths in an indented list whose lines are a name, two or more spaces, and what it is."""
    paths: set[str] = set()
    above: list[str] = []
    for line in tree.splitlines():
        name = line.split()[0]
        depth = (len(line) - len(line.lstrip())) // 2
        assert depth == 0 or re.fullmatch(r"\S+  +\S.*", line.strip()), f"there is nothing about {name}"
        above = [*above[:depth], name.removesuffix("/")]
        paths.add("/".join(above) + "/" * name.endswith("/"))
    return paths


def on_disk(*folders: Path) -> set[str]:
    """Return the files and folders that the list must have: a folder stands for its `__init__.py` too."""
    found = set()
    for folder in folders:
        files = [path for path in folder.rglob("*") if path.suffix in SOURCES]
        found |= {f"{path.relative_to(folder.parent).parent.as_posix()}/" for path in files}
        named = [path for path in files if path.name != "__init__.py"]
        found |= {path.relative_to(folder.parent).as_posix() for path in named}
    return found


def unknown(spans: Iterable[str], names: dict[str, object]) -> list[str]:
    """Return the pieces of inline code that are neither a path nor a name, or an attribute of one."""
    return [span for span in spans if not ((PROJECT / span).exists() or is_defined(span.removesuffix("()"), names))]


def is_defined(dotted: str, names: dict[str, object]) -> bool:
    """Return whether a name, and each attribute after its dots, exists."""
    first, *attributes = dotted.split(".")
    if first not in names:
        return False
    thing = names[first]
    for attribute in attributes:
        if not hasattr(thing, attribute):
            return False
        thing = getattr(thing, attribute)
    return True


def test_every_output_is_what_the_code_prints() -> None:
    assert PAGE.count("\n```python\n") == PAGE.count("\n```text\n") - 2 >= 12  # the house and the files are text too
    assert executed(PAGE) == PAGE


def test_a_wrong_output_is_noticed() -> None:
    page = "```python\nprint(1 + 1)\n```\n\n```text\n{}\n```\n"
    assert executed(page.format("2")) == page.format("2")
    assert executed(page.format("3")) == page.format("2")


def test_a_long_output_may_be_cut() -> None:
    page = "```python\nfor i in range(9):\n    print(i)\n```\n\n```text\n{}\n…\n```\n"
    assert executed(page.format("7\n8")) == page.format("0\n1")


def test_an_output_that_is_not_shown_is_an_error() -> None:
    assert executed("```python\nx = 1\n```\n") == "```python\nx = 1\n```\n"
    with pytest.raises(ValueError, match="this code prints something; add a block of text below it"):
        executed("```python\nprint(1)\n```\n")


def test_every_file_has_its_line() -> None:
    (tree,) = re.findall(r"<!-- files -->\n```text\n(.*?)```\n<!-- /files -->", PAGE, flags=re.DOTALL)
    assert listed(tree) == on_disk(PROJECT / "autograd", PROJECT / "nn")


def test_a_file_without_a_line_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "house" / "cellar").mkdir(parents=True)
    for name in ("__init__.py", "door.py", "cellar/wine.js", "cellar/notes.txt"):
        (tmp_path / "house" / name).touch()
    tree = "house/\n  door.py    the way in\n  cellar/    below\n    wine.js  red\n"
    assert listed(tree) == on_disk(tmp_path / "house")
    (tmp_path / "house" / "attic.py").touch()
    assert on_disk(tmp_path / "house") - listed(tree) == {"house/attic.py"}
    with pytest.raises(AssertionError, match="there is nothing about roof.py"):
        listed("house/\n  roof.py\n")


def test_every_name_exists() -> None:
    names: dict[str, object] = {}
    executed(PAGE, names)
    names = {**vars(builtins), **vars(autograd), "autograd": autograd, "nn": nn, **names}
    spans = {span for span in re.findall(r"`([^`\n]+)`", PROSE) if not span.startswith("glassgrad ")}
    assert len(spans) > 10
    assert unknown(spans - {"@"}, names) == []
    assert unknown(["Value.forwards()", "autograd/motor.py", "y.tree()"], names) == [
        "Value.forwards()",
        "autograd/motor.py",
    ]


def test_the_command_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (command,) = re.findall(r"`glassgrad ([^`]*)`", PROSE)
    assert glassgrad(shlex.split(command)) == 0
    assert (tmp_path / "steps.html").exists()


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", PROSE)
    assert len(links) > 5
    assert [link for link in links if not (PROJECT / "docs" / link).exists()] == []
