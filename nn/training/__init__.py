"""Training: the loop, optimisers, schedules, metrics, and the diagnosis at its end."""
