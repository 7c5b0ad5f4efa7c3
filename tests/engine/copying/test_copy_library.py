import sqlite3
from contextlib import ExitStack, closing

import numpy as np
import pytest
import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.engine.copying import copy_library as copying
from tagstudio.engine.copying.copy_library import copy_library
from tagstudio.engine.copying.rows import COPIED, LEFT_OUT, digest_of
from tagstudio.engine.file_tags.undo_patches import folder_of
from tagstudio.library.db.database import open_library
from tagstudio.library.db.identity import library_id
from tagstudio.library.db.schema import jobs, metadata, suggestion_features, tracks
from tagstudio.library.models import suggestions
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.tags.decisions import Decision, record_decisions
from tagstudio.library.tags.tags import tag_id
from tagstudio.library.tracks import track_columns
from tagstudio.library.tracks.tracks import set_path


@pytest.fixture
def source(library_address, add_six):
    """Six tracks with all kinds of values: bytes that are no text, large numbers, features."""
    with open_library(library_address, writing=True, copying=False) as library:
        model_id = add_six(library)
        with library.write() as connection:
            set_path(connection, 6, "/music/\udcff\udce9.ogg")
            changed = sa.update(tracks).where(tracks.c.id == 1)
            connection.execute(changed.values(mtime_ns=2**62, seconds=0.1 + 0.2, title="Æ\\t\\N"))
            maps = np.arange(16, dtype=np.float16).tobytes()
            suggestions.store(connection, model_id, [Scored(1, (0.25, 1 / 3, 1), maps)])
            track_columns.write_blocks(connection, [0])  # as at the end of a scan
        folder = folder_of(library.beside)
        folder.mkdir(parents=True)
        (folder / "a.patch").write_bytes(b"patch")
    return library_address


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request, tmp_path):
    with ExitStack() as stack:
        if request.param == "sqlite":
            yield tmp_path / "copies" / "copy.db"
        else:
            server = request.getfixturevalue("postgresql")
            yield stack.enter_context(server.empty_database())


def everything(address):
    with open_library(address, writing=False) as library, library.read() as connection:
        return {
            table.name: connection.execute(sa.select(table).order_by(*table.primary_key)).all()
            for table in COPIED
        }


def test_every_row_arrives_as_it_was(source, target):
    before = everything(source)
    report = run(copy_library(source, target))
    assert everything(target) == before == everything(source)
    assert report.rows == {name: len(rows) for name, rows in before.items()}
    assert report.total == sum(map(len, before.values())) > 30
    assert before["suggestion_features"]
    assert {table.name for table in (*COPIED, *LEFT_OUT)} == set(metadata.tables)


def test_the_copy_is_the_same_library_and_can_be_gone_on_with(source, target):
    run(copy_library(source, target))
    with open_library(target, writing=True, copying=False) as library:
        assert (folder_of(library.beside) / "a.patch").read_bytes() == b"patch"
        with library.write() as connection:
            new = tag_id(connection, "zydeco", "genre", "user")
            record_decisions(connection, [Decision(1, new, "yes")], "user")
        with pytest.raises(sa.exc.IntegrityError), library.write() as connection:
            connection.exec_driver_sql("DELETE FROM journal")
        with library.read() as connection:
            copied = library_id(connection)
            count = sa.text("SELECT count(*) FROM decisions")
            assert connection.scalar(count) == 3
    with open_library(source, writing=False) as library, library.read() as connection:
        assert library_id(connection) == copied


def test_a_place_that_is_taken_is_left_as_it_is(source, target):
    run(copy_library(source, target))
    before = everything(target)
    with pytest.raises(TagStudioError, match="There is something at"):
        run(copy_library(source, target))
    assert everything(target) == before


def stop_after(job, steps):
    for _ in range(steps):
        next(job)
    job.close()


@pytest.mark.parametrize("steps", [3, 25])
def test_a_copy_that_is_ended_leaves_nothing(source, target, steps):
    stop_after(copy_library(source, target), steps)
    with pytest.raises(TagStudioError, match="There is no library"):
        open_library(target, writing=False)
    if not hasattr(target, "url"):
        assert list(target.parent.iterdir()) == []
    run(copy_library(source, target))  # the place is free


def test_a_row_that_is_not_written_as_it_was_read_is_found(source, target, monkeypatch):
    def changed(connection, table):
        if table is suggestion_features:
            connection.execute(sa.update(table).values(features=b"12"))
        return digest_of(connection, table)

    monkeypatch.setattr(copying, "digest_of", changed)
    with pytest.raises(TagStudioError, match="suggestion_features was not written as it was read"):
        run(copy_library(source, target))
    with pytest.raises(TagStudioError, match="There is no library"):
        open_library(target, writing=False)


def test_a_missing_source_makes_nothing(target, tmp_path):
    with pytest.raises(TagStudioError, match="There is no file"):
        run(copy_library(tmp_path / "none.db", target))
    if not hasattr(target, "url"):
        assert not target.exists()


@pytest.mark.sqlite_only("a server checks the kind of each value that it stores")
def test_a_damaged_source_is_refused(source, target):
    with closing(sqlite3.connect(source)) as file:
        file.execute("UPDATE tracks SET year = 'odd' WHERE id = 1")
        file.commit()
    with pytest.raises(TagStudioError, match="check --mend"):
        run(copy_library(source, target))


def test_running_jobs_of_the_source_count_as_interrupted_in_the_copy(source, target):
    with open_library(source, writing=True, copying=False) as library:
        with library.write() as connection:
            running = {"kind": "scan", "spec": "{}", "state": "running", "started": 1}
            connection.execute(sa.insert(jobs).values(running))
        run(copy_library(source, target))
    with open_library(target, writing=True, copying=False) as library, library.read() as connection:
        assert connection.scalar(sa.select(jobs.c.state)) == "interrupted"
