"""The folded texts of tracks, for searching and sorting."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from tagstudio.library.db.schema import search_texts, track_texts
from tagstudio.library.db.text_folding import folded

FIELDS = ("title", "artist", "album", "albumartist", "genre", "path")


def write_texts(connection: sa.Connection, texts: Sequence[tuple[int, Mapping[str, str]]]) -> None:
    """Set the texts, one for each of FIELDS, of tracks given by id."""
    if not texts:
        return
    rows = [
        {"track_id": id, **{field: folded(texts[field]) or None for field in FIELDS}}
        for id, texts in texts
    ]
    connection.execute(sa.insert(track_texts).prefix_with("OR REPLACE"), rows)
    connection.execute(
        sa.insert(search_texts).prefix_with("OR REPLACE"),
        [{"track_id": row["track_id"], "text": _joined(row)} for row in rows],
    )


def write_path(connection: sa.Connection, track_id: int, path: str) -> None:
    """Set the path of a track that has texts."""
    query = sa.select(track_texts).where(track_texts.c.track_id == track_id)
    row = connection.execute(query).mappings().one()
    write_texts(connection, [(track_id, {f: row[f] or "" for f in FIELDS} | {"path": path})])


def _joined(row: Mapping[str, Any]) -> str:
    return "\n".join(row[field] or "" for field in FIELDS)
