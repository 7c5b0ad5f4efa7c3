"""Every audio file is found once, in the same order, and nothing makes the walk fail or loop."""

import inspect
import os
import sys
from pathlib import Path

import pytest

from tagstudio.audio.files.walk import FoundFile, SkippedFile, walk
from tagstudio.core.errors import TagStudioError


def touch(path: Path, content: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def names(root: Path, under: Path | None = None) -> list[str]:
    return [os.path.relpath(found.path, under or root) for found in walk(root)]


def test_audio_files_come_sorted_with_size_and_time(tmp_path):
    track = touch(tmp_path / "b.mp3", b"12345")
    for name in ("a/z.flac", "a/b/c.OGG", "notes.txt", "c.wav", "a.mp3"):
        touch(tmp_path / name)
    assert names(tmp_path) == ["a.mp3", "b.mp3", "c.wav", "a/z.flac", "a/b/c.OGG"]
    status = track.stat()
    assert list(walk(tmp_path))[1] == FoundFile(str(track), 5, status.st_mtime_ns)


def test_hidden_files_and_folders_are_left_out(tmp_path):
    for name in ("._a.mp3", ".b.mp3", ".trash/c.mp3", "d.mp3"):
        touch(tmp_path / name)
    assert names(tmp_path) == ["d.mp3"]
    assert names(tmp_path / ".trash") == ["c.mp3"]  # named by the user, so wanted


def test_links_that_go_round_end(tmp_path):
    touch(tmp_path / "music/a.mp3")
    (tmp_path / "music/again").symlink_to(tmp_path / "music")
    (tmp_path / "music/up").symlink_to("..")
    (tmp_path / "music/self").symlink_to("self")
    assert names(tmp_path / "music") == ["a.mp3"]


def test_a_file_reached_by_two_ways_comes_once(tmp_path):
    real = touch(tmp_path / "real/a.mp3")
    touch(tmp_path / "other/b.mp3")
    (tmp_path / "other/link.mp3").symlink_to(real)
    (tmp_path / "folder").symlink_to(tmp_path / "real")
    assert names(tmp_path) == ["folder/a.mp3", "other/b.mp3"]


def test_linked_folders_outside_the_root_are_followed(tmp_path):
    touch(tmp_path / "disk/a.mp3")
    (tmp_path / "music").mkdir()
    (tmp_path / "music/disk").symlink_to(tmp_path / "disk")
    assert names(tmp_path / "music") == ["disk/a.mp3"]


def test_what_is_no_file_is_reported(tmp_path):
    os.mkfifo(tmp_path / "fifo.mp3")
    os.mkfifo(tmp_path / "fifo.txt")
    (tmp_path / "broken.mp3").symlink_to("nothing")
    (tmp_path / "broken.txt").symlink_to("nothing")
    touch(tmp_path / "folder.mp3/a.mp3")
    found = {Path(item.path).name: item for item in walk(tmp_path)}
    assert sorted(found) == ["a.mp3", "broken.mp3", "fifo.mp3"]
    broken, fifo = found["broken.mp3"], found["fifo.mp3"]
    assert isinstance(broken, SkippedFile)
    assert broken.code == "missing"
    assert isinstance(fifo, SkippedFile)
    assert fifo.code == "not_a_file"
    assert "fifo.mp3" in str(fifo.message)


def test_a_folder_that_cannot_be_listed_is_reported_and_the_walk_goes_on(tmp_path, monkeypatch):
    touch(tmp_path / "a/locked.mp3")
    touch(tmp_path / "b/open.mp3")
    really = os.scandir

    def scandir(folder):
        if folder.endswith("/a"):
            raise PermissionError(13, "Permission denied", folder)
        return really(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    skipped, found = walk(tmp_path)
    assert isinstance(skipped, SkippedFile)
    assert skipped.code == "unreadable"
    assert skipped.path == str(tmp_path / "a")
    assert "Permission denied" in str(skipped.message)
    assert found.path.endswith("open.mp3")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_that_are_not_utf8_come_as_surrogates(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.mp3")).write_bytes(b"x")
    (found,) = walk(tmp_path)
    assert os.fsencode(found.path).endswith(b"caf\xe9.mp3")


def test_a_root_that_is_a_file_comes_by_itself(tmp_path):
    track = touch(tmp_path / "a.mp3")
    touch(tmp_path / "b.mp3")
    assert [found.path for found in walk(track)] == [str(track)]


def test_a_relative_root_gives_absolute_paths(tmp_path, monkeypatch):
    touch(tmp_path / "a.mp3")
    monkeypatch.chdir(tmp_path)
    assert [found.path for found in walk(Path())] == [str(tmp_path / "a.mp3")]


def test_a_root_that_is_not_there_is_an_error_for_the_user(tmp_path):
    with pytest.raises(TagStudioError, match="nowhere"):
        walk(tmp_path / "nowhere")


def test_folders_nested_deeper_than_the_stack_are_walked(tmp_path):
    touch(tmp_path.joinpath(*"d" * 400, "a.mp3"))
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 150)
    try:
        (found,) = walk(tmp_path)
    finally:
        sys.setrecursionlimit(limit)
    assert found.path.endswith("d/a.mp3")
