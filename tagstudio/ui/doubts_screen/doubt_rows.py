"""The doubted answers with the names of their tracks, as the page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from tagstudio.engine.doubts.find_doubts import Doubt, Doubts, find_doubts_beside
from tagstudio.engine.tagging.tag_timeline import stored_timeline
from tagstudio.library.db.database import Library
from tagstudio.library.models.models import Model
from tagstudio.library.tracks.content_key import content_keys_of
from tagstudio.library.tracks.track_artists import artists_of
from tagstudio.library.views.browse import rows_of
from tagstudio.ui.player.bar import playable
from tagstudio.ui.player.player import Playable

BEFORE_PEAK = 3.0  # seconds: what leads to a sound tells what it is

Settled = Literal["", "kept", "turned"]


@dataclass
class DoubtRow:
    """A doubted answer, its track, and what became of it."""

    doubt: Doubt
    track: Playable
    settled: Settled = ""

    @property
    def place(self) -> tuple[int, int]:
        """Track and tag."""
        return self.doubt.track_id, self.doubt.tag_id


@dataclass(frozen=True)
class FoundRows:
    """The rows, and what else was found."""

    rows: tuple[DoubtRow, ...]
    doubts: Doubts


def read_doubts(library: Library, connection: Connection, model: Model | None) -> FoundRows:
    """Find the doubts of the library, by a model."""
    doubts = find_doubts_beside(library, model)
    ids = list(dict.fromkeys(one.track_id for one in doubts.listed))
    artists = artists_of(connection, ids)
    tracks = {row.id: playable(row, artists.get(row.id)) for row in rows_of(connection, None, ids)}
    rows = (DoubtRow(one, tracks[one.track_id]) for one in doubts.listed if one.track_id in tracks)
    return FoundRows(tuple(rows), doubts)


def where_heard(connection: Connection, model: Model | None, doubt: Doubt) -> float:
    """Return the second from which a tag is heard most, 0 where no timeline tells."""
    columns = [tag.tag_id for tag in model.tags] if model else []
    if model is None or doubt.tag_id not in columns:
        return 0.0
    key = content_keys_of(connection, [doubt.track_id]).get(doubt.track_id)
    timeline = stored_timeline(key, model) if key else None
    if timeline is None:
        return 0.0
    return max(0.0, timeline.peak(columns.index(doubt.tag_id)) - BEFORE_PEAK)
