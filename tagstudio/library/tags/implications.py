"""What a yes to a tag implies: a yes to House offers electronic, and is no answer to it.

Implications hold where the user switched them on: lists and filters, the sidebar and exports then
go by them. Nothing is stored of a track, so that training learns what was said and nothing else. A
tag implies what the user said of it, else what the tree says; names in the tree that are no tags of
the library lead on to those above them.
"""

from collections import defaultdict

import sqlalchemy as sa

from tagstudio.library.db.schema import tags as tag_table
from tagstudio.library.tags.aliases import TagNames, bare
from tagstudio.library.tags.tag_edits import of_library
from tagstudio.library.tags.tag_tree import above, tree_of
from tagstudio.library.tags.tags import list_tags


def are_on(connection: sa.Connection) -> bool:
    """Tell whether the user switched implications on."""
    return of_library(connection, "implications") == "on"


def implied_tags(connection: sa.Connection) -> dict[int, frozenset[int]]:
    """Return by tag what it implies, of tags that imply any; nothing while switched off."""
    return all_implied(connection) if are_on(connection) else {}


def implying_tags(connection: sa.Connection) -> dict[int, frozenset[int]]:
    """Return by tag the tags that imply it; nothing while switched off."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for tag_id, others in implied_tags(connection).items():
        for other in others:
            found[other].add(tag_id)
    return {tag_id: frozenset(others) for tag_id, others in found.items()}


def implying(connection: sa.Connection, tag_id: int) -> frozenset[int]:
    """Return the tags that imply a tag; none while switched off."""
    return implying_tags(connection).get(tag_id, frozenset())


def all_implied(connection: sa.Connection) -> dict[int, frozenset[int]]:
    """Return by tag the tags that it implies, switched on or off."""
    tags = list_tags(connection)
    names = TagNames(tags)
    own = own_parents(connection)
    keys = {bare(name): {bare(one) for one in above} for name, above in tree_of(connection).items()}
    for tag in tags:
        spelt = [bare(name) for name in (tag.name, *tag.other_names)]
        if (said := own.get(tag.id)) is not None:
            found = {bare(name) for name in said}
        else:
            found = {one for key in spelt for one in keys.get(key, ())} - {*spelt}
        keys.update((key, found) for key in spelt)
    meant = {key: names.meant_by(key) for key in above(keys, keys)}
    implied = {}
    for tag in tags:
        over = above(keys, keys[bare(tag.name)])
        ids = {meant[key][0].id for key in over if len(meant[key]) == 1}
        if ids - {tag.id}:
            implied[tag.id] = frozenset(ids - {tag.id})
    return implied


def own_parents(connection: sa.Connection) -> dict[int, tuple[str, ...]]:
    """Return by tag the names that it implies by the user's own word."""
    columns = tag_table.c
    query = sa.select(columns.id, columns.parents).where(columns.parents.is_not(None))
    return {row.id: tuple(row.parents.splitlines()) for row in connection.execute(query)}
