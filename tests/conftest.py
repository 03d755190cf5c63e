"""How the property tests look for counterexamples: choose with the environment variable HYPOTHESIS_PROFILE.

ci     the same examples each time, so that a run can be repeated (the default)
fuzz   new examples each time, and many of them: `make fuzz`
"""

import os

from hypothesis import HealthCheck, settings

# A busy machine is slow, not wrong: time decides nothing.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile("ci", patient, derandomize=True)
settings.register_profile("fuzz", patient, derandomize=False, max_examples=2_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
