from collections.abc import Iterator
from itertools import product

import pytest
import sqlalchemy as sa

from tagstudio.library.db.database import Library
from tagstudio.library.db.schema import tracks as track_table
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.models import Model
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.search.execute import matching_tracks
from tagstudio.library.search.query import STATES, parse
from tagstudio.library.tags import review_marks
from tagstudio.library.tracks import track_state, tracks
from tagstudio.library.tracks.track_state import (
    TRACK_STATES,
    ReviewedTracks,
    TrackState,
    every_track,
    readable,
    reviewed_since,
    tracks_by_state,
)
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.library.views import browse
from tagstudio.library.views.counts import state_counts

# Every combination of: missing, failed in the scan, failed by the model, reviewed, suggested.
SIGNS = list(product([False, True], repeat=5))


def expected_state(signs: tuple[bool, ...]) -> TrackState:
    missing, failed_in_scan, failed_by_model, reviewed, suggested = signs
    if missing:
        return "missing"
    if failed_in_scan or failed_by_model:
        return "failed"
    if reviewed:
        return "reviewed"
    return "suggested" if suggested else "new"


@pytest.fixture
def model(library: Library, model_id: int) -> Model:
    """A library with a track for each of SIGNS, and another model that suggests for all of them."""
    new = [
        NewTrack(f"/music/{id}.mp3", 1, 1, failure_code="bad" if signs[1] else None)
        for id, signs in enumerate(SIGNS)
    ]
    with library.write() as connection:
        ids = tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)
        chosen = [[id for id, signs in zip(ids, SIGNS, strict=True) if signs[n]] for n in range(5)]
        tracks.mark_missing(connection, chosen[0])
        tracks.mark_reviewed(connection, chosen[3], 1)
        scored = [Scored(id, (0.5, 0.5, 0.5)) for id in chosen[4]]
        suggestions.store(connection, model_id, scored)
        failures = [(id, "bad", "bad") for id in chosen[2]]
        suggestions.store_failures(connection, model_id, failures)
        tag = models.RegisteredTag("jazz", "genre", 0.1)
        other = models.register(connection, "p", models.RegisteredModel("other", "1", (tag,)))
        suggestions.store(connection, other, [Scored(id, (0.5,)) for id in ids])
        return models.model(connection, model_id)


@pytest.fixture
def connection(library: Library, model: Model) -> Iterator[sa.Connection]:
    with library.read() as connection:
        yield connection


def expected(connection: sa.Connection) -> dict[TrackState, set[int]]:
    states: dict[TrackState, set[int]] = {state: set() for state in TRACK_STATES}
    for track_id, signs in zip(every_track(connection).tolist(), SIGNS, strict=True):
        states[expected_state(signs)].add(track_id)
    return states


def test_search_browse_and_counts_agree(connection: sa.Connection, model: Model) -> None:
    states = expected(connection)
    assert all(states.values())
    for state, ids in states.items():
        assert set(matching_tracks(connection, parse(f"state:{state}"), model).tolist()) == ids
    rows = browse.rows_of(connection, model, every_track(connection).tolist())
    assert {row.id: row.state for row in rows} == {
        id: state for state, ids in states.items() for id in ids
    }
    assert state_counts(connection, model) == {state: len(ids) for state, ids in states.items()}
    unreviewed = states["suggested"] | states["new"]
    assert set(matching_tracks(connection, parse("state:unreviewed"), model).tolist()) == unreviewed


def test_sorting_by_state_goes_from_new_to_missing(connection: sa.Connection, model: Model) -> None:
    states = expected(connection)
    order = ("new", "suggested", "reviewed", "failed", "missing")
    ascending = [id for state in order for id in sorted(states[state])]
    assert browse.track_ids(connection, parse(""), model, "state") == ascending
    descending = [id for state in reversed(order) for id in sorted(states[state])]
    assert browse.track_ids(connection, parse(""), model, "state-") == descending


def test_without_a_model_no_track_is_suggested(connection: sa.Connection) -> None:
    states = {state: set(ids.tolist()) for state, ids in tracks_by_state(connection, None)}
    assert states["suggested"] == set()
    assert set().union(*states.values()) == set(every_track(connection).tolist())
    assert state_counts(connection, None) == {state: len(ids) for state, ids in states.items()}


def test_a_track_is_in_one_state_only(connection: sa.Connection, model: Model) -> None:
    states = dict(tracks_by_state(connection, model))
    assert tuple(states) == TRACK_STATES
    assert sum(map(len, states.values())) == len(every_track(connection))


def test_a_readable_track_is_neither_missing_nor_failed_in_the_scan(
    connection: sa.Connection, model: Model
) -> None:
    found = connection.scalars(sa.select(track_table.c.id).where(readable())).all()
    assert [signs[:2] for id, signs in enumerate(SIGNS, 1) if id in found] == [(False, False)] * 8
    assert len(found) == 8


def test_every_state_can_be_searched() -> None:
    assert set(STATES) == {*TRACK_STATES, "unreviewed"}


def test_the_unreadable_states_go_by_their_names_not_by_the_order(
    library: Library, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ids() -> list[int]:
        with library.read() as connection:
            return list(connection.scalars(sa.select(track_table.c.id).where(readable())))

    before = ids()
    monkeypatch.setattr(track_state, "PRECEDENCE", track_state.PRECEDENCE[::-1])
    assert sorted(ids()) == sorted(before)
    assert 0 < len(before) < len(SIGNS)


def test_every_track_knows_what_came_since(library: Library) -> None:
    """Also on a connection on which they were counted before, by which a server counts no more."""
    for number in range(1, 4):
        with library.write() as connection:
            folder = tracks.folder_id(connection, "/music")
            tracks.add_tracks(connection, folder, [NewTrack(f"/music/{number}.mp3", 1, 1)])
        for _ in range(2):
            with library.read() as connection:
                assert every_track(connection).tolist() == list(range(1, number + 1))


def test_reviewed_tracks_are_those_of_now_whoever_changed_them(library, add) -> None:
    first, second, third = add("/music/1", "/music/2", "/music/3")

    def reviewed(at: int) -> list[int]:
        with library.read() as connection:
            found = sorted(reviewed_since(connection, at).tolist())
            assert found == sorted(ReviewedTracks(connection).since(at).tolist())
            some = ReviewedTracks(connection, [first, third]).since(at).tolist()
            assert sorted(some) == [id for id in found if id != second]
            assert not len(ReviewedTracks(connection, []).since(at))
            return found

    assert reviewed(0) == []
    with library.write() as connection:
        review_marks.mark(connection, [first], 100)
        assert reviewed_since(connection, 0).tolist() == [first]
        review_marks.mark(connection, [second], 200)
        assert sorted(reviewed_since(connection, 0).tolist()) == [first, second]
    assert [reviewed(at) for at in (0, 100, 101, 200, 201, 0)] == [
        [first, second],
        [first, second],
        [second],
        [second],
        [],
        [first, second],
    ]
    with library.write() as connection:
        tracks.mark_missing(connection, [second])
        review_marks.mark(connection, [first], None)
        review_marks.mark(connection, [third], 300)
    assert (reviewed(0), reviewed(201)) == ([second, third], [third])
