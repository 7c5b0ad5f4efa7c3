"""`tagstudio labels from-files`."""

import json

import pytest
import sqlalchemy as sa

from tagstudio.library.db.database import open_library
from tagstudio.library.db.schema import tracks


@pytest.fixture
def tagged(command, music, tmp_path):
    """Three scanned files: two say Rock, one Folk, World, & Country."""
    assert command("scan", music)[0] == 0
    genres = ["Rock", "Folk, World, & Country", "Rock"]
    with open_library(tmp_path / "my.db", writing=True) as library, library.write() as connection:
        for number, genre in enumerate(genres, start=1):
            row = sa.update(tracks).where(tracks.c.id == number)
            connection.execute(row.values(genre=genre))
    return command


def test_genres_are_shown_taken_over_and_undone(tagged):
    status, out, err = tagged("labels", "from-files", "--pretend")
    assert status == 0
    assert "3 with a genre in the file: 2 answers would be taken over, 0 withdrawn." in out
    assert "Folk, World, & Country" in out
    assert "--map" in err
    assert "Nothing was changed" in err
    status, out, err = tagged("labels", "from-files", "--map", "Folk, World, & Country=folk")
    assert (status, "3 answers were taken over" in out) == (0, True)
    assert "folk (your choice)" in out
    assert "tagstudio undo" in err
    assert tagged("list", "tag:rock", "--json")[1].count('"path"') == 2
    assert "Undone: 3 answers" in tagged("undo")[1]


def test_one_document_of_json_holds_the_whole_result(tagged):
    status, out, _ = tagged("labels", "from-files", "--new-tag", "Nothing", "--json")
    found = json.loads(out)
    assert status == 0
    assert (found["taken"], found["withdrawn"], found["in_vain"]) == (2, 0, ["Nothing"])
    [rock] = [one for one in found["genres"] if one["tag"]]
    assert (rock["genre"], rock["count"], rock["tag"]) == ("Rock", 2, "rock")


@pytest.mark.parametrize(
    ("options", "status", "sentence"),
    [
        (["--map", "Rock"], 2, "GENRE=TAG"),
        (["--map", "Rock=rokc"], 1, "Did you mean rock"),
        (["--new-tag", "Folk, World, & Country"], 1, "cannot be a tag"),
    ],
)
def test_wrong_use_says_what_to_do_and_changes_nothing(tagged, options, status, sentence):
    found = tagged("labels", "from-files", *options)
    assert found[0] == status
    assert sentence in found[2]
    assert json.loads(tagged("labels", "from-files", "-p", "--json")[1])["taken"] == 2
