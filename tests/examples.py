"""How many examples a property test looks at: an eighth of what it says, all of it in CI, or twenty times as many.

The environment variable HYPOTHESIS_PROFILE chooses: `quick` (the default, for `make test`), `ci`, or `fuzz`.
"""

import os

from hypothesis import settings

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "quick")
FACTOR = {"quick": 0.125, "ci": 1, "fuzz": 20}
FEWEST = 5


def examples(count: int) -> settings:
    """Return the decorator of a property test that looks at this many examples under CI."""
    return settings(max_examples=number_of_examples(count))


def number_of_examples(count: int) -> int:
    """Return how many examples stand for this many under CI."""
    return max(min(count, FEWEST), round(count * FACTOR[PROFILE]))
