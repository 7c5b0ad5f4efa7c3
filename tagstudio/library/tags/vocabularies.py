"""Vocabularies: the named sets of tags that models bring, such as last.fm, and which are off.

A tag belongs to the vocabularies by which the registered models have it. It is offered (suggested,
listed to choose from, asked about) unless all of these are switched off; a tag of the user's own,
or of no vocabulary, always is. Answers to it stay in either case.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.schema import decisions, model_tags, switched_off_vocabularies
from tagstudio.library.db.schema import tags as tag_table
from tagstudio.library.db.text_folding import folded
from tagstudio.library.tags.tags import Tag, list_tags


@dataclass(frozen=True)
class Vocabulary:
    """A vocabulary; `tags` counts its tags, `only` those that belong to no other one."""

    name: str
    tags: int
    only: int
    on: bool


def list_vocabularies(connection: sa.Connection) -> list[Vocabulary]:
    """Return the vocabularies of the registered models, by name.

    One that is switched off and that no model has any more is among them, without tags.
    """
    off = _switched_off(connection)
    of_tags = _vocabularies_of_tags(connection)
    names = off.union(*of_tags.values())
    return [
        Vocabulary(
            name,
            sum(name in one for one in of_tags.values()),
            sum(one == {name} for one in of_tags.values()),
            name not in off,
        )
        for name in sorted(names, key=folded)
    ]


def switch(connection: sa.Connection, name: str, *, on: bool) -> Vocabulary:
    """Switch the vocabulary called `name`, in any case, on or off; return it as it was before.

    Raises TagStudioError when there is none of that name.
    """
    known = list_vocabularies(connection)
    found = next((one for one in known if folded(one.name) == folded(name)), None)
    if found is None:
        raise _unknown(name, known)
    stored = switched_off_vocabularies
    if on:
        connection.execute(sa.delete(stored).where(stored.c.name == found.name))
    elif found.on:
        connection.execute(sa.insert(stored).values(name=found.name))
    return found


def _unknown(name: str, known: list[Vocabulary]) -> TagStudioError:
    if not known:
        return TagStudioError(
            "vocabularies.none",
            "There is no vocabulary {name!r} yet: models bring them with their first suggestions."
            " Run: tagstudio suggest",
            name=name,
        )
    return TagStudioError(
        "vocabularies.unknown",
        "There is no vocabulary {name!r}; there are: {names}.",
        name=name,
        names=", ".join(one.name for one in known),
    )


def switched_off_tags(connection: sa.Connection) -> set[int]:
    """Return the tags that belong to vocabularies which are all switched off."""
    off = _switched_off(connection)
    if not off:
        return set()
    return {id for id, names in _vocabularies_of_tags(connection).items() if names <= off}


def offered_tags(connection: sa.Connection, *, answered: bool = False) -> list[Tag]:
    """Return the tags that are offered, by name; with `answered` those with answers, too."""
    off = switched_off_tags(connection)
    if off and answered:
        off -= set(connection.scalars(sa.select(decisions.c.tag_id).distinct()))
    return [tag for tag in list_tags(connection) if tag.id not in off]


def tags_of_vocabularies(connection: sa.Connection) -> set[int]:
    """Return the tags that belong to a vocabulary, and are so none of the user's own."""
    return set(_vocabularies_of_tags(connection))


def vocabularies_of(connection: sa.Connection, tag_id: int) -> list[str]:
    """Return the names of the vocabularies that a tag belongs to."""
    return sorted(_vocabularies_of_tags(connection).get(tag_id, ()), key=folded)


def _switched_off(connection: sa.Connection) -> set[str]:
    return set(connection.scalars(sa.select(switched_off_vocabularies.c.name)))


def _vocabularies_of_tags(connection: sa.Connection) -> dict[int, set[str]]:
    """Return the names of the vocabularies of each tag that has one and is not the user's own."""
    columns = model_tags.c
    query = (
        sa.select(columns.tag_id, columns.vocabulary)
        .distinct()
        .join(tag_table, tag_table.c.id == columns.tag_id)
        .where(columns.vocabulary != "", tag_table.c.origin == "model")
    )
    found: dict[int, set[str]] = {}
    for tag_id, name in connection.execute(query):
        found.setdefault(tag_id, set()).add(name)
    return found
