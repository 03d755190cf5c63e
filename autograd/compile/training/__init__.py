"""Whole training steps, with parameters and optimiser in arrays in between."""
