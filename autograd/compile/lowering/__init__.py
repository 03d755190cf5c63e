"""Step 5: the tensor program becomes elementary steps on one memory, and is bound to a backend."""
