"""Answers to parts of tracks: given and taken back, listed, and as training asks for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.correcting.answers import groups_of_merges
from tagstudio.engine.correcting.correct import find_or_make_tag
from tagstudio.library.db.database import Library
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import tags as tag_table
from tagstudio.library.db.schema import tracks
from tagstudio.library.tags import part_answers
from tagstudio.library.tags.aliases import TagNames
from tagstudio.library.tags.decisions import DecisionState
from tagstudio.library.tags.part_answers import (
    PartAnswer,
    PartChange,
    PartSource,
    Stretch,
    stretch_of,
)
from tagstudio.library.tags.people import people_by_id
from tagstudio.library.tags.tag_changes import tag_called
from tagstudio.library.tags.tags import gone_tags, list_tags
from tagstudio.library.tracks.folders import in_library, removed_ids


@dataclass(frozen=True)
class TrackPart:
    """A part of a track, and the answer to a tag in it; `seconds` is the length of the track.

    `exported_as` is what exports call the tag, `group` the tag's; `by` is the name of the person
    who answered, "" where nobody knows.
    """

    track_id: int
    path: str
    seconds: float | None
    tag: str
    exported_as: str
    group: str
    stretch: Stretch
    state: DecisionState
    source: PartSource
    at: int | None
    by: str = ""


@dataclass(frozen=True)
class PartCorrection:
    """The changes of an action on parts, and the name of the tag."""

    changes: tuple[PartChange, ...]
    tag: str


class PartPlace(NamedTuple):
    """A part of a track, by two moments in seconds."""

    track_id: int
    start: float
    end: float


def answer_part(
    library: Library, place: PartPlace, tag: str, state: DecisionState, *, new_tag: bool = False
) -> PartCorrection:
    """Answer a tag for a part of a track, as one action.

    "unseen" takes the answer back. Raises TagStudioError for a place that is no part of the track,
    and for an unknown tag, which with `new_tag` becomes the user's own.
    """
    with library.write(durable=True) as connection:
        seconds = connection.scalar(
            sa.select(tracks.c.seconds).where(tracks.c.id == place.track_id)
        )
        stretch = stretch_of(place.start, place.end, seconds)
        found = find_or_make_tag(connection, TagNames(list_tags(connection)), tag, new_tag)
        answer = PartAnswer(place.track_id, found.id, stretch, state)
        return PartCorrection(part_answers.record(connection, [answer]), found.name)


def remove_parts(
    library: Library, track_id: int, tag: str, place: tuple[float, float] | None
) -> PartCorrection:
    """Take back the answer to a tag in one stretch of a track, in seconds, or in all of its parts.

    Raises TagStudioError where there is none.
    """
    with library.write(durable=True) as connection:
        found = tag_called(TagNames(list_tags(connection)), tag)
        known = [
            one
            for one in part_answers.parts_on(connection, [track_id])
            if one.tag_id == found.id and (place is None or _is_at(one.stretch, place))
        ]
        if not known:
            raise TagStudioError(
                "parts.none-there",
                "{tag} has no answer there. List the answered parts of the track, and name one of"
                " them.",
                tag=found.name,
            )
        gone = [
            one._replace(state="unseen", source="user", at=None, given_by=None) for one in known
        ]
        return PartCorrection(part_answers.record(connection, gone), found.name)


def parts_of(connection: sa.Connection, track_ids: Iterable[int] | None = None) -> list[TrackPart]:
    """Return the answered parts of tracks (None: of all), by path and place.

    Without those of deleted and merged tags, and of removed folders.
    """
    if track_ids is None:
        track_ids = part_answers.tracks_with_parts(connection)
    names = {tag.id: tag for tag in list_tags(connection)}
    people = people_by_id(connection)
    known = [one for one in part_answers.parts_on(connection, track_ids) if one.tag_id in names]
    columns = tracks.c
    query = sa.select(columns.id, columns.path, columns.seconds).where(
        in_ids(columns.id, {one.track_id for one in known}), in_library(columns.id)
    )
    rows = {row.id: row for row in connection.execute(query)} if known else {}
    found = [
        TrackPart(
            one.track_id,
            rows[one.track_id].path,
            rows[one.track_id].seconds,
            names[one.tag_id].name,
            names[one.tag_id].export_name or names[one.tag_id].name,
            names[one.tag_id].group,
            one.stretch,
            one.state,
            one.source,
            one.at,
            people.get(one.given_by or 0, ""),
        )
        for one in known
        if one.track_id in rows
    ]
    return sorted(found, key=lambda one: (one.path, one.stretch, one.tag))


def parts_to_learn(connection: sa.Connection) -> dict[tuple[int, Stretch], dict[int, bool]]:
    """Return the answered parts as training asks for them: track and stretch -> tag -> yes.

    Which tags teach, and what, is as for answers to tracks (`correcting.answers`).
    """
    removed, gone = removed_ids(connection), gone_tags(connection)
    of_models = set(
        connection.scalars(sa.select(tag_table.c.id).where(tag_table.c.origin == "model"))
    )
    track_ids = [id for id in part_answers.tracks_with_parts(connection) if id not in removed]
    merges = groups_of_merges(connection) if gone else ()
    found: dict[tuple[int, Stretch], dict[int, bool]] = {}
    for one in part_answers.parts_on(connection, track_ids, but_groups=merges):
        if one.tag_id not in gone or one.tag_id in of_models:
            found.setdefault((one.track_id, one.stretch), {})[one.tag_id] = one.state == "yes"
    return found


def tracks_with_parts_to_learn(connection: sa.Connection) -> set[int]:
    """Return the tracks of which a part teaches."""
    return {track_id for track_id, _ in parts_to_learn(connection)}


def _is_at(stretch: Stretch, place: tuple[float, float]) -> bool:
    return (round(place[0] * 1000), round(place[1] * 1000)) == stretch
