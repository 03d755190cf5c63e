"""A data set from your own pictures: a folder in which each class is a folder."""

import warnings
from array import array
from os import PathLike
from pathlib import Path
from typing import Any

from nn.data.dataset import Dataset
from nn.validation import require

HIDDEN = {"thumbs.db", "desktop.ini"}  # files that Windows hides, although their names begin without a dot
LONGEST_SIDE = 4096  # in pixels


def from_images(
    folder: str | PathLike[str], size: int | tuple[int, int], *, flat: bool = True, like: Dataset | None = None
) -> Dataset:
    """Return the pictures in the sub-folders of a folder, in grey from 0 (black) to 1 (white), a class for each.

    folder   the folder that holds the sub-folders
    size     how many rows and columns each picture gets, (rows, columns) or one number for both; it is stretched to
             that size, not cut
    flat     True: the inputs are one list of numbers, row by row; False: [1][rows][columns], as `Conv2d` takes them
    like     pictures that were read before, whose classes these get; a folder that is not one of them is refused:
             `from_images("test", 16, like=train)`

    A target is the index of its class, and `classes` keeps the names; folders and pictures are in alphabetical order. A
    picture is turned as its camera says, transparent parts become white, and of an animation the first frame is taken.
    Hidden files are skipped; a ValueError refuses everything else that is not a picture, and an ImportError says if
    Pillow is not installed.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from PIL import Image
    >>> from nn import from_images
    >>> with TemporaryDirectory() as folder:
    ...     for name, grey in (("dark", 0), ("light", 255)):
    ...         Path(folder, name).mkdir()
    ...         Image.new("L", (4, 4), grey).save(Path(folder, name, "1.png"))
    ...     data = from_images(folder, size=2)
    >>> data.inputs, data.targets, data.classes
    ([[0.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0]], [0, 1], ['dark', 'light'])
    """
    require(like is None or bool(like.classes), f"from_images: like = {like!r} has no names of classes")
    rows, columns = size if isinstance(size, tuple) and len(size) == 2 else (size, size)
    for side in (rows, columns):
        require(
            hasattr(side, "__index__") and 1 <= side <= LONGEST_SIDE,
            f"from_images: size = {size!r}; give rows and columns from 1 to {LONGEST_SIDE}, such as 16 or (16, 24)",
        )
    folders = visible_in(Path(folder), folders=True)
    require(len(folders) > 0, f"from_images: {folder} holds no folders; give it one for each class, with its pictures")
    names = [each.name for each in folders]
    classes = names if like is None else like.classes
    for name in names:
        require(name in classes, f"from_images: the folder {name} is not one of the classes before, {classes}")
    inputs: list[Any] = []
    targets = []
    for each in folders:
        paths = visible_in(each, folders=False)
        require(len(paths) > 0, f"from_images: the folder {each.name} is empty; remove it, or put its pictures there")
        for path in paths:
            grey = grey_of(path, rows, columns)
            inputs.append(grey if flat else [[grey[i : i + columns] for i in range(0, len(grey), columns)]])
            targets.append(classes.index(each.name))
    return Dataset(inputs, targets, list(classes))


def visible_in(folder: Path, folders: bool) -> list[Path]:
    """Return what is in a folder and not hidden, in order; raise a ValueError unless all are folders (or files)."""
    found = sorted(path for path in folder.iterdir() if path.name[0] != "." and path.name.lower() not in HIDDEN)
    for path in found:
        require(
            path.is_dir() == folders,
            f"from_images: {path} lies beside the folders of the classes; move it into one of them, or elsewhere"
            if folders
            else f"from_images: {path} is a folder in the folder of a class; give the folder whose sub-folders hold "
            "the pictures themselves",
        )
    return found


def grey_of(path: Path, rows: int, columns: int) -> list[float]:
    """Return the pixels of a picture stretched to this size, row by row, from 0 (black) to 1 (white)."""
    try:
        from PIL import Image, ImageOps
    except ImportError as error:
        raise ImportError('pictures are read with Pillow: pip install "glassgrad[data]"') from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as opened:
                picture: Image.Image = ImageOps.exif_transpose(opened)
                if picture.has_transparency_data:
                    picture = picture.convert("RGBA")
                    picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
                require(picture.mode not in ("I", "F"), f"in mode {picture.mode} it is not known what is white")
                deep = picture.mode.startswith("I;16")
                grey = picture.convert("I" if deep else "L")
                small = grey.convert("F").resize((columns, rows), Image.Resampling.BILINEAR)
    except Exception as error:  # a broken file raises errors of many kinds
        raise ValueError(
            f"from_images: {path} cannot be read as a picture ({error}); remove it, or save it anew as PNG"
        ) from error
    return [min(number / (65535.0 if deep else 255.0), 1.0) for number in array("f", small.tobytes())]
