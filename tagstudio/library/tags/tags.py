"""The tags themselves: found by name without regard to case, made when they are new."""

from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from tagstudio.library.db.schema import tags
from tagstudio.library.db.text_folding import clean, folded


@dataclass(frozen=True)
class Tag:
    """A tag: its name as first written, its group (genre, mood ...), and who brought it."""

    id: int
    name: str
    group: str
    origin: str


def find_tag(connection: sa.Connection, name: str) -> Tag | None:
    """Return the tag called `name` in whatever case, or None."""
    row = connection.execute(_TAGS.where(tags.c.key == folded(name))).one_or_none()
    return None if row is None else Tag(*row)


def tag_id(
    connection: sa.Connection, name: str, group: str, origin: Literal["model", "user"]
) -> int:
    """Return the id of the tag called `name` in whatever case; add the tag if it is new."""
    known = find_tag(connection, name)
    if known is not None:
        return known.id
    new = sa.insert(tags).values(name=clean(name), key=folded(name), group=group, origin=origin)
    return int(connection.execute(new.returning(tags.c.id)).scalar_one())


def list_tags(connection: sa.Connection) -> list[Tag]:
    """Return all tags by name."""
    return [Tag(*row) for row in connection.execute(_TAGS.order_by(tags.c.key))]


_TAGS = sa.select(tags.c.id, tags.c.name, tags.c.group, tags.c.origin)
