"""What is told while a training runs, and where."""

import sys
from collections.abc import Iterator

import pytest

from nn.training.history import Step
from nn.training.progress import Bar, Lines, Progress, Tqdm, progress_for, summary


def steps(total: int) -> Iterator[Step]:
    return (Step(i, 1.0 / (i + 1), i / total, 0.5, 0.1) for i in range(total))


def run(progress: Progress, total: int) -> None:
    with progress:
        for step in steps(total):
            progress.show(step)


def test_elsewhere_about_ten_lines_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    run(progress_for(95, True), 95)
    printed, errors = capsys.readouterr()
    lines = printed.splitlines()
    assert lines[0] == "step  0   loss 1.0000   accuracy   0.0 %"
    assert lines[1].startswith("step  9 ")
    assert lines[-1].startswith("step 94 ")
    assert len(lines) == 12
    assert errors == ""


@pytest.mark.parametrize("total", [1, 2, 9, 10, 11, 1000])
def test_the_first_and_the_last_step_have_a_line(capsys: pytest.CaptureFixture[str], total: int) -> None:
    run(Lines(total), total)
    numbers = [int(line.split()[1]) for line in capsys.readouterr().out.splitlines()]
    assert (numbers[0], numbers[-1]) == (0, total - 1)
    assert len(numbers) == len(set(numbers)) <= 20


def test_nothing_is_told_when_nobody_asks(capsys: pytest.CaptureFixture[str]) -> None:
    run(progress_for(10, False), 10)
    assert capsys.readouterr() == ("", "")


def test_a_terminal_gets_the_bar_of_tqdm(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    progress = progress_for(10, True)
    assert isinstance(progress, Tqdm)
    run(progress, 10)
    printed, errors = capsys.readouterr()
    assert printed == ""
    assert "10/10" in errors
    assert "loss 0.1000   accuracy  90.0 %" in errors


def test_without_tqdm_there_is_a_bar_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setenv("COLUMNS", "100")
    progress = progress_for(10, True)
    assert isinstance(progress, Bar)
    run(progress, 10)
    printed, errors = capsys.readouterr()
    assert printed == ""
    first, *_, last = errors.removesuffix("\n").split("\r")[1:]
    assert first.startswith("│███░░░░░░░░░░░░░░░░░░░░░░░░░░░│ 1/10  loss 1.0000")
    assert last.rstrip() == f"│{'█' * 30}│ 10/10  loss 0.1000   accuracy  90.0 %"


def test_a_bar_fits_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    run(Bar(10), 10)
    assert all(len(line) <= 29 for line in capsys.readouterr().err.removesuffix("\n").split("\r"))


def test_an_amount_has_no_accuracy() -> None:
    assert summary(Step(0, 12.34567, None, 0.0, 0.1)) == "loss 12.3457"
