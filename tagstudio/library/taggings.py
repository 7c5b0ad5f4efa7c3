"""Where each tag stands on a track: what the model says of it, and what the user decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from tagstudio.library.decisions import Decided, current
from tagstudio.library.lines import lift
from tagstudio.library.models import Model, ModelTag
from tagstudio.library.schema import tags as tag_table
from tagstudio.library.suggestions import scores_of

TagState = Literal["yes", "no", "suggested", "unseen"]


@dataclass(frozen=True)
class Tagging:
    """One tag on one track.

    `state` is the user's decision, else "suggested" for a score at or above the tag's line, else
    "unseen". `score` and `lift` (how many times its base rate the score is) are None where the
    model knows no such tag. `source` is who decided, "model" for a suggestion, "" for neither;
    `at` is when it was decided (seconds since 1970), None otherwise.
    """

    tag: str
    group: str
    state: TagState
    score: float | None
    lift: float | None
    source: str
    at: int | None


def taggings_of(
    connection: sa.Connection, model: Model | None, track_ids: Sequence[int]
) -> dict[int, list[Tagging]]:
    """Return all tags of these tracks that the model scores or the user decided, best first.

    Tags that only the user knows stand in front.
    """
    scores = scores_of(connection, model, track_ids) if model else {}
    decided = current(connection, track_ids)
    names = _names(connection) if decided else {}
    found = {}
    for track_id in track_ids:
        decisions = decided.get(track_id, {})
        scored = _scored(model, scores[track_id], decisions) if track_id in scores and model else []
        known = {tagging.tag for tagging in scored}
        own = [
            Tagging(*names[tag_id], one.state, None, None, one.source, one.at)
            for tag_id, one in decisions.items()
            if names[tag_id][0] not in known
        ]
        found[track_id] = own + scored
    return found


def _scored(
    model: Model, scores: tuple[float, ...], decisions: dict[int, Decided]
) -> list[Tagging]:
    taggings = [
        _tagging(tag, score, decisions.get(tag.tag_id))
        for tag, score in zip(model.tags, scores, strict=True)
    ]
    return sorted(taggings, key=lambda tagging: -(tagging.score or 0))


def _tagging(tag: ModelTag, score: float, decided: Decided | None) -> Tagging:
    likelier = lift(score, tag.base_rate)
    if decided:
        return Tagging(
            tag.name, tag.group, decided.state, score, likelier, decided.source, decided.at
        )
    if score >= tag.line:
        return Tagging(tag.name, tag.group, "suggested", score, likelier, "model", None)
    return Tagging(tag.name, tag.group, "unseen", score, likelier, "", None)


def _names(connection: sa.Connection) -> dict[int, tuple[str, str]]:
    """Return name and group of every tag."""
    rows = connection.execute(sa.select(tag_table.c.id, tag_table.c.name, tag_table.c.group))
    return {row.id: (row.name, row.group) for row in rows}
