"""First names, as the United States Census counted them."""

from importlib.resources import files

from nn.data.packages import missing


def first_names() -> list[str]:
    """Return 5,163 first names in small letters a … z, each once, in alphabetical order: "aaron" … "zulma".

    An ImportError says if the package `names`, which brings the data along, is not installed.

    Source: United States Census Bureau, frequent names in the census of 1990.

    >>> from nn import first_names
    >>> names = first_names()
    >>> len(names), names[0], names[-1]
    (5163, 'aaron', 'zulma')
    """
    try:
        folder = files("names")
    except ModuleNotFoundError as error:
        raise missing("the package names") from error
    lists = [folder.joinpath(f"dist.{of}.first").read_text(encoding="ascii") for of in ("female", "male")]
    return sorted({line.split()[0].lower() for text in lists for line in text.splitlines()})
