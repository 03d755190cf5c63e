"""What all tests share.

How the property tests look for counterexamples is chosen with the environment variable HYPOTHESIS_PROFILE:

quick   an eighth of the examples, the same each time, and no tests that are marked `slow` unless they are asked for by
        name or by `-m slow` (the default)
ci      all of them, the same each time, so that a run can be repeated
fuzz    new examples each time, and many of them: `make fuzz`
"""

import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.examples import PROFILE, number_of_examples

# A busy machine is slow, not wrong: time decides nothing.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

LOOKING = {
    "quick": settings(patient, derandomize=True),
    "ci": settings(patient, derandomize=True),
    "fuzz": settings(patient, derandomize=False, print_blob=True),
}
for name, profile in LOOKING.items():
    settings.register_profile(name, profile, max_examples=number_of_examples(100))
settings.load_profile(PROFILE)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out slow tests, unless they are asked for."""
    if PROFILE == "quick" and "slow" not in config.option.markexpr and not any("::" in name for name in config.args):
        slow = [item for item in items if item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


def pytest_itemcollected(item: pytest.Item) -> None:
    """A test has the same name in every process that runs tests: no address in memory is part of it."""
    if " at 0x" in item.nodeid:
        raise pytest.UsageError(f"{item.nodeid}: give its parameters names that do not change (ids=…)")


@pytest.fixture(autouse=True)
def ctrl_c_is_heard() -> Iterator[None]:
    """Ctrl-C raises KeyboardInterrupt as at a terminal, also where tests run in the background and would ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
