import errno
import os

import pytest

from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.regular_file import opened, regular_file_size, shown, unreadable


def test_a_regular_file_is_opened_with_its_size(tmp_path):
    (tmp_path / "a.mp3").write_bytes(b"abc")
    with opened(str(tmp_path / "a.mp3")) as (file, size):
        assert (file.read(), size) == (b"abc", 3)


@pytest.mark.parametrize(
    ("name", "code", "key"),
    [
        ("gone.mp3", "missing", "audio.missing"),
        ("empty.mp3", "empty", "audio.empty"),
        ("folder", "not_a_file", "audio.not-a-file"),
        ("fifo.mp3", "not_a_file", "audio.not-a-file"),
    ],
)
def test_other_paths_are_refused_without_opening_them(tmp_path, name, code, key):
    (tmp_path / "empty.mp3").touch()
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo.mp3")
    with pytest.raises(UnreadableAudio) as raised:
        regular_file_size(str(tmp_path / name))
    assert (raised.value.code, raised.value.message.key) == (code, key)
    assert name in str(raised.value)


def test_an_error_of_the_system_while_reading_has_its_reason(tmp_path):
    (tmp_path / "a.mp3").write_bytes(b"abc")
    failing = pytest.raises(UnreadableAudio, match="the disk reports an error")
    with failing as raised, opened(str(tmp_path / "a.mp3")):
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    assert raised.value.code == "unreadable"
    assert "(OSError)" in str(unreadable("a", OSError()))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_bytes_that_are_not_utf8_are_shown_as_question_marks():
    assert shown(os.fsdecode(b"caf\xe9")) == "caf\ufffd"
