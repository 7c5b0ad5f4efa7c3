"""The tracks of the library: added, updated and moved by the scan, never deleted."""

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa

from tagstudio.core.messages import Message
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import FACT_COLUMNS, tracks
from tagstudio.library.db.schema import folders as folder_table
from tagstudio.library.db.text_folding import clean
from tagstudio.library.models import suggestions
from tagstudio.library.tracks import measurements, same_recordings
from tagstudio.library.tracks.content_key import same_recording
from tagstudio.library.tracks.facts_by_user import FACT_FIELDS, hold_where_said
from tagstudio.library.tracks.folders import put_tracks_back
from tagstudio.library.tracks.search_texts import write_path, write_texts

if TYPE_CHECKING:
    from tagstudio.audio.metadata.facts import Facts

GENRE_SEPARATOR = "; "
_INTEGERS = 1 << 31  # integers are stored below this size


@dataclass(frozen=True)
class NewTrack:
    """A file as a scan found it.

    `content_hash` is 16 bytes of the audio data alone, so that a retagged file keeps it. `facts` is
    None when the file could not be read; `failure_code` and `failure_message` then say why.
    `ctime_ns` is the file's time of change, None where the system has none.
    """

    path: str
    size: int
    mtime_ns: int
    content_hash: bytes | None = None
    facts: "Facts | None" = None
    failure_code: str | None = None
    failure_message: str | Message | None = None
    ctime_ns: int | None = None


@dataclass(frozen=True)
class Folder:
    """A scanned folder."""

    id: int
    path: str


def folders(connection: sa.Connection) -> list[Folder]:
    """Return the scanned folders by path, without the removed ones."""
    present = sa.select(folder_table).where(folder_table.c.removed_at.is_(None))
    rows = connection.execute(present.order_by(folder_table.c.path))
    return [Folder(row.id, row.path) for row in rows]


def folder_id(connection: sa.Connection, path: str) -> int:
    """Return the id of the folder at `path`, which is added if it is new."""
    found = connection.scalar(sa.select(folder_table.c.id).where(folder_table.c.path == path))
    if found is not None:
        return int(found)
    new = sa.insert(folder_table).values(path=path).returning(folder_table.c.id)
    return int(connection.execute(new).scalar_one())


def add_tracks(
    connection: sa.Connection, folder_id: int, new: Sequence[NewTrack], at: float | None = None
) -> list[int]:
    """Add tracks that the library does not have yet; return their ids in the same order."""
    added = int(time.time() if at is None else at)
    last = connection.scalar(sa.select(sa.func.max(tracks.c.id))) or 0
    ids = list(range(last + 1, last + 1 + len(new)))
    if new:
        rows = [
            {"id": id, "folder_id": folder_id, "added": added, **_columns(track)}
            for id, track in zip(ids, new, strict=True)
        ]
        connection.execute(sa.insert(tracks), rows)
        write_texts(connection, [(row["id"], row) for row in rows])
    return ids


def update_tracks(connection: sa.Connection, changed: Sequence[tuple[int, NewTrack]]) -> None:
    """Update tracks, by id, whose files were scanned again and are there.

    A track that holds another recording now loses the suggestions and failures of models, its
    measures and its acoustic cluster, and its length is the header's again; it keeps the user's
    decisions. A retagged one keeps all. What the user said of title, artist and album, and of
    tempo and key, goes on to hold.
    """
    if not changed:
        return
    other = _with_other_recording(connection, changed)
    suggestions.forget(connection, other)
    measurements.forget(connection, other)
    same_recordings.forget(connection, other)
    heard = _heard_lengths(connection, {id for id, _ in changed} - set(other))
    rows = [
        {
            "track": id,
            **_columns(track),
            **heard.get(id, {"heard_seconds": None}),
            **dict.fromkeys(f"file_{field}" for field in FACT_FIELDS),
        }
        for id, track in changed
    ]
    connection.execute(
        sa.update(tracks).where(tracks.c.id == sa.bindparam("track")).values(missing_since=None),
        rows,
    )
    write_texts(connection, [(row["track"], row) for row in rows])
    hold_where_said(connection, [id for id, _ in changed])


def note_change_times(connection: sa.Connection, ctimes_ns: Mapping[int, int]) -> None:
    """Note the times of change of the files of tracks, by id, that were not known before."""
    rows = [{"track": id, "ctime": ctime_ns} for id, ctime_ns in ctimes_ns.items()]
    if rows:
        of_track = sa.update(tracks).where(tracks.c.id == sa.bindparam("track"))
        connection.execute(of_track.values(ctime_ns=sa.bindparam("ctime")), rows)


def retagged(connection: sa.Connection, read: Sequence[tuple[int, NewTrack]]) -> set[int]:
    """Return the ids of those tracks, by id, whose files say or hold something else than before.

    The library is the one before `update_tracks`. The length of a sound is a fact of the sound.
    """
    said = {
        column.name: tracks.c[f"file_{column.name}"] if column.name in FACT_FIELDS else sa.null()
        for column in FACT_COLUMNS
        if column is not tracks.c.seconds
    }
    columns = [sa.func.coalesce(by_file, tracks.c[name]) for name, by_file in said.items()]
    query = sa.select(tracks.c.content_hash, tracks.c.failure_code, *columns).where(
        tracks.c.id == sa.bindparam("track")
    )
    names = ("content_hash", "failure_code", *said)
    found = set()
    for id, track in read:
        now = _columns(track)
        if connection.execute(query, {"track": id}).one_or_none() != tuple(map(now.get, names)):
            found.add(id)
    return found


