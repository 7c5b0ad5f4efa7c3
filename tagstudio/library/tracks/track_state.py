"""The state of a track: missing, failed, reviewed, suggested, or new.

A track can bear several signs at once: its file is gone, the scan or the model failed on it, it
was reviewed, it has suggestions. PRECEDENCE ranks them, and the first state of which a track bears
any sign is the track's state; a track without a sign is "new". A sign is present where its column
IS NOT NULL: a column of `tracks`, or the track's row in a table that has one per model and track.

Two forms are derived from it. `state_column` is a CASE expression
over the joins of `with_model`, for rows. `tracks_by_state` gives sets of ids, for a query that
wants one state and for counts: joining two tables of 100,000 rows takes longer than subtracting one
set from another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import reduce
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast, get_args

import sqlalchemy as sa

from tagstudio.library.db.expressions import is_stored_as
from tagstudio.library.db.id_sets import either, id_array, without
from tagstudio.library.db.schema import suggestion_failures, suggestions, tracks
from tagstudio.library.db.unchanged import kept_while_unchanged
from tagstudio.library.models.score_columns import ScoreColumns
from tagstudio.library.tags.review_marks import reviewed_at

if TYPE_CHECKING:
    from tagstudio.library.db.id_sets import Ids
    from tagstudio.library.models.models import Model

TrackState = Literal["missing", "failed", "reviewed", "suggested", "new"]
TRACK_STATES: tuple[TrackState, ...] = get_args(TrackState)

Sign: TypeAlias = "sa.Column[Any]"

PRECEDENCE: tuple[tuple[TrackState, tuple[Sign, ...]], ...] = (
    ("missing", (tracks.c.missing_since,)),
    ("failed", (tracks.c.failure_code, suggestion_failures.c.track_id)),
    ("reviewed", (tracks.c.reviewed_at,)),
    ("suggested", (suggestions.c.track_id,)),
)
_SIGNS_OF_TRACKS = [one for _, signs in PRECEDENCE for one in signs if one.table is tracks]
_REVIEWED = tracks.c.reviewed_at

_REVIEWED_SINCE = "the tracks reviewed since"
_TIMES_KEPT = 4  # a megabyte each, of 100,000 reviewed tracks: most tags came at the same time
_WITHOUT_GAPS = "the last id up to which every one is a track's"

UNREADABLE: tuple[TrackState, ...] = ("missing", "failed")  # of the scan; a model may fail as well


def state_column() -> sa.Label[TrackState]:
    """Return the state of each row of `with_model`, as a column called "state"."""
    whens = [(sa.or_(*(sign.is_not(None) for sign in signs)), state) for state, signs in PRECEDENCE]
    return cast("sa.Label[TrackState]", sa.case(*whens, else_="new").label("state"))


def with_model(model_id: int | None) -> sa.Join:
    """Return `tracks`, outer-joined with the suggestions and failures of a model, None for none."""
    joined: sa.Join | sa.Table = tracks
    for table in (suggestions, suggestion_failures):
        of_model = sa.and_(table.c.model_id == (model_id or 0), table.c.track_id == tracks.c.id)
        joined = joined.outerjoin(table, of_model)
    return cast(sa.Join, joined)


def tracks_by_state(
    connection: sa.Connection, model: Model | None
) -> Iterator[tuple[TrackState, Ids]]:
    """Yield each state in the order of precedence with the ids of its tracks, "new" last.

    Lazily: whoever stops early pays for the states up to there only. Removed folders' tracks are
    among them.
    """
    earlier: list[Ids] = []
    for state, signs in PRECEDENCE:
        bearing = (_bearing(connection, sign, model) for sign in signs)
        ids = reduce(without, earlier, reduce(either, bearing))
        yield state, ids
        earlier.append(ids)
    yield "new", reduce(without, earlier, every_track(connection))


class ReviewedTracks:
    """The tracks that were reviewed, those that are missing or failed too, by when they were.

    Of all tracks, or of some few: `among`.
    """

    def __init__(self, connection: sa.Connection, among: Collection[int] | None = None) -> None:
        import numpy as np

        found: list[tuple[Ids, Ids]] = []
        if among is not None:
            told = reviewed_at(connection, among).items()
            sound = [(id, at) for id, at in told if isinstance(at, int)]
            some = np.array(sound, np.int64).reshape(-1, 2)
            found.append((some[:, 0], some[:, 1]))
        for reviewed in _reviewed() if among is None else ():
            in_order = sa.select(tracks.c.id).where(reviewed).order_by(_REVIEWED, tracks.c.id)
            when = in_order.with_only_columns(_REVIEWED)
            found.append((id_array(connection, in_order), id_array(connection, when)))
        ids, times = (np.concatenate(parts) for parts in zip(*found, strict=True))
        order = np.argsort(times, kind="stable")
        self.track_ids: Ids = ids[order]
        self.times: Ids = times[order]  # seconds since 1970, ascending

    def since(self, at: int) -> Ids:
        """Return those that were reviewed at a time (seconds since 1970) or later."""
        return self.track_ids[self.times.searchsorted(at) :]


def reviewed_since(connection: sa.Connection, at: int) -> Ids:
    """Return what `ReviewedTracks` does for one time, in half the time.

    Read once while nothing is changed: each search for a tag asks for them, and 100,000 ids take
    20 ms.
    """
    import numpy as np

    known = kept_while_unchanged(connection).setdefault(_REVIEWED_SINCE, {})
    if at not in known:
        if len(known) >= _TIMES_KEPT:
            known.clear()
        wanted = (sa.select(tracks.c.id).where(one, at <= _REVIEWED) for one in _reviewed())
        known[at] = np.concatenate([id_array(connection, query) for query in wanted])
    found: Ids = known[at]
    return found


def _reviewed() -> Iterator[sa.ColumnElement[bool]]:
    """Yield the conditions that find the reviewed tracks, each a range of tracks_by_state."""
    is_time = is_stored_as(_REVIEWED, "integer")  # not damaged
    for sign in _SIGNS_OF_TRACKS:
        yield sa.and_(
            _without_signs_before(sign), sign.is_not(None), _REVIEWED.is_not(None), is_time
        )


def readable() -> sa.ColumnElement[bool]:
    """Return the condition that a track's file is there and that the scan could read it."""
    signs = dict(PRECEDENCE)
    bad = [sign for state in UNREADABLE for sign in signs[state] if sign.table is tracks]
    return sa.and_(*(sign.is_(None) for sign in bad))


