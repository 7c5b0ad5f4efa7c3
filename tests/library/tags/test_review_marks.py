import pytest
import sqlalchemy as sa

from tagstudio.library.db.database import Library
from tagstudio.library.db.schema import tracks
from tagstudio.library.tags import decisions, review_marks, tags, undo_history
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tags.review_marks import Mark


@pytest.fixture
def three(library: Library, add) -> Library:
    """Three tracks, none gone through, and a tag."""
    add("/music/1", "/music/2", "/music/3")
    with library.write() as connection:
        tags.tag_id(connection, "jazz", "genre", "user", at=50)
    return library


def marked(connection: sa.Connection) -> dict[int, int]:
    rows = connection.execute(sa.select(tracks.c.id, tracks.c.reviewed_at))
    return {row.id: row.reviewed_at for row in rows if row.reviewed_at is not None}


def test_only_what_changes_is_marked_and_a_marked_track_keeps_its_time(three):
    with three.write() as connection:
        assert review_marks.mark(connection, [1, 2], 100.7) == (
            Mark(1, None, 100),
            Mark(2, None, 100),
        )
        assert review_marks.mark(connection, [2, 3], 200) == (Mark(3, None, 200),)
        assert review_marks.mark(connection, [3], 300) == ()
        assert review_marks.mark(connection, [1], None) == (Mark(1, 100, None),)
        assert marked(connection) == {2: 100, 3: 200}


def test_a_track_that_is_gone_through_again_with_a_new_tag_gets_a_new_time(three):
    with three.write() as connection:
        review_marks.mark(connection, [1], 100)
        tags.tag_id(connection, "tango", "genre", "user", at=150)
        both = {Mark(1, 100, 200), Mark(2, None, 200)}
        assert set(review_marks.mark(connection, [1, 2], 200)) == both
        assert review_marks.mark(connection, [1], 300) == ()
        undo_history.undo(connection)
        assert marked(connection) == {1: 100}
        undo_history.redo(connection)
        assert marked(connection) == {1: 200, 2: 200}


def test_undo_takes_a_mark_back_with_its_action_or_alone(three):
    with three.write() as connection:
        group = decisions.record_decisions(connection, [Decision(1, 1, "yes")], "user", at=50)
        review_marks.mark(connection, [1, 2], 100, group)
        review_marks.mark(connection, [3], 200)
        alone, together = undo_history.undo(connection), undo_history.undo(connection)
        assert (alone.marks, alone.changes, alone.source) == ((Mark(3, 200, None),), (), "user")
        assert len(together.marks) == 2
        assert (together.action, together.at, len(together.changes)) == (group, 50, 1)
        assert marked(connection) == {}
        assert undo_history.undo(connection) is None
        undo_history.redo(connection)
        assert marked(connection) == {1: 100, 2: 100}
        assert decisions.current(connection, [1])[1][1].state == "yes"
        undo_history.redo(connection)
        assert marked(connection) == {1: 100, 2: 100, 3: 200}
        assert undo_history.redo(connection) is None


def test_a_new_mark_clears_the_redo_stack(three):
    with three.write() as connection:
        decisions.record_decisions(connection, [Decision(1, 1, "yes")], "user")
        undo_history.undo(connection)
        review_marks.mark(connection, [2], 100)
        assert undo_history.redo(connection) is None


@pytest.mark.parametrize(
    "change", ["UPDATE review_marks SET after = 1", "DELETE FROM review_marks"]
)
def test_the_record_is_append_only(three, change):
    with three.write() as connection:
        review_marks.mark(connection, [1], 100)
        with pytest.raises(sa.exc.IntegrityError, match="append-only"):
            connection.exec_driver_sql(change)


def test_it_is_known_which_tracks_are_reviewed_and_since_when(three):
    with three.write() as connection:
        review_marks.mark(connection, [1, 2], 100)
        review_marks.mark(connection, [2], None)
        assert review_marks.reviewed_at(connection, [1, 2, 3]) == {1: 100}
