from pathlib import Path

import pytest

from tagstudio.library.db import migration
from tagstudio.library.db.backup.copies import BEFORE_MIGRATION, copies
from tagstudio.library.db.database import open_library
from tagstudio.library.models import models
from tagstudio.library.tracks import folders
from tagstudio.library.tracks.folders import FolderState

from .conftest import MakeLibrary

ROWS = """
INSERT INTO folders (id, path) VALUES (1, CAST('/music' AS BLOB));
INSERT INTO tracks (id, folder_id, path, size, mtime_ns, added)
VALUES (1, 1, CAST('/music/1.mp3' AS BLOB), 1, 1, 1);
INSERT INTO tags (id, name, "key", origin) VALUES (1, 'jazz', 'jazz', 'model');
INSERT INTO models (id, plugin, name, sha256, added) VALUES (1, 'p', 'm', '0', 1);
INSERT INTO model_tags (model_id, position, tag_id, base_rate, line) VALUES (1, 0, 1, 0.1, 0.3);
INSERT INTO journal (at, track_id, tag_id, state, source, undo_group)
VALUES (1, 1, 1, 'yes', 'user', 1);
"""


@pytest.fixture
def first(make_library: MakeLibrary) -> Path:
    """A library of the first schema with a folder, a track, a model and an answer."""
    return make_library("0001", ROWS)


def test_an_older_library_keeps_all_its_rows(first: Path) -> None:
    assert migration.revision(first) == "0001"
    with open_library(first, writing=True) as library, library.write() as connection:
        assert folders.folder_states(connection) == [FolderState("/music", None, 1, 1)]
        [jazz] = models.model(connection, 1).tags
        assert (jazz.threshold, jazz.model_threshold) == (0.3, 0.3)
        assert folders.remove(connection, "/music").tracks == 1
    assert [copy.reason for copy in copies(first)] == [BEFORE_MIGRATION]
    assert migration.revision(first) == migration.HEAD
