"""Looks for English that a teacher would not write, in pages, notebooks, docstrings and comments: part of `make lint`.

python .ci/prose.py [path …]

The patterns below are our own; what proselint finds is added where it is installed (extra `lint`).
"""

import ast
import io
import json
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

try:
    from proselint.checks import __register__
    from proselint.registry import CheckRegistry
    from proselint.tools import LintFile

    CheckRegistry().register_many(__register__)
except ImportError:
    LintFile = None

PROJECT = Path(__file__).resolve().parent.parent
COVERED = (
    "autograd",
    "nn",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "docs",
    "tests",
    "notebooks",
    "benchmarks",
    ".ci",
)

DERIVATIVE = r"\b(?:derivatives?|slopes?|gradients?|partials?|differentiat\w+)"
THEN_BY = r"(?:\s[^\s.,;:]+){0,3}?(?<!ied)(?<!ded)(?<!uted)\sby\s"  # but not after multiplied, divided, computed
PATTERNS = {  # what is found, and what to write
    r"(?<![\w\"'“‘(])Who\s(?:[^.?!]|\.\w)*?(?:[.!](?!\w)|\n\n|$)": "'Who …' asks a question; write 'Anyone who …'",
    r"\b[Ww]hoever\b": "write 'anyone who'",
    r"\b[Ss]hall\b": "write 'should', 'must' or 'will'",
    r"(?<![Tt]here )\bis no\b(?!\s(?:longer|more|less|one|wonder|\w+er)\b)": "write 'is not a'",
    rf"{DERIVATIVE}{THEN_BY}(?:[b-z]|all|each|every)\b(?!['’])": "write 'with respect to'",
    r"\b[Ss]o much for\b": "it means the opposite; leave it out",
}
PROSELINT = {  # those of its checks that say something about our prose; the others are about signs and quotation marks
    "hedging": True,
    "malapropisms": True,
    "mixed_metaphors": True,
    "mondegreens": True,
    "needless_variants": True,
    "nonwords": True,
    "oxymorons": True,
    "redundancy": True,
    "uncomparables": True,
}


class Finding(NamedTuple):
    """Something found: where, the words, and what to write."""

    at: str
    words: str
    repair: str


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the prose of a file, in one piece or several, each with where it begins."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        for cell in json.loads(source)["cells"]:
            if cell["cell_type"] == "markdown":
                yield f"{path}, {cell['id']}", prose_of_markdown("".join(cell["source"]))
    elif path.suffix == ".md":
        yield str(path), prose_of_markdown(source)
    else:
        yield str(path), prose_of_python(source)


def prose_of_markdown(source: str) -> str:
    """Return the prose of a page, line by line, without code and addresses."""
    fenced = re.sub(r"^```.*?^```$", blank, source, flags=re.MULTILINE | re.DOTALL)
    return without_code(re.sub(r"\]\([^)\n]*\)", "]", fenced))


def prose_of_python(source: str) -> str:
    """Return the docstrings and comments of a file, each in the line where it stands."""
    lines = [""] * (source.count("\n") + 2)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            lines[token.start[0]] = token.string.lstrip("#! ")
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, documented) and (docstring := ast.get_docstring(node, clean=False)):
            for number, line in enumerate(docstring.splitlines(), node.body[0].lineno):
                lines[number] = "" if line.lstrip().startswith((">>>", "...")) else line.strip()
    return without_code("\n".join(lines[1:]))


def blank(found: "re.Match[str]") -> str:
    """Return as many empty lines as were found."""
    return "\n" * found[0].count("\n")


def without_code(text: str) -> str:
    """Return a text with a word in place of each piece of code."""
    return re.sub(r"`[^`\n]*`", "code", text)


def findings(path: Path) -> Iterator[Finding]:
    """Yield what is found in the prose of a file."""
    for start, text in texts(path):
        for pattern, repair in PATTERNS.items():
            for found in re.finditer(pattern, text):
                yield Finding(f"{start}:{line_of(found.start(), text)}", " ".join(found[0].split())[:70], repair)
        yield from by_proselint(start, text)


def by_proselint(start: str, text: str) -> Iterator[Finding]:
    """Yield what proselint finds; nothing where it is not installed."""
    if LintFile is None or not text.strip():
        return
    for result in LintFile(start, text).lint({"max_errors": 1000, "checks": PROSELINT}):
        first, last = (position - 1 for position in result.check_result.span)  # it puts a line break in front
        yield Finding(f"{start}:{line_of(first, text)}", text[first:last], result.check_result.message)


def line_of(position: int, text: str) -> int:
    """Return the number of the line at a position, from 1 on."""
    return text.count("\n", 0, position) + 1


def files(path: Path) -> list[Path]:
    """Return the pages, notebooks and programs at a path."""
    found = sorted(path.rglob("*")) if path.is_dir() else [path]
    return [file for file in found if file.suffix in (".ipynb", ".md", ".py")]


def main(*paths: str) -> int:
    """Print what is found, and return 1 if anything is."""
    asked = [Path(path) for path in paths] or [PROJECT / name for name in COVERED]
    read = [file for path in asked for file in files(path)]
    found = [finding for file in read for finding in findings(file)]
    for at, words, repair in found:
        print(f"{at.removeprefix(f'{PROJECT}/')}: {words!r}: {repair}")
    print(f"prose: {len(found)} findings in {len(read)} files, {'without' if LintFile is None else 'with'} proselint")
    return 1 if found or not read else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
