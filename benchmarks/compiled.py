"""The part of the report on compiled programs: a table of times, the bars, and what the figures mean."""

from benchmarks import bars, measured
from benchmarks.bars import Bar, figure
from benchmarks.field import JAX, OURS_NUMBA, OURS_NUMPY, RIVALS, TORCH_COMPILED, missing
from benchmarks.machine import machine
from benchmarks.measured import Measured

COMPILERS = (TORCH_COMPILED, JAX, OURS_NUMPY, OURS_NUMBA)
PACKAGES = ("glassgrad", "micrograd", "numpy", "numba", "torch", "jax")

MEANING = """\
Milliseconds of a whole training step in float64 on one thread, the median over rounds in which all take turns; before,
all of them have given the same losses to 1e-9. Two moons is the step above; *plain loops* records every + and ×,
`vmap` says "for each sample". The small GPT has 4,192 parameters and is written with + and × too; its step is one
document with Adam, mean over documents of {lengths} predictions. The images are noise, and the network is `nn.MLP`.
*compiled* is `autograd.compile(loss).training(optimizer)`. By hand means gradients derived on paper: NumPy with a call
for each matrix, and C by `cc -O3 -march=native`. A first result is the time from a loss that has not been seen to its
value after the first step; it is the median of five, and for documents that of the slowest length. A step of micrograd
is faster here than in the table at the top: there its steps follow one another, as in training, and each pays for the
garbage of the one before; here it takes turns with others, on a heap that has been cleaned."""


def table(workloads: dict[str, Measured]) -> str:
    """Milliseconds: a row for each workload, a column for each one who took part."""
    columns = [name for name in RIVALS if not missing(name)]
    heading = ["| ms a step | " + " | ".join(columns) + " |", "|---|" + "--:|" * len(columns)]
    rows = [
        [title, *(figure(1e3 * found.times[name]) if name in found.times else "–" for name in columns)]
        for title, found in workloads.items()
    ]
    return "\n".join([*heading, *("| " + " | ".join(row) + " |" for row in rows)])


def starts(workloads: dict[str, Measured]) -> str:
    """What compiling found, and the seconds to the first result beside those of others who compile."""
    columns = [name for name in COMPILERS if not missing(name)]
    heading = ["| first result, s | scalar nodes | instructions | " + " | ".join(columns) + " |"]
    rows = ["|---|--:|--:|" + "--:|" * len(columns)]
    for title, found in workloads.items():
        stats = [s for some in found.programs.values() for s in some]
        cells = [f"{max(s.nodes for s in stats):,}", str(max(s.instructions for s in stats))]
        cells += [figure(found.starts[name]) if name in found.starts else "–" for name in columns]
        rows.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(heading + rows)


def report() -> tuple[str, list[Bar]]:
    """The part as Markdown, and the bars in it."""
    workloads = measured.workloads()
    rows = bars.bars(workloads, measured.seconds_of_cold_start())
    absent = "".join(f" Without {name}, which is not here ({reason})." for name in RIVALS if (reason := missing(name)))
    lengths = ", ".join(map(str, measured.DOCUMENT.lengths))
    parts = [
        table(workloads),
        machine(*PACKAGES) + absent,
        starts(workloads),
        bars.table(rows),
        MEANING.format(lengths=lengths),
    ]
    return "\n\n".join(parts) + "\n", rows
