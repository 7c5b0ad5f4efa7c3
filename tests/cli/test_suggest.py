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
    assert marked == ["middle"]
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


@pytest.fixture
def long_track(music):
    """A minute of sound beside the three short tracks."""
    samples = 0.5 * np.sin(np.arange(60 * 8000) / 9)
    soundfile.write(music / "long.wav", samples, 8000)
    return music


def test_long_tracks_are_heard_more_closely_and_it_says_how_many(command, long_track, fake_tagger):
    command("scan", long_track)
    status, out, _ = command("suggest", "--model", fake_tagger)
    assert status == 0
    assert "Suggestions from loudness: 4 tracks." in out
    assert "Listened to more closely: 1 track." in out
    assert "Nothing to do" in command("suggest", "--model", fake_tagger)[1]
    thorough = command("suggest", "--model", fake_tagger, "--windows", "5", "--json")[1]
    assert (json.loads(thorough)["suggested"], json.loads(thorough)["closer"]) == (0, 1)


def test_the_quick_way_is_the_first_pass_and_the_rest_can_follow(command, long_track, fake_tagger):
    command("scan", long_track)
    quick = command("suggest", "--model", fake_tagger, "--quick")[1]
    assert "4 tracks" in quick
    assert "more closely" not in quick
    later = command("suggest", "--model", fake_tagger)[1]
    assert "Suggestions from loudness: 0 tracks." in later
    assert "Listened to more closely: 1 track." in later
    status, _, err = command("suggest", "--quick", "--windows", "5")
    assert status == 2
    assert "--quick" in err
