"""The lessons as they are committed (running them is `python notebooks/execute.py --check`), and what runs them."""

import base64
import importlib.util
import io
import os
import re
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

FOLDER = Path(__file__).parent.parent / "notebooks"

nbformat = pytest.importorskip("nbformat")
pytest.importorskip("nbclient")
image = pytest.importorskip("PIL.Image")
png_plugin = pytest.importorskip("PIL.PngImagePlugin")


def module(path: Path) -> ModuleType:
    """A program that belongs to no package, as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


execute = module(FOLDER / "execute.py")
each_notebook = pytest.mark.parametrize("path", execute.lessons(), ids=lambda path: path.stem)
each_lesson = pytest.mark.parametrize("path", execute.lessons()[1:], ids=lambda path: path.stem)  # after the index


def notebook(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def code_cells(lesson: Any) -> list[Any]:
    return [cell for cell in lesson.cells if cell.cell_type == "code"]


def prose(lesson: Any) -> str:
    return "\n\n".join(cell.source for cell in lesson.cells if cell.cell_type == "markdown")


def shown(lesson: Any) -> str:
    """All text that the lesson's cells give."""
    return "\n".join(map(execute.written, execute.outputs(lesson)))


# What is committed


def test_lessons_are_numbered_without_a_gap() -> None:
    numbers = [int(path.stem.partition("_")[0]) for path in execute.lessons()]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > 1


@each_notebook
def test_is_valid_and_normal(path: Path) -> None:
    lesson = notebook(path)
    nbformat.validate(lesson)
    assert execute.text(execute.normalised(deepcopy(lesson))) == path.read_text(encoding="utf-8")


@each_notebook
def test_was_run_from_top_to_bottom(path: Path) -> None:
    counts = [cell.execution_count for cell in code_cells(notebook(path))]
    assert counts == list(range(1, len(counts) + 1))


@each_notebook
def test_outputs_are_the_same_everywhere(path: Path) -> None:
    assert execute.flaws(notebook(path)) == []


@each_notebook
def test_begins_with_its_number_and_ends_with_checks(path: Path) -> None:
    lesson = notebook(path)
    assert lesson.cells[0].source.startswith(f"# {int(path.stem.partition('_')[0])} · ")
    headings = re.findall(r"^## (.+)$", prose(lesson), flags=re.MULTILINE)
    assert "Checks" in headings[-2:]
    assert "assert " in code_cells(lesson)[-1].source


@each_lesson
def test_asks_before_it_answers(path: Path) -> None:
    assert prose(notebook(path)).count("**Predict, then run") >= 2


@each_lesson
def test_has_pictures(path: Path) -> None:
    kinds = [kind for output in execute.outputs(notebook(path)) for kind in output.get("data", {})]
    assert sum(kind in (*execute.PICTURES, "text/html") for kind in kinds) >= 3


