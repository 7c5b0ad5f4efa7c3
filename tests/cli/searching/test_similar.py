"""`similar` and `duplicates` on a library that a plugin heard."""

import json

import numpy as np
import pytest
import soundfile
import sqlalchemy as sa

from tagstudio.engine.similar import duplicates
from tagstudio.library.db.database import open_library
from tagstudio.library.db.schema import models, tracks
from tagstudio.library.models import suggestions
from tagstudio.library.models.models import RegisteredModel, RegisteredTag, register
from tagstudio.library.models.suggestions import Scored

HZ = 8000


def sound(seed: int):
    draw = np.random.default_rng(seed)
    parts = []
    for _ in range(40):
        times = np.arange(int(draw.uniform(0.2, 0.6) * HZ)) / HZ
        pitches = draw.uniform(200, 1900, 3)[:, None]
        parts.append((np.sin(2 * np.pi * pitches * times) * np.exp(-times)).sum(axis=0) / 4)
    return np.concatenate(parts)


@pytest.fixture
def songs(tmp_path, command):
    """Three recordings, the first once more in another encoding, louder and without its start."""
    folder = tmp_path / "songs"
    folder.mkdir()
    one = sound(1)
    soundfile.write(folder / "one.flac", one * 0.5, HZ)
    soundfile.write(folder / "again.ogg", one[HZ * 2 :], HZ)
    soundfile.write(folder / "two.flac", sound(2), HZ)
    soundfile.write(folder / "three.flac", sound(3), HZ)
    assert command("scan", folder)[0] == 0
    return folder


@pytest.fixture
def heard(songs, tmp_path):
    """The library with features: the two files of a recording are near, the others far."""
    points = {"one.flac": (3, 1, 0), "again.ogg": (3, 1.1, 0), "two.flac": (-3, 2, 1),
              "three.flac": (0, -3, 2)}  # fmt: skip
    with (
        open_library(tmp_path / "my.db", writing=True, copying=False) as library,
        library.write() as connection,
    ):
        tag = RegisteredTag("jazz", "genre", 0.1, 0.5)
        id = register(connection, "p", RegisteredModel("m", "0" * 64, (tag,)))
        info = json.dumps({"feature_shape": [1, 3]})
        connection.execute(sa.update(models).values(info=info))
        scored = [
            Scored(row.id, (0.5,), np.array(points[row.path.split("/")[-1]], "<f2").tobytes())
            for row in connection.execute(sa.select(tracks.c.id, tracks.c.path))
        ]
        suggestions.store(connection, id, scored)
    return songs


def test_the_most_alike_come_first(heard, command):
    status, out, _ = command("similar", "one.flac", "--json")
    found = json.loads(out)
    assert status == 0
    assert found["like"] == str(heard / "one.flac")
    names = [one["path"].split("/")[-1] for one in found["tracks"]]
    assert names[0] == "again.ogg"
    assert "one.flac" not in names
    assert found["tracks"][0]["similarity"] > 0.9
    assert "again" in command("similar", "one.flac", "format:ogg")[1]
    assert command("similar", "one.flac", "year:1960")[2].endswith("No other track fits.\n")
    listed = json.loads(command("list", "--sort", "like:one.flac", "--json")[1])["tracks"]
    assert [one["path"].split("/")[-1] for one in listed[:2]] == ["one.flac", "again.ogg"]


def test_a_path_of_nothing_is_one_sentence(heard, command):
    status, out, err = command("similar", "nothing.mp3")
    assert (status, out) == (1, "")
    assert err == (
        "tagstudio: No track of the library is at 'nothing.mp3' or has that in its path.\n"
    )


def test_duplicates_are_listed_and_share_their_answers_under_undo(heard, command):
    assert command("correct", "path:one.flac", "+jazz")[0] == 0
    groups = json.loads(command("duplicates", "--json")[1])["groups"]
    assert [sorted(one["path"].split("/")[-1] for one in group) for group in groups] == [
        ["again.ogg", "one.flac"]
    ]
    by_format = {one["format"]: one for one in groups[0]}
    assert by_format["flac"]["answers"] == {"jazz": "yes"}
    assert by_format["ogg"]["answers"] == {}
    assert by_format["ogg"]["kbit_s"] < by_format["flac"]["kbit_s"]
    assert "would change" in command("duplicates", "--same-answers", "--pretend")[2]
    assert command("list", "yes:jazz", "--json")[1].count('"path"') == 1
    assert "1 answer changed on 1 track" in command("duplicates", "--same-answers")[2]
    assert command("list", "yes:jazz", "--json")[1].count('"path"') == 2
    assert command("undo")[0] == 0
    assert command("list", "yes:jazz", "--json")[1].count('"path"') == 1


def test_answers_that_contradict_are_left_and_named(heard, command):
    command("correct", "path:one.flac", "+jazz")
    command("correct", "path:again.ogg", "-jazz")
    err = command("duplicates", "--same-answers")[2]
    assert "yes here and no there: jazz" in err
    assert "No answer is to be added" in err


def test_pretending_without_answers_is_wrong_use(heard, command):
    assert command("duplicates", "--pretend")[0] == 2


def test_a_file_that_no_model_will_hear_is_unreadable_and_not_waiting(heard, command):
    (heard / "broken.mp3").write_bytes(b"no sound at all" * 100)
    soundfile.write(heard / "four.flac", sound(4), HZ)
    command("scan")
    found = json.loads(command("duplicates", "--json")[1])
    assert found["unreadable"] == [str(heard / "broken.mp3")]
    assert found["not_heard"] == 1  # four.flac


def test_the_progress_of_looking_counts_tracks_however_many_pairs_there_are(
    heard, tmp_path, monkeypatch
):
    pairs = {(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)}
    monkeypatch.setattr(duplicates, "_near_pairs", lambda *_: iter([(4, pairs)]))
    monkeypatch.setattr(duplicates, "_is_same", lambda *_: False)
    with open_library(tmp_path / "my.db", writing=False) as library:
        comparing = [one for one in duplicates.find_duplicates(library) if one.total != 4]
    assert [(one.done, one.total) for one in comparing] == [
        (0, 3), (0, 3), (0, 3), (1, 3), (1, 3), (2, 3)
    ]  # fmt: skip
