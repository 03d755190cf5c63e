"""Files that are there in full, or as they were."""

import os
import secrets
from pathlib import Path


def write_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write beside the file, then put it in its place in one go: whatever happens, nobody ever sees half a file."""
    target = Path(os.path.realpath(path))  # a link stays one: the file it leads to is replaced
    if not target.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {target.parent} to save {target.name} in; make it first")
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from error  # which names the file beside it
    finally:
        beside.unlink(missing_ok=True)
