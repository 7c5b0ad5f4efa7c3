import pytest
import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.database import Library
from tagstudio.library.tags import decisions, part_answers, tag_changes, tags, undo_history
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tags.part_answers import PartAnswer, PartChange, Stretch, stretch_of

PLACE = Stretch(42_000, 70_000)


@pytest.fixture
def filled(library: Library, add) -> Library:
    """Two tracks and two tags; the first track is a yes to the first tag."""
    add("/music/1", "/music/2")
    with library.write() as connection:
        for name in ("jazz", "rock"):
            tags.tag_id(connection, name, "genre", "user")
        decisions.record_decisions(connection, [Decision(1, 1, "yes")], "user")
    return library


def states(connection, *track_ids):
    found = part_answers.parts_on(connection, track_ids or (1, 2))
    return [(one.track_id, one.tag_id, one.stretch, one.state, one.source) for one in found]


def test_the_newest_answer_to_a_stretch_holds_and_the_track_stays_as_it_is(filled):
    with filled.write() as connection:
        one = PartAnswer(1, 1, PLACE, "no", "import", 77)
        [change] = part_answers.record(connection, [one, PartAnswer(2, 1, PLACE, "yes")])[:1]
        assert change == PartChange(1, 1, *PLACE, "unseen", "user", "no", "import")
        assert part_answers.parts_on(connection, [1]) == [
            one._replace(given_by=1)
        ]  # with who said so, and when
        assert part_answers.record(connection, [one]) == ()
        part_answers.record(connection, [PartAnswer(1, 1, PLACE, "yes")])
        part_answers.record(connection, [PartAnswer(1, 1, Stretch(0, 9_000), "no")])
        assert states(connection, 1) == [
            (1, 1, Stretch(0, 9_000), "no", "user"),
            (1, 1, PLACE, "yes", "user"),
        ]
        assert decisions.current(connection, [1, 2]) == {
            1: {1: decisions.Decided("yes", "user", pytest.approx(0, abs=1e11), 1)}
        }


def test_undo_and_redo_bring_back_state_and_source(filled):
    with filled.write() as connection:
        part_answers.record(connection, [PartAnswer(1, 1, PLACE, "no", "import")])
        part_answers.record(connection, [PartAnswer(1, 1, PLACE, "yes")])
        part_answers.record(connection, [PartAnswer(1, 1, PLACE, "unseen")])
        assert states(connection) == []
        step = undo_history.undo(connection)
        assert step.parts == (PartChange(1, 1, *PLACE, "unseen", "user", "yes", "user"),)
        assert step.changes == ()
        assert states(connection) == [(1, 1, PLACE, "yes", "user")]
        assert undo_history.undo(connection).source == "user"
        assert states(connection) == [(1, 1, PLACE, "no", "import")]
        assert undo_history.undo(connection).source == "import"
        assert states(connection) == []
        for expected in ("no", "yes"):
            undo_history.redo(connection)
            assert [one[3] for one in states(connection)] == [expected]
        undo_history.redo(connection)
        assert states(connection) == []
        assert undo_history.redo(connection) is None


def test_a_merge_adds_the_parts_of_a_tag_to_the_other_and_undo_takes_them_back(filled):
    with filled.write() as connection:
        both = [PartAnswer(1, tag, PLACE, state) for tag, state in ((1, "no"), (2, "yes"))]
        part_answers.record(connection, [*both, PartAnswer(2, 1, PLACE, "yes")])
        tag_changes.make(connection, tag_changes.merge(connection, "jazz", "rock"))
        of_kept = [one[3] for one in states(connection) if one[1] == 2]
        assert of_kept == ["yes", "yes"]  # what rock had there stays
        undo_history.undo(connection)
        assert [one[:2] for one in states(connection) if one[1] == 2] == [(1, 2)]


@pytest.mark.parametrize(
    "change", ["UPDATE part_answers SET after = 'no'", "DELETE FROM part_answers"]
)
def test_the_record_is_append_only(filled, change):
    with filled.write() as connection:
        part_answers.record(connection, [PartAnswer(1, 1, PLACE, "yes")])
        with pytest.raises(sa.exc.IntegrityError, match="append-only"):
            connection.exec_driver_sql(change)


@pytest.mark.parametrize(
    ("start", "end", "key"),
    [
        (-1, 5, "parts.before-start"),
        (70, 42, "parts.backwards"),
        (42, 42, "parts.empty"),
        (42, 190, "parts.behind-end"),
        (0.4, 179.5, "parts.whole"),
        (42, 42.9, "parts.too-short"),
    ],
)
def test_what_is_no_part_of_the_track_is_refused_in_a_sentence(start, end, key):
    with pytest.raises(TagStudioError) as refused:
        stretch_of(start, end, 180.0)
    assert refused.value.message.key == key


def test_an_end_a_little_behind_the_track_is_its_end():
    assert stretch_of(100.0004, 180.7, 180.0) == Stretch(100_000, 180_000)
    assert stretch_of(0, 500, None) == Stretch(0, 500_000)
