"""The disputed answers of a library, with what each person said, and settling them."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.database import Library
from tagstudio.library.tags.decisions import (
    SETTLED,
    Change,
    Decision,
    DecisionSource,
    DecisionState,
    current,
    record_decisions,
)
from tagstudio.library.tags.disputes import Pair, PersonsWord, disputed
from tagstudio.library.tags.people import people_by_id
from tagstudio.library.tags.tags import list_tags
from tagstudio.library.tracks.folders import removed_ids


@dataclass(frozen=True)
class GivenAnswer:
    """What a person said, yes or no, how, and when (seconds since 1970)."""

    person: str
    state: DecisionState
    source: DecisionSource
    at: int


@dataclass(frozen=True)
class Dispute:
    """A track and tag on which people disagree, and their newest answers, the newest last.

    What the last one said holds until the dispute is settled.
    """

    track_id: int
    tag_id: int
    tag: str
    answers: tuple[GivenAnswer, ...]

    @property
    def pair(self) -> Pair:
        """Track and tag."""
        return self.track_id, self.tag_id


def find_disputes(connection: sa.Connection) -> list[Dispute]:
    """Return the disputes of a library, that with the newest word first.

    Those on tracks of removed folders and on tags that are gone are left out.
    """
    names = {tag.id: tag.name for tag in list_tags(connection)}
    removed, people = set(removed_ids(connection)), people_by_id(connection)
    found = [
        Dispute(*pair, names[pair[1]], _answers(said, people))
        for pair, said in disputed(connection).items()
        if pair[0] not in removed and pair[1] in names
    ]
    return sorted(found, key=lambda one: -max(said.at for said in one.answers))


def settle(library: Library, pair: Pair, state: DecisionState) -> Change:
    """Say what holds where people disagree, as one action, and return what it changed.

    What they said stays in the journal. Raises TagStudioError where nothing is disputed.
    """
    with library.write(durable=True) as connection:
        if pair not in disputed(connection):
            raise TagStudioError(
                "disputes.none-there",
                "Nobody disagrees about this tag of the track (any more). Look at the list of"
                " disputes again.",
            )
        decided = current(connection, [pair[0]]).get(pair[0], {}).get(pair[1])
        record_decisions(connection, [Decision(*pair, state)], SETTLED)
    return Change(*pair, "unseen" if decided is None else decided.state, state)


def _answers(said: Sequence[PersonsWord], people: dict[int, str]) -> tuple[GivenAnswer, ...]:
    return tuple(
        GivenAnswer(people.get(one.person, str(one.person)), one.state, one.source, one.at)
        for one in said
    )
