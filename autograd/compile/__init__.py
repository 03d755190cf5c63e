"""From scalars back to tensors: tracing → lifting → lowering → backends.

The steps are numbered in the folders: `tracing/trace.py`, `lifting/fuse.py`, `schedule.py` and `factor.py`, and
`lowering/steps.py`; `backends/` run what they give. Around them: `guards/` and `proof/` (it never lies), `batches/`
(for each sample), `training/` (whole steps).
"""

from collections.abc import Callable
from typing import Any, Literal

from autograd.support.callable_package import make_callable


def compile(
    function: Callable[..., Any],
    check: bool | Literal["always"] = True,
    backend: str = "numpy",
    dtype: str = "float64",
) -> Any:
    """Return the same function, run as a tensor program: the same results, and the same gradients from `backward()`.

    function  is traced when it is first called with arguments of a new structure; numbers may change with each call
    check     whether the first call with each structure calls the function twice, to see that it repeats itself, and
              later calls trace it again, in at most one part in twenty of the time; "always": at each call
    backend   "numpy", or "numba": one interpreter for all programs, faster on small ones
    dtype     the numbers of the program: "float64", as in Python, or "float32", half as wide and less exact

    Numbers among the arguments may be Values or plain. A comparison is a guard: where it comes out otherwise, the
    function is traced again. A plain number that is used as an index, a key, an exponent or a text is a guard, too;
    truth values, texts, None and enums belong to the structure.
    What the function captures is found from its code: closures, globals, defaults, attributes of objects, classes and
    modules, containers, arrays. All of it is compared at each call, and so are models among the arguments; a tuple
    cannot change, so large constant data is best captured as a tuple of tuples.
    Refused, with a `CompileError` that says how to repair it, is what a program could not repeat: effects (a list that
    grows, an attribute that is set), reading `data`, `grad` or the label of a Value, errors that are caught, random
    numbers outside `sample`, files, the time, the environment, and things that cannot be compared.
    Every program is proved to be the function that was traced, and its gradients, in a finite field; one that is not
    would be computed eagerly, with a warning.
    Not noticed without `check`: a function that asks for type(x) of a plain number, where isinstance is right, or
    whether two lists among its arguments are one; and something replaced inside of autograd or nn.

    `fast.program` is the program used last, to be printed or drawn; `fast.explain()` tells of all programs, under which
    conditions they hold, and why the function was traced or computed eagerly.

    An unknown backend, dtype or check raises a ValueError, and so does Numba where it may not compile. Without NumPy
    (`pip install "glassgrad[compile]"`), or Numba for its backend, an ImportError is raised.

    >>> from autograd import Value, compile
    >>> square = compile(lambda x: x * x)
    >>> x = Value(3.0)
    >>> square(x).backward()
    >>> x.grad
    6.0
    """
    try:
        import numpy  # noqa: F401
    except ImportError as error:
        raise ImportError('autograd.compile needs NumPy: pip install "glassgrad[compile]"') from error
    from autograd.compile.compiled import Compiled

    if check not in (True, False, "always"):
        raise ValueError(f"compile: check={check!r} is not known; choose True, False or 'always'")
    if dtype not in ("float64", "float32"):
        raise ValueError(f"compile: dtype {dtype!r} is not known; choose 'float64' or 'float32'")
    return Compiled(function, backend_named(backend), check=check, dtype=dtype)


def backend_named(name: str) -> Any:
    """Return the module that runs programs."""
    if name == "numpy":
        from autograd.compile.backends import numpy_source

        return numpy_source
    if name != "numba":
        raise ValueError(f"compile: backend {name!r} is not known; choose 'numpy' or 'numba'")
    try:
        from autograd.compile.backends import numba as numba_backend
    except ImportError as error:
        raise ImportError('the backend "numba" needs Numba: pip install "glassgrad[fast]"') from error
    from numba import config

    if config.DISABLE_JIT:  # type: ignore[attr-defined]
        raise ValueError(
            'the backend "numba" compiles its loops, and NUMBA_DISABLE_JIT forbids that; unset it, or choose '
            'backend="numpy"'
        )
    return numba_backend


make_callable(__name__, compile)
