"""Who computes the tasks: a file each, with a function for each task that it can do, which gives a step."""
