"""A data set from pictures of one's own: a folder in which each class is a folder."""

import warnings
from array import array
from os import PathLike
from pathlib import Path
from typing import Any

from nn.data.dataset import Dataset
from nn.validation import require

HIDDEN = {"thumbs.db", "desktop.ini"}  # what one system hides without a dot
MOST = 4096  # pixels along a side


def from_images(
    folder: str | PathLike[str], size: int | tuple[int, int], *, flat: bool = True, like: Dataset | None = None
) -> Dataset:
    """The pictures in the sub-folders of a folder, in grey from 0 (black) to 1 (white); each sub-folder is a class.

    A target is the index of its class, and `classes` keeps the names: the folders in the order of the alphabet, as are
    the pictures in each. A picture is turned as its camera says, and its transparent parts become white; of an
    animation the first frame is taken. Hidden files are skipped; whatever else is not a picture is refused.

    folder   where the sub-folders lie
    size     how many rows and columns each picture gets, (rows, columns) or one number for both; it is stretched to
             them, not cut
    flat     whether the inputs are one list of numbers, row by row; with False, [1][rows][columns], as `Conv2d` takes
    like     pictures that were read before: the classes are theirs, and another folder is refused:
             `from_images("test", 16, like=train)`
    """
    require(like is None or bool(like.classes), f"from_images: like = {like!r} has no names of classes")
    rows, columns = size if isinstance(size, tuple) and len(size) == 2 else (size, size)
    for side in (rows, columns):
        require(
            hasattr(side, "__index__") and 1 <= side <= MOST,
            f"from_images: size = {size!r}; give rows and columns from 1 to {MOST}, such as 16 or (16, 24)",
        )
    folders = visible(Path(folder), folders=True)
    require(len(folders) > 0, f"from_images: {folder} holds no folders; give it one for each class, with its pictures")
    names = [each.name for each in folders]
    classes = names if like is None else like.classes
    for name in names:
        require(name in classes, f"from_images: the folder {name} is not one of the classes before, {classes}")
    inputs: list[Any] = []
    targets = []
    for each in folders:
        paths = visible(each, folders=False)
        require(len(paths) > 0, f"from_images: the folder {each.name} is empty; remove it, or put its pictures there")
        for path in paths:
            grey = grey_of(path, rows, columns)
            inputs.append(grey if flat else [[grey[i : i + columns] for i in range(0, len(grey), columns)]])
            targets.append(classes.index(each.name))
    return Dataset(inputs, targets, list(classes))


def visible(folder: Path, folders: bool) -> list[Path]:
    """What lies in a folder and is not hidden, in the order of the alphabet: only folders, or only files."""
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
    """The pixels of a picture of this size, row by row, from 0 (black) to 1 (white)."""
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
    except Exception as error:  # a broken file ends in many kinds of them
        raise ValueError(
            f"from_images: {path} cannot be read as a picture ({error}); remove it, or save it anew as PNG"
        ) from error
    return [min(number / (65535.0 if deep else 255.0), 1.0) for number in array("f", small.tobytes())]
