"""Builds the wheel, installs it without extras into a fresh environment, and uses it outside the checkout."""

import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

CI = Path(__file__).resolve().parent
PROJECT = CI.parent


def run(folder: Path, *command: object) -> None:
    """A command in a folder; the end of this program if it fails."""
    print("$", *command, flush=True)
    subprocess.run([str(part) for part in command], cwd=folder, check=True)


def built_wheel(folder: Path) -> Path:
    """The wheel of this checkout."""
    run(
        PROJECT, sys.executable, "-m", "pip", "wheel", "--quiet", "--quiet", "--no-deps", "--wheel-dir", folder, PROJECT
    )
    (wheel,) = folder.glob("glassgrad-*.whl")
    return wheel


def check_contents(wheel: Path) -> None:
    """Holds every source file of the two packages and their type markers, and nothing else."""
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "autograd", "nn"]
    sources = set(subprocess.run(listing, cwd=PROJECT, check=True, capture_output=True, text=True).stdout.split())
    if packed != sources:
        sys.exit(f"the wheel and the checkout differ: {sorted(packed ^ sources)}")
    if not {"autograd/py.typed", "nn/py.typed"} <= packed:
        sys.exit("the wheel lacks py.typed")
    print(f"{wheel.name}: {len(packed)} files, {wheel.stat().st_size / 1024:.0f} KB")


def main() -> None:
    """Build, look inside, install, use."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = built_wheel(folder)
        check_contents(wheel)
        venv.create(folder / "fresh", with_pip=True)
        python = folder / "fresh" / "bin" / "python"
        run(folder, python, "-m", "pip", "install", "--quiet", "--quiet", wheel)
        run(folder, python, "-m", "pip", "list", "--format", "freeze")
        shutil.copy(CI / "first_minutes.py", folder)
        run(folder, python, "-W", "error", "first_minutes.py")


if __name__ == "__main__":
    main()
