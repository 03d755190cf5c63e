"""`python -m benchmarks.diagnosis`: precision, recall and false alarms of what `fit` says at its end.

Each fault in each family is trained beside its healthy twin, which begins with the same random numbers. A fault that
leaves the loss below 1.5 times that of the twin does no harm and is not counted (·); neither is a training that ends
with an error, because that says what is wrong. ✓: the first remark names the fault, ~: another remark, ✗: none.
Thresholds were set on the tuned families; the others were held out.
"""

import sys

from benchmarks.diagnosis.families import HELD_OUT, TUNED
from benchmarks.diagnosis.score import Score, cases

GROUPS = {"tuned": TUNED, "held-out": HELD_OUT}


def main(*names: str) -> None:
    """Run the groups of these names, or all."""
    for name in names or GROUPS:
        print(f"\n{name} families\n", flush=True)
        found = []
        for each in cases(GROUPS[name]):
            print(each, flush=True)
            found.append(each)
        print(f"\n{name} families\n{Score.of(found)}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
