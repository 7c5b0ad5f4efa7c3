"""The suggestions of models: scores and feature maps of tracks, and failures to predict."""

import math
import struct
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from tagstudio.core.messages import Message
from tagstudio.library.db.expressions import insert, is_stored_as
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import (
    models,
    suggestion_failures,
    suggestion_features,
    suggestions,
)
from tagstudio.library.models import score_columns
from tagstudio.library.models.models import Model, info_value, tag_count
from tagstudio.library.models.score_columns import has_scores


@dataclass(frozen=True)
class Scored:
    """The prediction for one track: a score in [0, 1] per tag, in the order of the model's tags.

    `features` has the model's feature maps of the windows one after another, each a flat
    little-endian float16 array; empty for none. `windows` says how many windows were asked for: a
    track too short for them has one. `partial` marks a file damaged or cut off.
    """

    track_id: int
    scores: tuple[float, ...]
    features: bytes = b""
    windows: int = 1
    partial: bool = False


class HeardFeatures(NamedTuple):
    """The feature maps of a track, `maps` of them one after another, and the windows asked for.

    Versions of the program before 3 windows kept one map, the mean over all windows.
    """

    features: bytes
    windows: int
    maps: int

    @property
    def centre(self) -> bytes:
        """The map of the centre window, empty where it is not among them."""
        if self.maps != self.windows or self.maps % 2 == 0:
            return b""
        size = len(self.features) // self.maps
        middle = self.maps // 2 * size
        return self.features[middle : middle + size]


def are_any(connection: sa.Connection) -> bool:
    """Tell whether any model has suggested tags for any track."""
    return bool(connection.scalar(sa.select(sa.exists().select_from(suggestions))))


def store(
    connection: sa.Connection, model_id: int, scored: Sequence[Scored], at: float | None = None
) -> None:
    """Store predictions of a model, in the place of its former ones and its failures.

    Raises ValueError where the scores are not as many as the model's tags, or one is not finite.
    """
    forget_features(connection, model_id, [one.track_id for one in scored])
    put_scores(connection, model_id, scored, at)
    _insert_features(connection, model_id, scored)


def put_scores(
    connection: sa.Connection, model_id: int, scored: Sequence[Scored], at: float | None = None
) -> None:
    """Store the scores of predictions as `store` does, and leave the features as they are.

    Raises ValueError where the scores are not as many as the model's tags, or one is not finite.
    """
    count = tag_count(connection, model_id)
    for one in scored:
        if len(one.scores) != count or not all(map(math.isfinite, one.scores)):
            raise ValueError(f"track {one.track_id}: {count} scores expected: {one.scores}")
    track_ids = [one.track_id for one in scored]
    _delete((suggestion_failures,), connection, model_id, track_ids)
    if not scored:
        return
    now = int(time.time() if at is None else at)
    new = insert(connection, suggestions)
    values = {name: new.excluded[name] for name in ("scores", "windows", "partial", "made_at")}
    connection.execute(
        # Not deleted and inserted: that would write two more pages for each track.
        new.on_conflict_do_update(index_elements=["model_id", "track_id"], set_=values),
        [
            {
                "model_id": model_id,
                "track_id": one.track_id,
                "scores": _pack(one.scores),
                "windows": one.windows,
                "partial": one.partial,
                "made_at": now,
            }
            for one in scored
        ],
    )
    score_columns.refresh(connection, model_id, track_ids)


def forget_features(connection: sa.Connection, model_id: int, track_ids: Sequence[int]) -> None:
    """Delete the features that a model has of these tracks."""
    _delete((suggestion_features,), connection, model_id, track_ids)


def note_windows(connection: sa.Connection, model_id: int, tried: Mapping[int, int]) -> None:
    """Note by track id that so many windows were asked for, though what is stored did not change.

    That of a track of which more cannot be heard: it is not asked again.
    """
    rows = [{"track": track_id, "tried": windows} for track_id, windows in tried.items()]
    if not rows:
        return
    columns = suggestions.c
    own = sa.and_(columns.model_id == model_id, columns.track_id == sa.bindparam("track"))
    connection.execute(
        sa.update(suggestions).where(own).values(windows=sa.bindparam("tried")), rows
    )


