"""Correct: say yes, no, or unseen again to tags of many tracks at once."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.database import Library
from tagstudio.library.models.models import Model
from tagstudio.library.search.query import Query
from tagstudio.library.tags import decisions, review_marks, tags
from tagstudio.library.tags.aliases import TagNames, check_new_name
from tagstudio.library.tags.decisions import Change, Decision, Source, State
from tagstudio.library.tags.review_marks import Mark
from tagstudio.library.tags.tags import Tag
from tagstudio.library.tracks.same_album import of_same_albums, of_same_artists
from tagstudio.library.views.browse import track_ids
from tagstudio.library.views.tag_states import taggings_of

_STATES: dict[str, State] = {"+": "yes", "-": "no", "?": "unseen"}


class Extent(StrEnum):
    """How far a correction reaches beyond the tracks that were found."""

    TRACKS = "tracks"
    ALBUMS = "albums"
    ARTISTS = "artists"


@dataclass(frozen=True)
class Answer:
    """What the user says of a tag."""

    tag: str
    state: State


@dataclass(frozen=True)
class CorrectOptions:
    """How to correct; `new_tags` makes unknown tags the user's own, `pretend` writes nothing.

    `reviewed` says that with it the tracks are gone through: they are marked in the same action.
    """

    extent: Extent = Extent.TRACKS
    new_tags: bool = False
    pretend: bool = False
    reviewed: bool = False


@dataclass(frozen=True)
class Correction:
    """What came of a correction.

    `track_ids` are the tracks it reached. `undo_group` is None when nothing changed or all was
    pretended. `tag_names` tells the names of the tags by id; one below 0 would be new.
    """

    track_ids: tuple[int, ...]
    undo_group: int | None
    changes: tuple[Change, ...]
    tag_names: dict[int, str]
    marks: tuple[Mark, ...] = ()


def parse_answer(text: str) -> Answer:
    """Return what `+jazz`, `-rock` or `?jazz` says; raise TagStudioError for anything else."""
    sign, name = text[:1], text[1:].strip()
    if sign not in _STATES or not name:
        raise TagStudioError(
            f"{text!r} is no answer; write +jazz for yes, -jazz for no, ?jazz for unseen again."
        )
    return Answer(name, _STATES[sign])


def correct(
    library: Library,
    query: Query,
    model: Model | None,
    answers: Sequence[Answer],
    options: CorrectOptions,
) -> Correction:
    """Give `answers` for all tracks that `query` finds by the scores of `model`, as one action.

    With an extent of albums or artists, also for all other tracks of theirs. Raises TagStudioError
    for an unknown tag (unless they may be new) and for answers that contradict each other.
    """
    if options.pretend:
        with library.read() as connection:
            found = reached(connection, query, model, options.extent)
            return _correct(connection, found, answers, options)
    with library.write(durable=True) as connection:
        found = reached(connection, query, model, options.extent)
        return _correct(connection, found, answers, options)


def correct_tracks(
    library: Library, track_ids: Sequence[int], answers: Sequence[Answer], options: CorrectOptions
) -> Correction:
    """Give `answers` for these tracks, as one action; otherwise as `correct`."""
    if options.pretend:
        with library.read() as connection:
            found = _reaching(connection, track_ids, options.extent)
            return _correct(connection, found, answers, options)
    with library.write(durable=True) as connection:
        found = _reaching(connection, track_ids, options.extent)
        return _correct(connection, found, answers, options)


def accept_suggestions(
    library: Library, track_ids: Sequence[int], model: Model | None
) -> Correction:
    """Say yes to all that `model` suggests for these tracks and that is open, as one action.

    With it all their answers are given, so they are marked as reviewed, in the same action.
    """
    with library.write(durable=True) as connection:
        names = {tag.tag_id: tag.name for tag in model.tags} if model else {}
        ids = {name: id for id, name in names.items()}
        found = taggings_of(connection, model, track_ids, unseen=False)
        wanted = [
            Decision(track_id, ids[tagging.tag], "yes")
            for track_id, taggings in found.items()
            for tagging in taggings
            if tagging.state == "suggested"
        ]
        recorded = decisions.record_changes(connection, wanted, "user")
        marks = review_marks.mark(connection, track_ids, time.time(), recorded.undo_group)
        return Correction(tuple(track_ids), recorded.undo_group, recorded.changes, names, marks)


def mark_reviewed(library: Library, query: Query, model: Model | None, reviewed: bool) -> int:
    """Mark all tracks of a query as gone through, or as not; return how many there are."""
    with library.read() as connection:
        found = track_ids(connection, query, model)
    mark_tracks_reviewed(library, found, reviewed)
    return len(found)


def mark_tracks_reviewed(
    library: Library, track_ids: Sequence[int], reviewed: bool
) -> tuple[Mark, ...]:
    """Mark these tracks as gone through, or as not, as one action; return what that changed."""
    with library.write(durable=True) as connection:
        return review_marks.mark(connection, track_ids, time.time() if reviewed else None)


def reached(
    connection: Connection, query: Query, model: Model | None, extent: Extent
) -> tuple[int, ...]:
    """Return the tracks that a query finds, and with them those that `extent` adds."""
    return _reaching(connection, track_ids(connection, query, model), extent)


def _reaching(connection: Connection, found: Sequence[int], extent: Extent) -> tuple[int, ...]:
    match extent:
        case Extent.TRACKS:
            return tuple(found)
        case Extent.ALBUMS:
            return tuple(sorted(of_same_albums(connection, found)))
        case Extent.ARTISTS:
            return tuple(sorted(of_same_artists(connection, found)))


def _correct(
    connection: Connection,
    found: tuple[int, ...],
    answers: Sequence[Answer],
    options: CorrectOptions,
) -> Correction:
    pretend = options.pretend or not found
    said = _tags_of(connection, answers, options.new_tags, pretend)
    names = {tag.id: tag.name for tag, _ in said}
    wanted = [Decision(track_id, tag.id, state) for track_id in found for tag, state in said]
    if pretend:
        return Correction(found, None, decisions.changes_of(connection, wanted), names)
    source: Source = "user" if options.extent is Extent.TRACKS else "album rule"
    recorded = decisions.record_changes(connection, wanted, source)
    marks: tuple[Mark, ...] = ()
    if options.reviewed:
        marks = review_marks.mark(connection, found, time.time(), recorded.undo_group)
    return Correction(found, recorded.undo_group, recorded.changes, names, marks)


def _tags_of(
    connection: Connection, answers: Iterable[Answer], new_tags: bool, pretend: bool
) -> list[tuple[Tag, State]]:
    """Return the tags that the answers are about; the new ones are made, or pretended."""
    names = TagNames(tags.list_tags(connection))
    said: dict[int, tuple[Tag, State]] = {}
    for number, answer in enumerate(answers, start=1):
        tag = _known(names, answer.tag, new_tags)
        if tag is None:
            tag = _new(connection, answer.tag, -number if pretend else None)
            names.add(tag)
        if said.setdefault(tag.id, (tag, answer.state))[1] != answer.state:
            raise TagStudioError(f"{tag.name} cannot be {said[tag.id][1]} and {answer.state}.")
    return list(said.values())


def _known(names: TagNames, name: str, new_tags: bool) -> Tag | None:
    """Return the tag that `name` means, or None for one that may be new."""
    meant = names.meant_by(name)
    if len(meant) == 1:
        return meant[0]
    if meant:
        several = ", ".join(tag.name for tag in meant)
        raise TagStudioError(f"{name!r} can mean {several}; write the one that is meant.")
    if new_tags:
        return None
    close = ", ".join(names.closest(name))
    hint = f" Did you mean {close}?" if close else ""
    raise TagStudioError(
        f"There is no tag {name!r}.{hint} With --new-tag it becomes a tag of your own."
    )


def _new(connection: Connection, name: str, pretended_id: int | None) -> Tag:
    check_new_name(name)
    id = pretended_id or tags.tag_id(connection, name, "", "user")
    return Tag(id, name, "", "user")
