import pytest
import sqlalchemy as sa

from tagstudio.core.messages import plain
from tagstudio.library.db.database import Library
from tagstudio.library.tags import file_writes

BEFORE, AFTER = {"genre": ("Rock",), "mood": ()}, {"genre": ("Rock", "jazz"), "mood": ("Ænima",)}


def begin(library: Library, *track_ids: int) -> list[int]:
    with library.write(durable=True) as connection:
        group = file_writes.next_write_group(connection)
        return [file_writes.begin(connection, group, id, BEFORE, AFTER).id for id in track_ids]


def test_a_write_is_in_the_journal_before_its_file_changes_and_until_its_undo(small):
    [id] = begin(small, 1)
    with small.write() as connection:
        [row] = file_writes.unsettled(connection)
        assert (row.group, row.track_id, row.before, row.after) == (1, 1, BEFORE, AFTER)
        assert file_writes.groups_in_effect(connection) == []
        file_writes.set_state(connection, id, "written")
        assert file_writes.unsettled(connection) == []
        assert [one.id for one in file_writes.writes_in_effect(connection, 1)] == [id]
        assert file_writes.written_to(connection, [1, 2])[1][0].after == AFTER
        file_writes.set_state(connection, id, "undone")
        assert file_writes.groups_in_effect(connection) == []
        assert file_writes.written_to(connection, [1]) == {}


def test_only_a_row_in_state_begun_can_be_dropped(small):
    first, second = begin(small, 1, 2)
    with small.write() as connection:
        file_writes.set_state(connection, first, "written")
        for id in (first, second):
            file_writes.drop(connection, id)
        assert file_writes.groups_in_effect(connection) == [1]
        assert file_writes.unsettled(connection) == []


def test_the_newest_group_of_writes_comes_first(small):
    ids = begin(small, 1, 2) + begin(small, 1)
    with small.write() as connection:
        for id in ids:
            file_writes.set_state(connection, id, "written")
        assert file_writes.groups_in_effect(connection) == [2, 1]
        assert file_writes.next_write_group(connection) == 3
        assert [one.group for one in file_writes.written_to(connection, [1])[1]] == [1, 2]


def test_only_known_states_and_tracks_are_taken(small):
    [id] = begin(small, 1)
    with pytest.raises(sa.exc.IntegrityError, match=r"(?i)check"), small.write() as connection:
        file_writes.set_state(connection, id, "lost")  # type: ignore[arg-type]
    with pytest.raises(sa.exc.IntegrityError, match=r"(?i)foreign key"):
        begin(small, 77)


def test_files_of_tracks(small):
    with small.read() as connection:
        files = file_writes.track_files(connection, [1, 4, 5, 77])
    [hashed] = [files[1].content_hash]
    assert hashed
    assert files[1] == file_writes.TrackFile("/music/a/1.flac", 1000, 10**18, False, None, hashed)
    assert files[4].missing
    assert files[5].failure == plain("The file ends too soon.")
    assert 77 not in files


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"name": ["x"]}', '{"genre": ["x"]}', "7"])
def test_a_row_that_cannot_be_read_is_damaged_and_has_no_texts(small, text):
    [id] = begin(small, 1)
    with small.write() as connection:
        connection.execute(sa.text("UPDATE file_writes SET after = :text"), {"text": text})
        [row] = file_writes.unsettled(connection)
    assert (row.id, row.damaged, row.before, row.after) == (id, True, {}, {})


def test_the_patches_of_writes_that_ended_are_known_by_their_names(small):
    with small.write() as connection:
        rows = [file_writes.begin(connection, 1, id, BEFORE, AFTER) for id in (1, 2, 3, 4)]
        for row, state in zip(rows, ("written", "undoing", "undone", "kept"), strict=True):
            file_writes.set_state(connection, row.id, state)
        names = {row.patch for row in rows} | {"3", "3-of-another"}
        assert len(names) == 6
        ended = {rows[2].patch, rows[3].patch}
        assert file_writes.patches_of_ended(connection, names) == ended
        connection.execute(sa.text("UPDATE file_writes SET token = '' WHERE id = 3"))
        assert file_writes.patches_of_ended(connection, names) == {"3", rows[3].patch}
