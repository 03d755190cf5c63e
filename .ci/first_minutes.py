"""What works straight after `pip install`, without extras: draw, explain, train, check a gradient."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import autograd
import nn
from autograd import Value


def say(words: str) -> None:
    """One line of the report."""
    print(f"ok  {words}", flush=True)


def output_of(*arguments: str, code: int = 0) -> str:
    """What the command `glassgrad` prints; the end of this program if its exit code is another."""
    command = Path(sysconfig.get_path("scripts")) / "glassgrad"
    done = subprocess.run([command, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
    return done.stdout + done.stderr


def main() -> None:
    """Each of them once."""
    home = Path(sys.prefix)
    for package in (autograd, nn):
        assert home in Path(str(package.__file__)).parents, f"{package.__name__} is not the installed one"
    say(f"autograd and nn come from {Path(str(autograd.__file__)).parent.parent}")

    a, b, c = Value(2.0, "a"), Value(-3.0, "b"), Value(10.0, "c")
    y = (a * b + c).tanh()
    y.backward()
    for name in ("graph.svg", "graph.dot"):
        y.draw().save(name)
        assert Path(name).stat().st_size > 500, name
    assert "tanh" in Path("graph.svg").read_text(encoding="utf-8")
    say("a graph is drawn")

    y.explain().save("steps.html")
    assert "tanh" in Path("steps.html").read_text(encoding="utf-8")
    say("a page steps through it")

    text = output_of("explain", "tanh(a*b + c)", "a=2", "b=-3", "c=10")
    assert "0.9993" in text, text
    assert "__import__" not in output_of("explain", "a + b", "a=1", "b=2")
    assert len(output_of("explain", "__import__('os')", code=2).strip().splitlines()) == 1
    say("an expression is explained")

    text = output_of("train", "moons")
    assert "loss" in text, text
    say("a network is trained")

    report = autograd.check_gradients(lambda x: x.exp() * x.sin(), 0.7)
    assert report, report
    print(report)
    say("a gradient is checked")


if __name__ == "__main__":
    main()
