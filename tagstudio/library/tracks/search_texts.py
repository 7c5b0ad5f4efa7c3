"""The folded texts of tracks, for searching and sorting."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from tagstudio.library.db.expressions import insert, replacing
from tagstudio.library.db.schema import search_texts, track_texts, tracks
from tagstudio.library.db.text_folding import folded
from tagstudio.library.tracks import shown_names
from tagstudio.library.tracks.shown_names import SHOWN

FIELDS = ("title", "artist", "album", "albumartist", "genre", "path")


def write_texts(connection: sa.Connection, texts: Sequence[tuple[int, Mapping[str, str]]]) -> None:
    """Set the texts, one for each of FIELDS, of tracks given by id."""
    if not texts:
        return
    shown = shown_names.of_texts(connection, texts)
    rows = [
        {
            "track_id": id,
            **{field: folded(texts[field]) or None for field in FIELDS},
            **shown[id],
        }
        for id, texts in texts
    ]
    connection.execute(replacing(connection, track_texts), rows)
    # Changed, not replaced: the index of their letters then leaves alone what stays as it is.
    new = insert(connection, search_texts)
    connection.execute(
        new.on_conflict_do_update(index_elements=["track_id"], set_={"text": new.excluded["text"]}),
        [{"track_id": row["track_id"], "text": _joined(row)} for row in rows],
    )


def write_path(connection: sa.Connection, track_id: int, path: str) -> None:
    """Set the path of a track that has texts."""
    query = sa.select(track_texts).where(track_texts.c.track_id == track_id)
    row = connection.execute(query).mappings().one()
    write_texts(connection, [(track_id, {f: row[f] or "" for f in FIELDS} | {"path": path})])


def differing_texts(connection: sa.Connection) -> list[tuple[int, dict[str, str]]]:
    """Return by track id the texts of tracks whose folded ones are missing or differ."""
    columns = [tracks.c.id, *(sa.type_coerce(tracks.c[field], sa.String) for field in FIELDS)]
    stored = [track_texts.c[field] for field in (*FIELDS, *SHOWN)]
    told = shown_names.told_artists(connection)
    query = (
        sa.select(*columns, *stored, search_texts.c.text)
        .outerjoin(track_texts, track_texts.c.track_id == tracks.c.id)
        .outerjoin(search_texts, search_texts.c.track_id == tracks.c.id)
    )
    differing = []
    for id, *rest in connection.execute(query):
        texts = dict(zip(FIELDS, map(_as_text, rest[: len(FIELDS)]), strict=True))
        wanted = [folded(text) or None for text in texts.values()]
        shown = shown_names.shown_columns(texts, told.get(id, ""))
        joined = "\n".join(text or "" for text in wanted)
        if rest[len(FIELDS) :] != [*wanted, *map(shown.get, SHOWN), joined]:
            differing.append((id, texts))
    return differing


def _as_text(stored: object) -> str:
    """Return a text or path, whatever is stored in its place."""
    return os.fsdecode(stored) if isinstance(stored, bytes) else str(stored or "")


def _joined(row: Mapping[str, Any]) -> str:
    return "\n".join(row[field] or "" for field in FIELDS)
