"""What the engine does not need: writing files and text, pausing the garbage collector, naming a foreign package."""
