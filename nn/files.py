"""Models in safetensors files, which PyTorch reads and writes too: they hold only numbers, so nothing in them can run.

The format (huggingface.co/docs/safetensors): 8 bytes with the length of the header (little-endian); the header, JSON
that gives each tensor's dtype, its shape and its offsets in the data; and the data, the numbers of each row by row.
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
from nn.parameters.state import Mismatch, Rename, Tensor, listed, matched, readable, tensor
from nn.shapes import Shape

M = TypeVar("M", bound=Module)

OTHER_ENDINGS = {".h5", ".json", ".npy", ".npz", ".onnx", ".pkl", ".pt", ".pth", ".txt", ".zip"}
LONGEST_HEADER = 100_000_000  # in bytes; the format allows no longer one


class WeightsError(ValueError):
    """The file does not hold what the model needs; `load` has left the model as it was.

    >>> from nn import WeightsError
    >>> issubclass(WeightsError, ValueError)
    True
    """


def save(model: Module, path: str | os.PathLike[str]) -> None:
    """Write the parameters and buffers of a model to a file, as 64-bit floats; if that fails, the file stays as it was.

    model   the model to save; a ValueError says if it has no parameters
    path    the file, by convention with the ending .safetensors; a ValueError refuses the ending of another format

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from nn import Layer, load, save
    >>> one, other = Layer(2, 1), Layer(2, 1)
    >>> with TemporaryDirectory() as folder:
    ...     save(one, Path(folder, "layer.safetensors"))
    ...     loaded = load(other, Path(folder, "layer.safetensors"))
    >>> loaded is other and other.state_dict() == one.state_dict()
    True
    """
    require_module("save", model)
    kind = Path(path).suffix.lower()
    if kind in OTHER_ENDINGS:
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
    """Fill a model from a safetensors file and return the model.

    The numbers may be 64-, 32- or 16-bit floats, or the whole numbers with which PyTorch counts batches. A WeightsError
    says what is wrong with the file, or where model and file disagree; the model then stays as it was.

    model    the model to fill, built with the sizes of the one that was saved
    path     the file
    strict   True: model and file must have the same names. False: take over what both have, and warn about the names
             that only one of them has
    rename   what the names in the file are called in the model: a dict, in which `{"0": "layers.0"}` turns `0.weight`
             into `layers.0.weight`, or a function of the name

    The example of `save` reads a file back; a missing file is an error:

    >>> from nn import Layer, load
    >>> load(Layer(2, 1), "no such file")
    Traceback (most recent call last):
    FileNotFoundError: [Errno 2] No such file or directory: 'no such file'
    """
    require_module("load", model)
    name = os.fspath(path)
    tensors = decoded(Path(path).read_bytes(), name)
    try:
        found, unmatched = matched(dict(model.saved()), tensors, strict, rename)
    except Mismatch as error:
        raise WeightsError(f"{name}: {error}") from None
    set_all(found)
    missing, unexpected = (listed(map(readable, names)) for names in unmatched)
    if not strict and (missing or unexpected):
        warn(f"load: {name}: as before, not being there: {missing or 'nothing'}. Left out, not being in the model: "
             f"{unexpected or 'nothing'}.", stacklevel=2)  # fmt: skip
    return model


def require_module(name: str, model: Any) -> None:
    """Raise a TypeError unless the model is a Module. name: the name of the caller, for the message."""
    if not isinstance(model, Module):
        raise TypeError(
            f"{name}: {shortened(model)} ({type(model).__name__}) is not a Module; the model comes first: "
            f"{name}(model, 'model.safetensors')"
        )


def encoded(state: dict[str, Nested]) -> bytes:
    """Return the bytes of a file that holds these tensors, which are numbers or Values in lists."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}  # some readers want to know the layout: PyTorch's
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
    """Return the tensors in the bytes of a file; a WeightsError names the file and says what is wrong with it."""

    def check(fulfilled: bool, problem: str) -> None:
        if not fulfilled:
            raise WeightsError(f"{path}: {problem}. Is it a whole safetensors file? Save or download it again.")

    check(len(content) >= 8, f"it has {len(content)} bytes, too few for the length of a header")
    length = int.from_bytes(content[:8], "little")
    rest = len(content) - 8
    for beginning, (kind, repair) in OTHER_FORMATS.items():
        if length > rest and content.startswith(beginning):
            raise WeightsError(f"{path}: it is {kind}, and not a safetensors file. {repair}")
    check(
        length <= LONGEST_HEADER, f"its first 8 bytes ask for a header of {length} bytes, more than the format allows"
    )
    check(length <= rest, f"its header should have {length} bytes, but only {rest} follow: it is cut off")
    header = parsed_header(content[8 : 8 + length])
    check(isinstance(header, dict), "its header is not the JSON of a safetensors file")
    body = memoryview(content)[8 + length :]
    tensors, intervals = {}, []
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        shown = ascii(readable(name))
        check(is_entry(entry), f"its tensor {shown} has no dtype, shape and data_offsets that make sense")
        dtype, shape, (start, end) = entry["dtype"], tuple(entry["shape"]), entry["data_offsets"]
        check(dtype in DTYPES, f"its tensor {shown} holds {readable(dtype)!r}, not one of {', '.join(DTYPES)}")
        size, read = DTYPES[dtype]
        check(
            element_count(shape, end - start) * size == end - start,
            f"its tensor {shown} has {end - start} bytes, which is not its shape",
        )
        check(end <= len(body), f"its tensor {shown} ends at byte {end}, but the data at {len(body)}: it is cut off")
        tensors[name] = Tensor(shape, read(bytes(body[start:end])))
        intervals.append((start, end))
    ends = [0, *(end for _, end in sorted(intervals))]
    starts = [*(start for start, _ in sorted(intervals)), len(body)]
    check(starts == ends, "its tensors overlap, or leave bytes between them or at the end")
    return tensors