def correct_seconds(connection: sa.Connection, heard: Sequence[tuple[int, float]]) -> None:
    """Set the lengths of tracks, by id, to those of the whole tracks as a tagger decoded them.

    Lengths that cannot be true are passed over.
    """
    rows = [{"track": id, **_as_heard(one)} for id, one in heard if 0 < one < math.inf]
    if rows:
        connection.execute(sa.update(tracks).where(tracks.c.id == sa.bindparam("track")), rows)


def seconds_of_tracks(
    connection: sa.Connection, track_ids: Iterable[int]
) -> dict[int, float | None]:
    """Return the lengths of tracks by id, None for one that is not known."""
    query = sa.select(tracks.c.id, tracks.c.seconds).where(in_ids(tracks.c.id, track_ids))
    return {row.id: row.seconds for row in connection.execute(query)}


def move_track(  # noqa: PLR0913 - a file has these
    connection: sa.Connection,
    track_id: int,
    path: str,
    size: int,
    mtime_ns: int,
    *,
    folder_id: int | None = None,
) -> None:
    """Record that a track's file now lies at `path`, perhaps in another scanned folder.

    A track of a removed folder is in the library again with that. Raises sqlalchemy's
    IntegrityError when another track, missing or not, has that path.
    """
    values = {"path": path, "size": size, "mtime_ns": mtime_ns, "missing_since": None}
    if folder_id is not None:
        values["folder_id"] = folder_id
    connection.execute(sa.update(tracks).where(tracks.c.id == track_id).values(values))
    write_path(connection, track_id, path)
    put_tracks_back(connection, {track_id})


def set_path(connection: sa.Connection, track_id: int, path: str) -> None:
    """Set the path of a track, and nothing else."""
    connection.execute(sa.update(tracks).where(tracks.c.id == track_id).values(path=path))
    write_path(connection, track_id, path)


def mark_missing(
    connection: sa.Connection, track_ids: Iterable[int], at: float | None = None
) -> None:
    """Record that the files of these tracks are not where they were."""
    now = int(time.time() if at is None else at)
    since = sa.func.coalesce(tracks.c.missing_since, now)
    _update(connection, track_ids, {"missing_since": since})


def mark_found(connection: sa.Connection, track_ids: Iterable[int]) -> None:
    """Record that the files of these tracks are there."""
    _update(connection, track_ids, {"missing_since": None})


def mark_reviewed(connection: sa.Connection, track_ids: Iterable[int], at: float | None) -> None:
    """Set when the user reviewed these tracks, None: not yet; undo does not take it back.

    For what the user does, use `review_marks.mark`.
    """
    _update(connection, track_ids, {"reviewed_at": None if at is None else int(at)})


def _update(connection: sa.Connection, track_ids: Iterable[int], values: dict[str, Any]) -> None:
    connection.execute(sa.update(tracks).where(in_ids(tracks.c.id, track_ids)).values(values))


def _with_other_recording(
    connection: sa.Connection, changed: Sequence[tuple[int, NewTrack]]
) -> list[int]:
    """Return the ids of those tracks that are not known to hold the recording they had."""
    query = sa.select(tracks.c.content_hash).where(tracks.c.id == sa.bindparam("track"))
    return [
        id
        for id, track in changed
        if not same_recording(track.content_hash, connection.scalar(query, {"track": id}))
    ]


def _heard_lengths(
    connection: sa.Connection, track_ids: Iterable[int]
) -> dict[int, dict[str, float]]:
    """Return by id the columns of length of those tracks that a tagger has decoded."""
    query = sa.select(tracks.c.id, tracks.c.heard_seconds).where(
        in_ids(tracks.c.id, track_ids), tracks.c.heard_seconds.is_not(None)
    )
    return {id: _as_heard(seconds) for id, seconds in connection.execute(query)}


def _as_heard(seconds: float) -> dict[str, float]:
    return {"seconds": seconds, "heard_seconds": seconds}


def _columns(track: NewTrack) -> dict[str, Any]:
    facts = track.facts
    return {
        "path": track.path,
        "size": track.size,
        "mtime_ns": track.mtime_ns,
        "ctime_ns": track.ctime_ns,
        "content_hash": track.content_hash,
        **{column.name: _fact(facts, column) for column in FACT_COLUMNS},
        "failure_code": track.failure_code,
        "failure_message": track.failure_message or None,
    }


def _fact(facts: "Facts | None", column: sa.Column[Any]) -> str | int | float | None:
    """Return a fact as SQLite can store it; "" or, for a number, None where it is unknown.

    A hostile header can claim numbers that are infinite, or larger than SQLite's integers.
    """
    value: str | tuple[str, ...] | float | None = getattr(facts, column.name, None)
    if isinstance(column.type, sa.Text):
        texts = (value,) if isinstance(value, str) else cast(tuple[str, ...], value or ())
        return GENRE_SEPARATOR.join(map(clean, texts))
    if isinstance(value, int):
        return value if -_INTEGERS < value < _INTEGERS else None
    return value if isinstance(value, float) and math.isfinite(value) else None
