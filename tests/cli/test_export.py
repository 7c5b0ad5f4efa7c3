"""`tagstudio export` into places that take no file."""

import csv
import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from mutagen.flac import FLAC

from tagstudio.core import files


def test_a_folder_a_file_in_the_way_and_a_full_disk_are_told(suggested, tmp_path):
    (tmp_path / "file").touch()
    for place, sentence in (
        (tmp_path, "it is a folder, not a file. Name a file."),
        (tmp_path / "file" / "x.csv", "a file stands where a folder has to be."),
        (Path("/dev/full"), "the disk is full. Make room, and do it again."),
    ):
        status, out, err = suggested("export", "-o", place)
        assert (status, out) == (1, "")
        assert err.startswith(f"tagstudio: {place} could not be written: {sentence}")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.EROFS, "the disk can only be read. Choose another place."),
        (errno.EACCES, "access is denied. Check who owns it and its permissions."),
        (errno.ENOSPC, "the disk is full. Make room, and do it again."),
    ],
)
def test_what_the_system_refuses_leaves_the_former_file(
    suggested, tmp_path, monkeypatch, number, sentence
):
    target = tmp_path / "x.csv"
    target.write_text("former")

    def refuse(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.os, "fsync", refuse)
    status, _, err = suggested("export", "-o", target)
    assert (status, err) == (1, f"tagstudio: {target} could not be written: {sentence}\n")
    assert target.read_text() == "former"
    assert [path.name for path in tmp_path.glob(".x.csv*")] == []


def test_the_folder_of_the_file_is_made(suggested, tmp_path):
    assert suggested("export", "-o", tmp_path / "new" / "x.csv")[0] == 0
    assert (tmp_path / "new" / "x.csv").read_text().startswith("path,tag,")


def test_a_title_that_is_a_formula_is_guarded_in_the_wide_table(command, music):
    tagged = FLAC(music / "middle.flac")
    tagged["title"], tagged["artist"] = '=HYPERLINK("http://evil","x")', "+1+1"
    tagged.save()
    command("scan", music)
    for options, sign in (((), "'"), (("--raw",), "")):
        _, out, _ = command("export", "--format", "csv-wide", "path:middle", *options)
        [row] = csv.DictReader(out.splitlines())
        assert (row["title"], row["artist"]) == (
            f'{sign}=HYPERLINK("http://evil","x")',
            f"{sign}+1+1",
        )
    _, out, _ = command("export", "--format", "jsonl", "path:middle")
    assert json.loads(out)["artist"] == "+1+1"


def test_raw_and_bom_are_for_csv(suggested):
    for option in ("--raw", "--bom"):
        assert suggested("export", "--format", "jsonl", option)[0] == 2


def piped(tmp_path: Path, *arguments: str, stdout: int) -> tuple[int, str]:
    command = [sys.executable, "-m", "tagstudio", "--library", str(tmp_path / "my.db"), *arguments]
    done = subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize("arguments", [["export"], ["list"], ["list", "--json"]])
def test_a_reader_that_has_gone_ends_the_output_in_silence(suggested, tmp_path, arguments):
    reading, writing = os.pipe()
    os.close(reading)
    status, err = piped(tmp_path, *arguments, stdout=writing)
    os.close(writing)
    assert status == 1
    assert "Traceback" not in err
    assert "defect" not in err
    assert "Broken" not in err


def test_output_onto_a_full_disk_is_told(suggested, tmp_path):
    with Path("/dev/full").open("w") as full:
        status, err = piped(tmp_path, "export", stdout=full.fileno())
    assert status == 1
    assert "the disk is full. Make room, and do it again." in err
    assert "Traceback" not in err


def test_a_file_that_is_no_list_is_never_replaced(suggested, music, tmp_path):
    for target in (music / "loud.wav", tmp_path / "my.db"):
        before = target.read_bytes()
        status, out, err = suggested("export", "-o", target)
        assert (status, out) == (1, "")
        assert "so it is not replaced. Choose another name, such as " in err
        assert target.read_bytes() == before


def test_the_suffix_says_the_format_unless_it_is_named(suggested, tmp_path):
    starts = {"a.m3u8": "#EXTM3U", "a.jsonl": "{", "a.csv": "path,", "a": "path,"}
    for name, start in starts.items():
        for _ in range(2):  # a list may be replaced
            (tmp_path / "a").unlink(missing_ok=True)
            assert suggested("export", "-o", tmp_path / name)[0] == 0
            assert (tmp_path / name).read_text().startswith(start)
    assert suggested("export", "--format", "csv", "-o", tmp_path / "a.m3u8")[0] == 0
    assert (tmp_path / "a.m3u8").read_text().startswith("path,")
