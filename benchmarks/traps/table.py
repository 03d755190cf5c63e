"""The table of traps: a case, where it was reported, and the frameworks for which it makes no sense."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.traps.framework import Framework, Function

Case = Callable[[Function, Framework], Iterator[Any]]

SHARP_BITS = "[JAX, The Sharp Bits](https://docs.jax.dev/en/latest/notebooks/Common_Gotchas_in_JAX.html)"
JAX_FAQ = "[JAX, FAQ](https://docs.jax.dev/en/latest/faq.html)"
TINYGRAD = (
    "[tinygrad, JIT footguns](https://github.com/tinygrad/tinygrad/blob/master/test/backend/test_jit_footguns.py)"
)


def pytorch(number: int) -> str:
    """Return a link to an issue of PyTorch."""
    return f"[PyTorch #{number}](https://github.com/pytorch/pytorch/issues/{number})"


def jax_issue(number: int) -> str:
    """Return a link to an issue of JAX."""
    return f"[JAX #{number}](https://github.com/jax-ml/jax/issues/{number})"


@dataclass(frozen=True)
class Trap:
    """A case; the words for it are its docstring.

    A case is given a compiler and a framework. It yields what it observes after each call: the framework's numbers,
    plain numbers, truth values, texts, and lists of these.
    """

    case: Case
    source: str
    left_out: tuple[str, ...]

    @property
    def words(self) -> str:
        """The trap in plain words."""
        return (self.case.__doc__ or "").strip()

    @property
    def kind(self) -> str:
        """The module of the case, by its last name."""
        return self.case.__module__.rpartition(".")[2]

    @property
    def name(self) -> str:
        """The kind and the name of the case."""
        return f"{self.kind}.{self.case.__name__}"


TRAPS: dict[str, Trap] = {}


def trap(source: str = "", left_out: tuple[str, ...] = ()) -> Callable[[Case], Case]:
    """Add a case to the table."""

    def add(case: Case) -> Case:
        new = Trap(case, source, left_out)
        if new.name in TRAPS:
            raise ValueError(f"there is a trap {new.name} already; give this one another name")
        TRAPS[new.name] = new
        return case

    return add


def around(change: Callable[[], object], function: Function, *numbers: Any) -> Iterator[Any]:
    """Yield what a function gives before and after a change."""
    yield function(*numbers)
    change()
    yield function(*numbers)
