"""The command line: what it prints, and that whatever goes wrong takes one line and the exit code 2."""

import errno
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import autograd
from nn.cli import examples
from nn.cli import main as cli

DRAWN = """\
tanh(a*b + c) = 0.999329299739067

      value      gradient
  a       2   -0.00402285
  b      -3     0.0026819
  c      10    0.00134095

tanh         data 0.9993    grad 1
└─ +         data 4         grad 0.001341  slope 0.001341
   ├─ *      data -6        grad 0.001341  slope 1
   │  ├─ a   data 2         grad -0.004023 slope -3
   │  └─ b   data -3        grad 0.002682  slope 2
   └─ c      data 10        grad 0.001341  slope 1
"""


def run(*arguments: str) -> int:
    """The exit code, whichever way the program ends."""
    try:
        return cli.main(arguments)
    except SystemExit as end:
        return int(end.code or 0)


def test_explain_prints_value_gradients_and_tree(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain", "tanh(a*b + c)", "a=2", "b=-3", "c=10") == 0
    assert capsys.readouterr() == (DRAWN, "")


def test_explain_needs_no_variables(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain", "2 ** 10") == 0
    assert capsys.readouterr().out.startswith("2 ** 10 = 1024.0\n\n** 10")


def test_a_formula_may_begin_with_a_minus(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain", "-a*b", "a=-1", "b=2") == 0
    assert capsys.readouterr().out.startswith("-a*b = 2.0\n")


def test_explain_saves_pictures(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    svg, dot = tmp_path / "graph.svg", tmp_path / "graph.dot"
    assert run("explain", "a*b", "a=1", "b=2", "--save", str(svg), "--save", str(dot)) == 0
    assert f"wrote {svg}\n" in capsys.readouterr().out
    assert svg.read_text(encoding="utf-8").startswith("<svg")
    assert "digraph" in dot.read_text(encoding="utf-8")


def test_explain_saves_the_page_that_steps_through_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "steps.html"
    assert run("explain", "tanh(a*b + c)", "a=2", "b=-3", "c=10", "--html", str(path)) == 0
    page = path.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "<h1>Backpropagation through tanh(a*b + c)</h1>" in page
    assert f"wrote {path}" in capsys.readouterr().out


# fmt: off
WRONG = [
    (["explain", "__import__('os')"],             "glassgrad explain: there is no function '__import__'"),
    (["explain", "a.b", "a=1"],                   "glassgrad explain: 'a.b' is not allowed"),
    (["explain", "9**9**9"],                      "glassgrad explain: '9**9**9' is inf: it does not fit into a float"),
    (["explain", "lambda: 1"],                    "glassgrad explain: 'lambda: 1' is not allowed"),
    (["explain", "1/a", "a=0"],                   "glassgrad explain: in '1/a': div: a / b needs b ≠ 0"),
    (["explain", "a"],                            "glassgrad explain: the formula uses 'a', but no number is given"),
    (["explain", "a", "a=1", "b=1"],              "glassgrad explain: 'b' is given, but the formula does not use it"),
    (["explain", "a", "a=1", "a=1"],              "glassgrad explain: 'a' is given twice"),
    (["explain", "a", "a"],                       "glassgrad explain: 'a' is not an assignment"),
    (["explain", "a^2", "a=1"],                   "glassgrad explain: 'a^2': ^ is not a power here; write a**2\n"),
    (["explain"],                                 "glassgrad explain: the following arguments are required: formula ("),
    (["explain", "a", "--lines"],                 "glassgrad: unrecognized arguments: --lines"),
    (["train"],                                   "glassgrad train: the following arguments are required: example"),
    (["train", "cats"],                           "glassgrad train: argument example: invalid choice: 'cats'"),
    (["train", "moons", "--steps", "0"],          "argument --steps: '0' is not a whole number from 1 to 1,000,000"),
    (["train", "moons", "--steps", "many"],       "'many' is not a whole number from 1 to 1,000,000"),
    (["train", "moons", "--steps", "-5"],         "'-5' is not a whole number from 1 to 1,000,000"),
    (["train", "moons", "--steps", "nan"],        "'nan' is not a whole number from 1 to 1,000,000"),
    (["train", "moons", "--steps", "1e3"],        "'1e3' is not a whole number from 1 to 1,000,000"),
    (["train", "moons", "--steps", "1000000000000"],  "'1000000000000' is not a whole number from 1 to 1,000,000"),
    (["train", "moons", "--steps", "9" * 5000],   f"'{'9' * 40}' is not a whole number from 1 to 1,000,000"),
    (["train", "moons", "--seed", "x"],           "argument --seed: 'x' is not a whole number from 0 to 4,294,967,295"),
    (["train", "moons", "--seed", "-1"],          "argument --seed: '-1' is not a whole number from 0 to"),
    (["train", "moons", "--seed", "9" * 5000],    f"'{'9' * 40}' is not a whole number from 0 to 4,294,967,295"),
    (["train", "moons", "--out", __file__],       "test_main.py is a file; give another name for the folder: --out"),
    (["dance"],                                   "glassgrad: argument explain | train: invalid choice: 'dance'"),
    ([],                                          "glassgrad: the following arguments are required: explain | train"),
]
# fmt: on


HOSTILE = [
    "(" * 500 + "a" + ")" * 500,
    "tanh(" * 150 + "a" + ")" * 150,
    "-" * 900 + "a",
    "a" + "**a" * 300,
    "a+" * 499 + "a",
    "9**9**9**9",
    "1" * 999,
    "a" * 1_000_000,
    "a\0",
    "\ud800",
    "𝛼 + a",
    "a if a else a",
    "[a for a in a]",
    "(a := 1)",
    "__builtins__",
    "a.__class__.__mro__",
    "a.__class__.__base__.__subclasses__()",
    "exec('import os')",
    "f'{a}'",
    "tanh(*a)",
    "tanh(a=a)",
    "\x0c\r\n\t(a\n\n)",
    "True",
    "1j",
    "a # \x1b[2J",
]


@pytest.mark.parametrize("formula", HOSTILE)
def test_a_hostile_formula_takes_one_line_or_is_computed(capsys: pytest.CaptureFixture[str], formula: str) -> None:
    code = run("explain", formula, "a=0.5")
    printed, error = capsys.readouterr()
    assert (code, error.count("\n")) in ((0, 0), (2, 1))
    assert bool(printed) == (code == 0)
    assert len(error) < 500


def test_a_long_argument_is_not_written_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain", "a", "--" + "x" * 100_000) == run("x" * 100_000) == 2
    assert all(len(line) < 500 for line in capsys.readouterr().err.splitlines())


@pytest.mark.parametrize(("arguments", "words"), WRONG)
def test_what_is_wrong_takes_one_line(capsys: pytest.CaptureFixture[str], arguments: list[str], words: str) -> None:
    assert run(*arguments) == 2
    printed, error = capsys.readouterr()
    assert printed == ""
    assert error.count("\n") == 1
    assert words in error


# fmt: off
UNSAVED = [
    (["--save", "g.xyz"],                 "glassgrad explain: draw: 'xyz' is not a kind of picture; let the name end"),
    (["--save", ""],                      "glassgrad explain: draw: '' is not a kind of picture; let the name end"),
    (["--save", "g.html"],                "glassgrad explain: draw: 'html' is not a kind of picture; let the name end"),
    (["--save", "no/such/folder/g.svg"],  "there is no folder no/such/folder to save g.svg in; make it first"),
    (["--save", "folder.svg"],            "folder.svg is a folder; give the name of a file in it"),
    (["--html", "no/such/folder/g.html"], "there is no folder no/such/folder to save g.html in; make it first"),
    (["--html", "g.svg"],                 "a page is saved as .html, but the name is 'g.svg'; draw() saves pictures"),
    (["--html", ""],                      "a page is saved as .html, but the name is ''"),
    (["--save", "g.svg", "--html", "g"],  "a page is saved as .html, but the name is 'g'"),
    (["--save", "g\0.svg"],               "'g\\x00.svg' is not a name for a file: it contains the character"),
]
# fmt: on


@pytest.mark.parametrize(("options", "words"), UNSAVED)
def test_what_cannot_be_saved_is_printed_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.svg").mkdir()
    assert run("explain", "tanh(a*b + c)", "a=2", "b=-3", "c=10", *options) == 2
    printed, error = capsys.readouterr()
    assert printed == DRAWN
    assert error.count("\n") == 1
    assert words in error
    assert [path.name for path in tmp_path.rglob("*")] == ["folder.svg"]


def test_a_picture_that_needs_an_engine_comes_last(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def missing(*_: object) -> bytes:
        raise cli.EngineMissing("there is no Graphviz")

    monkeypatch.setattr("autograd.draw.picture.exported", missing)
    monkeypatch.setattr("autograd.draw.picture.made_by_graphviz", missing)
    assert run("explain", "tanh(a*b + c)", "a=2", "b=-3", "c=10", "--save", str(tmp_path / "x.png")) == 2
    assert capsys.readouterr() == (DRAWN, "glassgrad explain: there is no Graphviz. Without it there is no Graphviz\n")


@given(st.text(max_size=40), st.lists(st.text(max_size=10), max_size=3))
@example("-h", [])
@example("--save", [])
@example("a", ["a=1", "--save", "\x00.svg"])
@example("sqrt(a)*a", ["a=0"])
@example("\ud800", ["\ud800=1"])
def test_no_text_brings_it_to_a_traceback(formula: str, assignments: list[str]) -> None:
    assert run("explain", formula, *assignments) in (0, 2)


def test_gradients_that_are_infinite_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain", "sqrt(a)", "a=0") == 0
    assert "a       0        inf" in capsys.readouterr().out


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == run("explain", "--help") == run("train", "--help") == 0
    assert "compute and differentiate a formula" in capsys.readouterr().out
    assert run("--version") == 0
    assert capsys.readouterr().out == f"glassgrad {autograd.__version__}\n"


def test_the_version_is_written_once() -> None:
    project = tomllib.loads((Path(autograd.__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    assert project["tool"]["hatch"]["version"]["path"] == "autograd/__init__.py"
    assert re.fullmatch(r"\d+\.\d+\.\d+", autograd.__version__)


def test_train_writes_pictures_and_says_where(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    assert run("train", "moons", "--steps", "3", "--out", str(tmp_path / "new" / "folder")) == 0
    printed = capsys.readouterr().out
    names = ["moons-boundary.png", "moons-loss.png", "moons-network.svg"]
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == names
    assert printed.splitlines()[-3:] == [f"wrote {tmp_path / 'new' / 'folder' / name}" for name in names]
    assert printed.startswith("step 0   loss")
    assert "% of 200 new points are told apart by 337 parameters." in printed


def test_where_it_cannot_write_it_does_not_train(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setitem(examples.EXAMPLES, "moons", lambda **_: pytest.fail("it trained"))
    (tmp_path / "file").touch()

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "a file in it")

    for out, words in [
        ("file", "is a file; give another name for the folder: --out DIR"),
        ("file/folder", "Not a directory"),
        ("a" * 300, "File name too long"),
        ("nul\0", "is not a name for a file: it contains the character \\0; leave it out"),
    ]:
        assert run("train", "moons", "--out", str(tmp_path / out)) == 2
        printed, error = capsys.readouterr()
        assert (printed, error.count("\n")) == ("", 1)
        assert words in error
    monkeypatch.setattr("nn.cli.paths.TemporaryFile", refused)
    assert run("train", "moons", "--out", str(tmp_path / "new" / "folder")) == 2
    assert (
        f"Permission denied, so nothing can be saved there: '{tmp_path / 'new' / 'folder'}'" in capsys.readouterr().err
    )
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_training_that_fails_leaves_no_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def failed(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(examples.EXAMPLES, "moons", failed)
    assert run("train", "moons", "--out", str(tmp_path / "new" / "folder")) == 130
    assert [*tmp_path.iterdir()] == []
    assert run("train", "moons", "--out", str(tmp_path)) == 130
    assert tmp_path.is_dir()


@pytest.mark.slow
def test_a_quiet_training_says_how_it_ended(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run("train", "moons", "--steps", "1", "--quiet", "--out", str(tmp_path)) == 0
    assert capsys.readouterr().out.startswith("Two moons: ")


def test_without_matplotlib_it_trains_and_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert run("train", "moons", "--steps", "1", "--quiet", "--out", str(tmp_path)) == 0
    printed = capsys.readouterr().out
    assert f"no {tmp_path / 'moons-loss.png'}: nn.plot draws with matplotlib: pip install" in printed
    assert [path.name for path in tmp_path.iterdir()] == ["moons-network.svg"]


def test_without_scikit_learn_it_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    assert run("train", "digits", "--out", str(tmp_path / "digits")) == 2
    assert list(tmp_path.iterdir()) == []
    error = 'glassgrad train: these data come with scikit-learn: pip install "glassgrad[data]"\n'
    assert capsys.readouterr().err == error


def test_ctrl_c_ends_a_training_with_its_pictures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def interrupted(steps: int = 5, seed: int = 0, progress: bool = True) -> examples.Example:
        example = examples.train_moons(steps, seed, progress)
        example.history.interrupted = True
        return example

    monkeypatch.setitem(examples.EXAMPLES, "moons", interrupted)
    assert run("train", "moons", "--quiet", "--out", str(tmp_path)) == 0
    assert capsys.readouterr().out.startswith("Interrupted after 5 steps.\n")


def test_ctrl_c_elsewhere_ends_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "evaluated", pressed)
    assert run("explain", "1") == 130


@pytest.mark.parametrize("program", [["-m", "nn"], ["-c", "import sys, nn.cli.main; sys.exit(nn.cli.main.main())"]])
def test_it_runs_as_a_program_on_a_terminal_without_unicode(program: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *program, "explain", "a*a", "a=3"],
        capture_output=True,
        text=True,
        env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(Path(cli.__file__).parents[2])},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("a*a = 9.0\n")
