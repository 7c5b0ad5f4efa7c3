import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.library_address import DatabaseAddress
from tagstudio.library.db import job_records, migration
from tagstudio.library.db.database import beside_of, open_library, open_unchanged
from tagstudio.library.db.identity import library_id
from tagstudio.library.db.postgresql.connection import single_engine
from tagstudio.library.db.schema import folders, identity, jobs, metadata, tracks
from tagstudio.library.tags import decisions
from tagstudio.library.tags.decisions import Decision


@pytest.fixture
def address(postgresql):
    with postgresql.library() as address:
        yield address


@pytest.fixture
def empty(postgresql):
    with postgresql.empty_database() as address:
        yield address


def cut(postgresql, address):
    """End all connections to a database, as a server that is stopped does."""
    postgresql.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{address.name}' AND pid <> pg_backend_pid()"
    )


def test_an_empty_database_becomes_a_library_and_is_none_before(empty):
    for opened in (
        lambda: open_library(empty, writing=False),
        lambda: open_library(empty, writing=True, making=False),
        lambda: open_unchanged(empty),
    ):
        with pytest.raises(TagStudioError, match="There is no library"):
            opened()
    with open_library(empty, writing=True) as library, library.read() as connection:
        made = library_id(connection)
        assert library.is_writable
        assert library.beside == paths.database_folder(made) / empty.name
        assert beside_of(connection) == library.beside
    with open_library(empty, writing=False) as library, library.read() as connection:
        assert not library.is_writable
        assert library_id(connection) == made
        assert len(made) == 32
        with pytest.raises(RuntimeError, match="opened for reading"), library.write():
            pass


MESSAGES = {  # sentences: nothing sorts or compares by them
    (table.name, column.name)
    for table in metadata.tables.values()
    for column in table.columns
    if type(column.type).__name__ == "MessageText"
}


def test_the_schema_is_that_of_the_tables(address, schema_differences):
    open_library(address, writing=False).close()
    with single_engine(address).connect() as connection:
        assert schema_differences(connection) == []
        found = sa.inspect(connection)
        for table in metadata.tables.values():
            checks = {one.name for one in table.constraints if isinstance(one, sa.CheckConstraint)}
            assert {one["name"] for one in found.get_check_constraints(table.name)} == checks
        collations = sa.text(
            "SELECT table_name, column_name, collation_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND data_type = 'text'"
        )
        others = {
            (row.table_name, row.column_name)
            for row in connection.execute(collations)
            if row.collation_name != "C"
        }
        assert others == MESSAGES
        version = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        assert version == migration.HEAD


LATER = '''
"""A later schema."""
import sqlalchemy as sa
from alembic import op
from tagstudio.library.db.column_types import PlainText, WholeNumber
revision = "9999"
down_revision = "NEWEST"
def upgrade() -> None:
    op.create_table(
        "shelves",
        sa.Column("id", WholeNumber, primary_key=True),
        sa.Column("name", PlainText, nullable=False),
    )
    op.add_column("folders", sa.Column("shelf", WholeNumber))
    {then}
'''


@pytest.fixture
def later(tmp_path, monkeypatch):
    """The file of one more migration, which the program knows."""
    scripts = Path(shutil.copytree(migration.SCRIPTS, tmp_path / "scripts"))
    file = scripts / "versions" / "v9999_shelves.py"
    text = LATER.replace("NEWEST", migration.HEAD)
    monkeypatch.setattr(migration, "SCRIPTS", scripts)
    monkeypatch.setattr(migration, "REVISIONS", (*migration.REVISIONS, "9999"))
    monkeypatch.setattr(migration, "HEAD", "9999")

    def write(then="pass"):
        file.write_text(text.format(then=then))

    write()
    return write


def test_a_later_migration_runs_on_both_databases(library_address, add_six, request):
    with open_library(library_address, writing=True, copying=False) as library:
        add_six(library)
    request.getfixturevalue("later")
    with open_library(library_address, writing=True, copying=False) as library:
        with library.write() as connection:
            connection.exec_driver_sql("INSERT INTO shelves (name) VALUES ('top')")
            connection.exec_driver_sql("UPDATE folders SET shelf = 1")
        with library.read() as connection:
            assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == "9999"
            assert connection.scalar(sa.select(sa.func.count()).select_from(tracks)) == 6


def test_a_migration_that_fails_leaves_all_as_it_was(address, later):
    later('op.execute("no such word")')
    with pytest.raises(sa.exc.ProgrammingError):
        open_library(address, writing=True)
    with pytest.raises(TagStudioError, match="has an older schema"):
        open_unchanged(address)
    later()
    with open_library(address, writing=False) as library, library.read() as connection:
        connection.execute(sa.text("SELECT shelf FROM folders")).all()


