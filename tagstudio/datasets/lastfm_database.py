"""lastfm_tags.db of the Million Song Dataset: SQLite with the tables tids, tags and tid_tag.

http://millionsongdataset.com/lastfm
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator


def taggings(
    database: sqlite3.Connection, ids: Iterable[str]
) -> Iterator[tuple[int, str, str, float]]:
    """Yield row number, track id, tag and count (0 to 100) of every tag of these tracks."""
    yield from database.execute(
        "SELECT tid_tag.rowid, tids.tid, tags.tag, tid_tag.val FROM tids"
        " JOIN tid_tag ON tid_tag.tid = tids.rowid JOIN tags ON tags.rowid = tid_tag.tag"
        " WHERE tids.tid IN (SELECT value FROM json_each(?))",
        [json.dumps(list(ids))],
    )
