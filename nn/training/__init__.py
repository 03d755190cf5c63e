"""Training: the loop, optimisers, schedules, metrics, and what is said about how it went."""
