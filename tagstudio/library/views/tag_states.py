"""Where each tag stands on a track: what the model says of it, and what the user decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from tagstudio.library.db.schema import tags as tag_table
from tagstudio.library.models.default_thresholds import lift
from tagstudio.library.models.models import Model, ModelTag
from tagstudio.library.models.suggestions import made_at, scores_of
from tagstudio.library.tags.decisions import Decided, current

TagState = Literal["yes", "no", "suggested", "unseen"]


@dataclass(frozen=True)
class Tagging:
    """One tag on one track.

    `state` is the user's decision, else "suggested" for a score at or above the tag's line, else
    "unseen". `score`, `lift` (how many times its base rate the score is) and `threshold` are None
    where the model knows no such tag. `source` is who decided, "model" for a suggestion, "" for
    neither;
    `at` is when it was decided or suggested (seconds since 1970), None for neither.
    """

    tag: str
    group: str
    state: TagState
    score: float | None
    lift: float | None
    threshold: float | None
    source: str
    at: int | None


def taggings_of(
    connection: sa.Connection,
    model: Model | None,
    track_ids: Sequence[int],
    *,
    unseen: bool = True,
) -> dict[int, list[Tagging]]:
    """Return all tags of these tracks that the model scores or the user decided, best first.

    Tags that only the user knows stand in front. Without `unseen` those are left out that are
    neither decided nor suggested.
    """
    scores = scores_of(connection, model, track_ids) if model else {}
    suggested_at = made_at(connection, model, track_ids) if model else {}
    decided = current(connection, track_ids)
    names = _names(connection) if decided else {}
    found = {}
    for track_id in track_ids:
        decisions = decided.get(track_id, {})
        scored = []
        if model and track_id in scores:
            at = suggested_at[track_id]
            scored = _scored(model, scores[track_id], at, decisions, unseen)
        known = {tagging.tag for tagging in scored}
        own = [
            Tagging(*names[tag_id], one.state, None, None, None, one.source, one.at)
            for tag_id, one in decisions.items()
            if names[tag_id][0] not in known
        ]
        found[track_id] = own + scored
    return found


def _scored(
    model: Model, scores: tuple[float, ...], at: int, decisions: dict[int, Decided], unseen: bool
) -> list[Tagging]:
    taggings = []
    for tag, score in zip(model.tags, scores, strict=True):
        if not unseen and score < tag.threshold and tag.tag_id not in decisions:
            continue
        state, source, since = _standing(tag, score, at, decisions.get(tag.tag_id))
        likelier = lift(score, tag.base_rate)
        taggings.append(
            Tagging(tag.name, tag.group, state, score, likelier, tag.threshold, source, since)
        )
    return sorted(taggings, key=lambda tagging: -(tagging.score or 0))


def _standing(
    tag: ModelTag, score: float, at: int, decided: Decided | None
) -> tuple[TagState, str, int | None]:
    """Return state, source and time of a tag that the model scored."""
    if decided:
        return decided.state, decided.source, decided.at
    return ("suggested", "model", at) if score >= tag.threshold else ("unseen", "", None)


def _names(connection: sa.Connection) -> dict[int, tuple[str, str]]:
    """Return name and group of every tag."""
    rows = connection.execute(sa.select(tag_table.c.id, tag_table.c.name, tag_table.c.group))
    return {row.id: (row.name, row.group) for row in rows}
