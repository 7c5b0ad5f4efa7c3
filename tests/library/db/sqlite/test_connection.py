import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from tagstudio.library.db.sqlite.connection import connect, driver, reading_engine, writing_engine


def test_a_wrong_path_creates_no_file(tmp_path: Path) -> None:
    for mode in ("ro", "rw"):
        with pytest.raises(sqlite3.OperationalError, match="unable to open"):
            connect(tmp_path / "none.db", mode)
    assert list(tmp_path.iterdir()) == []


def test_a_reader_cannot_write(path: Path) -> None:
    with (
        closing(connect(path, "ro")) as reader,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        reader.execute("INSERT INTO folders (path) VALUES ('/music')")


def test_the_writer_holds_the_constraints_of_the_schema(path: Path) -> None:
    engine = writing_engine(path)
    try:
        with engine.connect() as connection:
            for pragma in ("foreign_keys", "recursive_triggers"):
                assert driver(connection).execute(f"PRAGMA {pragma}").fetchone() == (1,)
            assert driver(connection).execute("PRAGMA journal_mode").fetchone() == ("wal",)
    finally:
        engine.dispose()


def test_the_connections_of_a_window_keep_little_of_the_file_in_memory(path: Path) -> None:
    reading, writing = reading_engine(path), writing_engine(path)
    try:
        with reading.connect() as one, reading.connect() as other, writing.connect() as writer:
            kept = [
                -driver(each).execute("PRAGMA cache_size").fetchone()[0] * 1024
                for each in (one, other, writer)
            ]
        assert all(size > 0 for size in kept)
        assert sum(kept) <= 32 * 1024 * 1024
    finally:
        reading.dispose()
        writing.dispose()


def test_a_reading_transaction_sees_the_state_of_its_begin(path: Path) -> None:
    reading, writing = reading_engine(path), writing_engine(path)
    count = sa.text("SELECT count(*) FROM folders")
    try:
        with writing.connect() as writer, reading.connect() as reader:
            assert reader.scalar(count) == 0
            with writer.begin():
                writer.exec_driver_sql("INSERT INTO folders (path) VALUES (x'2f')")
            assert reader.scalar(count) == 0
        with reading.connect() as reader:
            assert reader.scalar(count) == 1
    finally:
        reading.dispose()
        writing.dispose()
