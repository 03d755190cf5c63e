"""The page docs/traps.md: every trap in words, and what each framework made of it; this file needs no library."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from benchmarks.traps.cases import KINDS
from benchmarks.traps.framework import GLASSGRAD, JAX, TORCH
from benchmarks.traps.outcome import AS_EAGER, LEFT_OUT, REFUSED, WRONG
from benchmarks.traps.table import TRAPS, Trap

PAGE = Path(__file__).parent.parent.parent / "docs" / "traps.md"
NAMES = (GLASSGRAD, TORCH, JAX)
WORDS = (AS_EAGER, REFUSED, WRONG)

TEXT = """\
# Traps of compilers

A compiler that traces a function keeps what the function did once. Then something changes that the trace does not show:
a global, an attribute, the structure of an argument, the next random number. Each trap below is a small function that
people could write. It is called, something changes, and it is called again, once as it is and once compiled; after each
call the same things are looked at.

{totals}

- **as eager**: everything that was looked at is what the function gives when it is not compiled.
- **refused**: an error instead of a result, and nothing wrong before it. For glassgrad only a `CompileError` counts;
  for the others any error does, also one inside the compiler.
- **wrong**: something else than eager gives, without an error before it.
- **–**: the trap makes no sense here, because arrays of JAX cannot be changed and have no gradient.

Each compiler is used as its documentation says, with the numbers of its own framework, in double precision on the CPU:

- `autograd.compile` promises to give what eager gives, or to refuse. Its refusals are what this costs.
- `torch.compile` has the backend `aot_eager`, which traces, guards and differentiates as the default one does, but does
  not translate to C++; traps in which it is wrong or refuses give the same with the default one. What it cannot trace
  it runs eagerly, and that counts as eager.
- `jax.jit` promises its results for pure functions only, and says so: what a function reads from outside,
  and what it changes, is the caller's duty there. For these traps **wrong** means that JAX does not notice, not that it
  has a bug. Arguments that are not numbers are declared as `static_argnames`.

Measured with {versions}, by `python -m benchmarks.traps`.

The source of a trap is the report or the page that it is made after, in a form that fits all three; what was reported
may have been repaired since. The code of the traps is in
[benchmarks/traps/cases](../benchmarks/traps/cases/__init__.py), with the same words as docstrings.

{table}
"""

Found = Mapping[str, Mapping[str, str]]  # for each framework, the outcome of each trap by its name


def page(found: Found, versions: Iterable[str]) -> str:
    """Return the page for these outcomes and versions of packages."""
    return TEXT.format(totals=totals(found), versions=", ".join(versions), table=table(found))


def totals(found: Found) -> str:
    """Return how often each framework has each outcome, as a Markdown table."""
    lines = [f"| {len(TRAPS)} traps | {' | '.join(NAMES)} |", "|---|--:|--:|--:|"]
    counts = {name: Counter(found[name].values()) for name in NAMES}
    lines += [f"| {word} | {' | '.join(str(counts[name][word]) for name in NAMES)} |" for word in (*WORDS, LEFT_OUT)]
    return "\n".join(lines)


def table(found: Found) -> str:
    """Return a row for each trap, under a heading for each kind."""
    lines = [f"| trap | {' | '.join(NAMES)} | source |", "|---|---|---|---|---|"]
    for kind, heading in KINDS.items():
        lines.append(f"| **{heading}** | | | | |")
        for trap in (trap for trap in TRAPS.values() if trap.kind == kind):
            cells = [shown(found[name][trap.name]) for name in NAMES]
            lines.append(f"| {words(trap)} | {' | '.join(cells)} | {trap.source} |")
    return "\n".join(lines)


def words(trap: Trap) -> str:
    """Return the words for a trap, as they stand in a cell."""
    return " ".join(trap.words.split()).removesuffix(".")


def shown(outcome: str) -> str:
    """Return an outcome as it stands in a cell."""
    return f"**{outcome}**" if outcome == WRONG else outcome


def outcomes_on(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the words for each trap on a page, with the outcome for each framework."""
    for line in text.partition("| trap |")[2].splitlines()[2:]:
        first, *cells = [cell.strip() for cell in line.strip("|").split(" |")]
        if not first.startswith("**"):
            yield first, dict(zip(NAMES, (cell.strip("*") for cell in cells)))


def versions_on(text: str) -> list[str]:
    """Return the packages with their versions, as a page names them."""
    named: str = re.findall(r"Measured with (.*?), by", text)[0]
    return named.split(", ")
