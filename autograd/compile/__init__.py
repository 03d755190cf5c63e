"""From scalars back to tensors: trace → fuse → schedule → factor → run.

Read the steps in this order: `trace.py`, `fuse.py`, `schedule.py`, `factor.py`, `steps.py`.
"""

from collections.abc import Callable
from typing import Any


def compile(function: Callable[..., Any], check: bool = True) -> Any:
    """The same function, run as a tensor program: the same results, and the same gradients from `backward()`.

    It is traced when it is first called with arguments of a new structure; numbers may change from call to call.
    """
    try:
        import numpy  # noqa: F401
    except ImportError as error:
        raise ImportError('autograd.compile needs NumPy: pip install "glassgrad[compile]"') from error
    from autograd.compile.compiled import Compiled

    return Compiled(function, check=check)
