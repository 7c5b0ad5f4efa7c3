"""The opinions of a joint model's members: what each of them says of a tag on a track.

An opinion is a suggestion of the member, stored beside the joint model's, without features: whoever
asks for the member's suggestions, for its thresholds or for a tag's scores finds it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import suggestion_features, suggestions
from tagstudio.library.models.models import Model, model, tag_count
from tagstudio.library.models.score_columns import has_scores
from tagstudio.library.models.suggestions import Scored, forget_features, put_scores, scores_of


@dataclass(frozen=True)
class Opinion:
    """The score of a tag by one member of a joint model, called by its name."""

    model: str
    score: float


def store_opinions(
    connection: sa.Connection, member_id: int, given: Sequence[Scored], *, again: bool = False
) -> None:
    """Store what a member says of tracks that a joint model has heard.

    What the member has suggested itself stays, with its features: unless `again`, only scores
    without features are replaced, by those of more windows. Raises ValueError as `put_scores`.
    """
    known = _windows_of(connection, member_id, [one.track_id for one in given])
    if again:
        new = list(given)
        other = [id for one in given if (id := one.track_id) in known and known[id] != one.windows]
        forget_features(connection, member_id, other)
    else:
        own = _with_features(connection, member_id, known)
        new = [
            one
            for one in given
            if one.track_id not in own and known.get(one.track_id, 0) < one.windows
        ]
    put_scores(connection, member_id, new)


def members_of(connection: sa.Connection, joint: Model) -> list[Model]:
    """Return the members of a joint model that the library knows; none of any other model."""
    return [model(connection, id) for id in joint.members]


def opinions_of(
    connection: sa.Connection,
    joint: Model | None,
    track_ids: Sequence[int],
    tags: Mapping[int, Collection[str]] | None = None,
) -> dict[int, dict[str, tuple[Opinion, ...]]]:
    """Return by track id and name of the tag what the members say of it, in their order.

    A tag that one member has alone has one opinion; one that none has is not there. What a member
    cannot hear it has no opinion of. `tags` are those that are asked for, by track id; None: all.
    Nothing for a model that is no joint one.
    """
    found: dict[int, dict[str, tuple[Opinion, ...]]] = {}
    for member in members_of(connection, joint) if joint else ():
        for track_id, scores in scores_of(connection, member, track_ids).items():
            of_track = found.setdefault(track_id, {})
            wanted = tags.get(track_id, ()) if tags is not None else None
            for tag, score in zip(member.tags, scores, strict=True):
                if not tag.is_heard or (wanted is not None and tag.name not in wanted):
                    continue
                said = Opinion(member.name, score)
                of_track[tag.name] = (*of_track.get(tag.name, ()), said)
    return found


def _windows_of(
    connection: sa.Connection, member_id: int, track_ids: Iterable[int]
) -> dict[int, int]:
    """Return by track id of how many windows a model's sound scores are."""
    columns = suggestions.c
    rows = connection.execute(
        sa.select(columns.track_id, columns.windows).where(
            columns.model_id == member_id,
            in_ids(columns.track_id, track_ids),
            has_scores(tag_count(connection, member_id)),
        )
    )
    return {row.track_id: row.windows for row in rows}


def _with_features(connection: sa.Connection, member_id: int, track_ids: Iterable[int]) -> set[int]:
    columns = suggestion_features.c
    held = sa.select(columns.track_id).where(
        columns.model_id == member_id, in_ids(columns.track_id, track_ids)
    )
    return set(connection.scalars(held))
