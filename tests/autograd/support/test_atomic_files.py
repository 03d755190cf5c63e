"""Files are there in full or as they were, and what goes wrong names the file that was meant."""

import errno
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograd.support.atomic_files import write_whole
from tests.interrupts import interrupted_at_every_line


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


def test_a_name_may_be_as_long_as_the_file_system_allows(tmp_path: Path) -> None:
    target = tmp_path / ("n" * 255)
    write_whole(target, b"old")
    write_whole(target, b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(target.name, b"new")]


KILLED = """
import os, signal, sys
from autograd.support.atomic_files import write_whole
os.fsync = lambda file: os.kill(os.getpid(), signal.SIGKILL)
write_whole(sys.argv[1], b"new")
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_what_a_killed_save_has_left_is_removed_by_the_next_one(tmp_path: Path) -> None:
    target = tmp_path / "f"
    write_whole(target, b"old")
    (tmp_path / ".saving-mine").touch()  # not ours
    write_whole(tmp_path / "g", b"")
    for _ in range(2):
        subprocess.run([sys.executable, "-c", KILLED, str(target)], check=False)
        assert target.read_bytes() == b"old"
        assert len(os.listdir(tmp_path)) == 4  # one is left over, however often saves are killed
    write_whole(tmp_path / "g", b"")
    assert len(os.listdir(tmp_path)) == 4  # it belongs to another file
    write_whole(target, b"new")
    assert target.read_bytes() == b"new"
    assert sorted(os.listdir(tmp_path)) == [".saving-mine", "f", "g"]


def test_a_save_that_is_going_on_is_not_taken_for_left_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another save of the same file begins, and ends, while the first one is not yet through."""
    fsync = os.fsync

    def interrupted(file: int) -> None:
        monkeypatch.setattr(os, "fsync", fsync)
        write_whole(tmp_path / "f", b"second")
        assert (tmp_path / "f").read_bytes() == b"second"
        fsync(file)

    monkeypatch.setattr(os, "fsync", interrupted)
    write_whole(tmp_path / "f", b"first")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("f", b"first")]


def test_saves_of_many_threads_do_not_disturb_each_other(tmp_path: Path) -> None:
    target = tmp_path / "f"
    contents = [bytes([i]) * 1000 for i in range(4)]

    def save_often(content: bytes) -> None:
        for _ in range(50):
            write_whole(target, content)

    with ThreadPoolExecutor(len(contents)) as pool:
        list(pool.map(save_often, contents))
    assert target.read_bytes() in contents
    assert os.listdir(tmp_path) == ["f"]


@pytest.mark.filterwarnings("ignore:unclosed file")  # interrupted between open and with
def test_a_save_is_whole_or_has_not_happened_wherever_it_is_interrupted(tmp_path: Path) -> None:
    target, seen = tmp_path / "f", []
    write_whole(target, b"old")
    for _ in interrupted_at_every_line(lambda: write_whole(target, b"new")):
        seen.append(target.read_bytes())
        target.write_bytes(b"old")
    assert set(seen) == {b"old", b"new"}
    assert seen == sorted(seen, reverse=True)  # old up to a certain line, and new from there on
    write_whole(target, b"")
    assert os.listdir(tmp_path) == ["f"]
