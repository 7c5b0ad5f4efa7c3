import errno
import os
from pathlib import Path

import pytest

from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files import safe_change
from tagstudio.audio.files.safe_change import NotChanged, change_safely

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
