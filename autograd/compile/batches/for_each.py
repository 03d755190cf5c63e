"""How a function for each sample stands in a recorded graph: one node for all samples, and one for each result."""

from dataclasses import dataclass
from typing import Any

from autograd.compile.lifting.instructions import Program
from autograd.domain import ANY
from autograd.operation import Operation


@dataclass(frozen=True, eq=False, kw_only=True)
class ForEach(Operation):
    """The function for all samples. It has no number of its own; its results are read by `Entry`s.

    Its inputs are the numbers of each sample, sample after sample, and then what is the same for all of them: what
    the function captured, and its constants.
    """

    program: Program  # of one sample
    samples: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Entry(Operation):
    """One of the results of a function for each sample."""

    each: ForEach
    place: int


def for_each(name: str, program: Program, samples: int) -> ForEach:
    """Return the operation that stands for all samples."""
    arity = samples * program.arguments + len(program.captured) + len(program.constants)
    return ForEach(name, f"{name}({{}}, …)", nothing, no_slopes, (ANY,) * arity, program=program, samples=samples)


def entry(each: ForEach, place: int) -> Entry:
    """Return the operation that reads one result."""
    return Entry(f"{each.name}[{place}]", f"{{}}[{place}]", nothing, no_slopes, (ANY,), each=each, place=place)


def nothing(*numbers: float) -> float:
    """Raise NotImplementedError: only a program computes this operation."""
    raise NotImplementedError


no_slopes: Any = nothing
