"""The same answers for several tracks, as one action that undo takes back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from tagstudio.engine.correcting.correct import Correction
from tagstudio.library.db.database import Library
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import Decision, DecisionState

Answers = Mapping[int, DecisionState]  # by tag id


@dataclass(frozen=True)
class SharedAnswers:
    """The answers that tracks would share: the changes, and the tags on which they contradict.

    `contradicting` are names of tags that are yes on one track of a group and no on another: these
    stay as they are.
    """

    correction: Correction
    contradicting: tuple[str, ...] = ()


def copy_answers(
    library: Library, reference: int, track_ids: Sequence[int], *, pretend: bool = False
) -> Correction:
    """Give tracks all answers of another one, `reference`; what it does not answer stays."""

    def wanted(connection: Connection) -> list[Decision]:
        given = answers_of(connection, [reference]).get(reference, {})
        return [
            Decision(track_id, tag_id, state)
            for track_id in track_ids
            for tag_id, state in given.items()
        ]

    if pretend:
        with library.read() as connection:
            return _pretended(connection, track_ids, wanted(connection))
    with library.write(durable=True) as connection:
        return _recorded(connection, track_ids, wanted(connection))


def share_answers(
    library: Library, groups: Iterable[Sequence[int]], *, pretend: bool = False
) -> SharedAnswers:
    """Give each track of a group the answers of the others in it, unless these contradict."""
    listed = [list(group) for group in groups]
    every = [id for group in listed for id in group]
    if pretend:
        with library.read() as connection:
            wanted, apart = _shared(connection, listed)
            return SharedAnswers(_pretended(connection, every, wanted), apart)
    with library.write(durable=True) as connection:
        wanted, apart = _shared(connection, listed)
        return SharedAnswers(_recorded(connection, every, wanted), apart)


def answers_of(connection: Connection, track_ids: Iterable[int]) -> dict[int, Answers]:
    """Return by track id the answers to tags by their ids."""
    found = decisions.current(connection, track_ids)
    return {id: {tag: one.state for tag, one in of.items()} for id, of in found.items()}


def _shared(
    connection: Connection, groups: Sequence[Sequence[int]]
) -> tuple[list[Decision], tuple[str, ...]]:
    found = answers_of(connection, [id for group in groups for id in group])
    wanted, apart = [], set()
    for group in groups:
        states: dict[int, set[DecisionState]] = {}
        for track_id in group:
            for tag_id, state in found.get(track_id, {}).items():
                states.setdefault(tag_id, set()).add(state)
        for tag_id, given in states.items():
            if len(given) == 1:
                [state] = given
                wanted += [Decision(track_id, tag_id, state) for track_id in group]
            else:
                apart.add(tag_id)
    names = _names(connection)
    return wanted, tuple(sorted(names[id] for id in apart))


def _names(connection: Connection) -> dict[int, str]:
    return {tag.id: tag.name for tag in tags.list_tags(connection)}


def _pretended(
    connection: Connection, track_ids: Sequence[int], wanted: Sequence[Decision]
) -> Correction:
    changes = decisions.changes_of(connection, wanted)
    return Correction(tuple(track_ids), None, changes, _names(connection))


def _recorded(
    connection: Connection, track_ids: Sequence[int], wanted: Sequence[Decision]
) -> Correction:
    recorded = decisions.record_changes(connection, wanted, "user")
    names = _names(connection)
    return Correction(tuple(track_ids), recorded.undo_group, recorded.changes, names)
