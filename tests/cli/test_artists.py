import json

import numpy as np
import pytest
import soundfile

from tagstudio.library.db.database import open_library


def document(answer: tuple[int, str, str]):
    status, out, err = answer
    assert (status, err) == (0, "")
    return json.loads(out)


@pytest.fixture
def named(command, tmp_path):
    """A folder whose files are called "Title - Artist", scanned."""
    folder = tmp_path / "mix"
    folder.mkdir()
    for hz, title in ((220, "SOS - Abba"), (330, "Tiger – Abba"), (440, "Believe - Cher")):
        tone = 0.1 * np.sin(2 * np.pi * hz * np.arange(8000) / 8000)
        soundfile.write(folder / f"{title}.flac", tone, 8000)
    command("scan", folder)
    return folder


def told(command, *query):
    found = document(command("artists", "list", *query, "--json"))["tracks"]
    return [(one["artist"], one["from"]) for one in found]


def test_artists_are_listed_with_what_tells_them(command, named):
    assert told(command) == [("Cher", "file name"), ("Abba", "file name"), ("Abba", "file name")]
    status, out, _ = command("artists")
    assert status == 0
    assert "Tiger – Abba.flac" in out
    assert document(command("artists", "--json")) == document(command("artists", "list", "--json"))
    assert "1 track of 3; --limit 0 lists all" in command("artists", "list", "--limit", 1)[2]


def test_what_the_user_says_counts_and_can_be_undone_and_cleared(command, named):
    assert command("artists", "set", "Moby", named / "SOS - Abba.flac")[0] == 0
    assert told(command, "sos") == [("Moby", "you")]
    command("artists", "set", "Air", "path:tiger")
    command("undo")
    assert told(command) == [("Cher", "file name"), ("Moby", "you"), ("Abba", "file name")]
    assert document(command("redo", "--json"))["artists"][0]["after"] == "Air"
    changes = document(command("artists", "clear", named, "--json"))
    assert (changes["tracks"], len(changes["changes"])) == (3, 2)
    assert {origin for _, origin in told(command)} == {"file name"}


def test_pretending_changes_nothing(command, named):
    before = told(command)
    assert "3 tracks would be by Moby." in command("artists", "set", "Moby", named, "-p")[1]
    assert told(command) == before


def test_wrong_use_says_what_is_missing(command, named, music):
    assert command("artists", "set", " ", named)[0] == 2
    assert command("artists", "set", "Moby", "")[0] == 2
    assert "Scan it first" in command("artists", "set", "Moby", music)[2]
    assert "0 tracks" in command("artists", "set", "Moby", "nowhere")[1]


def test_files_that_say_nothing_are_grouped_by_sound_or_album(tagstudio):
    found = document(tagstudio("artists", "--json"))["tracks"]
    assert [(one["artist"], one["from"]) for one in found] == [(None, "sound")] * 3
    assert {one["kind"] for one in found} == {"sound"}


def test_a_library_that_is_being_written_to_is_read(command, named, tmp_path):
    with open_library(tmp_path / "my.db", writing=True) as library:
        with library.write() as connection:
            connection.exec_driver_sql("DELETE FROM track_artists")
        status, out, err = command("artists", "--json")
    assert (status, [one["from"] for one in json.loads(out)["tracks"]]) == (0, ["sound"] * 3)
    assert "New tracks were not looked at" in err


def test_the_files_stay_as_they_are(command, named):
    before = {file: file.read_bytes() for file in named.iterdir()}
    command("artists", "set", "Moby", named)
    assert {file: file.read_bytes() for file in named.iterdir()} == before
