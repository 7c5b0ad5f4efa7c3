"""Answers to parts of tracks come with a merge, each stretch for itself."""

from tagstudio.engine.correcting.undo import undo
from tagstudio.library.tags import tags
from tagstudio.library.tags.part_answers import PartAnswer, Stretch, parts_on, record
from tests.engine.merging.conftest import merge

EARLY, LATE = Stretch(1_000, 4_000), Stretch(5_000, 8_000)


def say(  # noqa: PLR0917 - an answer has these
    library, track, tag, stretch, state, at, source="user"
):
    with library.write(durable=True) as connection:
        id = tags.tag_id(connection, tag, "genre", "user")
        record(connection, [PartAnswer(track, id, stretch, state, source, at)])


def said(library):
    with library.read() as connection:
        names = {tag.id: tag.name for tag in tags.list_tags(connection)}
        return {
            (one.track_id, names[one.tag_id], one.stretch): (one.state, one.source)
            for one in parts_on(connection, range(1, 10))
        }


def test_parts_are_taken_over_once_and_undone(anna, ben):
    say(anna, 1, "jazz", EARLY, "yes", 100)
    say(ben, 1, "jazz", LATE, "no", 200, "import")
    say(ben, 2, "polka", EARLY, "yes", 300)
    before = said(anna)
    report = merge(anna, ben)
    assert report.taken["part"] == 2
    assert report.taken["answer"] == 0
    after = said(anna)
    assert after == {
        (1, "jazz", EARLY): ("yes", "user"),
        (1, "jazz", LATE): ("no", "import"),
        (2, "polka", EARLY): ("yes", "user"),
    }
    assert merge(anna, ben).changes == 0
    with anna.write(durable=True) as connection:
        undo(connection)
    assert said(anna) == before
    merge(anna, ben)
    assert said(anna) == after


def test_a_part_that_both_answered_otherwise_is_a_conflict(anna, ben):
    say(anna, 1, "jazz", EARLY, "yes", 100, "import")
    say(ben, 1, "jazz", EARLY, "no", 200)
    left = merge(anna, ben)
    [conflict] = left.conflicts
    assert (conflict.kind, conflict.what) == ("answer", "jazz 0:01-0:04")
    assert said(anna) == {(1, "jazz", EARLY): ("yes", "import")}
    merge(anna, ben, conflicts="theirs")
    assert said(anna) == {(1, "jazz", EARLY): ("no", "user")}
    with anna.write(durable=True) as connection:
        undo(connection)
    assert said(anna) == {(1, "jazz", EARLY): ("yes", "import")}
