"""What was measured of tracks: tempo, key and loudness, and the user's words in their place.

The words stand in the journal `edited_facts` as texts; `hold` puts what counts into the columns
`bpm` and `key` of `measurements`, by which lists, searches and sorting go.
"""

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from tagstudio.audio.metadata.file_tags.fields import MEASURED_FIELDS, MeasuredField
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message
from tagstudio.core.musical_keys import as_key
from tagstudio.library.db.expressions import insert
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import edited_facts, measurement_failures, measurements
from tagstudio.library.tags.edited_facts import edited_by_user

SLOWEST_BPM, FASTEST_BPM = 1.0, 999.0  # that the user may say
SURE = 0.7  # from this chance on a tempo or key is shown without a mark
MAX_ATTEMPTS = 2  # a track that could not be measured so often waits until the user asks for it

_columns = measurements.c
_BY_TRACK = ["track_id"]


@dataclass(frozen=True)
class Measured:
    """What was measured of a track, as `plugin_api.Measurement` has it; None: not known."""

    bpm: float | None = None
    other_bpm: float | None = None
    bpm_confidence: float | None = None
    key: str | None = None
    key_confidence: float | None = None
    loudness: float | None = None
    loudness_range: float | None = None
    true_peak: float | None = None


@dataclass(frozen=True)
class TrackMeasures:
    """What was measured of a track, and the tempo and key that count."""

    measured: Measured = Measured()
    bpm: float | None = None
    key: str | None = None


NOT_MEASURED = TrackMeasures()


def store(
    connection: sa.Connection,
    plugin: str,
    version: str,
    found: Mapping[int, Measured],
    at: float | None = None,
) -> None:
    """Store what a version of a plugin measured of tracks, in the place of what was there."""
    if not found:
        return
    now = int(time.time() if at is None else at)
    rows: list[dict[str, Any]] = []
    for track_id, measured in found.items():
        values = asdict(measured)
        values |= {"measured_bpm": measured.bpm, "measured_key": measured.key}
        rows.append(
            {**values, "track_id": track_id, "plugin": plugin, "version": version, "at": now}
        )
    _put(connection, rows)
    _forget_failures(connection, found)
    hold(connection, found)


def store_failure(
    connection: sa.Connection,
    measured_by: tuple[str, str],
    track_id: int,
    code: str,
    message: Message,
) -> None:
    """Store that a plugin, of a version, could not measure a track; count its attempts."""
    plugin, version = measured_by
    now = int(time.time())
    table = measurement_failures
    new = insert(connection, table).values(
        track_id=track_id,
        plugin=plugin,
        version=version,
        code=code,
        message=message,
        attempts=1,
        at=now,
    )
    is_same = sa.and_(
        table.c.plugin == new.excluded.plugin, table.c.version == new.excluded.version
    )
    given = {name: new.excluded[name] for name in ("plugin", "version", "code", "message", "at")}
    attempts = sa.case((is_same, table.c.attempts + 1), else_=1)
    connection.execute(
        new.on_conflict_do_update(index_elements=_BY_TRACK, set_=given | {"attempts": attempts})
    )


def forget(connection: sa.Connection, track_ids: Collection[int]) -> None:
    """Forget what was measured of tracks that hold another recording now; words stay."""
    if not track_ids:
        return
    connection.execute(sa.delete(measurements).where(in_ids(_columns.track_id, track_ids)))
    _forget_failures(connection, track_ids)
    hold(connection, track_ids)


def hold(connection: sa.Connection, track_ids: Collection[int]) -> None:
    """Let the user's tempi and keys count on these tracks, and else what was measured."""
    ids = list(track_ids)
    if not ids:
        return
    words = words_on_measures(connection, ids)
    without = [id for id in ids if id not in words]
    connection.execute(
        sa.update(measurements)
        .where(in_ids(_columns.track_id, without))
        .values(bpm=_columns.measured_bpm, key=_columns.measured_key)
    )
    empty = sa.delete(measurements).where(in_ids(_columns.track_id, without), _columns.plugin == "")
    connection.execute(empty)
    there = measures_of(connection, words)
    rows = []
    for id, said in words.items():
        measured = there.get(id, NOT_MEASURED).measured
        bpm = float(said["bpm"]) if "bpm" in said else measured.bpm
        rows.append({"track_id": id, "bpm": bpm, "key": said.get("key", measured.key)})
    new = insert(connection, measurements)
    if rows:
        connection.execute(
            new.on_conflict_do_update(
                index_elements=_BY_TRACK,
                set_={"bpm": new.excluded.bpm, "key": new.excluded["key"]},
            ),
            [{**row, "at": int(time.time())} for row in rows],
        )


