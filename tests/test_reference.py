"""The API reference has every public name once, its names and links exist, and docstrings become what Sphinx reads."""

import re
import subprocess
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import autograd
import nn
from docs.docstrings import restructured

PROJECT = Path(__file__).parent.parent
DOCS = PROJECT / "docs"
PAGES = {path: path.read_text(encoding="utf-8") for path in sorted(DOCS.rglob("*.md"))}
REFERENCE = {path: text for path, text in PAGES.items() if path.parent.name == "reference"}
ENTRY = re.compile(
    r"^\.\. (?:auto(?:function|class|exception|module)|py:(?:function|data|module)):: ([\w.]+)", re.MULTILINE
)


def entries() -> Counter[str]:
    """Return how often the reference has an entry for a name."""
    return Counter(name for text in REFERENCE.values() for name in ENTRY.findall(text))


def found(dotted: str) -> Any:
    """Return what a dotted name means, importing the modules on the way."""
    first, *attributes = dotted.split(".")
    thing: Any = import_module(first)
    for i, attribute in enumerate(attributes, 1):
        try:
            thing = getattr(thing, attribute)
        except AttributeError:
            thing = import_module(".".join([first, *attributes[:i]]))
    return thing


@pytest.mark.parametrize("package", [autograd, nn], ids=["autograd", "nn"])
def test_every_public_name_has_one_entry(package: Any) -> None:
    counted = entries()
    assert {name: counted[f"{package.__name__}.{name}"] for name in package.__all__} == dict.fromkeys(
        package.__all__, 1
    )


def test_nothing_is_entered_twice() -> None:
    assert {name for name, count in entries().items() if count > 1} == set()


def test_every_entry_exists() -> None:
    pytest.importorskip("numpy", reason='NumPy is not installed: pip install "glassgrad[compile]"')
    assert len([found(name) for name in entries()]) > 150
    with pytest.raises(ImportError):
        found("autograd.engine.Value")


def test_every_page_is_in_the_contents() -> None:
    contents = re.findall(r"```\{toctree\}.*?```", PAGES[DOCS / "index.md"], flags=re.DOTALL)
    listed = re.findall(r"^[\w/]+$", "\n".join(contents), flags=re.MULTILINE)
    pages = {path.relative_to(DOCS).with_suffix("").as_posix() for path in PAGES}
    assert len(listed) == len(set(listed))
    assert set(listed) == pages - {"index"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", PAGES[page])
    assert [link for link in links if not (page.parent / link).exists()] == []


# Docstrings


def test_code_and_other_marks() -> None:
    assert restructured(["The `Value`s of f(*args), |x| and x_; `a`."]) == [
        r"The ``Value``\ s of f(\*args), \|x\| and x\_; ``a``.",
        "",
    ]


def test_a_public_name_is_a_link() -> None:
    assert restructured(["As `autograd.grad` and `autograd.missing`."], public=["autograd.grad"]) == [
        "As :py:obj:`autograd.grad` and ``autograd.missing``.",
        "",
    ]


def test_a_list_of_arguments() -> None:
    lines = [
        "First.",
        "",
        "f          the function",
        "low, high  numbers, or",
        "           None",
        "keywords   are `passed` on",
    ]
    assert restructured(lines, arguments=["f", "low", "high", "keywords"])[2:] == [
        ":param f: the function",
        ":param low: numbers, or None",
        ":param high: numbers, or None",
        ":param keywords: are ``passed`` on",
        "",
    ]


def test_a_list_of_something_else() -> None:
    lines = ["A frame holds", "  number  its index,", "          from 0 on", "  data    the numbers", "and no more."]
    assert restructured(lines, arguments=["data"]) == [
        "A frame holds",
        "",
        "``number``",
        "    its index, from 0 on",
        "``data``",
        "    the numbers",
        "",
        "and no more.",
        "",
    ]


def test_a_source_stands_alone() -> None:
    assert restructured(["It is so.", "Source: Linnainmaa, 1970."]) == [
        "It is so.",
        "",
        "Source: Linnainmaa, 1970.",
        "",
    ]


def test_examples_and_indented_code_stay() -> None:
    assert restructured([">>> 2 * x_", "4", "", "So:", "", "    a * b", "      | c", "", "Then."]) == [
        ">>> 2 * x_",
        "4",
        "",
        "So:",
        "",
        "::",
        "",
        "       a * b",
        "         | c",
        "",
        "Then.",
        "",
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("```{eval-rst}\n.. autofunction:: autograd.grad\n```\n\nSee {py:obj}`autograd.grad`.", ""),
        ("See {py:obj}`autograd.missing`.", "reference target not found: autograd.missing"),
        ("```{eval-rst}\n.. autofunction:: autograd.missing\n```", "missing"),
        ("See [this](nowhere.md).", "nowhere.md"),
    ],
    ids=["right", "wrong reference", "wrong name", "wrong link"],
)
def test_what_is_wrong_fails_the_build(tmp_path: Path, page: str, words: str) -> None:
    for package in ("sphinx", "furo", "myst_parser"):
        pytest.importorskip(package, reason=f"{package} is not installed: make docs")
    (tmp_path / "index.md").write_text(f"# Planted\n\n{page}\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-n",
        "-W",
        "-c",
        str(DOCS),
        str(tmp_path),
        str(tmp_path / "built"),
    ]
    built = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert (built.returncode != 0) == bool(words), built.stderr
    assert words in built.stderr
