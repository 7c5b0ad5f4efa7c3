import os
from pathlib import Path

import pytest

from tagstudio.audio.files.cue_sheet import CueSheet, read_cue_sheet

SHEET = """\
PERFORMER "Ärzte"
FILE "{name}" WAVE
  TRACK 01 AUDIO
    TITLE "One"
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    INDEX 01 03:10:20
"""


@pytest.fixture
def sheet(tmp_path) -> Path:
    (tmp_path / "Bühne.flac").touch()
    return tmp_path / "album.cue"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("name", ["Bühne.flac", "Bühne.wav", r"C:\\rips\\Bühne.wav"])
def test_a_sheet_names_the_file_beside_it_and_its_tracks(sheet, encoding, name):
    sheet.write_bytes(SHEET.format(name=name).encode(encoding))
    assert read_cue_sheet(str(sheet)) == CueSheet(str(sheet.with_name("Bühne.flac")), 2)


def test_a_sheet_may_bear_the_name_of_its_file(sheet):
    sheet.with_name("album.mp3").touch()
    sheet.write_text(SHEET.format(name="CDImage.ape"))
    assert read_cue_sheet(str(sheet)) == CueSheet(str(sheet.with_name("album.mp3")), 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        SHEET.format(name="gone.flac"),
        SHEET.format(name="Bühne.flac").replace("TRACK 02 AUDIO", ""),
        SHEET.format(name="Bühne.flac") + SHEET.format(name="2.flac"),  # a file for each track
    ],
)
def test_other_sheets_divide_no_file(sheet, text):
    sheet.write_text(text)
    assert read_cue_sheet(str(sheet)) is None


def test_what_cannot_be_read_is_no_sheet(tmp_path):
    os.mkfifo(tmp_path / "pipe.cue")
    assert read_cue_sheet(str(tmp_path / "pipe.cue")) is None
    assert read_cue_sheet(str(tmp_path / "none.cue")) is None
