from dataclasses import replace

import pytest
import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.engine.training.due import due
from tagstudio.engine.training.readiness import answer_counts, learning_obstacle, readiness
from tagstudio.engine.training.train import TrainSettings, train
from tagstudio.library.db.schema import removed_tracks, suggestion_features, tracks
from tagstudio.library.models import models, suggestions
from tagstudio.library.search.pending import MAX_ATTEMPTS
from tagstudio.library.tags import decisions, review_marks, tag_changes, tags
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tracks.tracks import mark_reviewed

from ..conftest import correct, plain

DEFAULT, ANSWERS_ONLY = TrainSettings(), TrainSettings(reviewed_as_no=False)


def answer(library, tag: str, yes=(), no=()) -> None:
    """Answer tracks by their artists: artist a has the tracks 3 a + 1 to 3 a + 3."""
    with library.write(durable=True) as connection:
        tag_id = tags.find_tag(connection, tag).id
        said = [Decision(id, tag_id, "yes") for id in yes] + [
            Decision(id, tag_id, "no") for id in no
        ]
        decisions.record_decisions(connection, said, "user")


def ready(library):
    with library.read() as connection:
        return readiness(connection, plain())


@pytest.mark.parametrize(
    ("yes", "no", "missing"),
    [
        ((), (1,), "3 more yes and 1 more no"),
        ((1,), (), "2 more yes and 2 more no"),
        ((1,), (7,), "2 more yes and 1 more no"),
        ((1, 2, 3, 4), (7,), "1 more yes and 1 more no"),
        ((1, 4), (7, 10), "one more yes"),
        ((1,), (7, 10), "2 more yes"),
        ((1, 4, 7), (), "2 more no"),
        ((1, 4, 7), (10, 11), "one more no"),
        ((1, 4, 7), (10, 13), ""),
    ],
)
def test_what_would_help_a_tag_most(learning_library, yes, no, missing):
    answer(learning_library, "sad", yes, no)
    [sad] = ready(learning_library).tags
    assert (sad.tag, sad.yes, sad.no) == ("sad", len(yes), len(no))
    assert str(sad.missing or "") == missing


@pytest.mark.parametrize(
    ("count", "worth"),
    [
        (1, "version is better: 24 more answered tracks"),
        (24, "version is better: one more answered track"),
        (25, "on trial. Missing for a proof"),
        (50, "enough to prove"),
    ],
)
def test_what_the_answers_are_worth(learning_library, count, worth):
    correct(learning_library, count=count)
    found = ready(learning_library)
    assert worth in str(found.worth)
    assert found.obstacle is None
    assert (found.tracks, found.answers) == (count, 2 * count)


def test_who_said_yes_alone_is_told_that_noes_are_missing(learning_library):
    answer(learning_library, "jazz", range(1, 31))
    answer(learning_library, "sad", range(1, 3))
    said = str(ready(learning_library).worth)
    assert "version is better: 2 more no to a tag that the model suggests, such as “jazz”" in said


def test_yes_and_no_to_an_own_tag_judge_no_version(learning_library):
    answer(learning_library, "sad", yes=range(1, 31))
    with learning_library.write(durable=True) as connection:
        tango = tags.tag_id(connection, "tango", "", "user")
        given = [Decision(id, tango, "yes" if id % 2 else "no") for id in range(1, 31)]
        decisions.record_decisions(connection, given, "user")
    assert "2 more no to a tag that the model suggests, such as “sad”" in str(
        ready(learning_library).worth
    )


def test_the_quick_counts_are_those_of_the_readiness(learning_library):
    def both():
        with learning_library.read() as connection:
            counts, found = answer_counts(connection), readiness(connection)
            assert learning_obstacle(connection, None) == found.obstacle
        assert counts.tracks == found.tracks
        return counts.tracks, counts.answered

    assert both() == (0, 0)
    answer(learning_library, "sad", (1, 2, 4), (2, 7))  # the later answer to a tag counts
    with learning_library.write(durable=True) as connection:
        mark_reviewed(connection, [4, 9], 1_000.0)
    assert both() == (5, 4)
    with learning_library.write() as connection:
        connection.execute(sa.insert(removed_tracks).values(track_id=9))
        connection.execute(sa.insert(removed_tracks).values(track_id=1))
    assert both() == (3, 3)


