"""Saving and loading: nothing is lost, nothing is half written, and no file can do harm."""

import errno
import json
import math
import os
import struct
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Value
from autograd.transforms.tree import leaves
from nn import MLP, BatchNorm, Layer, LayerNorm, Module, WeightsError
from nn.files import decoded, encoded
from tests.interrupts import interrupted_at_every_line

small = st.builds(lambda seed: encoded(Layer(2, 2, random=Random(seed)).state_dict()), st.integers(0, 9))


def file_of(header: Any, body: bytes = b"") -> bytes:
    """A file with this header (JSON, or bytes as they are) and these numbers."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def entry(shape: list[int], start: int, end: int, dtype: str = "F64") -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, end]}


# there and back


@given(st.integers(1, 3), st.lists(st.integers(1, 4), min_size=1, max_size=3), st.integers())
def test_a_saved_model_comes_back_bit_for_bit(inputs: int, widths: list[int], seed: int) -> None:
    model = MLP(inputs, widths, random=Random(seed))
    tensors = decoded(encoded(model.state_dict()), "memory")
    assert {name: t.numbers for name, t in tensors.items()} == {
        name: tuple(leaves(t)) for name, t in model.state_dict().items()
    }


def test_save_and_load(tmp_path: Path) -> None:
    model, other = MLP(2, [3, 1], random=Random(0)), MLP(2, [3, 1], random=Random(1))
    nn.save(model, tmp_path / "model.safetensors")
    assert nn.load(other, str(tmp_path / "model.safetensors")) is other
    assert other.state_dict() == model.state_dict()
    assert os.listdir(tmp_path) == ["model.safetensors"]


def test_the_file_is_as_the_format_says(tmp_path: Path) -> None:
    model = Layer(2, 1, initializer="zeros")
    model.neurons[0].weight[1].data = 1.5
    nn.save(model, tmp_path / "f")
    content = (tmp_path / "f").read_bytes()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    assert header == {
        "__metadata__": {"format": "pt"},
        "weight": entry([1, 2], 0, 16),
        "bias": entry([1], 16, 24),
    }
    assert length % 8 == 0
    assert content[8 + length :] == struct.pack("<3d", 0.0, 1.5, 0.0)


def test_numbers_that_are_not_finite_come_back() -> None:
    numbers = decoded(encoded({"t": [math.inf, -math.inf, math.nan, -0.0, 5e-324]}), "f")["t"].numbers
    assert numbers[:2] == (math.inf, -math.inf)
    assert math.isnan(numbers[2])
    assert str(numbers[3]) == "-0.0"
    assert numbers[4] == 5e-324


def test_a_model_without_parameters_is_not_saved(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"as it was")
    with pytest.raises(ValueError, match=r"save: the Module has no parameters, so .*f would be empty\. Parameters are"):
        nn.save(Module(), tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == b"as it was"


@pytest.mark.parametrize("data", ["0.5", [1.0, 2.0], None, Value(1.0), 10**400])
def test_a_parameter_that_does_not_hold_a_float_is_named_when_it_is_saved(tmp_path: Path, data: Any) -> None:
    model = MLP(2, [3, 1])
    model.layers[0].neurons[2].weight[1].data = data
    with pytest.raises(TypeError, match=r"save: layers\.0\.weight\[2\]\[1\] is .* of a Value, set `data` to a float"):
        nn.save(model, tmp_path / "f")
    assert os.listdir(tmp_path) == []


def test_whole_numbers_are_saved_as_floats(tmp_path: Path) -> None:
    model = Layer(1, 1)
    model.neurons[0].bias.data = 3
    nn.save(model, tmp_path / "f")
    assert nn.load(Layer(1, 1), tmp_path / "f").neurons[0].bias.data == 3.0


@pytest.mark.parametrize(
    ("dtype", "body"),
    [
        ("F64", struct.pack("<2d", 1.5, -3.0)),
        ("F32", struct.pack("<2f", 1.5, -3.0)),
        ("F16", struct.pack("<2e", 1.5, -3.0)),
        ("BF16", b"\xc0\x3f\x40\xc0"),  # the upper halves of 3fc00000 and c0400000
    ],
)
def test_floats_of_every_size_are_read(dtype: str, body: bytes) -> None:
    header = {"t": entry([2], 0, len(body), dtype), "__metadata__": {"format": "pt"}}
    assert decoded(file_of(header, body), "f") == {"t": ((2,), (1.5, -3.0))}


def test_whole_numbers_are_read_as_floats() -> None:
    body = struct.pack("<2q", 3, -(2**53))
    numbers = decoded(file_of({"t": entry([2], 0, 16, "I64")}, body), "f")["t"].numbers
    assert numbers == (3.0, -(2.0**53))
    assert [type(x) for x in numbers] == [float, float]


def test_buffers_are_saved_and_loaded(tmp_path: Path) -> None:
    model, other = BatchNorm(2), BatchNorm(2)
    model([[1.0, 2.0], [3.0, 5.0]])
    nn.save(model, tmp_path / "f")
    assert nn.load(other, tmp_path / "f").state_dict() == model.state_dict() != BatchNorm(2).state_dict()
    with pytest.raises(WeightsError, match="running_mean is not in the model; running_var is not in the model; num_"):
        nn.load(LayerNorm(2), tmp_path / "f")


# other names, and fewer of them


def test_what_both_have_is_taken_over_and_the_rest_is_said(tmp_path: Path) -> None:
    nn.save(MLP(2, [3, 1], random=Random(0)), tmp_path / "f")
    model = MLP(2, [3, 1, 1], random=Random(1))
    last = [p.data for p in model.layers[2].parameters()]
    with pytest.warns(
        UserWarning, match=r"f: as before, not being there: layers\.2\.weight, layers\.2\.bias\. Left out, .*: no"
    ):
        assert nn.load(model, tmp_path / "f", strict=False) is model
    assert [p.data for p in model.layers[2].parameters()] == last
    assert model.layers[0].state_dict() == MLP(2, [3, 1], random=Random(0)).layers[0].state_dict()
    nn.load(MLP(2, [3, 1]), tmp_path / "f", strict=False)  # nothing is missing, and nothing is said


def test_names_are_translated(tmp_path: Path) -> None:
    nn.save(MLP(2, [3, 1], random=Random(0)), tmp_path / "f")
    with pytest.warns(UserWarning, match=r"as before, .*: nothing\. Left out, .*: rest\.weight, rest\.bias"):
        model = nn.load(Layer(2, 3), tmp_path / "f", strict=False, rename={"layers.0": "", "layers.1": "rest"})
    assert model.state_dict() == MLP(2, [3, 1], random=Random(0)).layers[0].state_dict()


# writing


def test_a_save_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nn.save(Layer(1, 1, initializer="zeros"), tmp_path / "f")
    before = (tmp_path / "f").read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        nn.save(Layer(1, 1), tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == before
    assert os.listdir(tmp_path) == ["f"]


def test_the_file_is_replaced_in_one_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the moment it takes its place, the new file is whole and on the disk."""
    seen: list[tuple[str, bytes]] = []
    replace, fsync = os.replace, os.fsync

    def watched_fsync(file: int) -> None:
        seen.append(("on the disk", b""))
        fsync(file)

    def watched_replace(source: Path, target: Path) -> None:
        seen.append(("replaced", Path(source).read_bytes()))
        assert Path(source).parent == Path(target).parent
        replace(source, target)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(os, "replace", watched_replace)
    model = Layer(1, 1)
    nn.save(model, tmp_path / "f")
    assert seen == [("on the disk", b""), ("replaced", encoded(model.state_dict()))]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder" / "f")
    nn.save(Layer(1, 1), tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    nn.load(Layer(1, 1), tmp_path / "folder" / "f")


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"there is no folder .*nowhere.* to save f in; make it first"):
        nn.save(Layer(1, 1), tmp_path / "nowhere" / "f")


