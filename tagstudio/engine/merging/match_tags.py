"""Match the tags of another library with those of this one, by what they were first called."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from tagstudio.library.db.schema import tags
from tagstudio.library.tags.aliases import TagNames
from tagstudio.library.tags.tags import list_tags, tags_now


@dataclass
class TagMatches:
    """The tags of this library by the other's; a number below 0 stands for one that is to be made.

    `same` are those of the other that have the same key here, or are to be made: what was said of
    such a tag itself is taken, too. `rows` are the other's tags by id.
    """

    ids: dict[int, int] = field(default_factory=dict)
    same: set[int] = field(default_factory=set)
    rows: dict[int, Any] = field(default_factory=dict)

    def name(self, id: int) -> str:
        """Return what a tag of the other library was first called."""
        row = self.rows[id]
        return str(row.said or row.name)


def match_tags(here: sa.Connection, there: sa.Connection, answered: Collection[int]) -> TagMatches:
    """Match tags; `answered` are those of the other library that something was said of.

    A tag that this library lacks is to be made where it is the other's own, or something was said
    of it. One that goes by another name here, an alias say, or was merged into one, is that tag.
    """
    known = {row.key: row.id for row in here.execute(sa.select(tags.c.key, tags.c.id))}
    names, now = TagNames(list_tags(here)), tags_now(here)
    found = TagMatches(rows={row.id: row for row in there.execute(sa.select(tags))})
    for id, row in found.rows.items():
        meant = names.meant_by(row.said or row.name)
        is_wanted = id in answered or (row.origin == "user" and _is_there(row))
        if row.key in known:
            own = known[row.key]
            found.ids[id] = now.get(own) or own  # answers to a deleted tag wait in it
            if found.ids[id] == own:
                found.same.add(id)
        elif len(meant) == 1:
            found.ids[id] = meant[0].id
        elif is_wanted:
            found.ids[id] = -id
            found.same.add(id)
    return found


def _is_there(row: Any) -> bool:
    return row.merged_into is None and row.deleted_at is None