def test_a_newer_schema_is_refused_and_left(address, postgresql):
    postgresql.execute("UPDATE alembic_version SET version_num = '9998'", database=address.name)
    for writing in (True, False):
        with pytest.raises(TagStudioError, match="made by a newer TagStudio"):
            open_library(address, writing=writing)


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE bills (id INTEGER)", "CREATE TABLE alembic_version (version_num TEXT)"],
)
def test_a_database_of_something_else_is_refused_and_left(empty, postgresql, statement):
    postgresql.execute(statement, database=empty.name)
    for writing in (True, False):
        with pytest.raises(TagStudioError, match="holds something else"):
            open_library(empty, writing=writing)


def test_a_database_that_cannot_spell_all_names_is_refused(postgresql):
    postgresql.execute(
        "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"
    )
    with pytest.raises(TagStudioError, match="keeps texts as LATIN1"):
        open_library(postgresql.address("latin"), writing=True)
    postgresql.execute("DROP DATABASE latin")


def test_what_the_server_refuses_is_a_sentence_that_says_what_to_do(postgresql, address):
    gone = DatabaseAddress("postgresql://anna@127.0.0.1:1/music")
    nowhere = DatabaseAddress("postgresql://anna@no-such-host.invalid/music")
    for one, key in (
        (postgresql.address("no_such_database"), "database.none"),
        (postgresql.address(address.name, "nobody_at_all"), "database.refused"),
        (gone, "database.unreachable"),
        (nowhere, "database.no-host"),
    ):
        with pytest.raises(TagStudioError) as caught:
            open_library(one, writing=False)
        assert caught.value.message.key == "database.unusable"
        assert caught.value.message.values["advice"].key == key
        assert str(one) in str(caught.value)


def test_a_role_without_rights_gets_a_sentence(postgresql, address):
    postgresql.execute("CREATE ROLE guest LOGIN")
    try:
        guest = postgresql.address(address.name, "guest")
        with pytest.raises(TagStudioError, match="Your role may not do this there"):
            open_library(guest, writing=False)
        postgresql.execute(
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest", database=address.name
        )
        with open_library(guest, writing=False) as library, library.read() as connection:
            assert library_id(connection)
        with open_library(guest, writing=True) as library:
            sentence = "may read this library, not change it"
            with pytest.raises(TagStudioError, match=sentence), library.write() as connection:
                connection.execute(sa.update(tracks).values(size=1))
    finally:
        postgresql.execute("DROP OWNED BY guest", database=address.name)
        postgresql.execute("DROP ROLE guest")


def test_a_missing_driver_is_a_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(TagStudioError, match=r"pip install 'tagstudio\[archive\]'"):
        open_library(DatabaseAddress("postgresql://host/music"), writing=False)


def test_a_reader_changes_nothing_and_sees_one_state(address, add_six):
    with open_library(address, writing=True) as library:
        add_six(library)
        with library.read() as reader:
            first = reader.scalar(sa.select(sa.func.count()).select_from(tracks))
            with library.write() as connection:
                connection.execute(sa.update(tracks).values(title="changed"))
            titles = set(reader.scalars(sa.select(tracks.c.title)))
            assert first == 6
            assert titles != {"changed"}
            with pytest.raises(sa.exc.DBAPIError, match="read-only"):
                reader.execute(sa.update(tracks).values(title="x"))


def test_a_lost_connection_is_a_sentence_and_the_next_block_goes_on(postgresql, address, add_six):
    with open_library(address, writing=True) as library:
        add_six(library)
        with (
            pytest.raises(TagStudioError, match="The connection was lost"),
            library.write() as connection,
        ):
            connection.execute(sa.update(tracks).values(title="lost"))
            cut(postgresql, address)
            connection.execute(sa.update(tracks).values(album="lost"))
        with library.write() as connection:
            assert "lost" not in connection.scalars(sa.select(tracks.c.title)).all()
        cut(postgresql, address)
        with library.write(durable=True) as connection:  # lost while nobody used it
            connection.execute(sa.update(tracks).values(title="kept"))
        cut(postgresql, address)
        with library.read() as connection:
            assert set(connection.scalars(sa.select(tracks.c.title))) == {"kept"}


@pytest.mark.parametrize("arrives", [True, False])
def test_a_connection_lost_in_the_commit_neither_loses_nor_doubles(
    postgresql, address, add_six, monkeypatch, arrives
):
    """Whether the commit reached the server, it says itself: the caller is told the truth."""
    with open_library(address, writing=True) as library:
        add_six(library)
        import psycopg

        commit = psycopg.Connection.commit

        def cut_off(connection):
            if arrives:
                commit(connection)
            cut(postgresql, address)
            commit(connection)
            connection.execute("SELECT 1")

        def change():
            with library.write(durable=True) as connection:
                connection.execute(sa.update(tracks).values(title="new"))
                monkeypatch.setattr(psycopg.Connection, "commit", cut_off)

        if arrives:
            change()
        else:
            with pytest.raises(TagStudioError, match="The connection was lost"):
                change()
        monkeypatch.undo()
        with library.read() as connection:
            assert ("new" in connection.scalars(sa.select(tracks.c.title)).all()) == arrives


