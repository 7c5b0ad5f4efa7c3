import errno
import os
from pathlib import Path

import pytest

from tagstudio.core.os_errors import NotAFileError
from tagstudio.core.regular_files import open_regular, read_bytes, read_text


def test_a_file_is_read_through_a_link_too(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("ä", encoding="utf-8")
    (tmp_path / "b").symlink_to("a")
    assert read_text(tmp_path / "b") == "ä"


def test_a_pipe_or_a_device_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(NotAFileError):
            open_regular(path)


def test_a_folder_and_nothing_are_errors_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        open_regular(tmp_path)
    with pytest.raises(FileNotFoundError):
        open_regular(tmp_path / "none")


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert read_bytes(tmp_path / "a", most=5) == b"12345"
    with pytest.raises(OSError, match=os.strerror(errno.EFBIG)):
        read_bytes(tmp_path / "a", most=4)
