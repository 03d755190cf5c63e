"""Files are there in full or as they were, and what goes wrong names the file that was meant."""

import errno
import os
from pathlib import Path

import pytest

from autograd.files import write_whole


def test_files_appear_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "graph.svg"
    write_whole(target, b"old")

    def full_disk(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match=rf"no space left on device: '{target}'$"):
        patch.setattr(os, "replace", full_disk)
        write_whole(target, b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("graph.svg", b"old")]
    write_whole(target, b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("graph.svg", b"new")]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link.svg").symlink_to("real.svg")
    write_whole(tmp_path / "link.svg", b"text")
    assert (tmp_path / "link.svg").is_symlink()
    assert (tmp_path / "real.svg").read_bytes() == b"text"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "nowhere", tmp_path / "file"):
        with pytest.raises(FileNotFoundError, match=rf"there is no folder {folder} to save f in; make it first"):
            write_whole(folder / "f", b"")


def test_an_error_names_the_file_that_was_meant(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError) as error:
        write_whole(tmp_path / "folder", b"")
    assert str(error.value) == f"[Errno {errno.EISDIR}] Is a directory: '{tmp_path / 'folder'}'"
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
