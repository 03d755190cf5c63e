"""What `make demo` shows: a formula taken apart, two moons told apart, handwritten digits read."""

import sys
from pathlib import Path

from autograd.expression import assigned, evaluated
from nn.examples import saved, train_digits, train_moons

FORMULA, POINT = "tanh(a*b + c)", ("a=2", "b=-3", "c=6.5")


def main(folder: str = "demo") -> None:
    """Run everything, and say where the pictures are."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    written = [*explained(folder)]
    for train in (train_moons, train_digits):
        print(f"\n{train.__doc__}")
        example = train()
        print(example.report)
        written += saved(example.drawings, folder)
    print()
    print("\n".join(written))
    print(f"\nOpen the folder {Path(folder).resolve()} and look.")


def explained(folder: str) -> list[str]:
    """A formula computed, differentiated, printed as a tree and drawn."""
    result = evaluated(FORMULA, assigned(POINT))
    result.label = "y"
    result.backward()
    print(f"{FORMULA} at {', '.join(POINT)}, and the slope of y by every number in it:\n\n{result.tree()}")
    return [*saved({"formula.svg": result.draw}, folder)]


if __name__ == "__main__":
    main(*sys.argv[1:2])
