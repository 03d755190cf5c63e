"""Step 1: the function is called once, and what it does is recorded."""
