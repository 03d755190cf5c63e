"""Another package is imported as `autograd` too: the one of that name on PyPI. A folder holds only one of us.

Installed into one environment, the two overwrite each other's files, and pip does not say a word. The
mixture left behind is recognised by files that are theirs and never ours.
"""

import os

THEIRS = ("differential_operators.py", "numpy", "scipy", "tracer.py", "wrap_util.py")


def refuse_mixture(folder: str = os.path.dirname(__file__)) -> None:
    """An ImportError if the other package has been installed into our folder."""
    strangers = [name for name in THEIRS if os.path.exists(os.path.join(folder, name))]
    if strangers:
        raise ImportError(
            f"the `autograd` of glassgrad is mixed with another package of that name: {', '.join(strangers)} "
            f"in {folder}. An environment holds only one of the two. Give glassgrad an environment of its own, or run "
            "`pip uninstall autograd` and install glassgrad again with --force-reinstall."
        )
