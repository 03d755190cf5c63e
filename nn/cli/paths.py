"""Where the command line writes to, checked before anything takes time."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

from autograd.support.atomic_files import require_folder


def refuse_unwritable(path: Path) -> None:
    """Raise an OSError if no file can be written there, and a ValueError if no file can have this name."""
    refuse_no_name(path)
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder; give the name of a file in it")
    require_folder(path)
    require_writable(path.parent)


@contextmanager
def folder_for_pictures(folder: Path) -> Iterator[None]:
    """Make a folder for the `with` block around whatever takes time; after an error, remove it again if it is new.

    An OSError says if nothing can be written to it.
    """
    refuse_no_name(folder)
    if folder.is_file():
        raise FileExistsError(f"{folder} is a file; give another name for the folder: --out DIR")
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        require_writable(folder)
        yield
    except BaseException:
        for path in made:
            with suppress(OSError):  # it was not made, or is not empty
                path.rmdir()
        raise


def refuse_no_name(path: Path) -> None:
    """Raise a ValueError, with the same words in every Python, if the path contains the character that ends a name."""
    if "\0" in str(path):
        raise ValueError(f"{str(path)!r} is not a name for a file: it contains the character \\0; leave it out")


def require_writable(folder: Path) -> None:
    """Raise an OSError if no file can be made in a folder."""
    try:
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OSError(error.errno, f"{error.strerror}, so nothing can be saved there", str(folder)) from error
