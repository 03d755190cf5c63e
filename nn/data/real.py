"""Two sets of real measurements, as scikit-learn bundles them."""

from typing import Any

from nn.data.dataset import Dataset


def handwritten_digits() -> Dataset:
    """1,797 handwritten digits: 64 inputs, the pixels of 8 × 8 images from 0 (paper) to 1 (ink); targets 0 … 9.

    Source: Alpaydin and Kaynak, "Optical Recognition of Handwritten Digits", UCI, 1998, as scikit-learn bundles it.
    """
    bundle = bundled("load_digits")
    return Dataset([[pixel / 16.0 for pixel in image] for image in bundle.data.tolist()], bundle.target)


def diabetes() -> Dataset:
    """442 patients: 10 inputs (age, sex, body mass index, blood pressure, six blood values), and the disease's
    progression after one year, from 25 to 346; all in their own units (see `Standard`).

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
