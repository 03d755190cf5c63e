"""`python -m benchmarks`: speed and memory against others, as Markdown tables that are kept in RESULTS.md.

First the engine beside micrograd, in a process that has imported nothing else; then compiled programs beside all.
Fails, after printing, if glassgrad does not keep a promise, or if what it was to be measured by is not here.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from micrograd.engine import Value as TheirValue

from autograd import Value
from benchmarks import compiled
from benchmarks.chain import LENGTH, chain, in_deep_stack, overflows
from benchmarks.machine import machine
from benchmarks.memory import bytes_of, left_for_the_collector
from benchmarks.results import Pair, Row, table
from benchmarks.timing import Step, median_seconds
from benchmarks.two_moons import nn_step, written_out_step

RESULTS = Path(__file__).parent / "RESULTS.md"

MEANING = """\
A step on two moons is forward, backward and update: 100 samples through a 2-16-16-1 network, hinge loss with L2.
`+ ×` is written out as in the lectures, the same code for both; `nn` is `nn.MLP` against micrograd's written out.
The chain is {length:,} operations in a row, forward and backward; micrograd {overflow}.
Times are medians over rounds in which the rivals take turns.

The ratio is that of Python as it starts. Every result in micrograd is part of a reference cycle, so most of its time
goes into Python's cycle collector, and the ratio is large. Without collector means: switched off during a step, and
one collection after it, which counts. The memory of a node holds its data and its gradient; what is left for the
collector is counted after a chain has been dropped."""


def times(rivals: dict[str, Step]) -> Callable[[str], tuple[Pair, Pair]]:
    """How long each of ours takes beside theirs, in milliseconds: with the collector as Python starts, and without."""
    taken = {collector: median_seconds(rivals, collector) for collector in (True, False)}

    def pairs(ours: str) -> tuple[Pair, Pair]:
        as_it_starts, without = (Pair(1e3 * taken[on]["theirs"], 1e3 * taken[on][ours]) for on in (True, False))
        return as_it_starts, without

    return pairs


def speed() -> list[Row]:
    """The time of a step on two moons, written out and with `nn`, and of the chain."""
    moons = times({"theirs": written_out_step(TheirValue), "ours": written_out_step(Value), "nn": nn_step()})
    chains = times({"theirs": chain(TheirValue), "ours": chain(Value)})
    return [
        Row("a step on two moons, `+ ×`", "ms", *moons("ours"), at_least=6.0),
        Row("a step on two moons, `nn`", "ms", *moons("nn"), at_least=40.0),
        Row("a chain, there and back", "ms", *chains("ours"), at_least=1.0),
    ]


def memory() -> list[Row]:
    """What a node of the chain takes while it lives, and what it leaves behind."""
    theirs, ours = chain(TheirValue), chain(Value)
    room = Pair(bytes_of(theirs) / LENGTH, bytes_of(ours) / LENGTH)
    left = Pair(left_for_the_collector(theirs) / LENGTH, left_for_the_collector(ours) / LENGTH)
    return [
        Row("memory of a node with two inputs", "bytes", room, at_most=180.0),
        Row("left for the collector by a node", "objects", left, at_most=0.0),
    ]


def report(rows: list[Row], overflow: bool) -> str:
    """The table, the machine, and what the figures mean."""
    how = "exceeds Python's recursion limit there, and was given a larger one" if overflow else "does it too"
    meaning = MEANING.format(length=LENGTH, overflow=how)
    return "\n\n".join([table(rows), machine("micrograd", "glassgrad"), meaning]) + "\n"


def main() -> None:
    """Measure, print, keep; exit code 1 if a promise is broken."""
    overflow = overflows(chain(TheirValue))
    rows = in_deep_stack(lambda: [*speed(), *memory()])
    engine = report(rows, overflow)
    print(engine, flush=True)
    lifted, bars = compiled.report()
    print(lifted)
    RESULTS.write_text(f"# Time and memory, by `make bench`\n\n{engine}\n## Compiled\n\n{lifted}", encoding="utf-8")
    if broken := [row.what for row in rows if not row.kept] + [bar.what for bar in bars if not bar.kept]:
        sys.exit(f"promised, but not kept: {'; '.join(broken)}")


if __name__ == "__main__":
    main()
