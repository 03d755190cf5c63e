"""Brings what is generated up to date: the README's picture, operations, lessons and measurements, and operations.md.

python docs/readme.py
"""

import json
import os
import re
from pathlib import Path

from autograd.operations import TABLE
from benchmarks.accuracy.page import page

DOCS = Path(__file__).resolve().parent
README = DOCS.parent / "README.md"
LESSONS = DOCS.parent / "notebooks"
RESULTS = DOCS.parent / "benchmarks" / "RESULTS.md"


def replaced(text: str, name: str, content: str) -> str:
    """The text with new content between `<!-- name -->` and `<!-- /name -->`."""
    start, end = f"<!-- {name} -->\n", f"\n<!-- /{name} -->"
    if start not in text:
        raise ValueError(f"the README has no place for this: add the lines <!-- {name} --> and <!-- /{name} -->")
    before, _, rest = text.partition(start)
    _, _, after = rest.partition(end.lstrip() if rest.startswith(end.lstrip()) else end)
    return f"{before}{start}{content.strip()}{end}{after}"


def operations() -> str:
    """The names of all operations."""
    return " · ".join(f"`{row.name}`" for row in TABLE)


def lessons() -> str:
    """A link to each lesson, under its own heading, in one paragraph."""
    return " | ".join(f"[{heading(path)}](notebooks/{path.name})" for path in sorted(LESSONS.glob("*.ipynb")))


def heading(path: Path) -> str:
    """The heading that a notebook opens with, without its `#`."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "".join(cells[0]["source"]).partition("\n")[0].removeprefix("# ")


def measurements() -> str:
    """The tables of the last benchmark, times and compiled programs, and what they were measured on."""
    before, compiled = RESULTS.read_text(encoding="utf-8").split("## Compiled\n\n")
    return "\n\n".join([before.split("\n\n")[1], *compiled.split("\n\n")[:2]])


def draw_picture(readme: str) -> None:
    """Run the README's first block of code, which saves the picture."""
    source = re.findall(r"^```python\n(.*?)^```$", readme, flags=re.MULTILINE | re.DOTALL)[0]
    os.environ["GLASSGRAD_ENGINE"] = "builtin"
    os.chdir(DOCS)
    exec(source, {})


def main() -> None:
    """All of it."""
    text = README.read_text(encoding="utf-8")
    text = replaced(text, "operations", operations())
    text = replaced(text, "lessons", lessons())
    text = replaced(text, "benchmarks", measurements())
    README.write_text(text, encoding="utf-8")
    (DOCS / "operations.md").write_text(page(), encoding="utf-8")
    draw_picture(text)


if __name__ == "__main__":
    main()