def element_count(shape: Shape, most: int) -> int:
    """Return how many numbers a tensor of this shape has, or, as soon as they exceed `most`, some larger number."""
    product = 1
    for n in (0,) if 0 in shape else shape:
        product *= n
        if product > most:
            break
    return product


def parsed_header(text: bytes) -> Any:
    """Return the JSON of a header, or None where it is not JSON or a name comes twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a name comes twice")
        return dict(pairs)

    try:
        return json.loads(text.decode(), object_pairs_hook=once)
    except (ValueError, RecursionError):  # not UTF-8, not JSON, or brackets thousands deep
        return None


def is_entry(entry: Any) -> bool:
    """Return whether an entry of the header gives a tensor's dtype, shape and offsets."""

    def sizes(x: Any) -> bool:
        return isinstance(x, list) and all(type(n) is int and 0 <= n < 2**63 for n in x)

    return (
        isinstance(entry, dict)
        and isinstance(entry.get("dtype"), str)
        and sizes(entry.get("shape"))
        and sizes(entry.get("data_offsets"))
        and len(entry["data_offsets"]) == 2
    )


def reader_of(letter: str) -> Callable[[bytes], tuple[float, ...]]:
    """Return a function that reads numbers from little-endian bytes. letter: their type, as in `struct`."""
    return lambda data: struct.unpack(f"<{len(data) // struct.calcsize(letter)}{letter}", data)


def integers(data: bytes) -> tuple[float, ...]:
    """Return floats from integers of 64 bits, such as PyTorch's count of batches."""
    return tuple(map(float, reader_of("q")(data)))


def bfloat16(data: bytes) -> tuple[float, ...]:
    """Return floats from 16-bit numbers that are the upper halves of 32-bit floats."""
    return reader_of("f")(b"".join(b"\0\0" + data[i : i + 2] for i in range(0, len(data), 2)))


CONVERSION = (
    'Convert it where that is installed: safetensors.torch.save_file(torch.load("model.pt"), "model.safetensors")'
)

# fmt: off
OTHER_FORMATS = {  # the first bytes of files that are mistaken for safetensors: what they are, and what to do
    b"PK\x03\x04": (
        "a zip archive, as torch.save and numpy.savez write it",
        f'{CONVERSION} or safetensors.numpy.save_file(dict(numpy.load("model.npz")), "model.safetensors").',
    ),
    b"\x80\x02\x8a\n": ("what torch.save wrote before PyTorch 1.6", f"{CONVERSION}."),
    b"\x93NUMPY":     ("an array of NumPy", "Read it with numpy.load; load_state_dict takes arrays by name."),
    b"\x89HDF":       ("an HDF5 file, as Keras writes it", "Read it with h5py; load_state_dict takes arrays by name."),
    b"version ":      ("what Git LFS leaves in the place of a file", "Get the file itself with git lfs pull."),
}

DTYPES: dict[str, tuple[int, Callable[[bytes], tuple[float, ...]]]] = {  # dtype: bytes per number, how to read them
    "F64":  (8, reader_of("d")),
    "F32":  (4, reader_of("f")),
    "F16":  (2, reader_of("e")),
    "BF16": (2, bfloat16),
    "I64":  (8, integers),
}
# fmt: on
