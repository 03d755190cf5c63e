"""What `make demo` shows: a formula taken apart, two moons told apart, handwritten digits read."""

import sys
from collections.abc import Callable
from pathlib import Path

from autograd.expression import assigned, evaluated
from nn.examples import Example, saved, train_digits, train_moons

FORMULA, POINT = "tanh(a*b + c)", ("a=2", "b=-3", "c=6.5")
EXAMPLES: dict[str, Callable[[], Example]] = {
    "Two half circles, 100 points, a network of 2 → 16 → 16 → 1": train_moons,
    "Handwritten digits of 8 × 8 pixels, a network of 64 → 16 → 10": train_digits,
}


def main(folder: str = "demo") -> None:
    """Run everything, and say where the pictures are."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    written = [*explained(folder)]
    for title, train in EXAMPLES.items():
        print(f"\n{title}:\n", flush=True)
        try:
            example = train()
        except ImportError as error:  # the digits come with an extra
            print(error)
            continue
        print(f"\n{example.report}")
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
