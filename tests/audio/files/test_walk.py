"""Every audio file is found once, in the same order, and nothing makes the walk fail or loop."""

import inspect
import os
import random
import sys
from pathlib import Path

import pytest

from tagstudio.audio.files.change_time import change_time_ns
from tagstudio.audio.files.left_out import APPLE_DOUBLE, LeftOut
from tagstudio.audio.files.walk import FoundFile, SkippedFile, _Walk, walk
from tagstudio.core.errors import TagStudioError


def touch(path: Path, content: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def names(root: Path) -> list[str]:
    """The audio files by name, as the walk yields them."""
    return [os.path.relpath(one.path, root) for one in walk(root) if isinstance(one, FoundFile)]


def left_out(root: Path) -> list[tuple[str, str, str]]:
    """What is left out: name, reason, detail."""
    return [
        (os.path.relpath(one.path, root), one.reason, one.detail)
        for one in walk(root)
        if isinstance(one, LeftOut)
    ]


def test_audio_files_come_sorted_with_size_and_time(tmp_path):
    track = touch(tmp_path / "b.mp3", b"12345")
    for name in ("a/z.flac", "a/b/c.OGG", "notes.txt", "c.wav", "a.mp3"):
        touch(tmp_path / name)
    assert names(tmp_path) == ["a.mp3", "b.mp3", "c.wav", "a/z.flac", "a/b/c.OGG"]
    status = track.stat()
    assert list(walk(tmp_path))[1] == FoundFile(
        str(track), 5, status.st_mtime_ns, change_time_ns(status)
    )


def test_a_name_that_begins_with_a_dot_is_music(tmp_path):
    wanted = [".45.mp3", "...And Justice for All/01.flac", "...Baby One More Time.mp3", "._.mp3"]
    for name in wanted:
        touch(tmp_path / name)
    assert sorted(names(tmp_path)) == sorted(wanted)
    assert left_out(tmp_path) == []


def test_companions_that_macos_makes_are_told_by_their_content(tmp_path):
    touch(tmp_path / "._a.mp3", APPLE_DOUBLE + b"\0\2\0\0Mac OS X")
    touch(tmp_path / "._cover.jpg", APPLE_DOUBLE)
    touch(tmp_path / "a.mp3")
    assert names(tmp_path) == ["a.mp3"]
    assert [reason for _, reason, _ in left_out(tmp_path)] == ["apple_double", "apple_double"]
    os.mkfifo(tmp_path / "._b.mp3")  # is not opened: that would wait for ever
    assert names(tmp_path) == ["a.mp3"]


def test_a_file_without_a_suffix_is_music_if_its_content_is(tmp_path):
    for name in ("01. Intro", "README", ".gitignore", "cover.jpg"):
        touch(tmp_path / name)
    os.mkfifo(tmp_path / "pipe")
    asked = []
    found = [
        os.path.relpath(one.path, tmp_path)
        for one in walk(tmp_path, lambda path: asked.append(path) or path.endswith("Intro"))
        if isinstance(one, FoundFile)
    ]
    assert found == ["01. Intro"]
    assert [Path(path).name for path in asked] == ["01. Intro", "README"]


def test_folders_of_systems_are_told_and_not_entered(tmp_path):
    for name in (".Trash-1000/c.mp3", "$Recycle.Bin/e.mp3", "@eaDir/a.mp3/b.mp3", "d.mp3"):
        touch(tmp_path / name)
    assert names(tmp_path) == ["d.mp3"]
    assert left_out(tmp_path) == [
        (name, "system_folder", name) for name in ("$Recycle.Bin", ".Trash-1000", "@eaDir")
    ]
    assert names(tmp_path / ".Trash-1000") == ["c.mp3"]  # named by the user, so wanted


def test_all_that_is_no_audio_is_told_with_its_reason(tmp_path):
    for name in ("Cover.JPG", "README", "a.cue", "b.m3u8", "c.mid", "d.mp3.part", "Thumbs.db"):
        touch(tmp_path / name)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "self").symlink_to("self")
    (tmp_path / "to nothing.txt").symlink_to("nothing")
    (tmp_path / "zeros").symlink_to("/dev/zero")
    assert {name: rest for name, *rest in left_out(tmp_path)} == {
        "Cover.JPG": ["other", "jpg"],
        "README": ["other", ""],
        "a.cue": ["cue_sheet", "cue"],
        "b.m3u8": ["playlist", "m3u8"],
        "c.mid": ["unheard", "mid"],
        "d.mp3.part": ["unfinished", "part"],
        "Thumbs.db": ["system_file", "db"],
        "pipe": ["special", ""],
        "zeros": ["special", ""],
        "self": ["dead_link", ""],
        "to nothing.txt": ["dead_link", ""],
    }


