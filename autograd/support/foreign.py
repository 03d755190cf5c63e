"""Another package is imported as `autograd` too: the one of that name on PyPI. A folder holds only one of us.

Installed into one environment, the two overwrite each other's files, and pip does not say a word. The
mixture left behind is recognised by files that are theirs and never ours; and anyone who asks this package for
something that only the other one has is told so.
"""

import os
import sys

THEIRS = ("differential_operators.py", "numpy", "scipy", "tracer.py", "wrap_util.py")
THEIR_NAMES = ("builtins", "elementwise_grad", "extend", "misc", "numpy", "scipy", "test_util")


def refuse_mixture(folder: str = os.path.dirname(os.path.dirname(__file__))) -> None:
    """An ImportError if the other package has been installed into our folder."""
    strangers = [name for name in THEIRS if os.path.exists(os.path.join(folder, name))]
    if strangers:
        raise ImportError(
            f"the `autograd` of glassgrad is mixed with another package of that name: {', '.join(strangers)} "
            f"in {folder}. An environment holds only one of the two. Give glassgrad an environment of its own, or run "
            "`pip uninstall autograd` and install glassgrad again with --force-reinstall."
        )


def not_here(name: str) -> str:
    """The words for a name that `autograd` does not have."""
    if name not in THEIR_NAMES:
        return f"module 'autograd' has no attribute {name!r}"
    return (
        f"autograd.{name} belongs to another package, which PyPI calls autograd; this is the autograd of glassgrad. "
        "Install the other one in an environment of its own, or write the functions of this one: autograd.exp(v)"
    )


class TheirModules:
    """Python asks it for each module that it cannot find."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        """An ImportError in words for a module of the other package; nothing for any other."""
        package, _, module = name.partition(".")
        if package == "autograd" and module in THEIR_NAMES:
            raise ImportError(not_here(module))


def explain_their_modules() -> None:
    """From now on `import autograd.numpy` says which package it has found."""
    if not any(finder is TheirModules for finder in sys.meta_path):
        sys.meta_path.append(TheirModules)
