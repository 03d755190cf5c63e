"""Models in files, as safetensors: numbers only, nothing in them can run, and PyTorch reads and writes them too.

The format (huggingface.co/docs/safetensors): 8 bytes with the length of the header (little-endian), the header,
which is JSON and says of each tensor its dtype, shape and place in the rest, and the rest: the numbers, row by row.
"""

import json
import os
import struct
from collections.abc import Callable
from pathlib import Path
from reprlib import repr as shortened
from typing import Any, TypeVar
from warnings import warn

from autograd.support.atomic_files import write_whole
from autograd.transforms.tree import Nested
from nn.module import PARAMETERS_ARE, Module
from nn.parameters.atomic import set_all
from nn.parameters.state import Mismatch, Rename, Tensor, change, listed, readable, tensor
from nn.shapes import Shape

M = TypeVar("M", bound=Module)

OTHER_KINDS = {".h5", ".json", ".npy", ".npz", ".onnx", ".pkl", ".pt", ".pth", ".txt", ".zip"}
LONGEST_HEADER = 100_000_000  # bytes: what the format allows


class WeightsError(ValueError):
    """A file that does not hold what the model needs; the model has been left as it was."""


def save(model: Module, path: str | os.PathLike[str]) -> None:
    """Write the parameters and buffers of a model to a file, as 64-bit floats: all of it, or the file is as it was.

    model   what is saved; a ValueError, if it has no parameters
    path    the file, by convention with the ending .safetensors; one that stands for another kind of file is refused
    """
    require_module("save", model)
    kind = Path(path).suffix.lower()
    if kind in OTHER_KINDS:
        raise ValueError(
            f"save: {os.fspath(path)} would be taken for a file of another kind, because of its ending {kind}; what is "
            "written is safetensors, so let the name end in .safetensors"
        )
    state = dict(model.saved())
    if not state:
        raise ValueError(
            f"save: the {type(model).__name__} has no parameters, so {os.fspath(path)} would be empty. {PARAMETERS_ARE}"
        )
    try:
        content = encoded(state)
    except TypeError as error:
        raise TypeError(f"save: {error}") from None
    write_whole(path, content)


def load(model: M, path: str | os.PathLike[str], *, strict: bool = True, rename: Rename | None = None) -> M:
    """Fill a model from a file of 64-, 32- or 16-bit floats (PyTorch counts in whole numbers); gives the model.

    A WeightsError says what is wrong with the file, or where model and file do not agree; the model is as it was then.

    model    what is filled; it has to be built before
    path     a file in the format of safetensors
    strict   False: take over what both have, and warn of the names that only one of them has
    rename   what the names of the file are called in the model: `{"0": "layers.0"}` makes `layers.0.weight` of
             `0.weight`; or a function of the name
    """
    require_module("load", model)
    name = os.fspath(path)
    tensors = decoded(Path(path).read_bytes(), name)
    try:
        found, unmatched = change(dict(model.saved()), tensors, strict, rename)
    except Mismatch as error:
        raise WeightsError(f"{name}: {error}") from None
    set_all(found)
    missing, unexpected = (listed(map(readable, names)) for names in unmatched)
    if not strict and (missing or unexpected):
        warn(f"load: {name}: as before, not being there: {missing or 'nothing'}. Left out, not being in the model: "
             f"{unexpected or 'nothing'}.", stacklevel=2)  # fmt: skip
    return model


def require_module(name: str, model: Any) -> None:
    """A TypeError, if what should be a model is none; name is who asks."""
    if not isinstance(model, Module):
        raise TypeError(
            f"{name}: {shortened(model)} ({type(model).__name__}) is not a Module; the model comes first: "
            f"{name}(model, 'model.safetensors')"
        )


