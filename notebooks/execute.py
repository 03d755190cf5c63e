"""Runs the lessons and writes their outputs back, or checks that running them gives what is written there.

    python notebooks/execute.py             run every lesson, write its outputs into it
    python notebooks/execute.py --check     run every lesson in memory; exit 1 if anything differs
    python notebooks/execute.py --only 03   only the lessons whose names begin so

Running twice gives the same file, byte for byte: each lesson has a fresh kernel of this interpreter, a fixed
environment, fixed cell ids and no record of when or where it ran. Pictures are compared by their pixels, which
must be equal, and where they are, the bytes in the file stay: how well a PNG is compressed depends on the
machine, what it shows does not.
"""

import argparse
import asyncio
import base64
import difflib
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbformat import NotebookNode
from PIL import Image, ImageSequence

FOLDER = Path(__file__).resolve().parent
SECONDS_A_CELL = 600
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
FIXED = {
    "PYTHONHASHSEED": "0",
    "SOURCE_DATE_EPOCH": "1767225600",  # read by matplotlib and others in place of the clock
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "COLUMNS": "120",
    "NO_COLOR": "1",
    "OMP_NUM_THREADS": "1",  # sums are then added in one order
    "OPENBLAS_NUM_THREADS": "1",
    "OPENBLAS_CORETYPE": "Haswell",  # and by the same kernels on newer machines: training makes a last bit large
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
    "GLASSGRAD_ENGINE": "builtin",  # graphs come out the same with and without Graphviz
    "MATPLOTLIBRC": os.devnull,  # no personal settings
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
DRAWING = re.compile(r"data:image/svg\+xml;base64,([\w+/=]+)")
PICTURES = ("image/png", "image/gif")
FLAWS = {
    "a memory address": re.compile(r"\b0x[0-9a-f]{6,}"),
    "a time of day": re.compile(r"\b\d\d:\d\d:\d\d\b"),
    "a date": re.compile(r"\b20\d\d-\d\d-\d\d\b"),
    "an absolute path": re.compile(rf"(?<![\w./])/(?:home|root|tmp|usr|opt|var|mnt|Users)/|{re.escape(str(FOLDER))}"),
}


def lessons(prefix: str = "") -> list[Path]:
    """The files of the lessons, in their order."""
    return sorted(FOLDER.glob(f"{prefix}*.ipynb"))


async def executed(path: Path) -> NotebookNode:
    """The lesson as it comes out of a fresh kernel; the file is only read."""
    notebook = normalised(nbformat.read(path, as_version=4))
    with tempfile.TemporaryDirectory() as profile:
        client = NotebookClient(
            notebook,
            km=AsyncKernelManager(kernel_spec_manager=KernelSpecManager(kernel_dirs=[])),  # only this interpreter
            resources={"metadata": {"path": str(path.parent)}},
            timeout=SECONDS_A_CELL,
            record_timing=False,
            coalesce_streams=True,
        )
        environment = os.environ | FIXED | {"IPYTHONDIR": profile, "HYPOTHESIS_STORAGE_DIRECTORY": profile}
        await client.async_execute(env=environment, stderr=subprocess.DEVNULL, cleanup_kc=True)
    return normalised(notebook)


def normalised(notebook: NotebookNode) -> NotebookNode:
    """The notebook with nothing in it that tells when, where or in what order it was edited."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for place, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{place:02d}"
        cell.metadata = NotebookNode({name: cell.metadata[name] for name in ("tags",) if name in cell.metadata})
        for output in cell.get("outputs", []):
            for kind in PICTURES:
                if kind in output.get("data", {}):
                    output.data[kind] = slim(output.data[kind])
    return notebook


def slim(picture: str) -> str:
    """A PNG of at most 256 colours, a third as large, that does not say what wrote it; a GIF as it is."""
    image = Image.open(io.BytesIO(base64.b64decode(picture)))
    if image.format != "PNG" or image.mode == "P":
        return picture
    file = io.BytesIO()
    image.convert("RGB").quantize(256).save(file, "PNG", optimize=True)
    return base64.b64encode(file.getvalue()).decode()


def pixels(picture: str) -> list[tuple[tuple[int, int], bytes]]:
    """What a picture shows: the size and the colours of each of its frames."""
    frames = ImageSequence.Iterator(Image.open(io.BytesIO(base64.b64decode(picture))))
    return [(frame.size, frame.convert("RGBA").tobytes()) for frame in frames]


def keep_pictures(fresh: NotebookNode, old: NotebookNode) -> None:
    """Put the old bytes of each picture into the fresh notebook, where both show the same pixels."""
    for ours, theirs in zip(outputs(fresh), outputs(old)):
        for kind in PICTURES:
            if kind in ours.get("data", {}) and kind in theirs.get("data", {}):
                before = theirs.data[kind].strip()
                if pixels(ours.data[kind]) == pixels(before):
                    ours.data[kind] = before


def outputs(notebook: NotebookNode) -> Iterator[NotebookNode]:
    """Everything that the cells gave, from top to bottom."""
    for cell in notebook.cells:
        yield from cell.get("outputs", [])


def text(notebook: NotebookNode) -> str:
    """The notebook as it stands in its file."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def flaws(notebook: NotebookNode) -> list[str]:
    """What in the outputs would differ next time, or should not be shown to a reader; each with its cell."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                found.append(f"{cell.id}: an error, {output.ename}: {output.evalue}")
            if output.get("name") == "stderr":
                found.append(f"{cell.id}: a message on stderr, {output.text.strip()!r}")
            shown = written(output)
            found += [f"{cell.id}: {name}, {hit[0]!r}" for name, flaw in FLAWS.items() if (hit := flaw.search(shown))]
    return found


def written(output: NotebookNode) -> str:
    """The text of an output, a picture being one line."""
    if output.output_type == "stream":
        return str(output.text)
    parts = []
    for kind, shown in output.get("data", {}).items():
        if kind in PICTURES:
            size, colours = pixels(shown)[0]
            shown = f"[{kind}, {size[0]} × {size[1]} pixels, the first with a checksum of {sum(colours)}]"
        parts.append(DRAWING.sub(drawn, str(shown)))
    return "\n".join(parts)


def drawn(drawing: re.Match[str]) -> str:
    """An SVG inside a page as its elements, a line each."""
    return base64.b64decode(drawing[1]).decode().replace("><", ">\n<")


def difference(old: NotebookNode, fresh: NotebookNode) -> str:
    """The first cell that came out otherwise, line by line; empty where nothing did."""
    for before, after in zip(old.cells, fresh.cells):
        if before != after:
            changes = difflib.unified_diff(lines(before), lines(after), "in the file", "when run", lineterm="", n=1)
            changed = "\n".join(line[:160] for line in islice(changes, 30))
            return f"{after.id}:\n{changed or 'the same text, but other metadata or execution counts'}"
    return "" if text(old) == text(fresh) else "the notebook's metadata or its number of cells"


def lines(cell: NotebookNode) -> list[str]:
    """A cell and what it gave, to be compared line by line."""
    return "\n".join([cell.source, *map(written, cell.get("outputs", []))]).splitlines()


async def result(path: Path, check: bool) -> tuple[bool, str]:
    """Run one lesson, write it back unless it is only to be checked; gives (good, what to print)."""
    old, bytes_before = nbformat.read(path, as_version=4), path.read_bytes()
    try:
        fresh = await executed(path)
    except (CellExecutionError, CellTimeoutError) as error:
        return False, f"{path.name} stops with an error\n{COLOUR.sub('', str(error))}"
    if found := flaws(fresh):
        return False, f"{path.name} cannot be written down:\n  " + "\n  ".join(found)
    keep_pictures(fresh, old)
    if text(fresh).encode() == bytes_before:
        return True, f"{path.name} is as written"
    if check:
        return False, f"{path.name} differs from what is written, first in {difference(old, fresh) or 'its spacing'}"
    path.write_bytes(text(fresh).encode())
    return True, f"{path.name} has new outputs"


async def results(paths: list[Path], check: bool, at_once: int) -> bool:
    """Run the lessons, some at once, and say how each went; whether all went well."""
    free = asyncio.Semaphore(at_once)

    async def one(path: Path) -> bool:
        async with free:
            good, message = await result(path, check)
            print(message, flush=True)
            return good

    index = [path for path in paths if path.name.startswith("00")]  # shows what is written in the others
    others = await asyncio.gather(*[one(path) for path in paths if path not in index])
    return all([*others, *await asyncio.gather(*map(one, index))])


def main() -> int:
    """The command line; 0 if every lesson runs and, with --check, gives what is written."""
    parser = argparse.ArgumentParser(description="Run the lessons; write their outputs, or check them.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if a lesson comes out otherwise")
    parser.add_argument("--only", default="", metavar="03", help="only lessons whose names begin so")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="how many run at once (2)")
    arguments = parser.parse_args()
    paths = lessons(arguments.only)
    if not paths:
        parser.error(f"no lesson in {FOLDER.name}/ begins with {arguments.only!r}")
    return 0 if asyncio.run(results(paths, arguments.check, arguments.jobs)) else 1


if __name__ == "__main__":
    sys.exit(main())
