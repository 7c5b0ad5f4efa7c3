"""Corrections: the librarian's answers (yes, no, unseen again) to tags of many tracks at once."""

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
from tagstudio.library.tags.decisions import Change, Decision, DecisionSource, DecisionState
from tagstudio.library.tags.review_marks import Mark
from tagstudio.library.tags.tags import Tag
from tagstudio.library.tracks.same_album import of_same_albums, of_same_artists
from tagstudio.library.views.browse import track_ids
from tagstudio.library.views.tag_states import taggings_of

_STATES: dict[str, DecisionState] = {"+": "yes", "-": "no", "?": "unseen"}


class Extent(StrEnum):
    """How far a correction reaches beyond the tracks that were found."""

    TRACKS = "tracks"
    ALBUMS = "albums"
    ARTISTS = "artists"


@dataclass(frozen=True)
class Answer:
    """The user's answer to one tag."""

    tag: str
    state: DecisionState


@dataclass(frozen=True)
class CorrectOptions:
    """How to correct; `new_tags` makes unknown tags the user's own, `pretend` writes nothing.

    With `reviewed` the tracks are marked as reviewed in the same action. `group` is that of new
    tags, and the user's own among the others get it too; "" leaves it.
    """

    extent: Extent = Extent.TRACKS
    new_tags: bool = False
    pretend: bool = False
    reviewed: bool = False
    group: str = ""


@dataclass(frozen=True)
class Correction:
    """The result of a correction.

    `track_ids` are the tracks it reached. `undo_group` is None when nothing changed or all was
    pretended. `tag_names` are the names of the tags by id; an id below 0 would be new.
    """

    track_ids: tuple[int, ...]
    undo_group: int | None
    changes: tuple[Change, ...]
    tag_names: dict[int, str]
    marks: tuple[Mark, ...] = ()


def parse_answer(text: str) -> Answer:
    """Parse `+jazz`, `-rock` or `?jazz`; raise TagStudioError for anything else."""
    sign, name = text[:1], text[1:].strip()
    if sign not in _STATES or not name:
        raise TagStudioError(
            "correct.no-answer",
            "{text!r} is no answer; write +jazz for yes, -jazz for no, ?jazz for unseen again.",
            text=text,
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
    """Answer yes to all undecided suggestions of `model` for these tracks, as one action.

    What was left alone when a track was reviewed stays so: it is assumed to be no. The tracks are
    marked as reviewed in the same action.
    """
    with library.write(durable=True) as connection:
        names = {tag.id: tag.name for tag in tags.list_tags(connection)}
        ids = {name: id for id, name in names.items()}
        found = taggings_of(connection, model, track_ids, unseen=False)
        wanted = [
            Decision(track_id, ids[tagging.tag], "yes")
            for track_id, taggings in found.items()
            for tagging in taggings
            if tagging.state == "suggested" and not tagging.left_alone
        ]
        recorded = decisions.record_changes(connection, wanted, "user")
        marks = review_marks.mark(connection, track_ids, time.time(), recorded.undo_group)
        return Correction(tuple(track_ids), recorded.undo_group, recorded.changes, names, marks)


def mark_reviewed(library: Library, query: Query, model: Model | None, reviewed: bool) -> int:
    """Mark all tracks of a query as reviewed, or as not reviewed; return their number."""
    with library.read() as connection:
        found = track_ids(connection, query, model)
    mark_tracks_reviewed(library, found, reviewed)
    return len(found)


def mark_tracks_reviewed(
    library: Library, track_ids: Sequence[int], reviewed: bool
) -> tuple[Mark, ...]:
    """Mark these tracks as reviewed, or as not reviewed, as one action; return the changes."""
    with library.write(durable=True) as connection:
        return review_marks.mark(connection, track_ids, time.time() if reviewed else None)


def reached(
    connection: Connection, query: Query, model: Model | None, extent: Extent
) -> tuple[int, ...]:
    """Return the tracks that a query finds, and those that `extent` adds."""
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
    answered = _tags_of(connection, answers, options, pretend)
    names = {tag.id: tag.name for tag, _ in answered}
    wanted = [Decision(track_id, tag.id, state) for track_id in found for tag, state in answered]
    by_hand = options.extent is Extent.TRACKS
    source: DecisionSource = "user" if by_hand else "album rule"
    if pretend:
        givers = decisions.givers_of(connection, wanted, by_hand=by_hand)
        changes = decisions.changes_of(connection, wanted, source, givers)
        return Correction(found, None, changes, names)
    recorded = decisions.record_changes(connection, wanted, source, by_hand=by_hand)
    marks: tuple[Mark, ...] = ()
    if options.reviewed:
        marks = review_marks.mark(connection, found, time.time(), recorded.undo_group)
    return Correction(found, recorded.undo_group, recorded.changes, names, marks)


def _tags_of(
    connection: Connection, answers: Iterable[Answer], options: CorrectOptions, pretend: bool
) -> list[tuple[Tag, DecisionState]]:
    """Return the tags of the answers with their states; new tags are made, or pretended."""
    names = TagNames(tags.list_tags(connection))
    states: dict[int, tuple[Tag, DecisionState]] = {}
    for number, answer in enumerate(answers, start=1):
        tag = _known(names, answer.tag, options.new_tags)
        if tag is None:
            tag = _new(connection, answer.tag, options.group, -number if pretend else None)
            names.add(tag)
        elif options.group not in {"", tag.group} and tag.origin == "user" and not pretend:
            tags.set_group(connection, tag.id, options.group)
        if states.setdefault(tag.id, (tag, answer.state))[1] != answer.state:
            raise TagStudioError(
                "correct.contradiction",
                "{tag} cannot be {state} and {other}.",
                tag=tag.name,
                state=states[tag.id][1],
                other=answer.state,
            )
    return list(states.values())


def find_or_make_tag(connection: Connection, names: TagNames, name: str, new_tags: bool) -> Tag:
    """Return the tag that `name` means; with `new_tags` an unknown one becomes the user's own.

    Raises TagStudioError for an unknown name, or one that can mean several tags.
    """
    return _known(names, name, new_tags) or _new(connection, name, "", None)


def _known(names: TagNames, name: str, new_tags: bool) -> Tag | None:
    """Return the tag that `name` means, None for a tag to be made."""
    meant = names.meant_by(name)
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise TagStudioError(
            "correct.several-tags",
            "{name!r} can mean {tags}; write the one that is meant.",
            name=name,
            tags=", ".join(tag.name for tag in meant),
        )
    if new_tags:
        return None
    close = ", ".join(names.closest(name))
    if close:
        raise TagStudioError(
            "correct.no-tag-but",
            "There is no tag {name!r}. Did you mean {others}? With --new-tag it becomes a tag of"
            " your own.",
            name=name,
            others=close,
        )
    raise TagStudioError(
        "correct.no-tag",
        "There is no tag {name!r}. With --new-tag it becomes a tag of your own.",
        name=name,
    )


def _new(connection: Connection, name: str, group: str, pretended_id: int | None) -> Tag:
    check_new_name(name)
    id = pretended_id or tags.tag_id(connection, name, group, "user")
    return Tag(id, name, group, "user")
