"""The command line: `glassgrad explain "tanh(a*b + c)" a=2 b=-3 c=10`, `glassgrad train moons`."""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NoReturn

import autograd
from autograd import Value
from autograd.draw import EngineMissing
from autograd.draw.picture import kind_of
from autograd.explain.display import refuse_other_endings
from autograd.support.console import let_every_sign_through
from autograd.symbolic.parser import FUNCTIONS, assigned, evaluated, shortened
from nn.cli.examples import EXAMPLES, saved
from nn.cli.paths import folder_for_pictures, refuse_unwritable

FAILED = 2  # the exit code for errors that the user can correct
INTERRUPTED = 130  # the usual exit code of a program that Ctrl-C has ended
MOST_STEPS = 1_000_000  # which takes hours
MOST_SEED = 2**32 - 1
LONGEST_MESSAGE = 300  # in characters


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code. arguments: without them, those of the process."""
    let_every_sign_through(sys.stdout, sys.stderr)
    chosen = command_line().parse_args(with_guarded_minus(sys.argv[1:] if arguments is None else arguments))
    try:
        chosen.run(chosen)
    except (ValueError, ArithmeticError, EngineMissing, ImportError, OSError) as error:
        print(f"glassgrad {chosen.command}: {one_line(error)}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def explain(chosen: argparse.Namespace) -> None:
    """Print value, gradients and tree of a formula; save its picture, and the page that steps through it."""
    formula, variables = chosen.formula.strip(), assigned(chosen.assignments)
    result = evaluated(formula, variables)
    steps = result.explain(title=f"Backpropagation through {formula}")
    result.backward()
    print(f"{formula} = {result.data!r}\n")
    if variables:
        print(gradient_table(variables.values()) + "\n")
    print(result.tree())
    for path in map(Path, chosen.save):
        kind_of(path)
        refuse_unwritable(path)
    for path in map(Path, chosen.html):
        refuse_other_endings(path)
        refuse_unwritable(path)
    for path in chosen.save:
        result.draw().save(path)
        print(f"\nwrote {path}")
    for path in chosen.html:
        steps.save(path)
        print(f"\nwrote {path}")


def train(chosen: argparse.Namespace) -> None:
    """Train an example, print how well it does, and save its pictures."""
    folder = Path(chosen.example if chosen.out is None else chosen.out)
    options = {name: getattr(chosen, name) for name in ("steps", "seed") if getattr(chosen, name) is not None}
    with folder_for_pictures(folder):
        example = EXAMPLES[chosen.example](progress=not chosen.quiet, **options)
    if example.history.interrupted:
        print(f"Interrupted after {len(example.history)} steps.")
    print(example.report)
    for line in saved(example.drawings, folder):
        print(line)


def gradient_table(variables: Iterable[Value]) -> str:
    """Return a line for each variable: its name, its number, and the slope of the result with respect to it."""
    rows = [("", "value", "gradient"), *((v.label, f"{v.data:.6g}", f"{v.grad:.6g}") for v in variables)]
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join(f"  {name:{widths[0]}}   {x:>{widths[1]}}   {grad:>{widths[2]}}" for name, x, grad in rows)


def with_guarded_minus(arguments: Iterable[str]) -> list[str]:
    """Return the arguments with a space before a minus, so that such a formula is not taken for an option."""
    return [f" {text}" if text.startswith("-") and text[:2] != "--" and text != "-h" else text for text in arguments]


def one_line(error: Exception) -> str:
    """Return the message of an error without line breaks."""
    return " ".join(str(error).split())


class OneLineParser(argparse.ArgumentParser):
    """A parser that says in one line what is wrong, and where to read more."""

    def error(self, message: str) -> NoReturn:
        self.exit(
            FAILED, f"{self.prog}: {shortened(' '.join(message.split()), LONGEST_MESSAGE)} (see {self.prog} --help)\n"
        )


def command_line() -> OneLineParser:
    """Return the parser of everything that can be written after `glassgrad`."""
    parser = OneLineParser("glassgrad", description="A scalar autograd engine you can see through.", allow_abbrev=False)
    version = f"glassgrad {autograd.__version__}"
    parser.add_argument("--version", action="version", version=version, help="print the version and exit")
    commands = parser.add_subparsers(dest="command", required=True, metavar="explain | train")

    explaining = commands.add_parser(
        "explain",
        help="compute and differentiate a formula, and show how",
        description='Compute and differentiate a formula: glassgrad explain "tanh(a*b + c)" a=2 b=-3 c=10',
        epilog="Made of numbers, names, + - * / **, brackets, the constants pi and e, and functions: "
        + ", ".join(sorted(FUNCTIONS)),
        allow_abbrev=False,
    )
    explaining.add_argument("formula", help='what to compute, in quotes: "tanh(a*b + c)"')
    explaining.add_argument(
        "assignments", nargs="*", default=[], metavar="name=number", help="a number for each name: a=2"
    )
    explaining.add_argument(
        "--save",
        action="append",
        default=[],
        metavar="FILE",
        help="save the picture of the graph: graph.svg or graph.dot, or with the extra `export` .png or .pdf "
        "(may be repeated)",
    )
    explaining.add_argument(
        "--html",
        action="append",
        default=[],
        metavar="FILE",
        help="save a page that steps through the forward and the backward pass: steps.html (may be repeated)",
    )
    explaining.set_defaults(run=explain)

    training = commands.add_parser(
        "train",
        help="train a small network and save pictures of it",
        description="Train a small network on two moons, handwritten digits or diabetes, and save pictures of it.",
        allow_abbrev=False,
    )
    training.add_argument("example", choices=list(EXAMPLES), help="what to learn")
    training.add_argument(
        "--steps", type=whole_number(1, MOST_STEPS), help="how many steps to train (default: a few seconds' worth)"
    )
    training.add_argument(
        "--seed", type=whole_number(0, MOST_SEED), help="where the random numbers start (default: the example's own)"
    )
    training.add_argument("--out", metavar="DIR", help="the folder for the pictures (default: the name of the example)")
    training.add_argument("--quiet", action="store_true", help="do not show the progress")
    training.set_defaults(run=train)
    return parser


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """Return a function that reads a whole number from least to most."""

    def read(text: str) -> int:
        digits = text.strip()
        if not digits.isdecimal() or len(digits) > len(str(most)) or not least <= int(digits) <= most:
            raise argparse.ArgumentTypeError(f"{digits[:40]!r} is not a whole number from {least} to {most:,}")
        return int(digits)

    return read


if __name__ == "__main__":
    sys.exit(main())