@pytest.mark.filterwarnings("ignore:unclosed file")  # interrupted between open and with
def test_a_save_is_whole_or_has_not_happened(tmp_path: Path) -> None:
    path, new = tmp_path / "f", Layer(2, 1, random=Random(1))
    nn.save(Layer(2, 1), path)
    old, expected = path.read_bytes(), encoded(new.state_dict())
    for _ in interrupted_at_every_line(lambda: nn.save(new, path)):
        assert path.read_bytes() in (old, expected)
    assert path.read_bytes() == expected


@pytest.mark.filterwarnings("ignore:unclosed file")  # interrupted between open and with
def test_a_load_is_whole_or_has_not_happened(tmp_path: Path) -> None:
    model = MLP(1, [2, 1], random=Random(0))
    before, after = model.state_dict(), MLP(1, [2, 1], random=Random(1)).state_dict()
    nn.save(MLP(1, [2, 1], random=Random(1)), tmp_path / "f")
    for _ in interrupted_at_every_line(lambda: nn.load(model, tmp_path / "f")):
        assert model.state_dict() in (before, after)
        model.load_state_dict(before)


# model and file that do not agree


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (MLP(2, [4, 1]), "layers.0.weight is 3 × 2, but 4 × 2 in the model; layers.0.bias is 3, but 4 in the model"),
        (MLP(2, [3, 3, 1]), r"layers.2.weight is missing; layers.2.bias is missing; layers.1.weight is 1 × 3, but 3"),
        (MLP(2, [3]), "layers.1.weight is not in the model; layers.1.bias is not in the model"),
        (Layer(2, 3), "weight is missing"),
    ],
)
def test_a_mismatch_is_named_and_changes_nothing(tmp_path: Path, model: Module, words: str) -> None:
    nn.save(MLP(2, [3, 1]), tmp_path / "f.safetensors")
    before = model.state_dict()
    with pytest.raises(WeightsError, match=rf"f\.safetensors: .*{words}.*\. The model is as it was; build it with"):
        nn.load(model, tmp_path / "f.safetensors")
    assert model.state_dict() == before


