"""`python -m benchmarks`: speed and memory against others, as Markdown tables that are kept in RESULTS.md.

First the engine beside micrograd, each step in a process of its own; then compiled programs beside all.
Fails, after printing, if glassgrad does not keep a promise, or if what it was to be measured by is not here.
"""

import sys
from pathlib import Path

from micrograd.engine import Value as TheirValue

from autograd import Value
from benchmarks import compiled
from benchmarks.alone import can_count, instructions_a_node, seconds_in_turns
from benchmarks.chain import LENGTH, chain, in_deep_stack, overflows
from benchmarks.machine import machine
from benchmarks.memory import bytes_of, left_for_the_collector
from benchmarks.results import Figure, Row, table

RESULTS = Path(__file__).parent / "RESULTS.md"
MOST_BYTES = 176.1  # of a node: two small objects and two numbers, and its share of what the chain has once

MEANING = """\
A step on two moons is forward, backward and update: 100 samples through a 2-16-16-1 network, hinge loss with L2.
`+ ×` is written out as in the lectures, the same code for both; `nn` is `nn.MLP` against micrograd's written out.
The chain is {length:,} operations in a row, forward and backward; micrograd {overflow}.
Times are the least (and the median) over steps in processes of their own, which take turns; ratios are of the least.

Collector off: Python's cycle collector is switched off during a step, and what a step leaves for it is not counted.
That is what the code itself takes. With the collector on, as Python starts, the ratio is larger, because every result
in micrograd is part of a reference cycle; but how much larger depends on the state of Python's memory: on two machines
of the same kind it was 4.8 and 9.3 for `+ ×`, 18.7 and 42.9 for `nn`. The memory of a node holds its data and its
gradient; what is left for the collector is counted after a chain has been dropped. The processor's instructions are
counted by valgrind, over the chain, with the collector off: they do not depend on how busy the machine is."""


def speed() -> list[Row]:
    """The time of a step on two moons, written out and with `nn`, and of the chain."""
    taken = {key: Figure.of([1e3 * x for x in seconds]) for key, seconds in seconds_in_turns().items()}
    return [
        Row(f"{what}, collector {how}", "ms", taken[theirs, how], taken[ours, how], at_least=promised)
        for how, promised_of_moons in (("off", 1.4), ("on", 0.0))
        for what, theirs, ours, promised in (
            ("a step on two moons, `+ ×`", "micrograd", "glassgrad", promised_of_moons),
            ("a step on two moons, `nn`", "micrograd", "glassgrad nn", 0.0),
            ("a chain, there and back", "micrograd chain", "glassgrad chain", 0.0),
        )
    ]


def size() -> list[Row]:
    """What a node of the chain takes while it lives, what it leaves behind, and how many instructions it needs."""
    theirs, ours = chain(TheirValue), chain(Value)

    def each(of_all: float) -> Figure:
        return Figure.of([of_all / LENGTH])

    bytes_, left = "memory of a node with two inputs", "left for the collector by a node"
    rows = [
        Row(bytes_, "bytes", each(bytes_of(theirs)), each(bytes_of(ours)), at_most=MOST_BYTES),
        Row(left, "objects", each(left_for_the_collector(theirs)), each(left_for_the_collector(ours)), at_most=0.0),
    ]
    if can_count():
        counted = [Figure.of([instructions_a_node(engine)]) for engine in ("micrograd", "glassgrad")]
        rows.append(Row("the processor's instructions for a node", "", counted[0], counted[1]))
    return rows


def report(rows: list[Row], overflow: bool) -> str:
    """The table, the machine, and what the figures mean."""
    how = "exceeds Python's recursion limit there, and was given a larger one" if overflow else "does it too"
    meaning = MEANING.format(length=LENGTH, overflow=how)
    return "\n\n".join([table(rows), machine("micrograd", "glassgrad"), meaning]) + "\n"


def main() -> None:
    """Measure, print, keep; exit code 1 if a promise is broken."""
    overflow = overflows(chain(TheirValue))
    rows = [*speed(), *in_deep_stack(size)]
    engine = report(rows, overflow)
    print(engine, flush=True)
    lifted, bars = compiled.report()
    print(lifted)
    RESULTS.write_text(f"# Time and memory, by `make bench`\n\n{engine}\n## Compiled\n\n{lifted}", encoding="utf-8")
    if broken := [row.what for row in rows if not row.kept] + [bar.what for bar in bars if not bar.kept]:
        sys.exit(f"promised, but not kept: {'; '.join(broken)}")


if __name__ == "__main__":
    main()
