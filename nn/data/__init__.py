"""Data sets: points in the plane made from a formula, real data, your own; and how to split, shuffle and scale them."""

from nn.data.dataset import Dataset
from nn.data.karate import karate_club
from nn.data.names import first_names
from nn.data.pictures import from_images
from nn.data.points import blobs, circles, spirals, two_moons, xor
from nn.data.real import diabetes, handwritten_digits, house_prices, mnist_digits
from nn.data.scaler import StandardScaler
from nn.data.splits import batches, shuffled, split
from nn.data.table import Table, from_csv
from nn.data.windows import windows

__all__ = [
    "batches",
    "blobs",
    "circles",
    "Dataset",
    "diabetes",
    "first_names",
    "from_csv",
    "from_images",
    "handwritten_digits",
    "house_prices",
    "karate_club",
    "mnist_digits",
    "shuffled",
    "spirals",
    "split",
    "StandardScaler",
    "Table",
    "two_moons",
    "windows",
    "xor",
]