def test_without_names_of_artists_there_is_no_proof(learning_library):
    correct(learning_library, count=60)
    with learning_library.write() as connection:
        connection.execute(sa.update(tracks).values(artist="", album=""))
    found = ready(learning_library)
    assert (found.known_artists, found.artists, found.nameless, found.uncompared) == (0, 0, 60, 60)
    assert "8 more artists known by name" in str(found.worth)
    assert "Of 60 answered tracks it is not known who made them. Training compares them" in str(
        found.on_artists
    )


def test_tracks_alike_in_sound_count_as_one_artist_once_they_were_compared(learning_library):
    """So the number does not change its meaning: before, they count for none."""
    correct(learning_library, count=12)
    with learning_library.write() as connection:
        connection.execute(sa.update(tracks).values(artist="", album=""))
    run(train(learning_library, plain(), DEFAULT))
    found = ready(learning_library)
    assert (found.nameless, found.uncompared, found.known_artists) == (12, 0, 0)
    assert 0 < found.artists < 12
    assert f"by their sound they count as {found.artists} artists" in str(found.on_artists)


def test_where_all_artists_are_known_nothing_is_said_of_names(learning_library):
    correct(learning_library, count=3)
    assert ready(learning_library).on_artists is None


def test_the_artists_of_a_small_library_are_counted(learning_library):
    correct(learning_library, count=12)
    with learning_library.write() as connection:
        connection.execute(sa.update(tracks).values(artist="Bach"))
    assert "With tracks by one artist it can never be told" in str(ready(learning_library).worth)


def test_tags_are_called_as_they_are_now_a_merged_one_with_the_other_and_a_deleted_one_not(
    learning_library,
):
    answer(learning_library, "sad", yes=(1, 4), no=(7,))
    own_tag(learning_library)
    with learning_library.write(durable=True) as connection:
        for name in ("rumba", "polka"):
            tags.tag_id(connection, name, "genre", "user")
    answer(learning_library, "rumba", yes=(10,), no=(13,))
    answer(learning_library, "polka", yes=(16,))
    with learning_library.write(durable=True) as connection:
        tag_changes.make(connection, tag_changes.rename(connection, "tango", "tango nuevo"))
        tag_changes.make(connection, tag_changes.merge(connection, "rumba", "tango nuevo"))
        tag_changes.make(connection, tag_changes.delete(connection, "polka"))
    found = {one.tag: one for one in ready(learning_library).tags}
    assert set(found) == {"sad", "tango nuevo"}
    tango = found["tango nuevo"]
    assert (tango.yes, tango.no, tango.key, tango.is_own) == (4, 1, "tango", True)
    assert not found["sad"].is_own


def test_what_an_own_tag_lacks_to_be_tested_is_not_what_it_lacks_to_be_learned(learning_library):
    own_tag(learning_library)

    def lacks() -> tuple[str, str]:
        [tango] = ready(learning_library).tags
        return str(tango.missing or ""), str(tango.to_test or "")

    answer(learning_library, "tango", no=(10, 13))
    assert lacks() == ("", "about 7 more yes and 18 more no, by 8 artists in all")
    answer(learning_library, "tango", no=(16, 19, 22))
    assert lacks() == ("", "about 7 more yes and 15 more no")
    answer(learning_library, "tango", yes=range(31, 41), no=range(41, 61))
    assert lacks() == ("", "")


def test_one_rule_says_what_a_tag_lacks_whoever_made_it(learning_library):
    own_tag(learning_library)
    answer(learning_library, "sad", yes=(1, 4, 7))
    sad, tango = ready(learning_library).tags
    assert str(sad.missing) == str(tango.missing) == "2 more no"
    assert sad.to_test is None and tango.to_test is not None


def one_failed(library) -> None:
    """Let the scan have failed on an answered track, and the file of another one be missing."""
    answer(library, "sad", yes=(1, 4), no=(7, 10))
    forget_features(library, 1, 4)
    with library.write() as connection:
        connection.execute(sa.update(tracks).where(tracks.c.id == 1).values(failure_code="broken"))
        connection.execute(sa.update(tracks).where(tracks.c.id == 4).values(missing_since=1))


