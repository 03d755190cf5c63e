"""What compiled programs are meant to reach, beside what was measured."""

from dataclasses import dataclass
from math import inf

from benchmarks.field import EAGER, JAX, NUMPY, OURS_NUMBA, OURS_NUMPY, TORCH, TORCH_COMPILED, C
from benchmarks.measured import BATCHED, DIGITS, DOCUMENTS, LOOPS, Measured


@dataclass(frozen=True)
class Bar:
    """A figure, None where it could not be measured, and the bounds that it should keep."""

    what: str
    figure: float | None
    unit: str
    at_most: float = inf
    at_least: float = -inf

    @property
    def kept(self) -> bool:
        """Whether the figure keeps them; there has to be one."""
        return self.figure is not None and self.at_least <= self.figure <= self.at_most

    def markdown(self) -> str:
        """The row of the table."""
        asked = f"≤ {self.at_most:,g}" if self.at_most < inf else f"≥ {self.at_least:,g}"
        if self.figure is None:
            return f"| {self.what} | not here | {asked} | |"
        verdict = "holds" if self.kept else "**does not hold**"
        return f"| {self.what} | {figure(self.figure)} {self.unit} | {asked} | {verdict} |"


def bars(workloads: dict[str, Measured], cold: float | None) -> list[Bar]:
    """All of them; `cold` is the seconds that the first call takes while Numba compiles the interpreter."""
    return [
        *times(LOOPS, workloads[LOOPS], OURS_NUMBA, {C: 2.5, NUMPY: 1.0, JAX: 1.0, TORCH_COMPILED: 1.0}),
        *times(BATCHED, workloads[BATCHED], OURS_NUMBA, {C: 2.5, NUMPY: 1.0, JAX: 1.0, TORCH_COMPILED: 1.0}),
        *times(DOCUMENTS, workloads[DOCUMENTS], OURS_NUMBA, {C: 3.0, NUMPY: 1.0, JAX: 1.0}),
        eager_by_numba(workloads[DOCUMENTS]),
        *times(LOOPS, workloads[LOOPS], OURS_NUMPY, {NUMPY: 1.25, TORCH: 1.0}),
        *times(BATCHED, workloads[BATCHED], OURS_NUMPY, {NUMPY: 1.25, TORCH: 1.0}),
        *times(DOCUMENTS, workloads[DOCUMENTS], OURS_NUMPY, {NUMPY: 1.8, TORCH: 1.0}),
        faster_of_two(workloads[DIGITS]),
        *starts(LOOPS, workloads[LOOPS]),
        *starts(DOCUMENTS, workloads[DOCUMENTS]),
        Bar("Numba compiles its interpreter, once", cold, "s", at_most=20.0),
        *programs(LOOPS, workloads[LOOPS], instructions=12),
        *programs(DOCUMENTS, workloads[DOCUMENTS], instructions=45),
    ]


def times(title: str, measured: Measured, ours: str, limits: dict[str, float]) -> list[Bar]:
    """A step of ours, as a multiple of that of each rival."""
    return [
        Bar(f"{title}: {ours} ÷ {rival}", ratio(measured.times, ours, rival), "×", at_most=limit)
        for rival, limit in limits.items()
    ]


def eager_by_numba(measured: Measured) -> Bar:
    """How many times faster than recording every + and ×."""
    return Bar(f"{DOCUMENTS}: {EAGER} ÷ {OURS_NUMBA}", ratio(measured.times, EAGER, OURS_NUMBA), "×", at_least=2500.0)


def faster_of_two(measured: Measured) -> Bar:
    """The faster one of ours beside the faster one of PyTorch and NumPy."""
    ours, theirs = (
        {"best": min((measured.times[name] for name in names if name in measured.times), default=inf)}
        for names in ((OURS_NUMPY, OURS_NUMBA), (TORCH, NUMPY))
    )
    return Bar(f"{DIGITS}: compiled ÷ the faster of {TORCH} and {NUMPY}", ours["best"] / theirs["best"], "×", 1.3)


def starts(title: str, measured: Measured) -> list[Bar]:
    """The first result of ours, in seconds and as a multiple of that of others who compile."""
    rows: list[Bar] = []
    for ours in (OURS_NUMPY, OURS_NUMBA):
        rows.append(Bar(f"{title}: first result, {ours}", measured.starts.get(ours), "s", at_most=0.3))
        for rival in (JAX, TORCH_COMPILED):
            rows.append(
                Bar(f"{title}: first result, {ours} ÷ {rival}", ratio(measured.starts, ours, rival), "×", at_most=1.0)
            )
    return rows


def programs(title: str, measured: Measured, instructions: int) -> list[Bar]:
    """The longest program, and what lifting costs."""
    found = measured.programs[OURS_NUMPY]
    lifting = max(1e6 * stats.lift_seconds / stats.nodes for stats in found)
    return [
        Bar(f"{title}: program", max(stats.instructions for stats in found), "instructions", at_most=instructions),
        Bar(f"{title}: lifting, a scalar node", lifting, "µs", at_most=2.0),
    ]


def ratio(figures: dict[str, float], one: str, other: str) -> float | None:
    """How many times as much one takes as the other, if both are there."""
    return figures[one] / figures[other] if one in figures and other in figures else None


def figure(x: float) -> str:
    """Three digits: `12`, `2.51`, `0.0431`, `2,513`."""
    return f"{x:,.0f}" if x >= 100 or x == int(x) else f"{x:.3g}"


def table(rows: list[Bar]) -> str:
    """As Markdown."""
    return "\n".join(["| | measured | asked | |", "|---|--:|--:|---|", *(row.markdown() for row in rows)])
