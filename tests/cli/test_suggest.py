"""Files of which only a part could be heard are told in the shell as well."""

import json

import pytest

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