def test_what_cannot_be_heard_counts_neither_as_answered_nor_as_of_the_library(learning_library):
    every = ready(learning_library).library_tracks
    one_failed(learning_library)
    found = ready(learning_library)
    assert (found.tracks, found.answers, found.tracks_out_of_reach) == (2, 2, 2)
    assert found.library_tracks == every - 2
    [sad] = found.tags
    assert (sad.yes, sad.no) == (0, 2)
    assert "2 more answered tracks do not count" in str(found.on_out_of_reach)
    with learning_library.read() as connection:
        assert answer_counts(connection).tracks == 2
        assert due(connection, "2", 0.0).tracks == 2


def refusal(library, settings=DEFAULT) -> str:
    with pytest.raises(TagStudioError) as caught:
        run(train(library, plain(), settings))
    return str(caught.value)


def review(library, *track_ids: int) -> None:
    with library.write() as connection:
        review_marks.mark(connection, track_ids, 1.0)


def forget_features(library, *track_ids: int) -> None:
    """Forget what was stored of these tracks, of all without any."""
    every = sa.delete(suggestion_features)
    some = every.where(suggestion_features.c.track_id.in_(track_ids)) if track_ids else every
    with library.write() as connection:
        connection.execute(some)


def give_up(library, *track_ids: int) -> None:
    """Let the model have failed on tracks as often as it is tried."""
    with library.write() as connection:
        model = models.find_model(connection, "plain")
        for _ in range(MAX_ATTEMPTS):
            failures = [(id, "unreadable", "It fails.") for id in track_ids]
            suggestions.store_failures(connection, model.id, failures)


def own_tag(library) -> None:
    with library.write() as connection:
        tags.tag_id(connection, "tango", "genre", "user")
    answer(library, "tango", yes=(1, 4, 7))


def failed_on_all(library) -> None:
    answer(library, "sad", yes=(1,), no=(4,))
    forget_features(library)
    give_up(library, 1, 4)


def reviewed_and_unheard(library) -> None:
    review(library, 1, 2)
    forget_features(library)


STATES = {
    "no answers": lambda library: None,
    "one yes": lambda library: answer(library, "sad", yes=(1,)),
    "only noes": lambda library: answer(library, "sad", no=(1, 4, 7)),
    "an own tag with yes only": own_tag,
    "reviewed, nothing answered": lambda library: review(library, 1, 2),
    "reviewed, nothing answered, nothing stored": reviewed_and_unheard,
    "answered, and the model failed on all of it": failed_on_all,
    "some of it cannot be heard": one_failed,
    "many": lambda library: correct(library, count=60),
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES.keys())
def test_the_trainer_does_what_was_said_that_can_be_done(learning_library, monkeypatch, state):
    state(learning_library)
    found = ready(learning_library)
    with learning_library.read() as connection:
        assert learning_obstacle(connection, plain()) == found.obstacle
        monkeypatch.setattr("tagstudio.engine.training.readiness.ENOUGH_TO_LOOK_AT", 1)
        assert learning_obstacle(connection, plain()) == found.obstacle
    if (alone := found.obstacle_for(reviewed_as_no=False)) is not None:
        assert refusal(learning_library, ANSWERS_ONLY) == str(alone)
    if found.obstacle is not None:
        assert refusal(learning_library) == str(found.obstacle)
        return
    report = run(train(learning_library, plain(), DEFAULT))
    assert report.answers == found.answers
    assert report.tracks == found.tracks


def test_reviewed_tracks_teach_nothing_where_they_do_not_count(learning_library):
    review(learning_library, 1, 2)
    assert "nothing to learn from yet" in refusal(learning_library, ANSWERS_ONLY)


def test_without_answers_the_trainer_says_the_same(learning_library):
    found = ready(learning_library)
    assert (found.tracks, found.worth) == (0, None)
    assert refusal(learning_library) == str(found.obstacle)


def test_answers_to_tracks_that_are_gone_teach_from_their_features_alone(learning_library):
    correct(learning_library, count=30)
    with learning_library.write() as connection:
        connection.execute(sa.update(tracks).values(missing_since=1))
    assert ready(learning_library).obstacle is None
    with learning_library.write() as connection:
        connection.execute(sa.delete(suggestion_features))
    found = ready(learning_library)
    assert "Connect the disk with the music" in str(found.obstacle)
    assert refusal(learning_library) == str(found.obstacle)


def test_a_plugin_of_before_cannot_learn(learning_library):
    correct(learning_library, count=30)
    old = replace(plain(), plugin=replace(plain().plugin, manifest=None))
    with learning_library.read() as connection:
        found = readiness(connection, old)
    assert "was written for an older TagStudio" in str(found.obstacle)