def encoded(state: dict[str, Nested]) -> bytes:
    """The bytes of a file that holds these tensors, numbers or Values in lists."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}  # readers ask for the layout, which is PyTorch's
    body = bytearray()
    for name, nested in state.items():
        shape, numbers = tensor(name, nested)
        start = len(body)
        body += struct.pack(f"<{len(numbers)}d", *numbers)
        header[name] = {"dtype": "F64", "shape": shape, "data_offsets": [start, len(body)]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)  # so that the numbers start at a multiple of their size
    return struct.pack("<Q", len(text)) + text + body


def decoded(content: bytes, path: str) -> dict[str, Tensor]:
    """The tensors in the bytes of a file; a WeightsError names the file and what is wrong with it."""

    def must(fulfilled: bool, problem: str) -> None:
        if not fulfilled:
            raise WeightsError(f"{path}: {problem}. Is it a whole safetensors file? Save or download it again.")

    must(len(content) >= 8, f"it has {len(content)} bytes, too few for the length of a header")
    length = int.from_bytes(content[:8], "little")
    rest = len(content) - 8
    for beginning, (kind, repair) in OTHERS.items():
        if length > rest and content.startswith(beginning):
            raise WeightsError(f"{path}: it is {kind}, and not a safetensors file. {repair}")
    must(length <= LONGEST_HEADER, f"its first 8 bytes ask for a header of {length} bytes, more than the format allows")
    must(length <= rest, f"its header should have {length} bytes, but only {rest} follow: it is cut off")
    header = header_of(content[8 : 8 + length])
    must(isinstance(header, dict), "its header is not the JSON of a safetensors file")
    body = memoryview(content)[8 + length :]
    tensors, places = {}, []
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        shown = ascii(readable(name))
        must(is_entry(entry), f"its tensor {shown} has no dtype, shape and data_offsets that make sense")
        dtype, shape, (start, end) = entry["dtype"], tuple(entry["shape"]), entry["data_offsets"]
        must(dtype in NUMBERS, f"its tensor {shown} holds {readable(dtype)!r}, not one of {', '.join(NUMBERS)}")
        size, read = NUMBERS[dtype]
        must(
            elements(shape, end - start) * size == end - start,
            f"its tensor {shown} has {end - start} bytes, which is not its shape",
        )
        must(end <= len(body), f"its tensor {shown} ends at byte {end}, but the data at {len(body)}: it is cut off")
        tensors[name] = Tensor(shape, read(bytes(body[start:end])))
        places.append((start, end))
    ends = [0, *(end for _, end in sorted(places))]
    starts = [*(start for start, _ in sorted(places)), len(body)]
    must(starts == ends, "its tensors overlap, or leave bytes between them or at the end")
    return tensors


def elements(shape: Shape, most: int) -> int:
    """How many numbers a tensor has; where they are more than so many, only that they are."""
    product = 1
    for n in (0,) if 0 in shape else shape:
        product *= n
        if product > most:
            break
    return product


def header_of(text: bytes) -> Any:
    """The JSON of a header; None where it is not JSON, or says something twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a name comes twice")
        return dict(pairs)

    try:
        return json.loads(text.decode(), object_pairs_hook=once)
    except (ValueError, RecursionError):  # not UTF-8, not JSON, or brackets thousands deep
        return None


def is_entry(entry: Any) -> bool:
    """Whether a header says of a tensor what it has to."""

    def sizes(x: Any) -> bool:
        return isinstance(x, list) and all(type(n) is int and 0 <= n < 2**63 for n in x)

    return (
        isinstance(entry, dict)
        and isinstance(entry.get("dtype"), str)
        and sizes(entry.get("shape"))
        and sizes(entry.get("data_offsets"))
        and len(entry["data_offsets"]) == 2
    )


def unpacked(letter: str) -> Callable[[bytes], tuple[float, ...]]:
    """Numbers from little-endian bytes, by their letter in `struct`."""
    return lambda data: struct.unpack(f"<{len(data) // struct.calcsize(letter)}{letter}", data)


def whole(data: bytes) -> tuple[float, ...]:
    """Floats from integers of 64 bits, such as PyTorch's count of batches."""
    return tuple(map(float, unpacked("q")(data)))


def bfloat16(data: bytes) -> tuple[float, ...]:
    """Numbers of 16 bits that are the upper half of 32-bit ones."""
    return unpacked("f")(b"".join(b"\0\0" + data[i : i + 2] for i in range(0, len(data), 2)))


TO_CONVERT = (
    'Convert it where that is installed: safetensors.torch.save_file(torch.load("model.pt"), "model.safetensors")'
)

# fmt: off
OTHERS = {  # how other files begin that are taken for safetensors: what they are, and what to do
    b"PK\x03\x04": (
        "a zip archive, as torch.save and numpy.savez write it",
        f'{TO_CONVERT} or safetensors.numpy.save_file(dict(numpy.load("model.npz")), "model.safetensors").',
    ),
    b"\x80\x02\x8a\n": ("what torch.save wrote before PyTorch 1.6", f"{TO_CONVERT}."),
    b"\x93NUMPY":     ("an array of NumPy", "Read it with numpy.load; load_state_dict takes arrays by name."),
    b"\x89HDF":       ("an HDF5 file, as Keras writes it", "Read it with h5py; load_state_dict takes arrays by name."),
    b"version ":      ("what Git LFS leaves in the place of a file", "Get the file itself with git lfs pull."),
}

NUMBERS: dict[str, tuple[int, Callable[[bytes], tuple[float, ...]]]] = {  # dtype: bytes for each, how to read them
    "F64":  (8, unpacked("d")),
    "F32":  (4, unpacked("f")),
    "F16":  (2, unpacked("e")),
    "BF16": (2, bfloat16),
    "I64":  (8, whole),
}
# fmt: on
