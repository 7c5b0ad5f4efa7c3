from pathlib import Path

import pytest
import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.database import open_library
from tagstudio.library.db.postgresql.roles import (
    members,
    rights,
    role_of,
    roles_script,
    unsorted_tables,
)
from tagstudio.library.db.rights import Right, Role
from tagstudio.library.db.schema import decisions, folders, journal, metadata, promotions
from tagstudio.library.tags.decisions import Decision, record_decisions


def test_the_roles_know_every_table():
    assert unsorted_tables() == []


def test_the_script_names_the_database_as_it_is_called():
    script = roles_script('it\'s a "name"')
    assert "rolname = 'it''s a \"name\"_reader'" in script
    assert 'CREATE ROLE "it\'s a ""name""_reader" NOLOGIN' in script


def may(library, statement):
    """Tell whether the server lets somebody do something; it is not kept."""
    with library.read() as connection:  # which is read-only: by another session of the same user
        url = connection.engine.url
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        try:
            connection.execute(sa.text(statement))
        except sa.exc.ProgrammingError as error:
            assert type(error.orig).__name__ == "InsufficientPrivilege", statement
            return False
        except sa.exc.DBAPIError:  # let in, and stopped by what the table holds
            return True
        finally:
            connection.rollback()
    return True


@pytest.mark.parametrize("role", ["reader", "librarian", "curator"])
def test_the_server_lets_each_role_change_what_is_its_own_and_nothing_else(as_role, role):
    library = as_role(role)
    rank = [*Role].index(Role(role))
    for table in metadata.sorted_tables:
        name, needs = table.name, role_of(table.name)
        assert may(library, f"SELECT 1 FROM {name}"), name
        is_own = needs is not None and [*Role].index(needs) <= rank
        expected = is_own and table is not decisions  # which follows from the journal
        assert may(library, f"INSERT INTO {name} DEFAULT VALUES") == expected, name
        assert not may(library, f"TRUNCATE {name} CASCADE"), name
        assert not may(library, f"ALTER TABLE {name} ADD COLUMN own INTEGER"), name
    assert not may(library, "UPDATE journal SET state = 'no'")
    assert not may(library, "DELETE FROM journal")
    assert not may(library, "DELETE FROM tag_edits")
    assert not may(library, "CREATE TABLE own (id INTEGER)")
    assert may(library, "DELETE FROM promotions") == (role == "curator")
    assert may(library, "UPDATE tracks SET reviewed_at = 1") == (role != "reader")


def test_a_librarian_answers_and_the_state_follows(as_role):
    library = as_role("librarian")
    with library.write(durable=True) as connection:
        record_decisions(connection, [Decision(1, 1, "yes")], "user")
        record_decisions(connection, [Decision(1, 1, "unseen"), Decision(2, 1, "no")], "user")
    with library.read() as connection:
        assert connection.execute(sa.select(decisions.c.track_id, decisions.c.state)).all() == [
            (2, "no")
        ]


def test_what_a_role_may_not_do_is_said_with_whom_to_ask(as_role, postgresql, address):
    librarian, _ = as_role("librarian"), as_role("curator")
    with pytest.raises(TagStudioError) as caught, librarian.write() as connection:
        connection.execute(sa.insert(folders).values(path="/other"))
    assert str(caught.value) == (
        "Only a curator of this library may do that: whoever decides on its tags, models,"
        f" thresholds and folders. Ask one of these: curator_of_{address.name}, postgres."
    )


def test_a_reader_opens_the_library_and_is_told_when_it_is_to_be_changed(as_role):
    reader = as_role("reader")
    with reader.read() as connection:
        assert connection.scalar(sa.select(sa.func.count(journal.c.id))) == 0
        assert rights(connection) == frozenset()
    sentence = "may read this library, not change it"
    with pytest.raises(TagStudioError, match=sentence), reader.write(durable=True) as connection:
        record_decisions(connection, [Decision(1, 1, "yes")], "user")


def test_nobody_else_gets_in(as_role):
    with pytest.raises(TagStudioError, match="lets this user not in"):
        as_role("")


def test_the_rights_are_those_that_the_server_holds_everybody_to(as_role):
    librarian, curator = as_role("librarian"), as_role("curator")
    assert librarian.rights == {Right.ANSWER, Right.SCAN}
    assert curator.rights == set(Right)
    with curator.read() as connection:
        found = members(connection, Role.CURATOR)
    assert [name.partition("_")[0] for name in found] == ["curator", "postgres"]
    assert promotions.name == Right.PROMOTE


@pytest.mark.parametrize("mode", [0o644, 0o600])
def test_passwords_that_others_can_read_are_not_used_and_it_is_said(
    postgresql, address, tmp_path, monkeypatch, mode
):
    user = f"locked_{mode}_of_{address.name}"
    postgresql.execute(f"CREATE ROLE {user} LOGIN PASSWORD 'open sesame'")
    rules = Path(postgresql.setting("hba_file"))
    before = rules.read_text()
    passwords = tmp_path / "pgpass"
    passwords.write_text("*:*:*:*:open sesame\n")
    passwords.chmod(mode)
    monkeypatch.setenv("PGPASSFILE", str(passwords))
    try:
        rules.write_text(f"host all {user} 127.0.0.1/32 scram-sha-256\n{before}")
        postgresql.reload()
        if mode == 0o600:
            with pytest.raises(TagStudioError, match="Your role may not do this"):  # it got in
                open_library(postgresql.address(address.name, user), writing=False)
            return
        with pytest.raises(TagStudioError) as caught:
            open_library(postgresql.address(address.name, user), writing=False)
        assert f"chmod 600 {passwords}" in str(caught.value)
        assert "open sesame" not in str(caught.value)
    finally:
        rules.write_text(before)
        postgresql.execute("SELECT pg_reload_conf()", f"DROP ROLE {user}")
