"""Pictures of one's own: the numbers are the brightness, and nothing is skipped that one might miss."""

import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from nn.data import Dataset, from_images
from tests.examples import examples

Image = pytest.importorskip("PIL.Image")
Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Saves a picture below the folder `pictures`."""

    def to(picture: Any, name: str = "class/picture.png", **options: Any) -> Path:
        path = tmp_path / "pictures" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(path, **options)
        return tmp_path / "pictures"

    return to


def plain(colour: Any, mode: str = "L", size: tuple[int, int] = (4, 4)) -> Any:
    """A picture of one colour."""
    return Image.new(mode, size, colour)


@examples(20)
@given(st.integers(1, 5), st.integers(1, 5), st.randoms(use_true_random=False), st.booleans())
def test_a_picture_of_the_right_size_is_read_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, rows: int, columns: int, random: Random, flat: bool
) -> None:
    pixels = bytes(random.randrange(256) for _ in range(rows * columns))
    folder = tmp_path_factory.mktemp("pictures")
    (folder / "a").mkdir()
    Image.frombytes("L", (columns, rows), pixels).save(folder / "a" / "p.png")
    (found,) = from_images(folder, (rows, columns), flat=flat).inputs
    expected = [pixel / 255 for pixel in pixels]
    assert found == expected if flat else nn.flatten(found) == expected
    if not flat:
        assert (len(found), len(found[0]), len(found[0][0])) == (1, rows, columns)


def test_folders_are_classes_in_the_order_of_the_alphabet(save: Save) -> None:
    for name, colour in (("dog/1.png", 30), ("cat/b.png", 20), ("cat/a.gif", 10), ("cow/x.bmp", 40)):
        folder = save(plain(colour), name)
    made = from_images(folder, 1)
    assert made == Dataset([[10 / 255], [20 / 255], [40 / 255], [30 / 255]], [0, 0, 1, 2], ["cat", "cow", "dog"])


@pytest.mark.parametrize("size", [1, 3, (2, 5), 9])
@pytest.mark.parametrize("grey", [0, 7, 128, 255])
def test_another_size_keeps_the_brightness(save: Save, size: Any, grey: int) -> None:
    (found,) = from_images(save(plain(grey, size=(5, 8))), size).inputs
    assert len(found) == (size * size if isinstance(size, int) else 10)
    assert found == pytest.approx([grey / 255] * len(found), abs=1e-6)
    assert all(0.0 <= x <= 1.0 for x in found)


def test_a_smaller_picture_is_the_mean_of_what_was_there(save: Save) -> None:
    picture = plain(0, size=(2, 2))
    picture.putpixel((0, 0), 255)
    assert from_images(save(picture), 1).inputs == [[0.25]]


# fmt: off
FORMS = [
    (plain(1, "1"),                       1.0,       "of one bit"),
    (plain((255, 0, 0), "RGB"),           76 / 255,  "in colour, as bright as people see red"),
    (plain((0, 0, 0, 0), "RGBA"),         1.0,       "transparent, which is white"),
    (plain((0, 0, 0, 255), "RGBA"),       0.0,       "not transparent"),
    (plain((0, 51), "LA"),                204 / 255, "half transparent"),
    (plain(65535, "I;16"),                1.0,       "white in 16 bits"),
    (plain(257 * 40, "I;16"),             40 / 255,  "grey in 16 bits"),
    (plain((0, 0, 255), "RGB").quantize(), 29 / 255, "with a palette"),
]
# fmt: on


@pytest.mark.parametrize(("picture", "grey"), [form[:2] for form in FORMS], ids=[form[2] for form in FORMS])
def test_all_kinds_of_pixels_become_grey(save: Save, picture: Any, grey: float) -> None:
    (found,) = from_images(save(picture), 2).inputs
    assert found == pytest.approx([grey] * 4, abs=1e-6)


def test_a_transparent_colour_of_a_palette_is_white(save: Save) -> None:
    picture = plain((0, 0, 0), "RGB").quantize()
    assert from_images(save(picture, transparency=0), 1).inputs == [[1.0]]


def test_a_picture_is_turned_as_its_camera_says(save: Save) -> None:
    picture = plain(0, size=(2, 1))
    picture.putpixel((0, 0), 255)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it right: what is at the left is then at the top
    assert from_images(save(picture, exif=exif), (2, 1)).inputs == [[1.0, 0.0]]


def test_hidden_files_are_skipped(save: Save) -> None:
    folder = save(plain(9))
    for name in (".DS_Store", "class/.hidden", "class/Thumbs.db", "desktop.ini"):
        (folder / name).write_text("no picture")
    (folder / ".git").mkdir()
    assert len(from_images(folder, 1)) == 1


def test_a_second_folder_gets_the_classes_of_the_first(save: Save, tmp_path: Path) -> None:
    train = Dataset([[0.0], [1.0]], [0, 1], ["cat", "class"])
    folder = save(plain(255))
    assert from_images(folder, 1, like=train) == Dataset([[1.0]], [1], ["cat", "class"])
    with pytest.raises(ValueError, match=r"the folder class is not one of the classes before, \['cat', 'dog'\]"):
        from_images(folder, 1, like=Dataset([], [], ["cat", "dog"]))
    with pytest.raises(ValueError, match="like = <data set: 4 samples of 2 inputs> has no names of classes"):
        from_images(folder, 1, like=nn.xor())


@pytest.mark.parametrize("content", [b"", b"text", b"\x89PNG\r\n\x1a\n", b"GIF89a"])
def test_a_file_that_is_not_a_picture_is_named(save: Save, content: bytes) -> None:
    folder = save(plain(9))
    (folder / "class" / "broken.png").write_bytes(content)
    with pytest.raises(ValueError, match=r"class/broken.png cannot be read as a picture \(.*\); remove it, or save it"):
        from_images(folder, 1)


@pytest.mark.parametrize("form", ["png", "gif", "bmp", "jpeg", "tiff"])
def test_a_picture_that_is_cut_off_or_damaged_is_read_or_named(save: Save, form: str) -> None:
    random = Random(0)
    folder = save(Image.frombytes("L", (9, 9), random.randbytes(81)), f"class/picture.{form}")
    path = folder / "class" / f"picture.{form}"
    whole = path.read_bytes()
    damaged = [whole[: random.randrange(len(whole))] for _ in range(20)]
    for _ in range(40):
        content = bytearray(whole)
        content[random.randrange(len(whole))] = random.randrange(256)
        damaged.append(bytes(content))
    for content in damaged:
        path.write_bytes(content)
        try:
            assert len(from_images(folder, 2).checked()) == 1
        except ValueError as error:
            assert f"picture.{form} cannot be read as a picture" in str(error)  # noqa: PT017


def test_pixels_of_which_white_is_not_known_are_refused(save: Save) -> None:
    with pytest.raises(ValueError, match="cannot be read as a picture .in mode F it is not known what is white"):
        from_images(save(plain(0.5, "F"), "class/picture.tiff"), 1)


def test_a_picture_that_would_fill_the_memory_is_refused(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = save(plain(9))
    for most in (10, 4):  # Pillow warns of more, and refuses twice as many
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", most)
        with pytest.raises(ValueError, match="picture.png cannot be read as a picture .Image size"):
            from_images(folder, 1)


def test_what_lies_elsewhere_is_not_lost(save: Save) -> None:
    folder = save(plain(9))
    (folder / "beside.png").write_bytes(b"")
    with pytest.raises(ValueError, match="beside.png lies beside the folders of the classes; move it into one of them"):
        from_images(folder, 1)
    (folder / "beside.png").unlink()
    with pytest.raises(ValueError, match="class is a folder in the folder of a class; give the folder whose"):
        from_images(folder.parent, 1)
    (folder / "empty").mkdir()
    with pytest.raises(ValueError, match="the folder empty is empty; remove it, or put its pictures there"):
        from_images(folder, 1)
    with pytest.raises(ValueError, match="empty holds no folders; give it one for each class"):
        from_images(folder / "empty", 1)


@pytest.mark.parametrize("size", [0, -1, 2.0, (2, 0), (1, 2, 3), "8", 5000])
def test_a_size_is_a_number_of_pixels(save: Save, size: Any) -> None:
    with pytest.raises(ValueError, match=r"give rows and columns from 1 to 4096, such as 16 or \(16, 24\)"):
        from_images(save(plain(9)), size)


def test_pictures_are_trained_on(save: Save) -> None:
    for i in range(6):
        save(plain(20 * i, size=(5, 5)), f"dark/{i}.png")
        folder = save(plain(255 - 20 * i, size=(5, 5)), f"light/{i}.png")
    made = from_images(folder, 3)
    history = nn.fit(nn.MLP(9, [4, 2], random=Random(0)), nn.cross_entropy_with_logits, made, steps=60, progress=False)
    assert history.accuracies[-1] == 1.0
    nn.Conv2d(1, 2, 3)(from_images(folder, 3, flat=False).inputs[0])


def test_without_pillow_the_extra_is_named(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = save(plain(9))
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(ImportError, match=r'pictures are read with Pillow: pip install "glassgrad\[data\]"'):
        from_images(folder, 1)
