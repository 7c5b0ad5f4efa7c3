"""The indexes by which tracks are sorted and filtered, as PostgreSQL needs them.

In a file each index holds the number of a row, so that the numbers of a million tracks come in an
order, or of a format, from the index alone. In PostgreSQL an index holds it only where it is named;
without it each row is fetched, which takes three to ten times as long. Behind the key it also makes
the order of equal ones.
"""

import sqlalchemy as sa

_NUMBERS = {"tracks": "id", "track_texts": "track_id"}
# By names, as a migration makes them too; each has the number behind the columns that are named.
INDEXES = {
    "tracks_by_year": ("tracks", ("year",)),
    "tracks_by_seconds": ("tracks", ("seconds",)),
    "tracks_by_added": ("tracks", ("added",)),
    "tracks_by_format": ("tracks", ("format",)),
    "tracks_by_state": ("tracks", ("missing_since", "failure_code", "reviewed_at")),
    "track_texts_by_artist": ("track_texts", ("artist",)),
    "track_texts_by_album": ("track_texts", ("album",)),
    "track_texts_by_shown_artist": ("track_texts", ("shown_artist",)),
    "track_texts_by_shown_title": ("track_texts", ("shown_title",)),
}
_PATHS = (
    "ALTER TABLE tracks DROP CONSTRAINT IF EXISTS tracks_path_key",
    "DROP INDEX IF EXISTS tracks_path_key",
    "CREATE UNIQUE INDEX tracks_path_key ON tracks (path) INCLUDE (id)",
)


def order_by_indexes(connection: sa.Connection) -> None:
    """Make these indexes, in the place of those that hold no numbers of rows, if there are some."""
    for statement in _PATHS:
        connection.exec_driver_sql(statement)
    for name, (table, keys) in INDEXES.items():
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
        columns = ", ".join((*keys, _NUMBERS[table]))
        connection.exec_driver_sql(f"CREATE INDEX {name} ON {table} ({columns})")
