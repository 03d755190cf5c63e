"""Writes what is generated: parts of the README, its picture, the pages of operations and lessons, and outputs of code.

python docs/readme.py
"""

import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.accuracy.page import GLASSGRAD, JAX, KEPT, PYTORCH, page
from docs.executed import executed

DOCS = Path(__file__).resolve().parent
README = DOCS.parent / "README.md"
LESSONS = DOCS.parent / "notebooks"
THE_PATH = LESSONS / "00_the_path.ipynb"
RESULTS = DOCS.parent / "benchmarks" / "RESULTS.md"
TIME = "Time, in eager and in compiled steps ([what the figures mean](benchmarks/RESULTS.md)):"
ULP = 4  # a slope that is off by no more counts as exact


@dataclass
class Part:
    """A part of the course: its title, what it is about, and its lessons."""

    title: str
    question: str
    lessons: list[Path] = field(default_factory=list)


def replaced(text: str, name: str, content: str) -> str:
    """Return the text with new content between `<!-- name -->` and `<!-- /name -->`."""
    start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, found, rest = text.partition(start)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"the page lacks the lines <!-- {name} --> and <!-- /{name} -->; add them where this belongs")
    return f"{before}{start}{content.strip()}\n{end}{after}"


def parts() -> list[Part]:
    """Return the parts of the course as lesson 0 shows them: a heading, a sentence, and a gallery of lessons."""
    found: list[Part] = []
    for cell in cells(THE_PATH):
        if heading := re.match(r"## (.*)\n\n(.*)", cell):
            found.append(Part(heading[1], heading[2]))
        elif gallery := re.fullmatch(r"Gallery\((\d+), (\d+)\)", cell.strip()):
            numbers = range(int(gallery[1]), int(gallery[2]) + 1)
            found[-1].lessons = [path for number in numbers for path in LESSONS.glob(f"{number:02}_*.ipynb")]
    return [part for part in found if part.lessons]


def cells(notebook: Path) -> list[str]:
    """Return the text of each cell of a notebook."""
    return ["".join(cell["source"]) for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]]


def title(lesson: Path) -> str:
    """Return the heading that a lesson opens with, without its `#`."""
    return cells(lesson)[0].partition("\n")[0].removeprefix("# ")


def table_of_parts() -> str:
    """Return a table of the parts of the course, each with a link to its first lesson."""
    lines = ["| lessons | part | |", "|---|---|---|"]
    for part in parts():
        first, last = (str(int(path.name[:2])) for path in (part.lessons[0], part.lessons[-1]))
        lines.append(f"| [{first}–{last}](notebooks/{part.lessons[0].name}) | {part.title} | {part.question} |")
    return "\n".join(lines)


def page_of_lessons() -> str:
    """Return a page with a link to each lesson, under its own heading."""
    head = (
        f"# Lessons\n\n[Lesson 0](../notebooks/{THE_PATH.name}) shows all of them with pictures, and how to open them."
    )
    sections = [
        f"## {part.title}\n\n{part.question}\n\n"
        + "\n".join(f"- [{title(path)}](../notebooks/{path.name})" for path in part.lessons)
        for part in parts()
    ]
    return "\n\n".join([head, *sections]) + "\n"


def exactness() -> str:
    """Return a sentence about the exactness of slopes, as measured last."""
    rows = json.loads(KEPT.read_text(encoding="utf-8"))["rows"].values()
    errors = {who: [row[who]["slopes"][0] for row in rows if who in row] for who in (GLASSGRAD, PYTORCH, JAX)}
    exact = {who: f"{sum(error <= ULP for error in found)} of {len(found)}" for who, found in errors.items()}
    return (
        f"Compared with exact slopes at thousands of points, {exact[GLASSGRAD]} operations here stay within {ULP} "
        "units in the last place everywhere ([with these exceptions](docs/reference/operations.md#exceptions)), "
        f"{exact[PYTORCH]} in PyTorch and {exact[JAX]} in JAX."
    )


def memory(table: str) -> str:
    """Return a sentence about the memory of a node, from the benchmark's table."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    (row,) = [row for row in rows if row[0] == "memory of a node with two inputs"]
    return f"A node with two inputs takes {row[1]} in micrograd and {row[2]} here."


def measurements() -> str:
    """Return what was measured last, in words and as the table of compiled programs, and what it was measured on."""
    before, compiled = RESULTS.read_text(encoding="utf-8").split("## Compiled\n\n")
    table, (compiled_table, machine) = before.split("\n\n")[1], compiled.split("\n\n")[:2]
    return "\n\n".join([f"{exactness()} {memory(table)} {TIME}", compiled_table, machine])


def draw_picture(readme: str) -> None:
    """Run the README's first block of code, which saves the picture."""
    source = re.findall(r"^```python\n(.*?)^```$", readme, flags=re.MULTILINE | re.DOTALL)[0]
    os.environ["GLASSGRAD_ENGINE"] = "builtin"
    os.chdir(DOCS)
    exec(source, {})


def main() -> None:
    """Write all of it."""
    text = README.read_text(encoding="utf-8")
    for name, content in (
        ("lessons", table_of_parts()),
        ("measured", measurements()),
    ):
        text = replaced(text, name, content)
    README.write_text(text, encoding="utf-8")
    (DOCS / "lessons.md").write_text(page_of_lessons(), encoding="utf-8")
    (DOCS / "reference" / "operations.md").write_text(page(), encoding="utf-8")
    architecture = DOCS / "architecture.md"
    architecture.write_text(executed(architecture.read_text(encoding="utf-8")), encoding="utf-8")
    draw_picture(text)


if __name__ == "__main__":
    main()
