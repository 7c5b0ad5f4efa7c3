import errno
import os
import signal
import subprocess
import sys
import time
from unittest.mock import Mock

import pytest

from tagstudio.core.files import (
    created_atomically,
    remove_leftovers,
    replaced_atomically,
    sha256_of,
    trim_folder,
)


def test_the_new_content_takes_the_place_of_the_old(tmp_path):
    target = tmp_path / "new folder" / "file.txt"
    for text in ("old", "new"):
        with replaced_atomically(target) as temporary:
            temporary.write_text(text)
    assert target.read_text() == "new"
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("has_links", [True, False])
def test_of_two_that_create_a_file_the_first_keeps_its_own(tmp_path, monkeypatch, has_links):
    if not has_links:  # as exFAT
        monkeypatch.setattr("os.link", Mock(side_effect=PermissionError))
    target = tmp_path / "file.txt"
    with created_atomically(target) as temporary:
        temporary.write_text("first")
    with pytest.raises(FileExistsError), created_atomically(target) as temporary:
        temporary.write_text("second")
    assert target.read_text() == "first"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_leaves_the_old_content_and_nothing_else(tmp_path):
    target = tmp_path / "file.txt"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError), replaced_atomically(target) as temporary:
        temporary.write_text("half")
        raise ZeroDivisionError
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_an_error_of_the_disk_names_the_file_that_the_user_knows(tmp_path):
    target = tmp_path / "file.txt"
    for path in (None, ""):
        with pytest.raises(OSError, match="No space") as raised:  # noqa: SIM117
            with replaced_atomically(target) as temporary:
                raise OSError(
                    errno.ENOSPC, "No space left", None if path is None else str(temporary)
                )
        assert raised.value.filename == str(target)
    other = str(tmp_path / "read.txt")
    with pytest.raises(FileNotFoundError) as missing, replaced_atomically(target):
        raise FileNotFoundError(errno.ENOENT, "No such file", other)
    assert missing.value.filename == other


def test_a_cache_loses_what_was_made_first(tmp_path):
    for number, name in enumerate(("b/old", "a/middle", "new")):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x" * 100)
        os.utime(path, (number, number))
    trim_folder(tmp_path, 300)
    assert len([one for one in tmp_path.rglob("*") if one.is_file()]) == 3
    trim_folder(tmp_path, 299)
    assert [one.name for one in sorted(tmp_path.rglob("*")) if one.is_file()] == ["middle", "new"]
    trim_folder(tmp_path, 0)
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]
    trim_folder(tmp_path / "not there", 0)


WRITE_FOREVER = """
import sys
from pathlib import Path
from tagstudio.core.files import replaced_atomically
for number in range(10**9):
    with replaced_atomically(Path(sys.argv[1])) as temporary:
        temporary.write_bytes(bytes([number % 256]) * 3_000_000)
    print(number, flush=True)
"""


@pytest.mark.parametrize("delay", [0.0, 0.003, 0.007, 0.011])
def test_a_kill_at_any_moment_leaves_a_whole_file(tmp_path, delay):
    target = tmp_path / "file.bin"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITE_FOREVER, str(target)], stdout=subprocess.PIPE
    )
    assert writer.stdout is not None
    with writer.stdout:
        writer.stdout.readline()
        time.sleep(delay)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    content = target.read_bytes()
    assert len(content) == 3_000_000
    assert len(set(content)) == 1


def test_sha256_is_the_known_one(tmp_path):
    file = tmp_path / "abc"
    file.write_bytes(b"abc")
    assert sha256_of(file).startswith("ba7816bf8f01cfea414140de5dae2223b00361a396177a9c")


def test_a_name_as_long_as_a_name_can_be_is_replaced(tmp_path):
    target = tmp_path / ("ä" * 125 + ".flac")
    with replaced_atomically(target) as temporary:
        temporary.write_text("new")
    assert target.read_text() == "new"


def test_what_a_kill_left_is_found_by_the_name_and_nothing_else_goes(tmp_path):
    target = tmp_path / "a [b].flac"
    beside = [tmp_path / name for name in (".a [b].flac.tmp", ".a b.flac.tmp", "a [b].flac")]
    for file in beside:
        file.touch()
    with replaced_atomically(target) as temporary:
        temporary.touch()
        left = temporary.with_name(temporary.name[:-5] + "0.tmp")
        left.touch()
    remove_leftovers(target)
    assert sorted(tmp_path.iterdir()) == sorted(beside)
