"""How many examples a property test looks at: as many as it says, and twenty times as many under `make fuzz`."""

import os

from hypothesis import settings

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci")
FACTOR = {"ci": 1, "fuzz": 20}


def examples(count: int) -> settings:
    """The decorator that says it."""
    return settings(max_examples=count * FACTOR[PROFILE])
