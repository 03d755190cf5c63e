"""Data sets: points in the plane made from a formula, real ones, and how to part, shuffle and scale them."""

from nn.data.dataset import Dataset
from nn.data.karate import karate_club
from nn.data.names import first_names
from nn.data.parting import batches, shuffled, split
from nn.data.points import blobs, circles, spirals, two_moons, xor
from nn.data.real import diabetes, handwritten_digits
from nn.data.standard import Standard

__all__ = [
    "batches",
    "blobs",
    "circles",
    "Dataset",
    "diabetes",
    "first_names",
    "handwritten_digits",
    "karate_club",
    "shuffled",
    "spirals",
    "split",
    "Standard",
    "two_moons",
    "xor",
]
