"""Files of which only a part could be heard are told in the shell as well."""

import json
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile

from tagstudio.core import paths


@pytest.fixture
def partly_hearing(fake_tagger):
    """The fake tagger, which hears one file in part."""
    plugin = paths.user_plugins_folder() / "fake_tagger" / "plugin.py"
    code = plugin.read_text()
    whole = "max(0.0, 1.0 - peak)))]"
    assert whole in code
    part = "max(0.0, 1.0 - peak)), partial='middle' in track.path)]"
    plugin.write_text(code.replace(whole, part))
    return fake_tagger


def test_files_heard_in_part_are_told_and_marked(command, music, partly_hearing):
    command("scan", music)
    status, out, err = command("suggest", "--model", partly_hearing)
    assert (status, out.splitlines()[0]) == (0, "Suggestions from loudness: 3 tracks.")
    assert "1 file could only be heard in part, being damaged or cut off" in err
    assert f"  {music / 'middle.flac'}\n" in err
    status, out, err = command("list")
    marked = [line.split()[0] for line in out.splitlines() if "suggested (part)" in line]
    assert marked == ["middle.flac"]
    assert "(part): only a part of the file could be heard; it is damaged or cut off." in err
    assert "(part)" not in command("list", "path:loud")[2]
    again = command("suggest", "--model", partly_hearing, "--again", "--json")[1]
    assert json.loads(again)["partial"] == [str(music / "middle.flac")]


def test_what_is_heard_in_a_file_that_holds_another_recording_by_now_is_nobodys(
    command, music, fake_tagger
):
    command("scan", music)
    louder = 0.8 * np.sin(np.arange(24_000) / 9)
    soundfile.write(music / "loud.wav", louder, 8000)
    status, out, err = command("suggest", "--model", fake_tagger)
    assert status == 0
    assert "loud.wav does not hold the recording of the last scan. Scan its folder" in out + err
    listed = json.loads(command("list", "--json")[1])["tracks"]
    assert {Path(one["path"]).name: len(one["suggestions"]) for one in listed} == {
        "loud.wav": 0,
        "middle.flac": 2,
        "quiet.ogg": 2,
    }
    command("scan")
    assert "Suggestions from loudness: 1 track." in command("suggest", "--model", fake_tagger)[1]


def test_a_file_that_was_only_retagged_since_the_scan_is_heard(command, music, fake_tagger):
    command("scan", music)
    retagged = mutagen.File(music / "middle.flac")
    retagged["title"] = "Later"
    retagged.save()
    assert "Suggestions from loudness: 3 tracks." in command("suggest", "--model", fake_tagger)[1]
