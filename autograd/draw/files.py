"""Files that are there in full, or as they were."""

import os
import secrets
from pathlib import Path


def write_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file beside its place and move it there: whatever happens, nobody sees half of it."""
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with open(beside, "xb") as file:
            file.write(content)
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)
