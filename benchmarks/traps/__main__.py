"""`python -m benchmarks.traps`: runs every trap with glassgrad, torch.compile and jax.jit, and writes docs/traps.md.

It takes about two minutes, prints what is refused or wrong, and ends with an error where glassgrad is wrong.
"""

import platform
import sys
from importlib import import_module

from benchmarks.traps.framework import GLASSGRAD, Framework
from benchmarks.traps.outcome import AS_EAGER, LEFT_OUT, WRONG, Outcome, outcome
from benchmarks.traps.page import PAGE, page
from benchmarks.traps.table import TRAPS


def frameworks() -> list[Framework]:
    """Return all of them; an ImportError where one is not installed."""
    return [import_module(f"benchmarks.traps.by_{name}").framework for name in ("glassgrad", "torch", "jax")]


def outcomes(framework: Framework) -> dict[str, Outcome]:
    """Return what a framework makes of each trap, and print what is not as eager."""
    found = {name: outcome(trap, framework) for name, trap in TRAPS.items()}
    for name, each in found.items():
        if each.word not in (AS_EAGER, LEFT_OUT):
            print(f"{framework.name}: {each.word}: {name}: {each.found} for {each.expected}; {each.error!r}"[:300])
    return found


def main() -> None:
    """Run, print, write; exit code 1 if glassgrad is wrong."""
    everyone = frameworks()
    found = {each.name: {name: result.word for name, result in outcomes(each).items()} for each in everyone}
    versions = [f"Python {platform.python_version()}", *(item for each in everyone for item in each.versions())]
    PAGE.write_text(page(found, versions), encoding="utf-8")
    if wrong := [name for name, word in found[GLASSGRAD].items() if word == WRONG]:
        sys.exit(f"glassgrad is wrong: {', '.join(wrong)}")


if __name__ == "__main__":
    main()
