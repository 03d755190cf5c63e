"""The page docs/reference/operations.md: the table of operations and what was measured; this file needs no library."""

import json
import platform
from math import isinf
from pathlib import Path
from typing import Any

import autograd
from autograd.symbolic.table import operation_entries, operation_table
from benchmarks.accuracy.exemptions import EXEMPTIONS

KEPT = Path(__file__).parent.parent.parent / "docs" / "accuracy.json"
GLASSGRAD, PYTORCH, JAX = ("glassgrad", "PyTorch", "JAX")

PAGE = """\
# Operations

Every operation is one row of [operations.py](../../autograd/operations.py); y is its output. Each power `a ** n` with a
plain number n, and the sum, the dot product or the largest of any number of inputs, is an operation of its own
([families.py](../../autograd/functions/families.py)).

Below are [an example for each row](#examples), [how exact each is](#accuracy) beside PyTorch and JAX, and
[where a slope is less exact](#exceptions).

{operations}

## Examples

A row takes numbers, and gives a number; it takes a `Value`, a `Dual` or a `Symbol` in the same way, and gives one.

```{{eval-rst}}
{entries}
```

## Accuracy

The columns hold the largest errors that were found, in units in the last place (ulp), of the value and of the slopes,
with the inputs at which ours was found. Rounding alone costs up to 0.5; beyond 1e15 no digit is right.

{errors}

The exact results come from mpmath, with 200 bits. Each row was measured at thousands of points all over its domain:
ordinary numbers, numbers of every size from 5e−324 to 1.8e308, numbers next to zeros, borders and multiples of π/2,
and the far tails. The unit belongs to the exact result, rounded; that of a subnormal result is 5e−324. An infinite
result is right where the exact one is too large for a float.

PyTorch and JAX compute in double precision on the CPU, with their own function for each row; where none is named, they
have no such function, or it has no slope. JAX takes subnormal numbers, those below 2.2e−308, for 0 there: points at
which an input, the value or a slope is subnormal are left out for JAX.

## Exceptions

No value was off by more than 4 ulp, and no slope outside of these regions, which the table above leaves out, for
PyTorch and JAX too.

{exemptions}

{machine}
`python -m benchmarks.accuracy` measures, `python docs/readme.py` writes this page, and
[a test](../../tests/autograd/test_accuracy.py) keeps it true.
"""


def page() -> str:
    """The whole page."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    return PAGE.format(
        operations=operation_table(),
        entries=operation_entries(autograd.__all__),
        errors=errors(kept["rows"]),
        exemptions=exceptions(kept["exemptions"]),
        machine=kept["machine"],
    )


def errors(rows: dict[str, dict[str, Any]]) -> str:
    """The table of the largest errors of each operation."""
    lines = ["| operation | error of y | error of the slopes |", "| --- | --- | --- |"]
    lines += [f"| {name} | {beside(row, 'value')} | {beside(row, 'slopes')} |" for name, row in rows.items()]
    return "\n".join(lines)


def beside(measured: dict[str, Any], what: str) -> str:
    """Our error beside those of PyTorch and JAX: `1.9 at 0.466; PyTorch 0.7, JAX 6.5`."""
    theirs = [f"{who} {short(measured[who][what][0])}" for who in (PYTORCH, JAX) if who in measured]
    return "; ".join(filter(None, [ours(measured[GLASSGRAD][what]), ", ".join(theirs)]))


def exceptions(measured: dict[str, Any]) -> str:
    """The table of exemptions, with the errors there."""
    lines = ["| operation | slope | where | error | because |", "| --- | --- | --- | --- | --- |"]
    for e in EXEMPTIONS:
        rows, slopes, where = ", ".join(row.name for row in e.rows), ", ".join(e.slopes), e.where.replace("|", "\\|")
        lines.append(f"| {rows} | {slopes} | {where} | {ours(measured[e.name])} | {e.why} |")
    return "\n".join(lines)


def ours(worst: tuple[float, list[float]]) -> str:
    """An error and where it was found: `1.9 at 0.466`."""
    error, point = worst
    at = ", ".join(tidy(f"{x:.3g}") for x in point)
    return f"{short(error)} at {at}" if error else "0"


def short(error: float) -> str:
    """An error, with no more digits than one reads."""
    if error == 0.0 or isinf(error):
        return "0" if error == 0.0 else "∞"
    return f"{error:.1f}" if error < 1000.0 else tidy(f"{error:.0e}")


def tidy(number: str) -> str:
    """A number without the signs and zeros that Python writes into an exponent: 4e+06 is 4e6."""
    return number.replace("e+0", "e").replace("e+", "e").replace("e-0", "e-").replace("-", "−")


def libm() -> str:
    """The library of C that computes exp, log, … here, such as `glibc 2.36`."""
    return " ".join(platform.libc_ver()).strip() or platform.system()
