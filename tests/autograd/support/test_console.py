"""Whatever the output can encode, a print never ends in an error."""

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Value
from autograd.explain.mistakes import compare
from autograd.support.console import PLAIN, let_every_sign_through, say

ENCODINGS = ["ascii", "cp1252", "cp437", "latin-1", "utf-8", "utf-16"]


def stream(encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding, newline="\n")


def written(to: io.TextIOWrapper) -> str:
    to.flush()
    to.seek(0)
    return to.read()


@given(st.text() | st.text("∂→−×²├─│…𝛼\ud800\0"), st.sampled_from(ENCODINGS))
def test_every_text_can_be_said(text: str, encoding: str) -> None:
    file = stream(encoding)
    say(text, file)
    file.flush()
    assert file.buffer.getvalue().decode(encoding).endswith("\n")


def test_a_sign_that_is_not_known_is_written_in_another_way() -> None:
    file = stream("ascii")
    say("∂y/∂x = 1 − 0.5² → 0.75 ∞ é 漢", file)
    assert written(file) == "dy/dx = 1 - 0.5^2 -> 0.75 inf ? ?\n"
    file = stream("cp1252")
    say("2 × 3 → 6", file)
    assert written(file) == "2 × 3 -> 6\n"  # what the output knows is left as it is


def test_text_that_is_kept_as_text_loses_nothing() -> None:
    file = io.StringIO()
    say("∂ → ²", file)
    assert file.getvalue() == "∂ → ²\n"


def test_a_print_to_such_a_stream_is_written_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    file = stream("ascii")
    let_every_sign_through(file, io.StringIO())
    print("└─ ∂", file=file)
    assert written(file) == "`- d\n"
    say("∂")
    assert capsys.readouterr().out == "∂\n"


def test_what_stands_in_place_of_a_sign_can_be_written_everywhere() -> None:
    assert all(plain.isascii() for plain in PLAIN.values())
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("ascii", "glassgrad")


def test_steps_and_mistakes_are_printed_everywhere() -> None:
    x = Value(0.5, "x₁")
    y = (x * x).tanh() - x**2
    for print_to in (y.explain().print, compare(y, "assignment").print):
        file = stream("ascii")
        print_to(file)
        assert re.search(r"x\?", written(file))


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_pipe_that_knows_few_signs_gets_every_step(encoding: str) -> None:
    program = "from autograd import Value; a = Value(2.0, 'a'); (a * a).tanh().explain().print()"
    folder = str(Path(autograd.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        env={"PYTHONIOENCODING": encoding, "PYTHONPATH": folder},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"a.grad += dv1/da" in done.stdout
