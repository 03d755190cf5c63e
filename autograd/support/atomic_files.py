"""Atomic writes: a file is there as a whole, or as it was before."""

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

fcntl: Any
try:
    import fcntl
except ImportError:  # Windows, where an open file can neither be removed nor renamed
    fcntl = None


def write_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write beside the file, then put it in its place in one go: whatever happens, nobody ever sees half a file.

    path      the file; of a link, the file that it leads to
    content   what is in it afterwards
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
                os.replace(beside, target)  # while it is locked
        if not fcntl:
            os.replace(beside, target)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from error  # which names the file beside it
    finally:
        if beside:
            beside.unlink(missing_ok=True)


def require_folder(path: Path) -> None:
    """A FileNotFoundError, if the folder that a file should be in is not there."""
    if not path.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {path.parent} to save {path.name} in; make it first")


def opened(folder: Path, beginning: str) -> tuple[Path, BinaryIO]:
    """A new file, and itself opened and locked for writing."""
    while True:
        path = folder / f"{beginning}{secrets.token_hex(8)}"
        file = path.open("xb")
        with suppress(OSError):  # some network drives know no locks; what is left over stays there
            lock(file, wait=True)
        if path.exists():  # and was not removed before it was locked
            return path, file
        file.close()


def remove_left_over(folder: Path, beginning: str) -> None:
    """Remove what saves that were killed have left: what is locked, or open, belongs to one that is going on."""
    for path in folder.glob(f"{beginning}*"):
        with suppress(OSError):
            if fcntl:
                with path.open("rb") as file:
                    lock(file, wait=False)
                    path.unlink()
            else:
                path.unlink()


def lock(file: BinaryIO, wait: bool) -> None:
    """Lock a file until it is closed; an OSError where that cannot be had, or (without wait) not at once."""
    if fcntl:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
