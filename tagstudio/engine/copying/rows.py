"""The rows of a library as they are stored, in batches, and digests of them."""

import hashlib
import marshal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import sqlalchemy as sa

from tagstudio.library.db.column_types import FilePath, MessageText
from tagstudio.library.db.schema import metadata, sound_matrix, stale_sounds

Row: TypeAlias = tuple[Any, ...]

BATCH_BYTES = 4 << 20  # about; so much of a table is held at a time
_ROW_BYTES = {
    "suggestion_features": 16 << 10,
    "score_columns": 4 << 10,
    "track_columns": 24 << 10,
    "suggestions": 1 << 10,
}
_USUAL_ROW_BYTES = 256
# The file of vectors lies beside a library and is made again from the features.
LEFT_OUT = (sound_matrix, stale_sounds)
COPIED = tuple(table for table in metadata.sorted_tables if table not in LEFT_OUT)
_MARSHAL = 0  # the version of the format in which equal values have equal bytes


@dataclass
class TableDigest:
    """The number of rows of a table, and a digest of all of their values in order of the key."""

    count: int = 0
    _hash: Any = field(default_factory=hashlib.sha256, compare=False)

    def add(self, rows: Sequence[Row]) -> None:
        """Take the next rows into account."""
        self.count += len(rows)
        for row in rows:
            self._hash.update(marshal.dumps(row, _MARSHAL))

    def __eq__(self, other: object) -> bool:
        """Compare numbers and digests."""
        if not isinstance(other, TableDigest):
            return NotImplemented
        return self.count == other.count and self._hash.digest() == other._hash.digest()

    __hash__ = None  # type: ignore[assignment]  # it grows


def read_rows(connection: sa.Connection, table: sa.Table) -> Iterator[list[Row]]:
    """Yield the rows of a table in batches, in the order of its key, each value as it is stored."""
    columns = [_as_stored(column) for column in table.columns]
    key = list(table.primary_key.columns)
    query = sa.select(*columns).order_by(*key)
    size = max(BATCH_BYTES // _ROW_BYTES.get(table.name, _USUAL_ROW_BYTES), 1)
    streamed = query.execution_options(stream_results=True, max_row_buffer=size)
    with connection.execute(streamed) as result:
        for rows in result.partitions(size):
            yield [tuple(row) for row in rows]


def digest_of(connection: sa.Connection, table: sa.Table) -> TableDigest:
    """Return the digest of a table as it is now."""
    found = TableDigest()
    for rows in read_rows(connection, table):
        found.add(rows)
    return found


def _as_stored(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """Return a column without what Python makes of its values."""
    if isinstance(column.type, FilePath):
        return sa.type_coerce(column, sa.LargeBinary)
    return sa.type_coerce(column, sa.Text) if isinstance(column.type, MessageText) else column
