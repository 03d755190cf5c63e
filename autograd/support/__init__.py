"""Helpers beside the engine: writing files and text, pausing the garbage collector, noticing another package."""