def test_writers_of_two_programs_take_turns(address, add_six):
    """Each adds one to a number that it reads first: nothing gets lost."""
    with open_library(address, writing=True) as one, open_library(address, writing=True) as other:
        add_six(one)
        with one.write() as connection:
            connection.execute(sa.update(tracks).values(track_number=0))

        def count_up(library):
            for _ in range(25):
                with library.write() as connection:
                    number = connection.scalar(
                        sa.select(tracks.c.track_number).where(tracks.c.id == 1)
                    )
                    connection.execute(sa.update(tracks).values(track_number=number + 1))

        threads = [threading.Thread(target=count_up, args=(one if n % 2 else other,))
                   for n in range(4)]  # fmt: skip
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with one.read() as connection:
            assert set(connection.scalars(sa.select(tracks.c.track_number))) == {100}


def test_decisions_wait_for_the_disk_and_others_do_not(address):
    with open_library(address, writing=True) as library:
        for durable, level in ((True, "on"), (False, "off")):
            with library.write(durable=durable) as connection:
                assert connection.scalar(sa.text("SHOW synchronous_commit")) == level


def test_texts_sort_by_their_bytes_whatever_the_server_s_language(address):
    names = ["b", "B", "a", "Z", "ä", "á", "_", "a b", "a-b", "ab", "É", "𝄞", "\uffee"]
    with open_library(address, writing=True) as library, library.write() as connection:
        for number, name in enumerate(names):
            row = {"library_id": f"{number}", "lineage": name}
            connection.execute(sa.insert(identity).values(row))
        found = connection.scalars(
            sa.select(identity.c.lineage).where(identity.c.lineage != "").order_by("lineage")
        ).all()
        assert found == sorted(names, key=lambda one: one.encode())
        language = sa.text("SELECT 'B' < 'a'")
        assert connection.scalar(language) is False  # the server itself sorts otherwise


def test_no_journal_can_be_emptied(address, add_six):
    with open_library(address, writing=True) as library:
        add_six(library)
        with pytest.raises(sa.exc.IntegrityError, match="append-only"), library.write() as one:
            one.execute(sa.text("TRUNCATE journal"))


RUNS_A_JOB = """
import sys, time
from tagstudio.core.library_address import library_address
from tagstudio.library.db import job_records
from tagstudio.library.db.database import open_library
library = open_library(library_address(sys.argv[1]), writing=True)
with library.write() as connection:
    job_records.start(connection, "scan", {}, 1)
print("running", flush=True)
time.sleep(60)
"""


def states(library):
    with library.read() as connection:
        return [(one.kind, one.state) for one in job_records.list_jobs(connection)]


def test_jobs_of_other_programs_go_on_and_those_of_killed_ones_are_interrupted(address):
    command = [sys.executable, "-c", RUNS_A_JOB, str(address)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout.readline() == "running\n"
            with open_library(address, writing=True) as library:
                assert states(library) == [("scan", "running")]
                with library.write() as connection:
                    own = job_records.start(connection, "suggest", {}, 2)
                    failed = job_records.fail_running(connection, "scan", 3, "gone")
                assert failed == 0
                with open_library(address, writing=True) as third:
                    assert states(third) == [("suggest", "running"), ("scan", "running")]
                with library.write() as connection:
                    job_records.finish(connection, own, "done", 4)
        finally:
            os.kill(other.pid, signal.SIGKILL)
            other.wait()
    wait_for_the_server_to_notice(address)
    with open_library(address, writing=True) as library:
        assert states(library) == [("suggest", "done"), ("scan", "interrupted")]


def wait_for_the_server_to_notice(address):
    with open_library(address, writing=False) as library:
        for _ in range(1000):
            with library.read() as connection:
                locks = sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
                if not connection.scalar(locks):
                    return
            time.sleep(0.01)


def test_a_job_is_held_through_a_lost_connection(postgresql, address):
    with open_library(address, writing=True) as library:
        with library.write() as connection:
            job_records.start(connection, "scan", {}, 1)
        cut(postgresql, address)
        with library.write() as connection:
            connection.execute(sa.insert(folders).values(path="/music"))
        with open_library(address, writing=True) as other:
            assert states(other) == [("scan", "running")]


def test_answers_after_a_failed_transaction_are_sound(address, add_six):
    """A number that a failed transaction used up is no lost answer."""
    with open_library(address, writing=True) as library:
        add_six(library)
        with pytest.raises(InterruptedError), library.write() as connection:
            decisions.record_decisions(connection, [Decision(1, 1, "yes")], "user")
            raise InterruptedError
        with library.write() as connection:
            decisions.record_decisions(connection, [Decision(1, 2, "yes")], "user")
        with library.read() as connection:
            found = connection.execute(sa.text("SELECT count(*), max(id) FROM journal")).one()
            assert tuple(found) == (3, 4)
            assert connection.scalar(sa.select(sa.func.count()).select_from(jobs)) == 0
