"""Tracks whose file holds another recording now: their answers stay with the recording they are of.

A file whose sound changed is either still the same track (encoded anew, cut, mastered) or another
recording under the same name. No single sign tells them apart, so another recording is one whose
length differs by more than LENGTH_SECONDS *and* whose artist or title is another one: a new
encoding keeps the length, an edit the names (docs/decisions/0004).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tagstudio.audio.files.regular_file import shown
from tagstudio.core.messages import Message, message
from tagstudio.library.db.id_sets import ids_of, in_ids
from tagstudio.library.db.schema import decisions
from tagstudio.library.db.schema import tracks as track_table
from tagstudio.library.db.text_folding import folded
from tagstudio.library.tags.decisions import JOURNALS_OF_TRACKS
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.content_key import same_recording
from tagstudio.library.tracks.tracks import NewTrack

LENGTH_SECONDS = 2.0  # encoders pad and cut by less


@dataclass(frozen=True)
class Overwritten:
    """A path that holds another recording now, and the answers kept with the missing track."""

    path: str
    answers: int
    message: Message


def set_aside(
    connection: sa.Connection, changed: Sequence[tuple[int, NewTrack]]
) -> list[tuple[int, str]]:
    """Mark those of the changed tracks as missing whose path holds another recording now.

    Only tracks that had answers or a mark of review, now or once, for undo and redo bring them
    back: the others have nothing to keep. Their paths are free then. Returns the ids and former
    paths.
    """
    rows = _rows(connection, [track_id for track_id, track in changed if track.content_hash])
    aside = [
        (track_id, track.path)
        for track_id, track in changed
        if track_id in rows and _is_another(rows[track_id], track)
    ]
    had = _with_history(connection, [track_id for track_id, _ in aside])
    kept = [(id, path) for id, path in aside if id in had or rows[id].reviewed_at]
    for track_id, path in kept:
        leave_path(connection, track_id, path)
    return kept


def leave_path(connection: sa.Connection, track_id: int, path: str) -> None:
    """Keep a track as missing under a path of its own, so that another one can have `path`."""
    tracks.set_path(connection, track_id, f"{path} (overwritten, was track {track_id})")
    tracks.mark_missing(connection, [track_id])


def told(connection: sa.Connection, kept: Sequence[tuple[int, str]]) -> list[Overwritten]:
    """Return what to tell of tracks that were set aside, given by id with their former paths."""
    ids = [track_id for track_id, _ in kept]
    answers, rows = _answers(connection, ids), _rows(connection, ids)
    return [
        Overwritten(path, answers.get(id, 0), _sentence(path, answers.get(id, 0)))
        for id, path in kept
        if id in answers or rows[id].reviewed_at
    ]


def _sentence(path: str, answers: int) -> Message:
    if not answers:
        return message(
            "scan.overwritten-review",
            "{path} holds another recording now; the mark of review stays with the missing one.",
            path=shown(path),
        )
    return message(
        "scan.overwritten",
        "{path} holds another recording now; the answers ({count:,}) stay with the missing one.",
        path=shown(path),
        count=answers,
    )


def _is_another(before: "sa.Row[Any]", now: NewTrack) -> bool:
    if before.content_hash is None or same_recording(before.content_hash, now.content_hash):
        return False
    if now.facts is None or now.facts.seconds is None or before.seconds is None:
        return False
    if abs(now.facts.seconds - before.seconds) <= LENGTH_SECONDS:
        return False
    return _differ(before.artist, now.facts.artist) or _differ(before.title, now.facts.title)


def _differ(before: str, now: str) -> bool:
    """Tell whether two names are of different things; "Song" and "Song (Remastered)" are not."""
    one, other = folded(before or "").strip(), folded(now or "").strip()
    return bool(one and other) and not (one.startswith(other) or other.startswith(one))


def _rows(connection: sa.Connection, track_ids: Sequence[int]) -> "dict[int, sa.Row[Any]]":
    if not track_ids:
        return {}
    columns = track_table.c
    query: sa.Select[Any] = sa.select(
        columns.id,
        columns.content_hash,
        # What the file said: the user's word on it says nothing of another recording.
        sa.func.coalesce(columns.file_artist, columns.artist).label("artist"),
        sa.func.coalesce(columns.file_title, columns.title).label("title"),
        columns.seconds,
        columns.reviewed_at,
    )
    rows = connection.execute(query.where(in_ids(columns.id, track_ids)))
    return {row.id: row for row in rows}


def _with_history(connection: sa.Connection, track_ids: Sequence[int]) -> set[int]:
    """Return those of the tracks that have an entry in a journal."""
    if not track_ids:
        return set()
    return {
        id
        for table in JOURNALS_OF_TRACKS
        for id in ids_of(
            connection,
            sa.select(table.c.track_id).where(in_ids(table.c.track_id, track_ids)).distinct(),
        )
    }


def _answers(connection: sa.Connection, track_ids: Iterable[int]) -> dict[int, int]:
    """Return the number of answers of those of the tracks that have any."""
    ids = list(track_ids)
    if not ids:
        return {}
    rows = connection.execute(
        sa.select(decisions.c.track_id, sa.func.count())
        .where(in_ids(decisions.c.track_id, ids))
        .group_by(decisions.c.track_id)
    )
    return {row[0]: row[1] for row in rows}
