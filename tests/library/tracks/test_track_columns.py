"""The columns that the review queue goes by: the same as the rows, whatever changes these."""

import random

import numpy as np
import pytest
import sqlalchemy as sa

from tagstudio.library.db.database import Library
from tagstudio.library.db.schema import stale_tracks, track_columns, tracks
from tagstudio.library.tracks.content_key import content_key
from tagstudio.library.tracks.track_columns import (
    LEFT,
    complete,
    differing_blocks,
    facts_of,
    random_place,
    text_number,
    write_blocks,
)


def completed(library: Library) -> None:
    """Write all columns that are left to write."""
    for _ in complete(library):
        pass


def change(connection: sa.Connection, *ids: int, **values: object) -> None:
    connection.execute(sa.update(tracks).where(tracks.c.id.in_(ids)).values(**values))


def are_right(connection: sa.Connection, *, written: int, stale: int) -> bool:
    """Tell whether all numbers are those of the rows, and so many blocks and stale tracks there."""
    rows = connection.execute(sa.select(tracks).order_by(tracks.c.id)).all()
    found = facts_of(connection, np.array([row.id for row in rows], np.int64))
    keys = [content_key(row.content_hash, row.path) for row in rows]
    count = sa.func.count()
    return (
        found.orders.tolist() == [random_place(key) for key in keys]
        and found.artists.tolist() == [text_number(row.artist.casefold()) for row in rows]
        and found.genres.tolist() == [text_number(row.genre) for row in rows]
        and connection.scalar(sa.select(count).select_from(track_columns)) == written
        and connection.scalar(sa.select(count).select_from(stale_tracks)) == stale
    )


def test_the_numbers_are_those_of_the_rows_with_and_without_columns(many: Library) -> None:
    with many.write() as connection:
        change(connection, 7, 1700, artist="Ärtist", genre="Jazz; Bop", content_hash=b"7" * 16)
        assert are_right(connection, written=0, stale=0)
    completed(many)
    with many.read() as connection:
        assert are_right(connection, written=3, stale=0)
        few = np.array([2, 999, 1000, 2600], np.int64)
        rows = connection.scalars(sa.select(tracks.c.path).where(tracks.c.id.in_(few.tolist())))
        wanted = {random_place(content_key(None, path)) for path in rows}
        assert set(facts_of(connection, few).orders.tolist()) == wanted


def test_a_change_counts_at_once_and_whatever_its_way(many: Library) -> None:
    completed(many)
    with many.write() as connection:
        change(connection, 5, artist="Somebody")
        change(connection, 6, genre="Rock")
        change(connection, 7, path="/elsewhere")
        change(connection, 8, content_hash=b"8" * 16)
        assert are_right(connection, written=3, stale=4)
        change(connection, 9, title="none of these", reviewed_at=5)
        assert are_right(connection, written=3, stale=4)
        new = {"folder_id": 1, "size": 1, "mtime_ns": 1, "added": 1}
        connection.execute(sa.insert(tracks), [{"id": 2601, "path": "/new", **new}])
        connection.execute(sa.delete(tracks).where(tracks.c.id == 2600))
        assert are_right(connection, written=3, stale=6)


def test_what_is_rolled_back_counts_for_nothing(many: Library) -> None:
    completed(many)
    with pytest.raises(ZeroDivisionError), many.write() as connection:
        change(connection, 5, artist="Somebody")
        raise ZeroDivisionError
    with many.read() as connection:
        assert are_right(connection, written=3, stale=0)


def test_a_reader_sees_the_columns_of_its_moment(many: Library) -> None:
    completed(many)
    with many.read() as connection:
        before = facts_of(connection, np.arange(1, 2601))
        with many.write() as writing:
            change(writing, *range(1, 500), artist="Somebody")
        completed(many)
        if connection.dialect.name == "sqlite":  # PostgreSQL's is as of its first statement, too
            assert facts_of(connection, np.arange(1, 2601)).artists.tolist() == (
                before.artists.tolist()
            )
    with many.read() as connection:
        assert are_right(connection, written=3, stale=0)


def test_blocks_are_written_when_enough_of_them_is_stale(many: Library) -> None:
    completed(many)
    with many.write() as connection:
        change(connection, *range(1, LEFT), artist="A")
        change(connection, *range(1000, 1000 + LEFT), artist="B")
    completed(many)
    with many.read() as connection:
        assert are_right(connection, written=3, stale=LEFT - 1)


def test_random_changes(many: Library) -> None:
    chance = random.Random(8)
    for _ in range(6):
        with many.write() as connection:
            ids = chance.sample(range(1, 2601), chance.choice([3, 40, 900]))
            texts = {"artist": chance.choice("abAB"), "genre": chance.choice(["", "x"])}
            change(connection, *ids, **texts)
            if chance.random() < 0.3:
                block = chance.randrange(3)
                connection.execute(sa.delete(track_columns).where(track_columns.c.block == block))
        if chance.random() < 0.6:
            completed(many)
        with many.read() as connection:
            rows = connection.scalar(sa.select(sa.func.count()).select_from(track_columns)) or 0
            stale = connection.scalar(sa.select(sa.func.count()).select_from(stale_tracks)) or 0
            assert are_right(connection, written=rows, stale=stale)
            assert differing_blocks(connection) == []


def test_damaged_columns_are_found_not_believed_and_written_anew(many: Library) -> None:
    completed(many)
    with many.write() as connection:
        of_first = sa.update(track_columns).where(track_columns.c.block == 1)
        connection.execute(of_first.values(orders=b"cut"))
        assert differing_blocks(connection) == [1]
        assert are_right(connection, written=3, stale=0)
        of_last = sa.update(track_columns).where(track_columns.c.block == 2)
        connection.execute(of_last.values(genres=b"1" * 8000))
        assert differing_blocks(connection) == [1, 2]
        write_blocks(connection, [1, 2])
        assert differing_blocks(connection) == []
