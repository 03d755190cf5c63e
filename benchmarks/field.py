"""The rivals, and the numbers that all of them start with, which is checked before a clock runs."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from importlib import import_module
from inspect import signature
from math import isclose
from types import ModuleType
from typing import Any

from benchmarks.rivals import by_glassgrad
from benchmarks.tasks import Digits, Documents, Moons

Make = Callable[[], Callable[[], float]]

MICROGRAD, TORCH, TORCH_COMPILED, JAX = "micrograd", "PyTorch", "torch.compile", "JAX jit"
NUMPY, C = "NumPy by hand", "C by hand"
EAGER, OURS_NUMPY, OURS_NUMBA = "glassgrad", "compiled, NumPy", "compiled, Numba"


@dataclass(frozen=True)
class Rival:
    """A module with a function for each task that it can do; what these functions are told; what has to be there."""

    module: str
    told: Mapping[str, Any] = field(default_factory=dict)
    needs: str = "numpy"

    def functions(self) -> ModuleType:
        """The module; an ImportError where something is missing."""
        import_module(self.needs)
        return import_module(f"benchmarks.rivals.{self.module}")


RIVALS = {
    MICROGRAD: Rival("by_micrograd", needs="micrograd"),
    EAGER: Rival("by_glassgrad", {"way": by_glassgrad.eager}),
    TORCH: Rival("by_torch", needs="torch"),
    TORCH_COMPILED: Rival("by_torch", {"compiled": True}, needs="torch"),
    JAX: Rival("by_jax", needs="jax"),
    NUMPY: Rival("by_numpy"),
    C: Rival("by_c"),
    OURS_NUMPY: Rival("by_glassgrad", {"way": by_glassgrad.compiled("numpy")}),
    OURS_NUMBA: Rival("by_glassgrad", {"way": by_glassgrad.compiled("numba")}, needs="numba"),
}


@cache
def missing(name: str) -> str:
    """Why a rival cannot take part here; nothing if it can."""
    try:
        RIVALS[name].functions()
    except ImportError as error:
        return str(error)
    return ""


def makers(task: Moons | Documents | Digits, names: Iterable[str] = tuple(RIVALS), **ours: Any) -> dict[str, Make]:
    """How each of these rivals makes its step, if it is here and can do the task; ours may be told more."""
    found: dict[str, Make] = {}
    for name in names:
        rival = RIVALS[name]
        if not missing(name):
            function = getattr(rival.functions(), type(task).__name__.lower(), None)
            told = {**rival.told, **(ours if rival.module == "by_glassgrad" else {})}
            if function and told.keys() <= signature(function).parameters.keys():
                found[name] = partial(function, task, **told)
    return found


def started(make: Make, steps: int) -> tuple[Callable[[], float], float, list[float]]:
    """A step that has been made and done some times; the seconds to its first result; the losses.

    Where a later step takes longer than the first, as one on a document of another length may, it is that one.
    """
    taken: list[float] = []
    losses: list[float] = []
    begin = time.perf_counter()
    step = make()
    for _ in range(steps):
        losses.append(step())
        taken.append(time.perf_counter() - begin)
        begin = time.perf_counter()
    return step, max(taken), losses


def differing(losses: Mapping[str, Sequence[float]]) -> list[str]:
    """Those whose losses are not the first one's, to 1e-9 relative."""
    first, *others = losses
    return [
        name
        for name in others
        if not all(isclose(a, b, rel_tol=1e-9) for a, b in zip(losses[first], losses[name], strict=True))
    ]
