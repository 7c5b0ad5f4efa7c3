import pytest
import sqlalchemy as sa

from tagstudio.library.db.database import Library
from tagstudio.library.tags import decisions, kept_answers, tags, undo_history
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tags.kept_answers import Kept


@pytest.fixture
def answered(library: Library, add) -> Library:
    """Two tracks, each a yes to one tag."""
    add("/music/1", "/music/2")
    with library.write() as connection:
        tags.tag_id(connection, "jazz", "genre", "user")
        both = [Decision(1, 1, "yes"), Decision(2, 1, "yes")]
        decisions.record_decisions(connection, both, "user")
    return library


def test_what_is_kept_is_known_by_track_tag_and_answer(answered):
    with answered.write() as connection:
        assert kept_answers.keep(connection, [((1, 1, "yes"), 7)]) == (Kept(1, 1, "yes", None, 7),)
        assert kept_answers.kept(connection, [1, 2]) == {(1, 1, "yes"): 7}
        kept_answers.keep(connection, [((1, 1, "yes"), 30), ((1, 1, "no"), 31)])
        assert kept_answers.kept(connection, [1]) == {(1, 1, "yes"): 30, (1, 1, "no"): 31}


def test_undo_and_redo_take_what_was_kept_along(answered):
    with answered.write() as connection:
        kept_answers.keep(connection, [((1, 1, "yes"), 7)])
        kept_answers.keep(connection, [((1, 1, "yes"), 30), ((2, 1, "yes"), 30)])
        step = undo_history.undo(connection)
        assert step.kept == (Kept(2, 1, "yes", 30, None), Kept(1, 1, "yes", 30, 7))
        assert step.changes == ()
        assert kept_answers.kept(connection, [1, 2]) == {(1, 1, "yes"): 7}
        undo_history.redo(connection)
        assert kept_answers.kept(connection, [1, 2]) == {(1, 1, "yes"): 30, (2, 1, "yes"): 30}
        undo_history.undo(connection)
        undo_history.undo(connection)
        assert kept_answers.kept(connection, [1, 2]) == {}
        assert len(undo_history.undo(connection).changes) == 2


@pytest.mark.parametrize(
    "change", ["UPDATE kept_answers SET after = 1", "DELETE FROM kept_answers"]
)
def test_the_record_is_append_only(answered, change):
    with answered.write() as connection:
        kept_answers.keep(connection, [((1, 1, "yes"), 7)])
        with pytest.raises(sa.exc.IntegrityError, match="append-only"):
            connection.exec_driver_sql(change)
