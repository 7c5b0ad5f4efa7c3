"""Watched folders, by the system's own events and by polling, on real files."""

import errno
import os
import shutil
import sys
import threading
import time
from pathlib import Path

import pytest

from tagstudio.engine.watching import folder_watch, observers
from tagstudio.engine.watching.folder_watch import FolderWatch

REST = 0.6  # s
LONG = 30.0

BY_SYSTEM, BY_POLLING = 0.0, 0.3


@pytest.fixture
def music(tmp_path):
    folder = tmp_path / "music"
    folder.mkdir()
    (folder / "there.mp3").write_bytes(b"there")
    return folder


@pytest.fixture(params=[BY_SYSTEM, BY_POLLING], ids=["system", "polling"])
def watch(request, music):
    if request.param == BY_SYSTEM and sys.platform != "linux":
        pytest.skip("inotify is of Linux")
    with FolderWatch(REST, request.param) as made:
        made.follow([str(music)])
        yield made


def places(watch: FolderWatch, wanted: set[Path]) -> set[str]:
    """Return the places told of until all that are wanted are, or a long time is over."""
    found: set[str] = set()
    end = time.monotonic() + LONG
    while not {str(path) for path in wanted} <= found and time.monotonic() < end:
        found.update(watch.wait(1.0))
    return found


def test_a_new_file_is_told_of_alone(watch, music):
    (music / "new.mp3").write_bytes(b"new")
    assert places(watch, {music / "new.mp3"}) == {str(music / "new.mp3")}


def test_a_long_copy_is_told_of_once_when_it_has_rested(watch, music):
    growing = music / "growing.flac"
    ended = []

    def copy() -> None:
        with growing.open("wb") as file:
            for _ in range(16):
                file.write(b"x" * 1000)
                file.flush()
                time.sleep(REST / 6)  # on a busy machine it takes longer
        ended.append(time.monotonic())

    copying = threading.Thread(target=copy)
    copying.start()
    assert places(watch, {growing}) == {str(growing)}
    told = time.monotonic()
    copying.join()
    assert told - ended[0] >= REST / 2
    assert watch.wait(3 * REST) == []


def test_a_download_is_told_of_when_it_has_its_name(watch, music):
    part = music / "song.mp3.part"
    part.write_bytes(b"half")
    assert watch.wait(3 * REST) == []
    part.rename(music / "song.mp3")
    assert str(music / "song.mp3") in places(watch, {music / "song.mp3"})


def test_a_folder_that_is_moved_in_is_told_of_as_a_whole(watch, music, tmp_path):
    album = tmp_path / "album"
    (album / "disc 1").mkdir(parents=True)
    for number in range(3):
        (album / "disc 1" / f"{number}.mp3").write_bytes(b"sound")
    album.rename(music / "album")
    assert str(music / "album") in places(watch, {music / "album"})


def test_what_is_gone_and_what_has_moved_is_told_of(watch, music):
    (music / "a").mkdir()
    (music / "a" / "x.mp3").write_bytes(b"sound")
    places(watch, {music / "a"})
    (music / "a").rename(music / "b")
    (music / "there.mp3").unlink()
    wanted = {music / "a", music / "b", music / "there.mp3"}
    assert {str(path) for path in wanted} <= places(watch, wanted)


@pytest.mark.skipif(os.name != "posix", reason="only POSIX keeps a time of change")
def test_a_change_that_keeps_size_and_time_is_told_of(watch, music):
    file = music / "there.mp3"
    before = file.stat()
    file.write_bytes(b"THERE")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert places(watch, {file}) == {str(file)}


def test_covers_and_folders_of_the_system_are_not_told_of(watch, music):
    (music / "cover.jpg").write_bytes(b"picture")
    (music / ".git").mkdir()
    (music / ".git" / "a.mp3").write_bytes(b"no music")
    assert watch.wait(4 * REST) == []


def test_a_further_name_of_a_file_is_looked_at_with_its_folder(watch, music):
    os.link(music / "there.mp3", music / "second.mp3")
    assert str(music) in places(watch, {music})


def test_a_folder_whose_drive_goes_is_left_alone_until_it_is_back(watch, music, monkeypatch):
    monkeypatch.setattr(folder_watch, "LOOK_SECONDS", 0.3)
    music.rename(music.parent / "elsewhere")
    music.mkdir()  # the mount point without its drive
    assert watch.wait(4 * REST) == []
    assert [one.key for one in watch.take_notices()] == ["watch.away"]
    music.rmdir()
    (music.parent / "elsewhere").rename(music)
    assert str(music) in places(watch, {music})
    assert [one.key for one in watch.take_notices()] == ["watch.back"]
    (music / "new.mp3").write_bytes(b"new")
    assert str(music / "new.mp3") in places(watch, {music / "new.mp3"})


@pytest.mark.skipif(sys.platform != "linux", reason="inotify is of Linux")
def test_where_the_system_watches_no_more_folders_they_are_looked_through(music, monkeypatch):
    from watchdog.observers import inotify_c

    monkeypatch.setattr(observers, "POLL_SECONDS", 0.3)
    (music / "deep").mkdir()
    add = inotify_c.inotify_add_watch

    def full(number: int, path: bytes, mask: int) -> int:
        if path.endswith(b"deep"):
            inotify_c.ctypes.set_errno(errno.ENOSPC)
            return -1
        return add(number, path, mask)

    monkeypatch.setattr(inotify_c, "inotify_add_watch", full)
    with FolderWatch(REST) as watch:
        watch.follow([str(music)])
        [notice] = watch.take_notices()
        assert notice.key == "watch.limit"
        assert "fs.inotify.max_user_watches" in str(notice)
        (music / "deep" / "new.mp3").write_bytes(b"new")
        assert str(music / "deep" / "new.mp3") in places(watch, {music / "deep" / "new.mp3"})


def test_a_network_drive_is_looked_through(music, monkeypatch):
    monkeypatch.setattr(observers, "mounted", lambda: {"/": "ext4", str(music): "nfs4"})
    monkeypatch.setattr(observers, "POLL_SECONDS", 0.3)
    with FolderWatch(REST) as watch:
        watch.follow([str(music)])
        assert [one.key for one in watch.take_notices()] == ["watch.network"]
        (music / "new.mp3").write_bytes(b"new")
        assert places(watch, {music / "new.mp3"}) == {str(music / "new.mp3")}


@pytest.mark.skipif(sys.platform != "linux", reason="inotify is of Linux")
def test_events_that_the_system_lost_make_up_for_a_look_at_everything(music):
    with FolderWatch(REST) as watch:
        watch.follow([str(music)])
        watch._observers._on_lost()
        assert places(watch, {music}) == {str(music)}


def test_a_folder_that_leaves_the_library_is_watched_no_more(watch, music, tmp_path):
    other = Path(shutil.copytree(music, tmp_path / "other"))
    watch.follow([str(other)])
    (music / "new.mp3").write_bytes(b"new")
    (other / "new.mp3").write_bytes(b"new")
    assert places(watch, {other / "new.mp3"}) == {str(other / "new.mp3")}


def test_another_thread_wakes_it(watch):
    threading.Timer(0.2, watch.wake).start()
    began = time.monotonic()
    assert watch.wait(LONG) == []
    assert time.monotonic() - began < LONG / 2