def test_a_missing_file_is_the_usual_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.safetensors"):
        nn.load(Layer(1, 1), tmp_path / "nothing.safetensors")


# files that are not what they should be


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it has 0 bytes, too few for the length of a header"),
        (bytes(7) + b"\1" + b"{}", "its first 8 bytes ask for a header of 72057594037927936 bytes"),
        (b"\xff" * 20, "its first 8 bytes ask for a header of .* bytes, more than the format allows"),
        (struct.pack("<Q", 100) + b"{}", "its header should have 100 bytes, but only 2 follow: it is cut off"),
        (file_of(b"\xff\xfe"), "its header is not the JSON of a safetensors file"),
        (file_of(b"[1, 2]"), "its header is not the JSON"),
        (file_of(b"{'a': 1}"), "its header is not the JSON"),
        (file_of(b'{"a": 1, "a": 2}'), "its header is not the JSON"),
        (file_of(b'{"a":' + b"[" * 100_000), "its header is not the JSON"),
        (file_of(b'{"a": ' + b"9" * 10_000 + b"}"), "its header is not the JSON"),
        (file_of({"t": 1}), "its tensor 't' has no dtype, shape and data_offsets that make sense"),
        (file_of({"t": entry([-1], 0, 8)}), "its tensor 't' has no dtype"),
        (file_of({"t": entry([1], 0, 8, dtype=8)}), "its tensor 't' has no dtype"),  # type: ignore[arg-type]
        (file_of({"t": entry([True], 0, 8)}, bytes(8)), "its tensor 't' has no dtype"),
        (file_of({"t": {**entry([1], 0, 8), "data_offsets": [0]}}, bytes(8)), "its tensor 't' has no dtype"),
        (
            file_of({"t": entry([1], 0, 8, "U64")}, bytes(8)),
            "its tensor 't' holds 'U64', not one of F64, F32, F16, BF16, I64",
        ),
        (file_of({"t": entry([2], 0, 8)}, bytes(8)), "its tensor 't' has 8 bytes, which is not its shape"),
        (file_of({"t": entry([10**30], 0, 8)}, bytes(8)), "its tensor 't' has no dtype"),
        (
            file_of({"t": entry([2], 0, 16)}, bytes(8)),
            "its tensor 't' ends at byte 16, but the data at 8: it is cut off",
        ),
        (file_of({"t": entry([1], 8, 16)}, bytes(16)), "its tensors overlap, or leave bytes between them"),
        (file_of({"t": entry([1], 0, 8)}, bytes(16)), "its tensors overlap, or leave bytes between them or at the end"),
        (file_of({"t": entry([1], 0, 8), "u": entry([1], 0, 8)}, bytes(8)), "its tensors overlap"),
        (file_of({"t": entry([2], 0, 16), "u": entry([1], 8, 16)}, bytes(16)), "its tensors overlap"),
    ],
)
def test_a_bad_file_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    model = Layer(1, 1)
    before = model.state_dict()
    (tmp_path / "bad").write_bytes(content)
    with pytest.raises(WeightsError, match=rf"bad: {words}.*\. Is it a whole safetensors file\?"):
        nn.load(model, tmp_path / "bad")
    assert model.state_dict() == before


def test_a_shape_of_many_empty_rows_costs_nothing() -> None:
    assert decoded(file_of({"t": entry([10**15, 0], 0, 0)}), "f")["t"].shape == (10**15, 0)


def test_a_shape_is_multiplied_out_only_as_far_as_the_file_is_long() -> None:
    """200,000 sizes of 19 digits multiply to a number of millions of digits."""
    content = file_of({"t": entry([2**62] * 200_000, 0, 8)}, bytes(8))
    with pytest.raises(WeightsError, match="its tensor 't' has 8 bytes, which is not its shape"):
        decoded(content, "f")


