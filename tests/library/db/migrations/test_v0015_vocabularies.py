from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tagstudio.library.db import migration
from tagstudio.library.db.sqlite.connection import connect
from tagstudio.plugin_api.vocabulary import LASTFM_TAGS

ROWS = """
    INSERT INTO tags VALUES (1, 'Mellow', 'mellow', 'mood', 'model');
    INSERT INTO tags VALUES (2, 'mine', 'mine', 'my tags', 'user');
    INSERT INTO models (id, plugin, name, sha256, added) VALUES
        (1, 'crnn_tagger', 'msd-crnn', 'aa', 5), (2, 'another', 'one', 'bb', 5);
    INSERT INTO model_tags VALUES (1, 0, 1, 0.1, 0.3), (1, 1, 2, 0.1, 0.3), (2, 0, 1, 0.1, 0.3);
"""


def test_the_tags_of_the_first_plugin_are_last_fm_s(
    make_library: Callable[[str, str], Path],
) -> None:
    path = make_library("0014", ROWS)
    migration.migrate(path)
    with closing(connect(path, "ro")) as library:
        rows = library.execute("SELECT model_id, tag_id, vocabulary FROM model_tags").fetchall()
        assert sorted(rows) == [(1, 1, "last.fm"), (1, 2, ""), (2, 1, "")]
        off = library.execute("SELECT count(*) FROM switched_off_vocabularies").fetchone()
        assert off == (0,)


def test_the_migration_names_all_tags_of_last_fm() -> None:
    script = next((migration.SCRIPTS / "versions").glob("v0015*")).read_text()
    missing = [tag.name for tag in LASTFM_TAGS if f'"{tag.name.lower()}",' not in script]
    assert not missing
