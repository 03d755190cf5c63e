"""Steps 2 to 4: the recorded graph becomes a tensor program."""
