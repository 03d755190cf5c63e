"""The demo writes its pictures, says where they are, and can be run again."""

import sys
from functools import partial
from pathlib import Path

import pytest

from nn.cli import demo
from nn.cli.examples import train_digits, train_moons

PICTURES = {
    "digits-loss.png",
    "digits-mistakes.png",
    "digits-read.png",
    "formula.html",
    "formula.svg",
    "moons-boundary.png",
    "moons-loss.png",
    "moons-network.svg",
    "training.html",
}


@pytest.mark.slow
def test_the_demo_can_be_run_twice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pytest.importorskip("sklearn")
    pytest.importorskip("matplotlib")
    monkeypatch.setattr(demo, "EXAMPLES", {"Moons": partial(train_moons, 2), "Digits": partial(train_digits, 2)})
    folder = tmp_path / "demo"
    demo.main(str(folder))
    first, pictures = capsys.readouterr().out, {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(pictures) == PICTURES
    assert all(f"wrote {folder / name}\n" in first for name in PICTURES)
    assert "y tanh       data 0.4621    grad 1" in first
    assert f"Open {folder / 'formula.html'} to step through the formula" in first
    demo.main(str(folder))
    assert capsys.readouterr().out == first
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == pictures


@pytest.mark.slow
def test_without_extras_the_demo_shows_what_it_can(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for module in ("sklearn", "matplotlib.figure"):
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setattr(demo, "EXAMPLES", {"Moons": partial(train_moons, 2), "Digits": train_digits})
    demo.main(str(tmp_path))
    assert {path.name for path in tmp_path.iterdir()} == {
        "formula.html",
        "formula.svg",
        "moons-network.svg",
        "training.html",
    }
    printed = capsys.readouterr().out
    assert 'these data come with scikit-learn: pip install "glassgrad[data]"' in printed
    assert 'draws with matplotlib: pip install "glassgrad[plot]"' in printed