def test_a_message_stays_short_whatever_the_file_says(tmp_path: Path) -> None:
    for header in (
        {"t" * 1_000_000: entry([1], 0, 8)},
        {"t" * 1_000_000: 1},
        {"weight": entry([1] * 100_000, 0, 8)},
        {"weight": entry([1], 0, 8, "F" * 1_000_000)},
        {f"tensor {i}": entry([0], 0, 0) for i in range(1000)},
    ):
        (tmp_path / "f").write_bytes(file_of(header, bytes(8)))
        with pytest.raises(WeightsError) as error:
            nn.load(Layer(1, 1), tmp_path / "f")
        assert len(str(error.value)) < 2000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04" + bytes(100), r"a zip archive, as torch\.save and numpy\.savez write it, .* Convert it .*torch"),
        (b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.", r"what torch\.save wrote before PyTorch 1\.6"),
        (b"\x93NUMPY\x01\x00v\x00{'descr'", r"an array of NumPy, .* Read it with numpy\.load"),
        (b"\x89HDF\r\n\x1a\n", "an HDF5 file, as Keras writes it"),
        (b"version https://git-lfs.github.com/spec/v1", "what Git LFS leaves in the place of a file"),
    ],
)
def test_a_file_of_another_kind_is_called_by_its_name(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "f").write_bytes(content)
    with pytest.raises(WeightsError, match=f"f: it is {words}"):
        nn.load(Layer(1, 1), tmp_path / "f")


def test_a_header_as_long_as_the_name_of_another_kind_is_read() -> None:
    """A header of 640 bytes begins as a file of torch.save did once."""
    text = json.dumps({"t": entry([1], 0, 8)}).encode().ljust(640)
    assert decoded(file_of(text, bytes(8)), "f")["t"] == ((1,), (0.0,))


def test_files_of_numpy_are_recognised(tmp_path: Path) -> None:
    numpy = pytest.importorskip("numpy")
    numpy.savez(tmp_path / "f.npz", weight=numpy.ones((1, 1)))
    with pytest.raises(WeightsError, match=r"f\.npz: it is a zip archive"):
        nn.load(Layer(1, 1), tmp_path / "f.npz")


def test_names_from_outside_are_printed_harmlessly(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(
        file_of(b'{"\\ud800\\u001b[31m": ' + json.dumps(entry([], 0, 8)).encode() + b"}", bytes(8))
    )
    with pytest.raises(WeightsError, match=r"'\\ud800\\x1b\[31m' is not in the model"):
        nn.load(Module(), tmp_path / "f")


def refused_or_read(content: bytes) -> None:
    """What any bytes must lead to: tensors, or the one error that says what is wrong."""
    tensors = {}
    with suppress(WeightsError):
        tensors = decoded(content, "some/file")
    for tensor in tensors.values():
        assert len(tensor.numbers) == math.prod(tensor.shape)


@given(st.binary(max_size=200))
def test_random_bytes_do_no_harm(content: bytes) -> None:
    refused_or_read(content)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
sizes = st.lists(st.integers(-1, 4), max_size=3)
near_entries = st.fixed_dictionaries(
    {"dtype": st.sampled_from(["F64", "F32", "F16", "BF16", "I64", "I8", 1]), "shape": sizes, "data_offsets": sizes}
)


@given(json_values | st.dictionaries(st.text(max_size=5), near_entries, max_size=3), st.binary(max_size=40))
def test_headers_of_any_kind_do_no_harm(header: Any, body: bytes) -> None:
    refused_or_read(file_of(header, body))


@given(small, st.data())
def test_a_file_that_is_cut_off_is_refused(content: bytes, draw: st.DataObject) -> None:
    cut = draw.draw(st.integers(0, len(content) - 1))
    with pytest.raises(WeightsError, match="f: "):
        decoded(content[:cut], "f")


@given(small, st.data())
def test_a_file_with_a_wrong_byte_does_no_harm(content: bytes, draw: st.DataObject) -> None:
    place = draw.draw(st.integers(0, len(content) - 1))
    byte = draw.draw(st.integers(0, 255))
    refused_or_read(content[:place] + bytes([byte]) + content[place + 1 :])


@given(small, st.binary(min_size=1, max_size=20))
def test_a_file_with_something_behind_it_is_refused(content: bytes, more: bytes) -> None:
    with pytest.raises(WeightsError, match="leave bytes between them or at the end"):
        decoded(content + more, "f")


def test_nothing_here_can_run_code() -> None:
    """No pickle, no eval: the reader is made of json and struct."""
    source = Path(nn.files.__file__).read_text(encoding="utf-8")
    for word in ("pickle", "eval(", "exec(", "marshal", "__import__"):
        assert word not in source


@pytest.mark.parametrize("name", ["model.pt", "model.NPZ", "model.json"])
def test_an_ending_of_another_kind_of_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"taken for a file of another kind.*so let the name end in \.safetensors"):
        nn.save(MLP(1, [1]), tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("call", [nn.save, nn.load])
def test_what_comes_in_place_of_the_model_is_refused(call: Any) -> None:
    with pytest.raises(
        TypeError, match=rf"{call.__name__}: 'm.safetensors' \(str\) is not a Module; the model comes first"
    ):
        call("m.safetensors", MLP(1, [1]))
