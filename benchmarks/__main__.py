"""`python -m benchmarks`: speed and memory against micrograd, as a Markdown table that is kept in RESULTS.md.

Fails, after printing, if glassgrad does not keep a promise.
"""

import sys
from pathlib import Path

from micrograd.engine import Value as TheirValue

from autograd import Value
from benchmarks.chain import LENGTH, chain, in_deep_stack, overflows
from benchmarks.machine import machine
from benchmarks.memory import bytes_of, left_for_the_collector
from benchmarks.results import Row, table
from benchmarks.timing import median_seconds
from benchmarks.two_moons import nn_step, written_out_step

RESULTS = Path(__file__).parent / "RESULTS.md"

WHAT_IT_SAYS = """\
Two moons is one training step, forward, backward and update: 100 samples through a 2-16-16-1 network, `+ ×` written
out as in the lectures, `nn` with `nn.MLP`. The chain is {length:,} operations in a row, forward and backward;
micrograd {overflow}. Times are medians of steps in which the two take turns.

"Collector on" is Python as it starts. Off means: off during the step, and one collection after it. Nearly all of
micrograd's nodes are reference cycles, which only the cycle collector can free; that is where most of its time goes."""


def speed(collector: bool) -> list[Row]:
    """The time of a step, Python's cyclic collector in its default state or off."""
    state = "on" if collector else "off"
    rivals = {"theirs": written_out_step(TheirValue), "ours": written_out_step(Value), "nn": nn_step()}
    moons = {name: 1e3 * taken for name, taken in median_seconds(rivals, collector).items()}
    rivals = {"theirs": chain(TheirValue), "ours": chain(Value)}
    chains = {name: 1e3 * taken for name, taken in median_seconds(rivals, collector).items()}
    # the promised ratios are those of Python as it starts
    return [
        Row(f"two moons, `+ ×`, collector {state}", moons["theirs"], moons["ours"], "ms", 6.0 if collector else 1.0),
        Row(f"two moons, `nn`, collector {state}", moons["theirs"], moons["nn"], "ms", 40.0 if collector else 1.0),
        Row(f"chain, collector {state}", chains["theirs"], chains["ours"], "ms", 1.0),
    ]


def memory() -> list[Row]:
    """What a node of the chain takes while it lives, and what it leaves behind."""
    theirs, ours = chain(TheirValue), chain(Value)
    room = Row("memory of a node of two inputs", bytes_of(theirs), bytes_of(ours), "bytes", at_most=180.0)
    left = Row(
        "left for the collector by a node",
        left_for_the_collector(theirs),
        left_for_the_collector(ours),
        "objects",
        at_most=0.0,
    )
    return [room.per(LENGTH), left.per(LENGTH)]


def report(rows: list[Row], overflow: bool) -> str:
    """The table, the machine, and what the figures mean."""
    how = "overflows Python's stack there and was given a larger one" if overflow else "does it too"
    meaning = WHAT_IT_SAYS.format(length=LENGTH, overflow=how)
    return "\n\n".join([table(rows), machine("micrograd", "glassgrad"), meaning]) + "\n"


def main() -> None:
    """Measure, print, keep; exit code 1 if a promise is broken."""
    overflow = overflows(chain(TheirValue))
    rows = in_deep_stack(lambda: [*speed(True), *speed(False), *memory()])
    text = report(rows, overflow)
    RESULTS.write_text(f"# Speed and memory, by `make bench`\n\n{text}", encoding="utf-8")
    print(text)
    broken = [row.what for row in rows if not row.kept]
    if broken:
        sys.exit(f"promised, but not kept: {', '.join(broken)}")


if __name__ == "__main__":
    main()
