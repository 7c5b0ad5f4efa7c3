import sqlalchemy as sa

from tagstudio.library.db.database import Library
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.search.pending import (
    PendingTrack,
    closer_count,
    closer_tracks,
    never_heard,
    pending_tracks,
)
from tagstudio.library.search.query import parse
from tagstudio.library.tracks import tracks

from ..conftest import suggestion_counts


def pending(library: Library, model_id: int, **how: bool) -> list[int]:
    with library.read() as connection:
        return [one.track_id for one in pending_tracks(connection, model_id, **how)]


def test_readable_tracks_without_suggestions_are_pending(small: Library, model_id: int) -> None:
    assert pending(small, model_id) == [6]
    assert pending(small, model_id, again=True) == [1, 2, 3, 6]
    with small.read() as connection:
        [one] = pending_tracks(connection, model_id)
    assert one == PendingTrack(6, "/music/c/6_100%.ogg", 61.5, b"sic/c/6_100%.ogg")


def test_a_query_restricts_the_pending_tracks(small: Library, model_id: int) -> None:
    with small.read() as connection:
        found = pending_tracks(connection, model_id, parse("coltrane"), again=True)
        assert [one.track_id for one in found] == [1, 2]
        assert pending_tracks(connection, model_id, parse("coltrane")) == []


def test_ids_restrict_the_pending_tracks(small: Library, model_id: int) -> None:
    assert pending(small, model_id, where=[1, 6, 99]) == [6]
    assert pending(small, model_id, where=[1, 6], again=True) == [1, 6]
    assert pending(small, model_id, where=[]) == []


def test_a_track_that_failed_twice_is_pending_on_retry_only(small: Library, model_id: int) -> None:
    for attempt in (1, 2):
        assert pending(small, model_id) == [6]
        with small.write() as connection:
            failure = (6, "decode", f"attempt {attempt}")
            suggestions.store_failures(connection, model_id, [failure])
    assert pending(small, model_id) == []
    assert pending(small, model_id, again=True) == [1, 2, 3]
    assert pending(small, model_id, retry=True) == [6]
    with small.write() as connection:
        assert suggestion_counts(connection, model_id) == (4, 1, 0)
        suggestions.store(connection, model_id, [Scored(6, (0.1, 0.1, 0.1))])
        assert suggestion_counts(connection, model_id) == (5, 0, 0)


def test_models_do_not_share_suggestions_or_failures(small: Library, model_id: int) -> None:
    outputs = (models.RegisteredTag("jazz", "genre", 0.1),)
    with small.write() as connection:
        other = models.register(
            connection, "crnn_tagger", models.RegisteredModel("other", "1", outputs)
        )
        suggestions.store_failures(connection, model_id, [(6, "x", "x"), (6, "x", "x")])
        suggestions.store(connection, other, [Scored(1, (0.3,))])
        assert suggestion_counts(connection, other) == (1, 0, 3)
    assert pending(small, other) == [2, 3, 6]


def test_a_missing_track_is_not_pending(small: Library, model_id: int) -> None:
    with small.write() as connection:
        tracks.mark_missing(connection, [6])
    assert pending(small, model_id, retry=True) == []


def closer(library: Library, model_id: int, windows: int, query: str = "") -> list[int]:
    with library.read() as connection:
        where = parse(query) if query else None
        found = closer_tracks(connection, model_id, windows, where)
        assert {one.windows for one in found} <= {windows}
        if not query:
            assert closer_count(connection, model_id, windows) == len(found)
        return [one.track_id for one in found]


def test_tracks_of_fewer_windows_are_to_be_heard_closer_the_newest_first(
    small: Library, model_id: int
) -> None:
    assert closer(small, model_id, 1) == []
    assert closer(small, model_id, 3) == [3, 2, 1]  # not those missing or without suggestions
    assert closer(small, model_id, 3, "coltrane") == [2, 1]
    with small.write() as connection:
        added = sa.update(tracks.tracks).where(tracks.tracks.c.id == 1).values(added=500)
        connection.execute(added)
        suggestions.store(connection, model_id, [Scored(2, (0.6, 0.5, 0.1), windows=3)])
    assert closer(small, model_id, 3) == [1, 3]
    assert closer(small, model_id, 5) == [1, 3, 2]


def test_a_track_too_short_for_two_windows_is_not_to_be_heard_closer(
    small: Library, model_id: int
) -> None:
    with small.write() as connection:
        for track_id, seconds in ((1, 58.23), (2, 58.24), (3, None)):
            connection.execute(
                sa.update(tracks.tracks)
                .where(tracks.tracks.c.id == track_id)
                .values(seconds=seconds)
            )
    assert closer(small, model_id, 3) == [3, 2]


def test_what_was_tried_in_vain_is_not_to_be_heard_closer(small: Library, model_id: int) -> None:
    with small.write() as connection:
        before = suggestions.scores_of(connection, models.model(connection, model_id), [2])
        suggestions.note_windows(connection, model_id, {2: 3, 99: 3})
        suggestions.note_windows(connection, model_id, {})
        after = suggestions.scores_of(connection, models.model(connection, model_id), [2])
    assert closer(small, model_id, 3) == [3, 1]
    assert after == before


def test_what_no_model_hears_any_more_is_unreadable_or_was_tried_in_vain(
    small: Library, model_id: int
) -> None:
    with small.write() as connection:
        assert never_heard(connection) == {5}
        for attempt in (1, 2):
            suggestions.store_failures(connection, model_id, [(6, "decode", f"attempt {attempt}")])
        assert never_heard(connection) == {5, 6}
