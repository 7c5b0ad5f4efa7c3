"""What the review queue goes by, of all tracks: in columns, so that it reads no rows.

A row of `track_columns` has three numbers of 8 bytes for each of SCORE_BLOCK consecutive ids: a
hash of the content key, by which tracks are asked about at random; one of the artist's name, case
folded; one of the genre as the file says it. Triggers note in `stale_tracks` each track of a
written block whose row of `tracks` has changed in one of these; a reader takes it from that row. So
it is with a block that is not written, and no answer depends on the columns (as of
`score_columns`).
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from tagstudio.library.db.expressions import insert
from tagstudio.library.db.id_sets import id_array, in_ids
from tagstudio.library.db.schema import SCORE_BLOCK, stale_tracks, track_columns, tracks
from tagstudio.library.tracks.content_key import content_key

if TYPE_CHECKING:  # numpy is loaded when a queue is made, not with the command line
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from tagstudio.library.db.database import Library
    from tagstudio.library.db.id_sets import Ids

    Hashes = NDArray[np.uint64]

LEFT = SCORE_BLOCK // 5  # stale tracks of a block that are read one by one
_AT_A_TIME = 20  # blocks in a transaction
_FETCHED = 10_000  # rows at a time


class TrackFacts(NamedTuple):
    """Numbers of tracks, parallel arrays (n,): equal ones for equal texts.

    `orders` rise in the random order; `artists` and `genres` are 0 where there is none.
    """

    orders: Hashes
    artists: Hashes
    genres: Hashes


def facts_of(connection: sa.Connection, track_ids: Ids) -> TrackFacts:
    """Return the numbers of tracks (n,), as the connection's transaction sees them."""
    import numpy as np

    rows = connection.execute(sa.select(track_columns).order_by(track_columns.c.block)).all()
    rows = [row for row in rows if all(_is_whole(one) for one in row[1:])]
    written = np.array([row.block for row in rows], np.int64)
    columns = [
        np.frombuffer(b"".join(row[place] for row in rows), ">u8").astype(np.uint64)
        for place in (1, 2, 3)
    ]
    block = track_ids // SCORE_BLOCK
    place = np.searchsorted(written, block)
    is_there = np.r_[written, -1][place] == block
    is_there &= np.isin(track_ids, _stale(connection), invert=True)
    cells = place[is_there] * SCORE_BLOCK + track_ids[is_there] % SCORE_BLOCK
    found = TrackFacts(*(np.zeros(len(track_ids), np.uint64) for _ in columns))
    for array, column in zip(found, columns, strict=True):
        array[is_there] = column[cells]
    others = np.flatnonzero(~is_there)
    if len(others):
        _read_beside(connection, track_ids, others, found)
    return found


def complete(library: Library) -> Iterator[None]:
    """Write what is left to write: blocks without columns, and those with LEFT stale tracks.

    Some at a time, each time in a transaction of its own.
    """
    with library.read() as connection:
        blocks = blocks_to_write(connection)
    for start in range(0, len(blocks), _AT_A_TIME):
        with library.write() as connection:
            write_blocks(connection, blocks[start : start + _AT_A_TIME])
        yield


def write_blocks(connection: sa.Connection, blocks: Sequence[int]) -> None:
    """Write blocks anew."""
    for block in blocks:
        new = insert(connection, track_columns).values(block=block, **_cells(connection, block))
        names = ("orders", "artists", "genres")
        connection.execute(
            new.on_conflict_do_update(
                index_elements=["block"], set_={name: new.excluded[name] for name in names}
            )
        )
        connection.execute(sa.delete(stale_tracks).where(_in_block(stale_tracks.c.track_id, block)))


def differing_blocks(connection: sa.Connection) -> list[int]:
    """Return the written blocks that are not what the rows of `tracks` say."""
    import numpy as np

    stale = set(_stale(connection).tolist())
    differing = []
    for row in connection.execute(sa.select(track_columns).order_by(track_columns.c.block)).all():
        wanted = _cells(connection, row.block)
        first = row.block * SCORE_BLOCK
        current = np.array([first + id not in stale for id in range(SCORE_BLOCK)])
        if not all(
            _is_whole(stored)
            and np.array_equal(
                np.frombuffer(stored, ">u8")[current], np.frombuffer(wanted[name], ">u8")[current]
            )
            for name, stored in zip(("orders", "artists", "genres"), row[1:], strict=True)
        ):
            differing.append(row.block)
    return differing


def random_place(key: bytes) -> int:
    """Return the place of a track with this content key in the random order: 8 bytes."""
    return int.from_bytes(blake2b(key, digest_size=8, key=b"queue").digest(), "big")


def text_number(text: str) -> int:
    """Return the number of a text, 8 bytes: 0 for an empty one."""
    if not text:
        return 0
    return int.from_bytes(
        blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big"
    )


def blocks_to_write(connection: sa.Connection) -> list[int]:
    """Return the blocks without columns, and those with LEFT stale tracks."""
    last = connection.scalar(sa.select(sa.func.max(tracks.c.id))) or 0
    written = set(connection.scalars(sa.select(track_columns.c.block)))
    lost = [block for block in range(last // SCORE_BLOCK + 1) if block not in written]
    counts: dict[int, int] = {}
    for id in _stale(connection).tolist():
        counts[id // SCORE_BLOCK] = counts.get(id // SCORE_BLOCK, 0) + 1
    if lost and last % SCORE_BLOCK < LEFT and lost[-1] == last // SCORE_BLOCK:
        lost.pop()  # few: they are read one by one
    return sorted({*lost, *(block for block, count in counts.items() if count >= LEFT)})


def _stale(connection: sa.Connection) -> Ids:
    return id_array(connection, sa.select(stale_tracks.c.track_id))


def _read_beside(
    connection: sa.Connection, track_ids: Ids, places: NDArray[np.intp], found: TrackFacts
) -> None:
    """Put in what the columns lack, from the rows."""
    import numpy as np

    ids = track_ids[places]
    order = np.argsort(ids)
    ids, places = ids[order], places[order]
    for row in _rows(connection, in_ids(tracks.c.id, ids.tolist())):
        place = places[np.searchsorted(ids, row[0])]
        for array, number in zip(found, row[1:], strict=True):
            array[place] = number


def _cells(connection: sa.Connection, block: int) -> dict[str, bytes]:
    """Return the columns of a block, by their names."""
    import numpy as np

    cells = np.zeros((3, SCORE_BLOCK), ">u8")
    for row in _rows(connection, _in_block(tracks.c.id, block)):
        cells[:, row[0] - block * SCORE_BLOCK] = row[1:]
    return {
        name: cells[place].tobytes() for place, name in enumerate(("orders", "artists", "genres"))
    }


def _rows(
    connection: sa.Connection, where: sa.ColumnElement[bool]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield the id and the numbers of tracks."""
    columns = tracks.c
    path = sa.case((columns.content_hash.is_(None), columns.path))
    query = sa.select(columns.id, columns.content_hash, path, columns.artist, columns.genre)
    for rows in connection.execute(query.where(where)).partitions(_FETCHED):
        for id, content_hash, path_of_it, artist, genre in rows:
            key = content_key(content_hash, path_of_it or "")
            yield id, random_place(key), text_number(artist.casefold()), text_number(genre)


def _is_whole(stored: object) -> bool:
    return isinstance(stored, bytes) and len(stored) == 8 * SCORE_BLOCK


def _in_block(id: sa.ColumnElement[int], block: int) -> sa.ColumnElement[bool]:
    return sa.and_(id >= block * SCORE_BLOCK, id < (block + 1) * SCORE_BLOCK)
