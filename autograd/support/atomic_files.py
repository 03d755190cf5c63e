"""Atomic writes: after an error or a crash, a file is either complete or as it was before."""

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

fcntl: Any
try:
    import fcntl
except ImportError:  # on Windows, where an open file cannot be removed or renamed
    fcntl = None


def write_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file in one step, so that nobody ever sees half of it: write another file beside it, and rename that.

    path      the file; if it is a link, the file that it leads to is written
    content   all the bytes of the file

    A folder that does not exist raises a FileNotFoundError; any other failure raises an OSError for the path.
    """
    target = Path(os.path.realpath(path))
    require_folder(target)
    beginning = f".saving-{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:16]}-"  # short, however long the name
    beside = None
    try:
        remove_left_over(target.parent, beginning)
        beside, file = opened(target.parent, beginning)
        with file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if fcntl:
                os.replace(beside, target)  # still locked, so that another save does not remove it first
        if not fcntl:
            os.replace(beside, target)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from error  # the error itself names the file beside it
    finally:
        if beside:
            beside.unlink(missing_ok=True)


def require_folder(path: Path) -> None:
    """Raise a FileNotFoundError if the folder of the file does not exist."""
    if not path.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {path.parent} to save {path.name} in; make it first")


def opened(folder: Path, beginning: str) -> tuple[Path, BinaryIO]:
    """Create a file whose name begins like this, and lock it; return its path, and the file open for writing."""
    while True:
        path = folder / f"{beginning}{secrets.token_hex(8)}"
        file = path.open("xb")
        with suppress(OSError):  # some network drives have no locks: there, files left over are not removed
            lock(file, wait=True)
        if path.exists():  # otherwise another save removed it before it was locked
            return path, file
        file.close()


def remove_left_over(folder: Path, beginning: str) -> None:
    """Remove the files that killed saves have left; a locked or open one belongs to a save that is still running."""
    for path in folder.glob(f"{beginning}*"):
        with suppress(OSError):
            if fcntl:
                with path.open("rb") as file:
                    lock(file, wait=False)
                    path.unlink()
            else:
                path.unlink()


def lock(file: BinaryIO, wait: bool) -> None:
    """Lock a file until it is closed; raise an OSError if that is not possible, or without wait, not at once."""
    if fcntl:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
