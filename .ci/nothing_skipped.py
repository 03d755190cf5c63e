"""A pytest plugin for the machine that has everything: a skipped test, or none at all, is a failure."""

from collections.abc import Iterator

import pytest

skipped: list[str] = []
passed: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped:
        skipped.append(f"{report.nodeid}: {report.longreprtext}")
    elif report.when == "call" and report.passed:
        passed.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:
        skipped.append(f"{report.nodeid}: {report.longreprtext}")


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """Runs on a worker of pytest-xdist too, which sees only its share: there it decides nothing."""
    if not hasattr(session.config, "workerinput") and (skipped or not passed):
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
    return (yield)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in skipped:
        terminalreporter.write_line(f"skipped, though nothing may be: {line}", red=True)
    if not passed:
        terminalreporter.write_line("no test has run, though some must", red=True)
