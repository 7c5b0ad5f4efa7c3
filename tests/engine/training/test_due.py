import pytest

from tagstudio.core.progress import run
from tagstudio.engine.correcting.undo import undo
from tagstudio.engine.evaluation.gate import check
from tagstudio.engine.training.due import DAY, Tried, answered_since_training, due
from tagstudio.library.tags import decisions
from tagstudio.library.tags.decisions import Decision, current, newest_entry
from tagstudio.library.tracks import tracks

from ..conftest import correct

NOW = 2_000_000_000.0  # later than all judgements of the tests


def asked(library, rule="25", now=NOW, tried=Tried()):  # noqa: B008 - a constant
    with library.read() as connection:
        return due(connection, rule, now, tried)


@pytest.mark.parametrize(("count", "is_due"), [(24, False), (25, True)])
def test_a_training_is_due_by_the_number_of_answered_tracks(learning_library, count, is_due):
    correct(learning_library, count=count)
    found = asked(learning_library)
    assert (found.is_due, found.tracks) == (is_due, count)
    if not is_due:
        assert str(found.reason) == ("No training is due: newly answered tracks so far: 24 of 25.")


def test_a_reviewed_track_counts_and_an_answer_taken_back_does_not(learning_library):
    correct(learning_library, count=3)
    with learning_library.write(durable=True) as connection:
        tracks.mark_reviewed(connection, [3, 4, 5], at=int(NOW))
        taken = [Decision(1, tag_id, "unseen") for tag_id in (1, 2)]
        decisions.record_decisions(connection, taken, "user")
    assert asked(learning_library).tracks == 4


def test_after_a_training_only_later_answers_count_in_whatever_rule(trained):
    library = trained.library
    assert asked(library).tracks == 0
    assert not asked(library, "daily").is_due
    with library.write(durable=True) as connection:
        decisions.record_decisions(connection, [Decision(1, 3, "yes")], "user")
    assert not asked(library).is_due
    assert asked(library, "1").is_due
    assert asked(library, "daily").is_due
    trained_at = NOW - DAY / 2
    soon = asked(library, "daily", NOW, Tried(0, trained_at))
    assert "a short while ago" in str(soon.reason)
    assert not asked(library, "weekly", NOW, Tried(0, NOW - 6 * DAY)).is_due
    assert asked(library, "weekly", NOW, Tried(0, NOW - 8 * DAY)).is_due
    assert not asked(library, "never").is_due


def test_what_was_answered_since_the_last_training_is_counted(trained):
    with trained.library.write(durable=True) as connection:
        assert answered_since_training(connection) == 0
        decisions.record_decisions(connection, [Decision(1, 3, "yes")], "user")
        assert answered_since_training(connection) == 1


def test_an_answer_that_was_given_and_taken_back_again_is_none(trained):
    with trained.library.write(durable=True) as connection:
        decisions.record_decisions(
            connection, [Decision(1, 3, "yes"), Decision(2, 3, "no")], "user"
        )
        assert answered_since_training(connection) == 2
        undo(connection)
        assert answered_since_training(connection) == 0
        answered = current(connection, [1])[1][1].state
        other = "no" if answered == "yes" else "yes"
        decisions.record_decisions(connection, [Decision(1, 1, other)], "user")
        assert answered_since_training(connection) == 1
        decisions.record_decisions(connection, [Decision(1, 1, answered)], "user")
        assert answered_since_training(connection) == 0
    assert not asked(trained.library, "1").is_due


def test_before_the_first_training_nothing_is_new_or_old(learning_library):
    correct(learning_library, count=3)
    with learning_library.read() as connection:
        assert answered_since_training(connection) is None


def test_answers_on_which_a_training_was_tried_do_not_count_again(learning_library):
    correct(learning_library, count=30)
    with learning_library.read() as connection:
        tried = Tried(newest_entry(connection), NOW)
    assert asked(learning_library, "25", NOW, tried).tracks == 0


def test_judging_an_older_version_again_is_no_training(trained):
    """The first judgement of a version tells what it learned from, a later one does not."""
    library = trained.library
    with library.write(durable=True) as connection:
        decisions.record_decisions(connection, [Decision(1, 3, "yes")], "user")
    run(check(library, "plain-v2"))
    assert asked(library, "1").tracks == 1
