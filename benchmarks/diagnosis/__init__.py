"""Faulty trainings and their healthy twins: how many faults `fit` hears, and how often it cries wolf."""