def hold_again(connection: sa.Connection) -> None:
    """Let the user's words count on all tracks, as after a damage or a restore."""
    said = sa.select(edited_facts.c.track_id).where(edited_facts.c.field.in_(MEASURED_FIELDS))
    ids = {*connection.scalars(said), *connection.scalars(sa.select(_columns.track_id))}
    hold(connection, ids)


def words_on_measures(
    connection: sa.Connection, track_ids: Iterable[int]
) -> dict[int, dict[MeasuredField, str]]:
    """Return by track id the user's tempi and keys, on those of the tracks that have any.

    A word that cannot be one, in a damaged journal, is none.
    """
    found: dict[int, dict[MeasuredField, str]] = {}
    for id, edited in edited_by_user(connection, track_ids).items():
        for field in MEASURED_FIELDS:
            if field in edited and is_word(field, edited[field]):
                found.setdefault(id, {})[field] = edited[field]
    return found


def measures_of(connection: sa.Connection, track_ids: Iterable[int]) -> dict[int, TrackMeasures]:
    """Return by id the measures of those of the tracks that have any."""
    of_tracks = in_ids(_columns.track_id, track_ids)
    rows = connection.execute(sa.select(measurements).where(of_tracks))
    found = {}
    for row in rows:
        measured = Measured(
            row.measured_bpm,
            row.other_bpm,
            row.bpm_confidence,
            row.measured_key,
            row.key_confidence,
            row.loudness,
            row.loudness_range,
            row.true_peak,
        )
        found[row.track_id] = TrackMeasures(measured, row.bpm, row.key)
    return found


def measured_texts(
    connection: sa.Connection, track_ids: Iterable[int]
) -> dict[int, dict[MeasuredField, str]]:
    """Return by track id what was measured as the words that would say the same."""
    found: dict[int, dict[MeasuredField, str]] = {}
    for id, measures in measures_of(connection, track_ids).items():
        texts = found.setdefault(id, {})
        if measures.measured.bpm is not None:
            texts["bpm"] = bpm_word(measures.measured.bpm)
        if measures.measured.key is not None:
            texts["key"] = measures.measured.key
    return found


def is_sure(confidence: float | None) -> bool:
    """Tell whether a tempo or key of this confidence is shown without a mark."""
    return (confidence or 0.0) >= SURE


def scaled_tempi(
    connection: sa.Connection, track_ids: Iterable[int], factor: float
) -> dict[int, str]:
    """Return by track id the words for a tempo `factor` times as fast, where there is a tempo."""
    found = {}
    for id, measures in measures_of(connection, track_ids).items():
        if measures.bpm is not None and SLOWEST_BPM <= measures.bpm * factor <= FASTEST_BPM:
            found[id] = bpm_word(measures.bpm * factor)
    return found


def bpm_word(bpm: float) -> str:
    """Return a tempo as it is said: up to two decimals, none for a whole number."""
    return f"{bpm:.2f}".rstrip("0").rstrip(".")


def is_word(field: MeasuredField, text: str) -> bool:
    """Tell whether a text is a tempo or key in the one spelling that the journal holds."""
    try:
        return as_word(field, text) == text
    except TagStudioError:
        return False


def as_word(field: MeasuredField, text: str) -> str:
    """Return what the user typed as the journal spells it, "" for nothing; raise TagStudioError."""
    text = text.strip()
    if not text:
        return ""
    if field == "key":
        key = as_key(text)
        if key is None:
            raise TagStudioError(
                "measures.no-key",
                "{text!r} is no key. Type one as Am, F#m, C, C minor or, as on a DJ's wheel, 8A.",
                text=text,
            )
        return key
    try:
        bpm = float(text.replace(",", "."))
    except ValueError:
        bpm = 0.0
    if not SLOWEST_BPM <= bpm <= FASTEST_BPM:
        raise TagStudioError(
            "measures.no-tempo",
            "{text!r} is no tempo. Type beats per minute, a number from 1 to 999, such as 120.",
            text=text,
        )
    return bpm_word(bpm)


def _put(connection: sa.Connection, rows: list[dict[str, Any]]) -> None:
    new = insert(connection, measurements)
    given = {name: new.excluded[name] for name in rows[0] if name != "track_id"}
    connection.execute(new.on_conflict_do_update(index_elements=_BY_TRACK, set_=given), rows)


def _forget_failures(connection: sa.Connection, track_ids: Iterable[int]) -> None:
    failed = in_ids(measurement_failures.c.track_id, track_ids)
    connection.execute(sa.delete(measurement_failures).where(failed))
