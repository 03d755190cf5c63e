"""What `make demo` shows: a formula and a small training to step through, two moons told apart, and digits read."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

from autograd.explain import Boundary, Recorder
from autograd.support.console import let_every_sign_through
from autograd.symbolic.parser import assigned, evaluated
from nn.cli.examples import Example, saved, train_digits, train_moons
from nn.data import two_moons
from nn.losses import binary_cross_entropy_with_logits
from nn.neuron import MLP
from nn.training.fit import fit
from nn.training.optimizers import SGD

FORMULA, POINT = "tanh(a*b + c)", ("a=2", "b=-3", "c=6.5")
EXAMPLES: dict[str, Callable[[], Example]] = {
    "Two half circles, 100 points, a network of 2 → 16 → 16 → 1": train_moons,
    "Handwritten digits of 8 × 8 pixels, a network of 64 → 16 → 10": train_digits,
}


def main(folder: str = "demo") -> None:
    """Run everything, write the pictures into the folder, and print where they are."""
    let_every_sign_through(sys.stdout, sys.stderr)
    Path(folder).mkdir(parents=True, exist_ok=True)
    written = [*explained(folder), *recorded(folder)]
    for title, train in EXAMPLES.items():
        print(f"\n{title}:\n", flush=True)
        try:
            example = train()
        except ImportError as error:  # the digits need an extra
            print(error)
            continue
        print(f"\n{example.report}")
        written += saved(example.drawings, folder)
    print()
    print("\n".join(written))
    print(
        f"\nOpen {Path(folder).resolve() / 'formula.html'} to step through the formula, and look at the others there."
    )


def explained(folder: str) -> list[str]:
    """Compute and differentiate a formula, print it as a tree and draw it; return a line for each file."""
    result = evaluated(FORMULA, assigned(POINT))
    result.label = "y"
    result.backward()
    print(f"{FORMULA} at {', '.join(POINT)}, and the slope of y with respect to every number in it:\n\n{result.tree()}")
    steps = partial(result.explain, title=f"Backpropagation through {FORMULA}")
    return [*saved({"formula.svg": result.draw, "formula.html": steps}, folder)]


def recorded(folder: str) -> list[str]:
    """Record the training of a network of 2 → 3 → 1, a sample a step; return a line for the file."""
    random = Random(5)
    data = two_moons(24, 0.1, random)
    model = MLP(2, [3, 1], random=random)
    recorder = Recorder(every=8, boundary=Boundary(model, data.inputs, data.targets))
    optimizer = SGD(model.parameters(), 0.3)
    loss = binary_cross_entropy_with_logits
    fit(model, loss, data, steps=240, batch_size=1, optimizer=optimizer, recorder=recorder, progress=False)
    return [*saved({"training.html": lambda: recorder}, folder)]


if __name__ == "__main__":
    main(*sys.argv[1:2])
