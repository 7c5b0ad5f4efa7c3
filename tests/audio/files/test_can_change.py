"""What is tried before a file is changed says what changing it would say."""

import errno
import os
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from tagstudio.audio.files import can_change
from tagstudio.audio.files.can_change import ChangeTrials
from tagstudio.audio.files.safe_change import NotChanged, change_safely


@pytest.fixture
def file(tmp_path) -> Path:
    made = tmp_path / "a.flac"
    made.write_bytes(b"sound" * 100)
    return made


def code(file: Path) -> str | None:
    found = ChangeTrials().obstacle(str(file))
    return found.code if found else None


def refused(file: Path) -> str | None:
    """Return why changing the file is refused, by changing it."""
    try:
        change_safely(str(file), lambda copy, state: None, keep_time=True)
    except NotChanged as error:
        return error.code
    return None


def test_nothing_is_in_the_way_and_nothing_is_changed(file, tmp_path):
    before = file.stat(), file.read_bytes(), tmp_path.stat().st_mtime_ns, [*tmp_path.iterdir()]
    assert code(file) is None
    assert before == (
        file.stat(),
        file.read_bytes(),
        tmp_path.stat().st_mtime_ns,
        [*tmp_path.iterdir()],
    )


def test_a_protected_file_and_one_with_two_names(file, tmp_path):
    file.chmod(0o444)
    assert code(file) == refused(file) == "read_only"
    file.chmod(0o644)
    (tmp_path / "b.flac").hardlink_to(file)
    assert code(file) == refused(file) == "linked"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_folder_that_takes_no_file(file, tmp_path):
    tmp_path.chmod(0o555)
    try:
        assert code(file) == refused(file) == "read_only"
    finally:
        tmp_path.chmod(0o755)


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_a_folder_that_takes_no_file_is_tried_once(file, tmp_path, monkeypatch, number):
    tried = []

    def refuse(dir: Path) -> None:
        tried.append(dir)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(can_change, "TemporaryFile", refuse)
    other = tmp_path / "b.flac"
    other.write_bytes(b"more")
    trials = ChangeTrials()
    assert all(trials.obstacle(str(one)) for one in (file, other))
    assert tried == [tmp_path]


def test_a_full_disk(file, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(can_change.shutil, "disk_usage", lambda _: usage(9, 9, 100))
    assert code(file) == "disk_full"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="owners of POSIX")
def test_a_file_of_someone_else(file, monkeypatch):
    monkeypatch.setattr(can_change.os, "geteuid", lambda: 4321)
    monkeypatch.setattr(can_change.os, "getegid", lambda: 4321)
    monkeypatch.setattr(can_change.os, "getgroups", list)
    assert code(file) is None
    real = os.fstat

    def fstat(number: int) -> os.stat_result:
        found = list(real(number))
        found[4] = 4321  # the owner of what this user makes
        return os.stat_result(found)

    monkeypatch.setattr(can_change.os, "fstat", fstat)
    assert code(file) == "owner"


@pytest.mark.skipif(os.name != "posix", reason="locks of POSIX")
@pytest.mark.parametrize("lock", ["lockf", "flock"])
def test_a_file_that_another_program_has_locked(file, lock):
    held = (
        f"import fcntl, sys; file = open({str(file)!r}, 'rb+'); fcntl.{lock}(file, fcntl.LOCK_EX);"
        " print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", held], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"held"
        found = ChangeTrials().obstacle(str(file))
        assert found is not None
        assert found.message.key == "audio.held"
        other.communicate(b"")
    assert code(file) is None
