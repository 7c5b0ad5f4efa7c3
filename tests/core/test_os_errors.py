import errno
import fcntl
import os
from pathlib import Path

import pytest

from tagstudio.core import os_errors
from tagstudio.core.os_errors import (
    NotAFileError,
    as_sentence,
    has_no_locks,
    is_full,
    reason_of,
)


def refused(number: int, path: str | None = None) -> OSError:
    return OSError(number, os.strerror(number), path)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "/a/b cannot be used: the disk is full. Make room, and do it again."),
        (errno.EDQUOT, "/a/b cannot be used: the disk is full. Make room, and do it again."),
        (errno.EROFS, "/a/b cannot be used: the disk can only be read. Choose another place."),
        (
            errno.EACCES,
            "/a/b cannot be used: access is denied. Check who owns it and its permissions.",
        ),
        (
            errno.ENOTDIR,
            "/a/b cannot be used: a file stands where a folder has to be."
            " Move that file away, or choose another place.",
        ),
        (errno.EISDIR, "/a/b cannot be used: it is a folder, not a file. Name a file."),
        (errno.ENOLCK, "/a/b cannot be used: its drive has no locks, as some network drives."
         " Choose a local disk."),
    ],
)  # fmt: skip
def test_the_sentence_names_the_path_the_reason_and_what_to_do(number: int, sentence: str) -> None:
    assert str(as_sentence(refused(number, "/a/b"))) == sentence


def test_without_a_path_and_with_a_number_that_nobody_knows_it_is_a_sentence_too() -> None:
    full = "The system refused to read or write a file: the disk is full. Make room, and do it"
    assert str(as_sentence(refused(errno.ENOSPC))).startswith(full)
    assert str(reason_of(refused(errno.EXDEV))) == os.strerror(errno.EXDEV)
    assert str(reason_of(OSError("odd"))) == "odd"
    assert str(reason_of(NotAFileError("/a"))) == "it is a pipe or a device, not a file"


def test_a_path_that_is_no_text_can_be_printed() -> None:
    assert "/a/\ufffd.mp3" in str(as_sentence(refused(errno.EIO, "/a/\udce9.mp3")))


def test_a_disk_without_room_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_full(tmp_path)
    assert not is_full(tmp_path / "none")
    monkeypatch.setattr(os_errors, "FEW_BYTES", 1 << 62)
    assert is_full(tmp_path)


def test_a_drive_that_refuses_locks_is_recognised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not has_no_locks(tmp_path)
    assert not has_no_locks(tmp_path / "none")

    def refuse(*arguments: object) -> None:
        raise refused(errno.ENOLCK)

    monkeypatch.setattr(fcntl, "lockf", refuse)
    assert has_no_locks(tmp_path)