def test_links_that_go_round_end(tmp_path):
    touch(tmp_path / "music/a.mp3")
    (tmp_path / "music/again").symlink_to(tmp_path / "music")
    (tmp_path / "music/up").symlink_to("..")
    (tmp_path / "music/self").symlink_to("self")
    assert names(tmp_path / "music") == ["a.mp3"]
    assert [(name, reason) for name, reason, _ in left_out(tmp_path / "music")] == [
        ("self", "dead_link"),
        ("again", "second_way"),
        ("up/music", "second_way"),
    ]


def test_a_file_reached_by_two_ways_comes_once(tmp_path):
    real = touch(tmp_path / "real/a.mp3")
    touch(tmp_path / "other/b.mp3")
    (tmp_path / "other/link.mp3").symlink_to(real)
    (tmp_path / "folder").symlink_to(tmp_path / "real")
    os.link(real, tmp_path / "real/b.mp3")
    assert names(tmp_path) == ["folder/a.mp3", "other/b.mp3"]
    second = {os.path.relpath(o.path, tmp_path): o for o in walk(tmp_path)}
    first, status = str(tmp_path / "folder/a.mp3"), real.stat()
    for name in ("folder/b.mp3", "other/link.mp3"):
        times = status.st_mtime_ns, change_time_ns(status)
        found = LeftOut(str(tmp_path / name), "second_name", "", first, 1, *times)
        assert second[name] == found
    assert second["real"] == LeftOut(
        str(tmp_path / "real"), "second_way", "", str(tmp_path / "folder")
    )


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
    found = {Path(o.path).name: o for o in walk(tmp_path) if not isinstance(o, LeftOut)}
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
    assert "access is denied" in str(skipped.message)
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


class RemembersAll(_Walk):
    """A walk that keeps every file, whether or not it may be reached again."""

    def _first_name(self, entry, status):
        return self._first_path(entry.path, status)


@pytest.mark.parametrize("seed", range(60))
def test_second_ways_are_told_though_few_files_are_kept(tmp_path, seed):
    chance = random.Random(seed)
    folders = [tmp_path / "a", tmp_path / "b", tmp_path / "b/c", tmp_path / ".Trash-1"]
    for folder in folders:
        folder.mkdir(parents=True)
    files = []
    for number in range(12):
        name = f"{chance.choice('abc')}{number}{chance.choice(['.mp3', '.txt', ''])}"
        path = chance.choice(folders) / name
        kind = chance.choice(["file", "file", "link", "name", "folder"])
        if kind == "file" or not files:
            files.append(touch(path, bytes([number])))
        elif kind == "link":
            path.symlink_to(chance.choice([*files, tmp_path / "nothing"]))
        elif kind == "name":
            os.link(chance.choice(files), path)
        else:
            path.symlink_to(chance.choice(folders))
    begins = {path.name for path in files if chance.random() < 0.5}

    def is_audio_inside(path):
        return Path(path).name in begins

    top = tmp_path / "b" if chance.random() < 0.3 else tmp_path
    expected = list(RemembersAll(is_audio_inside).under(str(top)))
    assert list(walk(top, is_audio_inside)) == expected
    assert expected
