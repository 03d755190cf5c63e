"""Precision, recall and false alarms of a diagnosis.

    python -m benchmarks.diagnosis                    what `fit` says at its end
    python -m benchmarks.diagnosis diagnose           what `nn.diagnose` says, which tries repairs; some hours
    python -m benchmarks.diagnosis diagnose held-out  only that group of families

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
    on_request = "diagnose" in names
    for name in [name for name in names if name != "diagnose"] or GROUPS:
        print(f"\n{name} families\n", flush=True)
        found = []
        for each in cases(GROUPS[name], on_request=on_request):
            print(each, flush=True)
            found.append(each)
        print(f"\n{name} families\n{Score.of(found)}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
