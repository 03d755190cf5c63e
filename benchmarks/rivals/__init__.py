"""The rivals, a file each, with a function for each task that it can do; the function returns a step."""
