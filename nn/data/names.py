"""First names, as the United States Census counted them."""

from importlib.resources import files


def first_names() -> list[str]:
    """5,163 first names in small letters a … z, each once, in the order of the alphabet: "aaron" … "zulma".

    Source: United States Census Bureau, frequent names in the census of 1990, as the package `names` bundles them.
    """
    try:
        folder = files("names")
    except ModuleNotFoundError as error:
        raise ImportError('these data come with the package names: pip install "glassgrad[data]"') from error
    lists = [folder.joinpath(f"dist.{of}.first").read_text(encoding="ascii") for of in ("female", "male")]
    return sorted({line.split()[0].lower() for text in lists for line in text.splitlines()})