@each_lesson
def test_short_cells_and_as_much_prose(path: Path) -> None:
    lesson = notebook(path)
    lengths = sorted(len(cell.source.splitlines()) for cell in code_cells(lesson))
    assert lengths[len(lengths) // 2] <= 3
    assert 0.5 < (len(lesson.cells) - len(lengths)) / len(lengths) < 2
    assert max(len(line) for cell in code_cells(lesson) for line in cell.source.splitlines()) <= 100


@each_notebook
def test_every_number_in_the_prose_is_printed_by_a_cell(path: Path) -> None:
    lesson = notebook(path)
    assert unprinted(prose(lesson), shown(lesson)) == []


def unprinted(words: str, answers: str) -> list[str]:
    """Measured numbers (with a decimal point, or of three digits and more) in the words but not in the answers."""
    numbers = re.findall(r"(?<![\w.,])\d+\.\d+|(?<![\w.,])\d{3,}(?:,\d{3})*", re.sub(r"`[^`]*`|\]\([^)]*\)", "", words))
    return [number for number in numbers if number not in answers and number.replace(",", "") not in answers]


def test_a_number_that_no_cell_prints_is_noticed() -> None:
    assert unprinted("It takes 1,234 steps, 0.5 each, in lesson 7: `x = 99.5`.", "1234 and 0.25") == ["0.5"]


# What runs them


def png(colour: str, software: str = "", compress_level: int = 6) -> str:
    """A small picture, perhaps with a note of what painted it."""
    note = png_plugin.PngInfo()
    if software:
        note.add_text("Software", software)
    file = io.BytesIO()
    painted = image.new("RGB", (8, 4), colour)
    (painted if software else painted.quantize(256)).save(file, "PNG", pnginfo=note, compress_level=compress_level)
    return base64.b64encode(file.getvalue()).decode()


def lesson_with(*outputs: Any) -> Any:
    v4 = nbformat.v4
    return execute.normalised(v4.new_notebook(cells=[v4.new_code_cell("show()", outputs=list(outputs))]))


def stream(text: str, name: str = "stdout") -> Any:
    return nbformat.v4.new_output("stream", text=text, name=name)


def picture(data: str) -> Any:
    return nbformat.v4.new_output("display_data", {"image/png": data})


@pytest.mark.parametrize(
    ("output", "complaint"),
    [
        (stream("<object at 0x7f0012abcdef>"), "cell-01: a memory address, '0x7f0012abcdef'"),
        (stream("done at 12:30:59"), "cell-01: a time of day, '12:30:59'"),
        (stream("on 2031-01-31"), "cell-01: a date, '2031-01-31'"),
        (stream("saved /home/me/x.png"), "cell-01: an absolute path, '/home/'"),
        (stream("careful", "stderr"), "cell-01: a message on stderr, 'careful'"),
        (nbformat.v4.new_output("error", ename="ValueError", evalue="no"), "cell-01: an error, ValueError: no"),
    ],
)
def test_a_flaw_is_named_with_its_cell(output: Any, complaint: str) -> None:
    assert execute.flaws(lesson_with(output)) == [complaint]
    assert execute.flaws(lesson_with(stream("a / b = 0.5, slopes/home at 12:30"))) == []


def test_a_difference_is_shown_line_by_line() -> None:
    found = execute.difference(lesson_with(stream("loss\n0.25\n")), lesson_with(stream("loss\n0.26\n")))
    assert found.startswith("cell-01:")
    assert "-0.25" in found
    assert "+0.26" in found
    assert execute.difference(lesson_with(stream("same")), lesson_with(stream("same"))) == ""


def test_a_difference_in_a_drawing_is_shown_as_its_elements() -> None:
    def drawing(text: str) -> Any:
        data = base64.b64encode(f"<svg><text>{text}</text><g/></svg>".encode()).decode()
        return nbformat.v4.new_output("display_data", {"text/html": f'<img src="data:image/svg+xml;base64,{data}">'})

    found = execute.difference(lesson_with(drawing("0.25")), lesson_with(drawing("0.26")))
    assert "-<text>0.25</text>" in found
    assert "+<text>0.26</text>" in found
    assert execute.flaws(lesson_with(drawing("0x7f0012abcdef"))) == ["cell-01: a memory address, '0x7f0012abcdef'"]


def test_pictures_are_compared_by_what_they_show() -> None:
    old, same, other = (
        lesson_with(picture(png("red"))),
        lesson_with(picture(png("red"))),
        lesson_with(picture(png("tan"))),
    )
    bytes_of = lambda lesson: lesson.cells[0].outputs[0].data["image/png"]  # noqa: E731
    file = io.BytesIO()
    image.open(io.BytesIO(base64.b64decode(bytes_of(same)))).save(file, "PNG", compress_level=0)
    same.cells[0].outputs[0].data["image/png"] = base64.b64encode(file.getvalue()).decode()
    assert bytes_of(same) != bytes_of(old)
    execute.keep_pictures(same, old)
    execute.keep_pictures(other, old)
    assert execute.text(same) == execute.text(old)
    assert "checksum" in execute.difference(old, other)


def test_a_picture_does_not_name_its_program() -> None:
    noted = png("red", software="Painter 3.1")
    assert b"Painter" in base64.b64decode(noted)
    slim = execute.slim(noted)
    assert b"Painter" not in base64.b64decode(slim)
    assert execute.pixels(slim) == execute.pixels(noted)
    assert execute.slim(slim) == slim


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of lessons of its own."""
    shutil.copy(FOLDER / "execute.py", tmp_path)
    return tmp_path


def write(path: Path, *sources: str) -> None:
    v4 = nbformat.v4
    nbformat.write(v4.new_notebook(cells=[v4.new_code_cell(source) for source in sources]), path)


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """The exit code and what was printed."""
    command = [sys.executable, str(folder / "execute.py"), *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=os.environ | {"PYTHONUTF8": "1"})
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
def test_run_write_and_check(folder: Path) -> None:
    path = folder / "01_words.ipynb"
    write(path, "print('one')\nprint('two')", "sorted({'c', 'a', 'b'}), list({'c', 'a', 'b'})")
    unrun = path.read_bytes()
    assert run(folder, "--check")[0] == 1, "there are no outputs yet"
    assert path.read_bytes() == unrun
    assert run(folder) == (0, "01_words.ipynb has new outputs\n")
    once = path.read_bytes()
    assert run(folder, "--only", "01") == (0, "01_words.ipynb is as written\n")
    assert path.read_bytes() == once, "the same bytes on each run"
    assert run(folder, "--check")[0] == 0
    path.write_text(path.read_text().replace("two\\n", "three\\n"))
    code, said = run(folder, "--check")
    assert (code, "-three" in said) == (1, True)
    run(folder)
    assert path.read_bytes() == once


@pytest.mark.slow
def test_a_broken_lesson_stays_as_it_was(folder: Path) -> None:
    write(folder / "01_error.ipynb", "1 + 1", "1 / 0")
    write(folder / "02_address.ipynb", "object()")
    before = [path.read_bytes() for path in sorted(folder.glob("*.ipynb"))]
    code, said = run(folder)
    assert code == 1
    assert "01_error.ipynb stops with an error" in said
    assert "ZeroDivisionError: division by zero" in said
    assert "02_address.ipynb cannot be written down:\n  cell-01: a memory address" in said
    assert [path.read_bytes() for path in sorted(folder.glob("*.ipynb"))] == before


@pytest.mark.slow
def test_an_unknown_lesson_is_named(folder: Path) -> None:
    code, said = run(folder, "--only", "99")
    assert code == 2
    assert "no lesson in" in said
    assert "begins with '99'" in said
