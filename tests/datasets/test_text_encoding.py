import os
from pathlib import Path

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.datasets.text_encoding import encoding_of, is_windows_text, open_text

TEXT = "path,tag\nCafé – Ærø.mp3,jazz\n"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_the_encoding_is_found_and_the_text_read(tmp_path: Path, written: str, found: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(TEXT.encode(written))
    assert encoding_of(file) == found
    assert is_windows_text(file) == (found == "cp1252")
    with open_text(file) as opened:
        assert opened.read() == TEXT


def test_one_odd_name_in_a_file_of_utf8_stays_that_name(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("Ærø\n".encode() + b"caf\xe9.mp3\n")
    with open_text(file) as opened:
        assert opened.read() == "Ærø\ncaf\udce9.mp3\n"


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(TagStudioError, match="it is a pipe or a device, not a file"):
        open_text(tmp_path / "pipe")