def every_track(connection: sa.Connection) -> Ids:
    """Return the ids of all tracks, those of removed folders too, ascending.

    No track is ever deleted, so ids have no gaps and need not be read one by one; a library where
    they have gaps all the same is read.
    """
    import numpy as np

    last: int = connection.scalar(sa.select(sa.func.max(tracks.c.id))) or 0
    if _has_no_gaps(connection, last):
        return np.arange(1, last + 1, dtype=np.int64)
    return id_array(connection, sa.select(tracks.c.id).order_by(tracks.c.id))


def _has_no_gaps(connection: sa.Connection, last: int) -> bool:
    """Tell whether each id up to the last one is a track's.

    All are counted while nobody changes the library once; a server takes long for that, so of one
    what was counted on this connection is never counted again. A file that is mended may lose
    damaged rows.
    """
    is_server = connection.dialect.name == "postgresql"
    known = connection.info if is_server else kept_while_unchanged(connection)
    counted = known.get(_WITHOUT_GAPS, 0)
    every = sa.select(sa.func.count()).select_from(tracks)
    later = every.where(tracks.c.id > counted) if counted else every
    if last > counted and connection.scalar(later) != last - counted:
        return False
    known[_WITHOUT_GAPS] = max(last, counted)
    return True


def _bearing(connection: sa.Connection, sign: Sign, model: Model | None) -> Ids:
    """Return the tracks that bear a sign; of a column of `tracks`, less those of an earlier state.

    That is a range of the index tracks_by_state, whose columns are in the order of precedence. The
    many with suggestions are told by a column of scores.
    """
    import numpy as np

    if sign.table is tracks:
        bearing = sa.select(tracks.c.id).where(_without_signs_before(sign), sign.is_not(None))
    elif model is None:
        return np.empty(0, np.int64)
    elif sign.table is suggestions:
        return ScoreColumns(connection, model).track_ids
    else:
        bearing = sa.select(sign).where(sign.table.c.model_id == model.id)
    return id_array(connection, bearing)


def _without_signs_before(sign: Sign) -> sa.ColumnElement[bool]:
    """Return the condition that no column of `tracks` which ranks before `sign` is a sign."""
    before = _SIGNS_OF_TRACKS[: _SIGNS_OF_TRACKS.index(sign)]
    return sa.and_(sa.true(), *(one.is_(None) for one in before))
