"""The other package that is imported as `autograd`, the one of that name on PyPI.

Installed into one environment, the two overwrite each other's files, and pip does not say so. The mixture is recognised
by files that only the other package has. For a name that only the other package has, an error says where it belongs.
"""

import os
import sys

from autograd.support.other_names import not_of_module

THEIRS = ("differential_operators.py", "numpy", "scipy", "tracer.py", "wrap_util.py")
THEIR_NAMES = ("builtins", "elementwise_grad", "extend", "misc", "numpy", "scipy", "test_util")


def refuse_mixture(folder: str = os.path.dirname(os.path.dirname(__file__))) -> None:
    """Raise an ImportError if the folder of this package also holds files of the other one."""
    strangers = [name for name in THEIRS if os.path.exists(os.path.join(folder, name))]
    if strangers:
        raise ImportError(
            f"the `autograd` of glassgrad is mixed with another package of that name: {', '.join(strangers)} "
            f"in {folder}. An environment holds only one of the two. Give glassgrad an environment of its own, or run "
            "`pip uninstall autograd` and install glassgrad again with --force-reinstall."
        )


def not_here(name: str) -> str:
    """Return the error message for a name that this package does not have."""
    if name not in THEIR_NAMES:
        return not_of_module(name)
    return (
        f"autograd.{name} belongs to another package, which PyPI calls autograd; this is the autograd of glassgrad. "
        "Install the other one in an environment of its own, or write the functions of this one: autograd.exp(v)"
    )


class TheirModules:
    """An entry of `sys.meta_path`, which Python asks for each module that it has not found elsewhere."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        """Raise an ImportError that explains it if the module belongs to the other package."""
        package, _, module = name.partition(".")
        if package == "autograd" and module in THEIR_NAMES:
            raise ImportError(not_here(module))


def explain_their_modules() -> None:
    """Let `import autograd.numpy` fail with a message that says which package this is."""
    if not any(finder is TheirModules for finder in sys.meta_path):
        sys.meta_path.append(TheirModules)
