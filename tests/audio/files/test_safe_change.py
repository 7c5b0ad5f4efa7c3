import errno
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files import safe_change
from tagstudio.audio.files.safe_change import FileState, NotChanged, change_safely
from tagstudio.core import files

OLD_NS = 10**18


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "music" / "sound.flac"
    path.parent.mkdir()
    path.write_bytes(b"old")
    path.chmod(0o640)
    os.utime(path, ns=(OLD_NS, OLD_NS))
    return path


def to_new(copy: str, state: object = None) -> None:
    Path(copy).write_bytes(b"new content")


def code_of(path: Path, change=to_new) -> str:
    """Return why a file was not changed, once it is sure that it was not."""
    before = path.read_bytes()
    with pytest.raises(NotChanged) as raised:
        change_safely(str(path), change, keep_time=False)
    assert path.read_bytes() == before
    assert not list(path.parent.glob(".*.tmp"))
    return raised.value.code


def test_permissions_and_attributes_stay_and_the_time_on_request(file):
    try:
        os.setxattr(file, "user.rating", b"5")
    except OSError:
        pytest.skip("no extended attributes here")
    change_safely(str(file), to_new, keep_time=True)
    assert file.read_bytes() == b"new content"
    assert file.stat().st_mode & 0o777 == 0o640
    assert os.getxattr(file, "user.rating") == b"5"
    assert file.stat().st_mtime_ns == OLD_NS
    change_safely(str(file), to_new, keep_time=False)
    assert file.stat().st_mtime_ns > OLD_NS


def test_the_owner_stays(file, monkeypatch):
    if os.geteuid() == 0:
        os.chown(file, 12345, 12345)
        change_safely(str(file), to_new, keep_time=False)
        assert (file.stat().st_uid, file.stat().st_gid) == (12345, 12345)

    def refuse(*arguments: object) -> None:
        raise PermissionError(errno.EPERM, "not yours")

    monkeypatch.setattr(os, "chown", refuse)
    if os.geteuid() == 0:
        assert code_of(file) == "owner"


def test_a_link_stays_a_link(file, tmp_path):
    link = tmp_path / "link.flac"
    link.symlink_to(file)
    change_safely(str(link), to_new, keep_time=False)
    assert link.is_symlink()
    assert file.read_bytes() == b"new content"


def test_a_file_with_two_names_is_left(file):
    os.link(file, file.with_name("other name.flac"))
    assert code_of(file) == "linked"


def test_a_write_protected_file_is_left(file):
    file.chmod(0o444)
    assert code_of(file) == "read_only"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EDQUOT, "disk_full"),
        (errno.EROFS, "read_only"),
        (errno.EACCES, "read_only"),
        (errno.EIO, "not_written"),
    ],
)
def test_what_the_system_refuses_is_said(file, number, code):
    def fail(copy: str, state: object) -> None:
        raise OSError(number, os.strerror(number))

    assert code_of(file, fail) == code


def test_a_full_disk_while_copying_leaves_the_file(file, monkeypatch):
    def fail(source: Path, copy: Path) -> str:
        Path(copy).write_bytes(b"o")
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(safe_change, "_copy", fail)
    assert code_of(file) == "disk_full"


def test_what_another_program_writes_meanwhile_is_not_lost(file):
    def change(copy: str, state: object) -> None:
        to_new(copy)
        file.write_bytes(b"of another program")

    with pytest.raises(NotChanged, match="another program"):
        change_safely(str(file), change, keep_time=False)
    assert file.read_bytes() == b"of another program"


def test_a_file_that_is_gone_or_no_file_is_said(file):
    for path in (file.with_name("gone"), file.parent):
        with pytest.raises(UnreadableAudio):
            change_safely(str(path), to_new, keep_time=False)


@pytest.mark.parametrize("content", [b"OLD", b"longer than before"])
def test_another_program_that_keeps_the_times_is_seen(file, monkeypatch, content):
    """It writes the same size and sets the old time, on a file system with coarse times."""
    monkeypatch.setattr(safe_change, "_identity", lambda status: (status.st_ino,))

    def change(copy: str, state: object) -> None:
        to_new(copy)
        file.write_bytes(content)
        os.utime(file, ns=(OLD_NS, OLD_NS))

    with pytest.raises(NotChanged, match="another program"):
        change_safely(str(file), change, keep_time=False)
    assert file.read_bytes() == content


def test_the_time_of_change_can_be_given(file):
    change_safely(str(file), to_new, keep_time=False, mtime_ns=OLD_NS + 7)
    assert file.stat().st_mtime_ns == OLD_NS + 7


def test_the_change_is_told_the_file_that_was_copied(file):
    told = []
    change_safely(str(file), lambda copy, state: told.append(state), keep_time=True)
    assert told == [FileState(3, OLD_NS, sha256(b"old").hexdigest())]


def test_a_file_that_is_in_place_counts_as_changed(file, monkeypatch):
    """Only the folder could not be flushed after the rename."""

    def fail(folder: Path) -> None:
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(files, "_sync_folder", fail)
    change_safely(str(file), to_new, keep_time=False)
    assert file.read_bytes() == b"new content"


CALLS = ("open", "fsync", "chown", "utime", "replace", "listxattr", "chmod")


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_wherever_the_system_fails_the_file_is_whole(file, monkeypatch, name, number):
    """Fail at the first, second ... call until the change gets through."""
    owner = Path if name in {"open", "replace"} else os
    if not hasattr(owner, name):
        pytest.skip(f"no {name} here")
    real = getattr(owner, name)
    for last in range(20):
        file.write_bytes(b"old")
        calls = []

        def fail(*arguments: object, last: int = last, calls: list = calls, **named: object):
            calls.append(1)
            if len(calls) == last + 1:
                raise OSError(number, os.strerror(number))
            return real(*arguments, **named)

        with monkeypatch.context() as patched:
            patched.setattr(owner, name, fail)
            try:
                change_safely(str(file), lambda copy, _: os.truncate(copy, 2), keep_time=False)
                changed = True
            except NotChanged:
                changed = False
        assert file.read_bytes() == (b"ol" if changed else b"old")
        if len(calls) <= last:
            return
    pytest.fail("never got through")


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounts a small disk")
def test_a_full_disk_leaves_the_file(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount")
    try:
        path = disk / "sound.wav"
        path.write_bytes(bytes(600_000))
        assert code_of(path) == "disk_full"
    finally:
        subprocess.run(["umount", str(disk)], check=True)
