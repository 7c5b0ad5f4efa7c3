import sqlalchemy as sa

from tagstudio.library.db.database import Library
from tagstudio.library.db.schema import search_texts, track_texts
from tagstudio.library.tracks.search_texts import FIELDS, write_path, write_texts


def texts_of(connection: sa.Connection, track_id: int) -> tuple[dict[str, str | None], str]:
    query = sa.select(track_texts).where(track_texts.c.track_id == track_id)
    fields = dict(connection.execute(query).mappings().one())
    del fields["track_id"]
    query = sa.select(search_texts.c.text).where(search_texts.c.track_id == track_id)
    return fields, connection.execute(query).scalar_one()


def test_texts_are_folded_and_empty_ones_are_null(small: Library) -> None:
    texts = dict.fromkeys(FIELDS, "") | {"title": "ÆNIMA", "path": "/Music/A"}
    with small.write() as connection:
        write_texts(connection, [(1, texts)])
        fields, joined = texts_of(connection, 1)
    wanted = dict.fromkeys((*FIELDS, "shown_artist"))
    assert fields == wanted | {"title": "ænima", "path": "/music/a", "shown_title": "ænima"}
    assert joined == "ænima\n\n\n\n\n/music/a"


def test_a_new_path_leaves_the_other_texts(small: Library) -> None:
    with small.write() as connection:
        before, _ = texts_of(connection, 1)
        write_path(connection, 1, "/Other/1.flac")
        after, joined = texts_of(connection, 1)
    assert after == before | {"path": "/other/1.flac"}
    assert joined.endswith("\n/other/1.flac")
    assert joined.startswith("blue train\njohn coltrane\n")


def test_nothing_to_write_writes_nothing(small: Library) -> None:
    with small.write() as connection:
        before = texts_of(connection, 1)
        write_texts(connection, [])
        assert texts_of(connection, 1) == before
