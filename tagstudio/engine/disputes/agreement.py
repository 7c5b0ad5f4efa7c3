"""How far people agree: Cohen's kappa over the tracks and tags that both of two people answered.

By the last word of each, but for answers that settle a dispute: those were given in the knowledge
of the others. J. Cohen, "A coefficient of agreement for nominal scales", Educational and
Psychological Measurement 20 (1960).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import sqlalchemy as sa

from tagstudio.library.tags.decisions import SETTLED
from tagstudio.library.tags.disputes import doubly_answered, newest_by_person
from tagstudio.library.tags.people import people_by_id
from tagstudio.library.tags.tags import list_tags
from tagstudio.library.tracks.folders import removed_ids


@dataclass
class Agreement:
    """How often two people said yes or no alike, on one tag or, with "" for it, on all together.

    `yes_no` counts where the first said yes and the second no.
    """

    first: str
    second: str
    tag: str
    yes_yes: int = 0
    no_no: int = 0
    yes_no: int = 0
    no_yes: int = 0

    @property
    def count(self) -> int:
        """On how many tracks and tags both gave an answer."""
        return self.yes_yes + self.no_no + self.yes_no + self.no_yes

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa, at most 1; None where both gave one and the same answer to all."""
        first, second = self.yes_yes + self.yes_no, self.yes_yes + self.no_yes
        by_chance = first * second + (self.count - first) * (self.count - second)
        most = self.count**2
        if by_chance == most:
            return None
        alike = (self.yes_yes + self.no_no) * self.count
        return (alike - by_chance) / (most - by_chance)

    def add(self, first: str, second: str) -> None:
        """Count two answers, each yes or no."""
        name = f"{first}_{second}"
        setattr(self, name, getattr(self, name) + 1)


@dataclass(frozen=True)
class Agreements:
    """How far people agree: `overall` for each two of them, and `by_tag`, the lowest kappa first.

    `by_tag` begins with those whose kappa is known.
    """

    overall: tuple[Agreement, ...] = ()
    by_tag: tuple[Agreement, ...] = ()


def agreements(connection: sa.Connection) -> Agreements:
    """Return how far the people of a library agree."""
    overall: dict[tuple[str, str], Agreement] = {}
    by_tag: dict[tuple[str, str, str], Agreement] = {}
    for first, second, tag, states in _answered_by_both(connection):
        people = (first, second)
        overall.setdefault(people, Agreement(*people, "")).add(*states)
        by_tag.setdefault((*people, tag), Agreement(*people, tag)).add(*states)
    return Agreements(
        tuple(overall[people] for people in sorted(overall)),
        tuple(sorted(by_tag.values(), key=_of_note)),
    )


def _answered_by_both(
    connection: sa.Connection,
) -> Iterator[tuple[str, str, str, tuple[str, str]]]:
    """Yield two people, the tag, and what each said, for each track and tag that both answered."""
    names = {tag.id: tag.name for tag in list_tags(connection)}
    removed, people = set(removed_ids(connection)), people_by_id(connection)
    for (track_id, tag_id), said in doubly_answered(connection).items():
        if track_id in removed or tag_id not in names:
            continue
        own = newest_by_person(one for one in said if one.source != SETTLED)
        known = sorted((people[one.person], one.state) for one in own if one.person in people)
        for (first, one), (second, other) in combinations(known, 2):
            yield first, second, names[tag_id], (one, other)


def _of_note(one: Agreement) -> tuple[bool, float, int, str]:
    return one.kappa is None, one.kappa or 0.0, -one.count, one.tag
