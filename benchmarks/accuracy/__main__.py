"""Measures, and keeps the largest errors in docs/accuracy.json; then run `python docs/readme.py`."""

import json
from collections.abc import Callable
from contextlib import suppress
from itertools import chain
from typing import Any

from benchmarks.accuracy.exact import EXACT
from benchmarks.accuracy.exemptions import EXEMPTIONS
from benchmarks.accuracy.measure import NOTHING, by_glassgrad, exact_outputs, without_subnormal, worst
from benchmarks.accuracy.others import Measure, by_jax, by_pytorch
from benchmarks.accuracy.page import GLASSGRAD, JAX, KEPT, PYTORCH, libm
from benchmarks.machine import machine

COUNT = 2000  # points of each row


def everyone() -> dict[str, Measure]:
    """Everyone who can be measured here, by name."""
    found: dict[str, Measure] = {GLASSGRAD: by_glassgrad}
    others: dict[str, Callable[[], Measure]] = {PYTORCH: by_pytorch, JAX: by_jax}
    for name, start in others.items():
        with suppress(ImportError):
            found[name] = start()
    return found


def measured(count: int = COUNT) -> dict[str, Any]:
    """The largest errors of every row, and of glassgrad where it is exempt."""
    rows: dict[str, dict[str, Any]] = {row.name: {} for row in EXACT}
    exemptions = dict.fromkeys((exemption.name for exemption in EXEMPTIONS), NOTHING)
    computers = everyone()
    for row in EXACT:
        everywhere = exact_outputs(row, count)
        for who, compute in computers.items():
            exact = without_subnormal(everywhere) if who == JAX else everywhere
            outputs = compute(row, list(exact))
            if outputs is not None:
                value, *slopes = worst(row, outputs, exact).values()
                rows[row.name][who] = {"value": value[""], "slopes": max(slope[""] for slope in slopes)}
                if who == GLASSGRAD:
                    for region, error in chain(*(slope.items() for slope in slopes)):
                        exemptions[region] = max(exemptions.get(region, NOTHING), error)
    exemptions.pop("")
    return {"machine": machine("mpmath", "torch", "jax"), "libm": libm(), "rows": rows, "exemptions": exemptions}


if __name__ == "__main__":
    KEPT.write_text(json.dumps(measured(), indent=1) + "\n", encoding="utf-8")
