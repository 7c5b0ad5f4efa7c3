import struct
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.library.db import migration
from tagstudio.library.db.database import open_library
from tagstudio.library.db.schema import tracks as track_table
from tagstudio.library.db.sqlite.connection import connect
from tagstudio.library.models import models, suggestions
from tagstudio.library.tracks import tracks

from .conftest import MakeLibrary

ROWS = """
INSERT INTO folders (id, path) VALUES (1, CAST('/music' AS BLOB));
INSERT INTO tracks (id, folder_id, path, size, mtime_ns, content_hash, seconds, added)
VALUES (1, 1, CAST('/music/a.wav' AS BLOB), 1, 1, X'0102', 7.5, 1),
    (2, 1, CAST('/music/b.wav' AS BLOB), 1, 1, X'0304', NULL, 1);
INSERT INTO tags (id, name, "key", origin) VALUES (1, 'jazz', 'jazz', 'model');
INSERT INTO models (id, plugin, name, sha256, added) VALUES (1, 'p', 'm', '0', 1);
INSERT INTO model_tags VALUES (1, 0, 1, 0.1, 0.3);
"""


@pytest.fixture
def ninth(make_library: MakeLibrary) -> Path:
    """A library whose first track has suggestions, and a length that is too short."""
    path = make_library("0009", ROWS)
    with closing(connect(path, "rw")) as library:
        row = (1, 1, struct.pack("<f", 0.5))
        library.execute("INSERT INTO suggestions VALUES (?, ?, ?, 1, 0, 9)", row)
    return path


def test_a_wrong_length_of_an_older_library_goes_with_the_next_scan(ninth: Path) -> None:
    lengths = sa.select(track_table.c.seconds, track_table.c.heard_seconds).order_by("id")
    with open_library(ninth, writing=True) as library, library.write() as connection:
        assert connection.execute(lengths).all() == [(7.5, None), (None, None)]
        again = tracks.NewTrack("/music/a.wav", 1, 1, b"\x01\x02", Facts(seconds=30.0))
        tracks.update_tracks(connection, [(1, again)])
        assert connection.execute(lengths).all() == [(30.0, None), (None, None)]
        assert suggestions.made_at(connection, models.model(connection, 1), [1]) == {1: 9}
        tracks.correct_seconds(connection, [(1, 29.98)])
        tracks.update_tracks(connection, [(1, again)])
        assert connection.execute(lengths).all() == [(29.98, 29.98), (None, None)]
    assert migration.revision(ninth) == migration.HEAD
