"""Tracks of another library whose files this one does not have, with what was said of them.

They are in no list: they count as removed with a folder that nobody scans. A scan that finds such a
recording takes its file for the track that has moved there, as it does for every track whose file
is away, and so what was said joins it.
"""

import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tagstudio.library.db.schema import folders as folder_table
from tagstudio.library.db.schema import removed_tracks, tracks
from tagstudio.library.tracks.search_texts import FIELDS, write_texts
from tagstudio.library.tracks.tracks import folder_id

_MARK = "absent:"  # no path of a file, which are absolute; and no folder has a path in it


def absent_path(library_id: str, path: str) -> str:
    """Return the path under which a track of another library is kept."""
    return path if is_absent(path) else f"{_MARK}{library_id}:{path}"


def is_absent(path: str) -> bool:
    """Tell whether a path is that of an absent track."""
    return path.startswith(_MARK)


def add_absent(connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Add tracks, each with columns of `tracks`, as absent; return their ids in the same order."""
    if not rows:
        return []
    now = int(time.time())
    folder = folder_id(connection, _MARK)
    removed = sa.update(folder_table).where(folder_table.c.id == folder)
    connection.execute(removed.values(removed_at=now))
    last = connection.scalar(sa.select(sa.func.max(tracks.c.id))) or 0
    made = [
        {**row, "id": id, "folder_id": folder, "added": now, "missing_since": now}
        for id, row in enumerate(rows, start=last + 1)
    ]
    connection.execute(sa.insert(tracks), made)
    connection.execute(sa.insert(removed_tracks), [{"track_id": row["id"]} for row in made])
    write_texts(
        connection, [(row["id"], {one: str(row[one] or "") for one in FIELDS}) for row in made]
    )
    return [row["id"] for row in made]
