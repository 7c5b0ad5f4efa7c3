"""What copies of a version that never saw a track's answers say of it, as logits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tagstudio.library.db.expressions import is_stored_as
from tagstudio.library.db.schema import out_of_fold_scores
from tagstudio.library.models.models import Model

if TYPE_CHECKING:  # numpy is not loaded with the command line
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class OutOfFold:
    """The logits of the tracks that a version was trained on, by copies that were not.

    `track_ids` is int64 (n,), ascending; `logits` is (n, k) for the k tags of the version in its
    order, NaN where a copy does not score a tag.
    """

    track_ids: NDArray[np.int64]
    logits: NDArray[np.floating]


def store(
    connection: sa.Connection,
    model_id: int,
    track_ids: Sequence[int],
    logits: NDArray[np.floating],
) -> None:
    """Store the logits of tracks, (n, k), in the place of all former ones of the version."""
    table = out_of_fold_scores
    connection.execute(sa.delete(table).where(table.c.model_id == model_id))
    rows = [
        {"model_id": model_id, "track_id": track_id, "logits": of_track.astype("<f4").tobytes()}
        for track_id, of_track in zip(track_ids, logits, strict=True)
    ]
    if rows:
        connection.execute(sa.insert(table), rows)


def stored(connection: sa.Connection, model: Model) -> OutOfFold | None:
    """Return the logits of a version, None where there are none; damaged rows count as missing."""
    import numpy as np

    columns = out_of_fold_scores.c
    size = 4 * len(model.tags)
    rows = connection.execute(
        sa.select(columns.track_id, columns.logits)
        .where(
            columns.model_id == model.id,
            is_stored_as(columns.logits, "blob"),
            sa.func.length(columns.logits) == size,
        )
        .order_by(columns.track_id)
    ).all()
    if not rows:
        return None
    logits = np.frombuffer(b"".join(row.logits for row in rows), "<f4")
    ids = np.array([row.track_id for row in rows], np.int64)
    return OutOfFold(ids, logits.reshape(len(rows), len(model.tags)))
