"""What the tests of the exercises found out, told at the end of a run."""

from collections import Counter

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many mutants, variants and pieces of nonsense were tried, and what became of them."""
    rates: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for key, count in report.user_properties if report.when == "call" else ():
            if key in RATES:
                rates[key] += int(str(count))
    if rates:
        terminalreporter.write_line(
            "exercises: " + ", ".join(f"{rates[key]:,} {words}" for key, words in RATES.items())
        )


RATES = {
    "mutants refused": "mutants of the solutions refused",
    "mutants as good": "more as good as the solution and taken",
    "mutants taken": "taken that are wrong",
    "attacks": "other wrong answers and engines refused",
    "variants": "variants taken",
    "nonsense": "pieces of nonsense refused",
}
