"""A pytest plugin for a machine that lacks something: the tests it has skipped are noted, to be run where all is there.

SKIPPED_TESTS names the file, one test or module on a line; `pytest @file` runs them.
"""

import os
from pathlib import Path

import pytest

skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped:
        skipped.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:
        skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Runs on a worker of pytest-xdist too, which sees only its share: there it notes nothing."""
    if not hasattr(session.config, "workerinput"):
        Path(os.environ["SKIPPED_TESTS"]).write_text("\n".join(sorted(set(skipped))), encoding="utf-8")
