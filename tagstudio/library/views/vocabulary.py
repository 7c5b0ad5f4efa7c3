"""The vocabulary at a glance: the tags with their names, groups, answers, and what they imply."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from tagstudio.library.db.schema import decisions
from tagstudio.library.tags.implications import all_implied, are_on
from tagstudio.library.tags.tag_changes import aliases_of_tags, sorted_as_placed
from tagstudio.library.tags.tags import list_tags


@dataclass(frozen=True)
class VocabularyEntry:
    """A tag: `aliases` are the user's, `other_names` all names that mean it besides `name`.

    `yes` and `no` count the answers to it, `implies` are the names of the tags that it implies,
    whether implications are switched on or not.
    """

    name: str
    group: str
    origin: str
    yes: int
    no: int
    implies: tuple[str, ...]
    aliases: tuple[str, ...]
    other_names: tuple[str, ...]
    export_name: str
    colour: str
    position: int | None


@dataclass(frozen=True)
class VocabularyView:
    """The tags, by group and in their order there; whether implications are switched on."""

    entries: tuple[VocabularyEntry, ...]
    implications: bool

    def as_tree(self) -> Iterator[tuple[int, VocabularyEntry]]:
        """Yield the tags below those that they imply, with their depth; some stand below several.

        Below a tag are those that imply it and nothing between.
        """
        by_name = {one.name: one for one in self.entries}
        above = {
            one.name: {
                name
                for name in one.implies
                if not any(name in by_name[other].implies for other in one.implies if other != name)
            }
            for one in self.entries
        }

        def below(parent: str, depth: int) -> Iterator[tuple[int, VocabularyEntry]]:
            for one in self.entries:
                if parent in above[one.name]:
                    yield depth, one
                    yield from below(one.name, depth + 1)

        for one in self.entries:
            if not above[one.name]:
                yield 0, one
                yield from below(one.name, 1)


def vocabulary(connection: sa.Connection) -> VocabularyView:
    """Return the tags of a library that are not gone."""
    columns = decisions.c
    counted = sa.select(columns.tag_id, columns.state, sa.func.count())
    rows = connection.execute(counted.group_by(columns.tag_id, columns.state))
    counts = {(row[0], row[1]): row[2] for row in rows}
    implied, aliases = all_implied(connection), aliases_of_tags(connection)
    tags = sorted(sorted_as_placed(list_tags(connection)), key=lambda tag: tag.group.casefold())
    names = {tag.id: tag.name for tag in tags}
    entries = tuple(
        VocabularyEntry(
            tag.name,
            tag.group,
            tag.origin,
            counts.get((tag.id, "yes"), 0),
            counts.get((tag.id, "no"), 0),
            tuple(sorted(names[id] for id in implied.get(tag.id, ()))),
            tuple(aliases.get(tag.id, ())),
            tag.other_names,
            tag.export_name,
            tag.colour,
            tag.position,
        )
        for tag in tags
    )
    return VocabularyView(entries, are_on(connection))