def windows_heard(connection: sa.Connection, track_ids: Iterable[int]) -> dict[int, int]:
    """Return by track id the largest number of windows that any model has heard."""
    rows = connection.execute(
        sa.select(suggestions.c.track_id, sa.func.max(suggestions.c.windows).label("windows"))
        .where(in_ids(suggestions.c.track_id, track_ids))
        .group_by(suggestions.c.track_id)
    )
    return {row.track_id: row.windows for row in rows}


def suggested_by(connection: sa.Connection, model_id: int) -> set[int]:
    """Return the tracks that a model has suggestions for."""
    track_ids = sa.select(suggestions.c.track_id).where(suggestions.c.model_id == model_id)
    return set(connection.scalars(track_ids))


def heard_more(connection: sa.Connection, model_id: int, windows: Mapping[int, int]) -> set[int]:
    """Return those of the tracks whose scores by a model are of more windows than given here."""
    rows = connection.execute(
        sa.select(suggestions.c.track_id, suggestions.c.windows).where(
            suggestions.c.model_id == model_id, in_ids(suggestions.c.track_id, windows)
        )
    )
    return {row.track_id for row in rows if row.windows > windows[row.track_id]}


def store_failures(
    connection: sa.Connection,
    model_id: int,
    failures: Iterable[tuple[int, str, str | Message]],
    at: float | None = None,
) -> None:
    """Store that a model failed on tracks: (track id, code, message) each; count the attempts."""
    now = int(time.time() if at is None else at)
    rows = [
        {
            "model_id": model_id,
            "track_id": track_id,
            "code": code,
            "message": message,
            "attempts": 1,
            "at": now,
        }
        for track_id, code, message in failures
    ]
    new = insert(connection, suggestion_failures)
    if rows:
        connection.execute(
            new.on_conflict_do_update(
                index_elements=["model_id", "track_id"],
                set_={
                    "code": new.excluded.code,
                    "message": new.excluded.message,
                    "attempts": suggestion_failures.c.attempts + 1,
                    "at": new.excluded.at,
                },
            ),
            rows,
        )


def scores_of(
    connection: sa.Connection, model: Model, track_ids: Iterable[int]
) -> dict[int, tuple[float, ...]]:
    """Return by track id the scores that `model` predicted, in the order of its tags."""
    rows = connection.execute(
        sa.select(suggestions.c.track_id, suggestions.c.scores).where(
            suggestions.c.model_id == model.id,
            in_ids(suggestions.c.track_id, track_ids),
            has_scores(len(model.tags)),
        )
    )
    found = ((track_id, _unpack(scores)) for track_id, scores in rows)
    return {track_id: scores for track_id, scores in found if all(0 <= one <= 1 for one in scores)}


def made_at(connection: sa.Connection, model: Model, track_ids: Iterable[int]) -> dict[int, int]:
    """Return by track id when `model` predicted those tracks, in seconds since 1970."""
    rows = connection.execute(
        sa.select(suggestions.c.track_id, suggestions.c.made_at).where(
            suggestions.c.model_id == model.id, in_ids(suggestions.c.track_id, track_ids)
        )
    )
    return {row.track_id: row.made_at for row in rows}


def features_of(
    connection: sa.Connection, model_id: int, track_ids: Iterable[int], shape: Sequence[int]
) -> dict[int, bytes]:
    """Return the stored feature maps by track id, those of its windows one after another.

    Each map is of the given shape: their number is the length over that of one. A restored library
    has none, and a damaged row, of another length, counts as missing.
    """
    found = _heard_features(connection, [model_id], track_ids, shape)
    return {track_id: heard.features for track_id, heard in found.items()}


def is_feature_map(shape: Sequence[int]) -> sa.ColumnElement[bool]:
    """Return the condition that a row of `suggestion_features` has one or more maps of a shape."""
    stored = suggestion_features.c.features
    length = sa.func.length(stored)
    size = 2 * math.prod(shape)  # bytes: float16
    return sa.and_(is_stored_as(stored, "blob"), length > 0, length % size == 0)


