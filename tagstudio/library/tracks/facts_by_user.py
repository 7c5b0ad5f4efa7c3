"""What the user says of title, artist and album, in the place of what the files say.

And of tempo and key, in the place of what was measured (`measurements` lets these hold).

The words stand in journals (`edited_facts`, `named_artists`). So that everything that reads, sorts
and searches tracks goes by them, `hold` puts them into the columns of `tracks`, and what the file
says beside them, into `file_title` and its like: from there it comes back when a word is taken
back. A scan reads the files' facts and lets the words hold again.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

import sqlalchemy as sa

from tagstudio.audio.metadata.file_tags.fields import MEASURED_FIELDS, MeasuredField
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import tracks
from tagstudio.library.db.text_folding import clean
from tagstudio.library.tags import edited_facts, named_artists
from tagstudio.library.tags.decisions import next_undo_group
from tagstudio.library.tags.edited_facts import Edit, edited_by_user
from tagstudio.library.tags.named_artists import Naming, named_by_user
from tagstudio.library.tracks import measurements
from tagstudio.library.tracks.measurements import as_word
from tagstudio.library.tracks.same_recordings import with_same_recording
from tagstudio.library.tracks.search_texts import FIELDS, write_texts

FactField = Literal["title", "artist", "album"]
WordField = FactField | MeasuredField
FACT_FIELDS: tuple[FactField, ...] = get_args(FactField)
Words = Mapping[WordField, str | None]  # None, or blank: no word, the file's holds


@dataclass(frozen=True)
class EditedFacts:
    """What an action changed in the user's words."""

    edits: tuple[Edit, ...] = ()
    namings: tuple[Naming, ...] = ()

    @property
    def track_ids(self) -> frozenset[int]:
        """The tracks that the action reached."""
        edited = {one.track_id for one in self.edits}
        return frozenset(edited | {one.track_id for one in self.namings})


def edit_facts(connection: sa.Connection, wanted: Mapping[int, Words]) -> EditedFacts:
    """Take the user's words on tracks by id, as one action that undo takes back.

    An artist holds for all tracks with the same recordings. A word that says what the file says, or
    what was measured, is none. Return what changed. Open the library's `write(durable=True)` for
    it. Raises TagStudioError for a word that is no tempo or key.
    """
    without = _without_words(connection, wanted)
    edits, artists = [], {}
    known = edited_by_user(connection, wanted)
    for track_id, words in wanted.items():
        for field, word in words.items():
            text = clean(word or "").strip() or None
            if text and field in MEASURED_FIELDS:
                text = as_word(field, text)
            if text == without.get(track_id, {}).get(field):
                text = None
            if field == "artist":
                artists[track_id] = text
                continue
            before = known.get(track_id, {}).get(field)
            if before != text:
                edits.append(Edit(track_id, field, before, text))
    found = EditedFacts(tuple(edits), _namings(connection, artists))
    if found.track_ids:
        group = next_undo_group(connection)
        edited_facts.put(connection, found.edits, group)
        named_artists.put(connection, found.namings, group)
        hold(connection, found.track_ids)
    return found


def _without_words(
    connection: sa.Connection, track_ids: Collection[int]
) -> dict[int, dict[WordField, str]]:
    """Return by track id what would count without the user: the files' facts, the measures."""
    found: dict[int, dict[WordField, str]] = {}
    for id, in_file in facts_in_files(connection, track_ids).items():
        found[id] = {field: in_file[field] for field in FACT_FIELDS}
    for id, texts in measurements.measured_texts(connection, track_ids).items():
        words = found.setdefault(id, {})
        for field, text in texts.items():
            words[field] = text
    return found


def facts_in_files(
    connection: sa.Connection, track_ids: Collection[int]
) -> dict[int, dict[FactField, str]]:
    """Return by track id what the files say, whatever the user says."""
    columns = tracks.c
    said = [
        sa.func.coalesce(columns[f"file_{field}"], columns[field]).label(field)
        for field in FACT_FIELDS
    ]
    rows = connection.execute(sa.select(columns.id, *said).where(in_ids(columns.id, track_ids)))
    return {row.id: {field: getattr(row, field) for field in FACT_FIELDS} for row in rows}


def words_of(
    connection: sa.Connection, track_ids: Collection[int]
) -> dict[int, dict[FactField, str]]:
    """Return by track id the user's words on those of the tracks that have any."""
    found: dict[int, dict[FactField, str]] = {}
    for id, edited in edited_by_user(connection, track_ids).items():
        for field, word in edited.items():
            if field not in MEASURED_FIELDS:
                found.setdefault(id, {})[cast(FactField, field)] = word
    for id, artist in named_by_user(connection, track_ids).items():
        found.setdefault(id, {})["artist"] = artist
    return found


def hold(connection: sa.Connection, track_ids: Collection[int]) -> None:
    """Let the user's words on these tracks hold, and what the files say where there is none."""
    ids = list(track_ids)
    if not ids:
        return
    measurements.hold(connection, ids)
    words, in_files = words_of(connection, ids), facts_in_files(connection, ids)
    rows = []
    for id, said in in_files.items():
        row: dict[str, int | str | None] = {"track": id}
        for field in FACT_FIELDS:
            word = words.get(id, {}).get(field)
            row[field] = said[field] if word is None else word
            row[f"file_{field}"] = None if word is None else said[field]
        rows.append(row)
    if not rows:
        return
    connection.execute(sa.update(tracks).where(tracks.c.id == sa.bindparam("track")), rows)
    columns = [tracks.c[field] for field in FIELDS]
    texts = connection.execute(
        sa.select(tracks.c.id, *columns).where(in_ids(tracks.c.id, ids))
    ).mappings()
    write_texts(connection, [(row["id"], {f: str(row[f]) for f in FIELDS}) for row in texts])


def hold_where_said(connection: sa.Connection, track_ids: Collection[int]) -> None:
    """Let the user's words hold on those of the tracks on which there are any."""
    hold(connection, words_of(connection, track_ids).keys())


def _namings(connection: sa.Connection, artists: Mapping[int, str | None]) -> tuple[Naming, ...]:
    wanted: dict[int, str | None] = {}
    for track_id, artist in artists.items():
        for id in sorted(with_same_recording(connection, [track_id])):
            wanted.setdefault(id, artist)
    wanted |= artists
    known = named_by_user(connection, wanted)
    return tuple(
        Naming(id, known.get(id), artist)
        for id, artist in wanted.items()
        if known.get(id) != artist
    )
