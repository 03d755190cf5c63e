"""What the figures were measured on."""

import os
import platform
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def processor() -> str:
    """The processor's name, as far as the system tells."""
    described = Path("/proc/cpuinfo")
    lines = described.read_text().splitlines() if described.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def installed(packages: tuple[str, ...]) -> Iterator[str]:
    """Those of them that are here, with their versions."""
    for name in packages:
        with suppress(PackageNotFoundError):
            yield f"{name} {version(name)}"


def machine(*packages: str) -> str:
    """Date, processor, system, and the versions of Python and of these packages, in one line."""
    versions = ", ".join(installed(packages))
    return (
        f"Measured on {date.today():%Y-%m-%d}: {processor()}, {os.cpu_count()} cores, {platform.system()}, "
        f"{platform.python_implementation()} {platform.python_version()}, {versions}."
    )
