"""The scores of a model tag by tag, for filtering, sorting and counting.

`suggestions` has the scores of a track in one row; a question about one tag would read the rows of
all tracks. So the scores are kept once more, turned: a row of `score_columns` has the scores of one
tag for a block of SCORE_BLOCK consecutive track ids, NaN for a track without scores. Triggers note
in `stale_scores` each track whose row of `suggestions` is inserted, changed or deleted; a reader
takes its scores from that row, not from the columns. A block is written anew when STALE of its
tracks are stale, so storing a track costs a few times its own 200 bytes, in whatever order tracks
come, instead of a page in each of 50 places of an index. A block without columns is read from the
rows, so no answer depends on them: where they are lost, reading is slower until `complete`.

It is a log-structured merge of rows into columns: O'Neil et al., "The log-structured merge-tree
(LSM-tree)", Acta Informatica 33, 1996.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tagstudio.library.db.expressions import block_of, insert, is_stored_as
from tagstudio.library.db.id_sets import ids_of, in_ids
from tagstudio.library.db.schema import (
    SCORE_BLOCK,
    score_columns,
    stale_scores,
    suggestions,
)
from tagstudio.library.db.unchanged import kept_while_unchanged
from tagstudio.library.models.models import Model, tag_count

if TYPE_CHECKING:  # numpy is loaded when scores are asked for, not with the command line
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Ids = NDArray[np.int64]
    Scores = NDArray[np.float32]

STALE = SCORE_BLOCK * 2 // 5  # not half: the second time must come before the block is full
LEFT = SCORE_BLOCK // 5
_FETCHED = 10_000  # rows at a time
_KEPT_BYTES = 4 << 20  # of rows: more are many that were just heard, and soon in columns
_BLOCKS_FETCHED = 16  # with a column of 4 kB for each tag


class ScoreColumns:
    """The scores of a model as the connection's transaction sees them, a column per tag.

    Which tracks have scores is told by a column: that of `tag_id`, a tag of the model that is asked
    for first, if one is, so that it is read once. It is not asked again while nobody writes.
    """

    def __init__(self, connection: sa.Connection, model: Model, tag_id: int | None = None) -> None:
        self._connection = connection
        self._model_id = model.id
        self._positions = {tag.tag_id: position for position, tag in enumerate(model.tags)}
        self._read: dict[int, Scores] = {}  # columns that were read ahead, by position
        kept, name = kept_while_unchanged(connection), f"where the scores of model {model.id} lie"
        self._places: _Places = kept.get(name) or self._looked_up(tag_id)
        if self._places.rows.nbytes <= _KEPT_BYTES:
            kept[name] = self._places

    @property
    def track_ids(self) -> Ids:
        """The tracks that have scores, (n,), ascending."""
        return self._places.track_ids

    def read_ahead(self) -> None:
        """Read the columns of all tags at once, for who asks for most of them.

        In the order in which they lie in the file, which takes a third of the time.
        """
        import numpy as np

        columns = score_columns.c
        rows = self._connection.execute(
            sa.select(columns.block, columns.position, columns.scores).where(
                columns.model_id == self._model_id
            )
        )
        scores_of = {(row[0], row[1]): row[2] for row in rows.all()}
        self._read = {
            position: np.frombuffer(
                b"".join(scores_of[block, position] for block in self._places.blocks), "<f4"
            )
            for position in self._positions.values()
        }

    def of(self, tag_id: int) -> NDArray[np.float64]:
        """Return the scores of a tag of the model, (n,); as float64, like thresholds."""
        import numpy as np

        position = self._positions[tag_id]
        every, places = self._written(position, self._places.blocks), self._places
        if len(places.rows):
            every = np.concatenate([every, places.rows[:, position]])
        return every[places.taken].astype(np.float64)

    def cells(self) -> Iterator[tuple[Ids, Scores]]:
        """Yield all scores in parts: ids (m,), ascending, and scores (tags, m), free to be changed.

        NaN for an id without scores. Who asks for all tags reads them so in the order in which they
        lie in the file, and holds a part of them.
        """
        import numpy as np

        shape, stale = (len(self._positions), SCORE_BLOCK), self._places.stale_ids
        for block, scores in self._block_by_block():
            ids = block * SCORE_BLOCK + np.arange(SCORE_BLOCK)
            cells = np.frombuffer(scores, "<f4").reshape(shape)
            low, high = np.searchsorted(stale, [ids[0], ids[-1] + 1])
            cells[:, stale[low:high] - ids[0]] = np.nan
            yield ids, cells
        beside, rows = self._places.beside, self._places.rows
        order = np.argsort(beside, kind="stable")
        for start in range(0, len(order), SCORE_BLOCK):
            few = order[start : start + SCORE_BLOCK]
            yield beside[few], np.ascontiguousarray(rows[few].T)

    def of_tracks(self, track_ids: Ids) -> Iterator[tuple[NDArray[np.intp], Scores]]:
        """Yield the scores of those of the tracks, ascending, that have some, in parts.

        That is their places among `track_ids` (m,), and their scores (m, tags).
        """
        import numpy as np

        for ids, cells in self.cells():
            low, high = np.searchsorted(track_ids, [ids[0], ids[-1] + 1])
            places = np.arange(low, high)
            wanted = np.searchsorted(ids, track_ids[low:high])
            found = ids[wanted] == track_ids[low:high]
            found &= ~np.isnan(cells[0, wanted])
            if found.any():
                yield places[found], np.ascontiguousarray(cells.T)[wanted[found]]

    def _block_by_block(self) -> Iterator[tuple[int, bytearray]]:
        """Yield the written blocks with the scores of all tags, one after another."""
        columns, width = score_columns.c, len(self._positions)
        blocks = self._places.blocks
        written = set(blocks)
        for start in range(0, len(blocks), _BLOCKS_FETCHED):
            few = blocks[start : start + _BLOCKS_FETCHED]
            query = sa.select(columns.block, columns.scores).where(
                columns.model_id == self._model_id, columns.block.between(few[0], few[-1])
            )
            ordered = query.order_by(columns.block, columns.position)
            rows = [row for row in self._connection.execute(ordered).all() if row[0] in written]
            for place, block in enumerate(few):
                of_block = rows[place * width : (place + 1) * width]
                yield block, bytearray().join([row[1] for row in of_block])

    def _written(self, position: int, blocks: Sequence[int]) -> Scores:
        """Return the column of a tag as it is written, block after block."""
        import numpy as np

        if position in self._read:
            return self._read[position]
        columns = score_columns.c
        rows = self._connection.execute(
            sa.select(columns.block, columns.scores).where(
                columns.model_id == self._model_id, columns.position == position
            )
        )
        scores_of = {row[0]: row[1] for row in rows.all()}
        return np.frombuffer(b"".join(scores_of[block] for block in blocks), "<f4")

    def _looked_up(self, tag_id: int | None) -> _Places:
        """Look up where the scores lie; the column of a tag that was asked for is read ahead."""
        import numpy as np

        blocks = _written_blocks(self._connection, self._model_id, len(self._positions))
        in_order = np.array(blocks, np.int64)
        ids = (in_order[:, None] * SCORE_BLOCK + np.arange(SCORE_BLOCK)).ravel()
        stale = self._stale(blocks)
        told_by = self._positions[tag_id] if tag_id is not None else 0
        column = self._written(told_by, blocks)
        if tag_id is not None:
            self._read[told_by] = column
        current = ~np.isnan(column)
        current[np.searchsorted(ids, stale)] = False
        beside, rows = self._read_beside(blocks, stale)
        taken = np.flatnonzero(current)
        track_ids = ids[taken]
        if len(beside):
            taken = np.r_[taken, len(ids) + np.arange(len(beside))]
            ascending = np.argsort(np.r_[track_ids, beside], kind="stable")
            track_ids = np.r_[track_ids, beside][ascending]
            taken = taken[ascending]
        track_ids.flags.writeable = False
        # The front, as nearly always, where ids have no gaps; one by one they take longer.
        is_front = np.array_equal(taken, np.arange(len(taken)))
        return _Places(
            blocks=blocks,
            stale_ids=np.array(sorted(stale), np.int64),
            beside=beside,
            rows=rows,
            taken=slice(len(taken)) if is_front else taken,
            track_ids=track_ids,
        )

    def _stale(self, blocks: Sequence[int]) -> list[int]:
        """Return the stale tracks of the blocks that are written."""
        query = sa.select(stale_scores.c.track_id).where(stale_scores.c.model_id == self._model_id)
        written = set(blocks)
        return [id for id in ids_of(self._connection, query) if id // SCORE_BLOCK in written]

    def _read_beside(self, blocks: Sequence[int], stale: Sequence[int]) -> tuple[Ids, Scores]:
        """Return the ids (m,) and scores (m, tags) that the columns lack."""
        import numpy as np

        wanted = [in_ids(suggestions.c.track_id, stale)] if stale else []
        wanted += _outside(blocks)
        width = len(self._positions)
        parts = [_rows(self._connection, self._model_id, width, where) for where in wanted]
        return np.concatenate([ids for ids, _ in parts]), np.concatenate([one for _, one in parts])


@dataclass(frozen=True)
class _Places:
    """Where the scores of a model lie: in the columns of written blocks, and in rows beside them.

    `taken` are the places, among the cells of the blocks and then the rows, of `track_ids`.
    """

    blocks: list[int]
    stale_ids: Ids  # ascending; their scores are in `rows`
    beside: Ids  # (m,) the tracks of `rows`
    rows: Scores  # (m, tags)
    taken: slice | NDArray[np.intp]
    track_ids: Ids  # (n,) ascending


def has_scores(width: int) -> sa.ColumnElement[bool]:
    """Return the condition that a row of `suggestions` has scores for so many tags.

    A damaged row, of another length or type, has none.
    """
    scores = suggestions.c.scores
    return sa.and_(is_stored_as(scores, "blob"), sa.func.length(scores) == 4 * width)


def are_scores(matrix: Scores) -> NDArray[np.bool_]:
    """Tell of each row of a matrix (m, tags) whether it is scores, in [0, 1]; (m,)."""
    import numpy as np

    return np.all((matrix >= 0) & (matrix <= 1), axis=1)  # type: ignore[no-any-return]


def refresh(connection: sa.Connection, model_id: int, track_ids: Iterable[int]) -> None:
    """Write those blocks of `track_ids` anew of which STALE tracks are stale."""
    columns = stale_scores.c
    for block in sorted({id // SCORE_BLOCK for id in track_ids}):
        stale = sa.select(sa.func.count()).where(
            columns.model_id == model_id, _in_block(columns.track_id, block)
        )
        if (connection.scalar(stale) or 0) >= STALE:
            _write(connection, model_id, block)


def complete(connection: sa.Connection, model_id: int) -> None:
    """Write what is left for later or was lost: blocks with LEFT stale tracks or without columns.

    After many tracks were stored, so that no more than these few are read one by one.
    """
    stale = _blocks_with(LEFT, stale_scores.c.model_id == model_id, stale_scores.c.track_id)
    scored = _blocks_with(LEFT, suggestions.c.model_id == model_id, suggestions.c.track_id)
    written = _written_blocks(connection, model_id, tag_count(connection, model_id))
    lost = set(ids_of(connection, scored)).difference(written)
    for block in sorted(lost.union(ids_of(connection, stale))):
        _write(connection, model_id, block)


def rebuild(connection: sa.Connection, model_id: int, blocks: Iterable[int]) -> None:
    """Write these blocks anew."""
    for block in blocks:
        _write(connection, model_id, block)


def sound_rows(connection: sa.Connection, model_id: int, width: int) -> tuple[Ids, Scores]:
    """Return ids (m,) and scores (m, width) of all tracks of a model, without damaged rows."""
    return _rows(connection, model_id, width, sa.true())


def differing_blocks(connection: sa.Connection, model_id: int) -> list[int]:
    """Return the written blocks that are not what the rows of `suggestions` say."""
    import numpy as np

    width = tag_count(connection, model_id)
    columns = score_columns.c
    differing = []
    for block in _written_blocks(connection, model_id, width):
        own = sa.and_(columns.model_id == model_id, columns.block == block)
        rows = connection.execute(sa.select(columns.scores).where(own).order_by(columns.position))
        stored = b"".join(row.scores for row in rows if isinstance(row.scores, bytes))
        stale = sa.select(stale_scores.c.track_id).where(
            stale_scores.c.model_id == model_id, _in_block(stale_scores.c.track_id, block)
        )
        current = np.ones(SCORE_BLOCK, np.bool_)
        current[[id % SCORE_BLOCK for id in ids_of(connection, stale)]] = False
        wanted = _cells(connection, model_id, width, block)
        if len(stored) != wanted.nbytes or not np.array_equal(
            np.frombuffer(stored, "<f4").reshape(wanted.shape)[:, current],
            wanted[:, current],
            equal_nan=True,
        ):
            differing.append(block)
    return differing


def _cells(connection: sa.Connection, model_id: int, width: int, block: int) -> Scores:
    """Return the scores of a block as its columns have them, (width, SCORE_BLOCK)."""
    import numpy as np

    where = _in_block(suggestions.c.track_id, block)
    ids, scores = _rows(connection, model_id, width, where)
    cells = np.full((width, SCORE_BLOCK), np.nan, "<f4")
    cells[:, ids - block * SCORE_BLOCK] = scores.T
    return cells


def _write(connection: sa.Connection, model_id: int, block: int) -> None:
    width = tag_count(connection, model_id)
    cells = _cells(connection, model_id, width, block)
    new = insert(connection, score_columns)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=["model_id", "block", "position"], set_={"scores": new.excluded.scores}
        ),
        [
            {"model_id": model_id, "block": block, "position": position, "scores": column.tobytes()}
            for position, column in enumerate(cells)
        ],
    )
    columns = stale_scores.c
    connection.execute(
        sa.delete(stale_scores).where(
            columns.model_id == model_id, _in_block(columns.track_id, block)
        )
    )


def _rows(
    connection: sa.Connection, model_id: int, width: int, where: sa.ColumnElement[bool]
) -> tuple[Ids, Scores]:
    """Return ids (m,) and scores (m, width) from `suggestions`, without damaged rows."""
    import numpy as np

    columns = suggestions.c
    query = sa.select(columns.track_id, columns.scores).where(
        columns.model_id == model_id,
        is_stored_as(columns.track_id, "integer"),
        has_scores(width),
        where,
    )
    ids, scores = [], []
    for rows in connection.execute(query).partitions(_FETCHED):
        ids += [row[0] for row in rows]
        scores.append(b"".join(row[1] for row in rows))
    matrix = np.frombuffer(b"".join(scores), "<f4").reshape(len(ids), width)
    sound = are_scores(matrix)
    return np.array(ids, np.int64)[sound], matrix[sound]


def _written_blocks(connection: sa.Connection, model_id: int, width: int) -> list[int]:
    """Return the blocks of which the columns of all tags are there, ascending."""
    columns = score_columns.c
    query = sa.select(columns.block).where(columns.model_id == model_id)
    whole = query.group_by(columns.block).having(sa.func.count() == width)
    return ids_of(connection, whole.order_by(columns.block))


def _outside(blocks: Sequence[int]) -> Iterator[sa.ColumnElement[bool]]:
    """Yield conditions that a track is between two of `blocks`, or after the last."""
    id = suggestions.c.track_id
    low = 0
    for block in blocks:
        if block * SCORE_BLOCK > low:
            yield sa.and_(id >= low, id < block * SCORE_BLOCK)
        low = (block + 1) * SCORE_BLOCK
    yield id >= low


def _blocks_with(
    count: int, of_model: sa.ColumnElement[bool], track_id: sa.ColumnElement[int]
) -> sa.Select[int]:
    """Return the SELECT of the blocks with at least so many of a table's tracks."""
    block = block_of(track_id, SCORE_BLOCK)
    return sa.select(block).where(of_model).group_by(block).having(sa.func.count() >= count)


def _in_block(track_id: sa.ColumnElement[int], block: int) -> sa.ColumnElement[bool]:
    first = block * SCORE_BLOCK
    return sa.and_(track_id >= first, track_id < first + SCORE_BLOCK)