def _of_digest(feature_digest: str) -> sa.ColumnElement[bool]:
    return info_value("feature_digest") == feature_digest


def features_by_digest(
    connection: sa.Connection,
    feature_digest: str,
    track_ids: Iterable[int],
    shape: Sequence[int],
) -> dict[int, bytes]:
    """Return the feature maps of `heard_by_digest` by track id."""
    found = heard_by_digest(connection, feature_digest, track_ids, shape)
    return {track_id: heard.features for track_id, heard in found.items()}


def heard_by_digest(
    connection: sa.Connection,
    feature_digest: str,
    track_ids: Iterable[int],
    shape: Sequence[int],
) -> dict[int, HeardFeatures]:
    """Return the feature maps by track id, of whichever models compute the same features.

    Models with one `feature_digest` share the layers below the output, so each other's feature maps
    fit; of several those of the most windows count, then the newest model's.
    """
    model_ids = connection.scalars(sa.select(models.c.id).where(_of_digest(feature_digest))).all()
    return _heard_features(connection, model_ids if feature_digest else (), track_ids, shape)


def _heard_features(
    connection: sa.Connection,
    model_ids: Iterable[int],
    track_ids: Iterable[int],
    shape: Sequence[int],
) -> dict[int, HeardFeatures]:
    stored = suggestion_features.c
    is_of = sa.and_(
        suggestions.c.model_id == stored.model_id, suggestions.c.track_id == stored.track_id
    )
    rows = connection.execute(
        sa.select(stored.track_id, stored.features, suggestions.c.windows)
        .join(suggestions, is_of)
        .where(
            stored.model_id.in_(list(model_ids)),
            in_ids(stored.track_id, track_ids),
            is_feature_map(shape),
        )
        .order_by(suggestions.c.windows, stored.model_id)
    )
    size = 2 * math.prod(shape)
    return {
        row.track_id: HeardFeatures(row.features, row.windows, len(row.features) // size)
        for row in rows
    }


def without_features(
    connection: sa.Connection,
    feature_digest: str,
    track_ids: Collection[int],
    shape: Sequence[int],
) -> list[int]:
    """Return the tracks without a feature map that `features_by_digest` would give."""
    held = sa.select(suggestion_features.c.track_id).where(
        suggestion_features.c.model_id.in_(
            sa.select(models.c.id).where(_of_digest(feature_digest))
        ),
        is_feature_map(shape),
        in_ids(suggestion_features.c.track_id, track_ids),
    )
    known = set(connection.scalars(held))
    return [track_id for track_id in track_ids if track_id not in known]


def forget(
    connection: sa.Connection, track_ids: Sequence[int], only_model: int | None = None
) -> None:
    """Delete the suggestions and failures of all models, or of one, for these tracks."""
    every = connection.scalars(sa.select(models.c.id)).all()
    tables = (suggestion_failures, suggestion_features, suggestions)
    for model_id in every if only_model is None else (only_model,):
        _delete(tables, connection, model_id, track_ids)
        score_columns.refresh(connection, model_id, track_ids)


def _delete(
    tables: Sequence[sa.Table],
    connection: sa.Connection,
    model_id: int,
    track_ids: Sequence[int],
) -> None:
    for table in tables:
        connection.execute(
            sa.delete(table).where(
                table.c.model_id == model_id, in_ids(table.c.track_id, track_ids)
            )
        )


def _insert_features(connection: sa.Connection, model_id: int, scored: Sequence[Scored]) -> None:
    rows = [
        {"model_id": model_id, "track_id": one.track_id, "features": one.features}
        for one in scored
        if one.features
    ]
    if rows:
        connection.execute(sa.insert(suggestion_features), rows)


def _pack(scores: tuple[float, ...]) -> bytes:
    return struct.pack(f"<{len(scores)}f", *scores)


def _unpack(scores: bytes) -> tuple[float, ...]:
    return struct.unpack(f"<{len(scores) // 4}f", scores)
