"""What the index shows of each lesson: its title, how long it takes, and one of its pictures."""

import base64
import io
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from PIL import Image

FOLDER = Path(__file__).resolve().parent
WORDS_A_MINUTE = 100  # prose that one thinks along with
MINUTES = {"code": 1.2, "Predict, then run": 2.0, "check(": 6.0}  # to run and read a cell, to predict, to solve
WIDTH = 230  # pixels of a picture
DRAWING = re.compile(r'<img [^>]*src="(data:image/svg\+xml;base64,[\w+/=]+)"')


class Lesson:
    """A lesson as it is committed."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.cells: list[Any] = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4).cells  # type: ignore[no-untyped-call]
        self.number, _, self.title = self.cells[0].source.splitlines()[0].removeprefix("# ").partition(" · ")

    @property
    def question(self) -> str:
        """What it begins with."""
        return str(self.cells[0].source.split("\n\n")[1]).replace("\n", " ")

    @property
    def minutes(self) -> int:
        """About how long it takes to work through, to five minutes."""
        prose: str = " ".join(cell.source for cell in self.cells if cell.cell_type == "markdown")
        code: list[str] = [cell.source for cell in self.cells if cell.cell_type == "code"]
        exercises = sum(source.count("check(") for source in code)
        time: float = len(prose.split()) / WORDS_A_MINUTE + MINUTES["code"] * len(code)
        time += MINUTES["Predict, then run"] * prose.count("Predict, then run") + MINUTES["check("] * exercises
        return 5 * max(1, round(time / 5))

    def outputs(self) -> Iterator[dict[str, str]]:
        """Everything it shows, by kind."""
        for cell in self.cells:
            for output in cell.get("outputs", []):
                yield output.get("data", {})

    @property
    def picture(self) -> str:
        """The address of its richest picture, with the picture in it."""
        painted = [data["image/png"] for data in self.outputs() if "image/png" in data]
        drawn = [hit[1] for data in self.outputs() if (hit := DRAWING.search(data.get("text/html", "")))]
        return "data:image/png;base64," + small(max(painted, key=len)) if painted else max(drawn, key=len)


def small(picture: str) -> str:
    """A PNG, made narrower where it is wide."""
    image = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB")
    height = round(image.height * 2 * WIDTH / image.width)
    file = io.BytesIO()
    image.resize((2 * WIDTH, height), Image.Resampling.BOX).quantize(32).save(file, "PNG", optimize=True)
    return base64.b64encode(file.getvalue()).decode()


def lessons(first: int, last: int) -> list[Lesson]:
    """The lessons with these numbers, and those between."""
    paths = [path for path in sorted(FOLDER.glob("*_*.ipynb")) if first <= int(path.name.partition("_")[0]) <= last]
    return [Lesson(path) for path in paths]


class Gallery:
    """Lessons to look at in a notebook."""

    def __init__(self, first: int, last: int) -> None:
        self.lessons = lessons(first, last)

    def __repr__(self) -> str:
        return "\n".join(f"{each.number:>2} · {each.title}, about {each.minutes} min" for each in self.lessons)

    def _repr_html_(self) -> str:
        cards = [
            f'<a href="{each.name}" style="width:{WIDTH}px;color:inherit;text-decoration:none">'
            f'<img src="{each.picture}" alt="" style="width:{WIDTH}px;height:150px;object-fit:contain;background:#fff">'
            f"<br><b>{each.number} · {escape(each.title)}</b> · about {each.minutes} min</a>"
            for each in self.lessons
        ]
        return f'<div style="display:flex;flex-wrap:wrap;gap:18px">{"".join(cards)}</div>'
