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
    """Return the id of the tag called `name` in whatever case; add the tag if it is new.

    A tag that the user made before a model brought it is the model's from then on, with its group;
    the answers to it stay. A name that is another one than that under which it is found is damaged,
    and becomes `name`.
    """
    known = find_tag(connection, name)
    if known is not None:
        if folded(known.name) != folded(name):
            renamed = sa.update(tags).where(tags.c.id == known.id).values(name=clean(name))
            connection.execute(renamed)
        if origin == "model":
            _take_over(connection, known, group)
        return known.id
    new = sa.insert(tags).values(name=clean(name), key=folded(name), group=group, origin=origin)
    return int(connection.execute(new.returning(tags.c.id)).scalar_one())


def is_brought(known: Tag, group: str) -> bool:
    """Tell whether a tag is as a model that puts it into `group` brings it."""
    return known.origin == "model" and bool(known.group or not group)


def set_group(connection: sa.Connection, tag_id: int, group: str) -> None:
    """Put a tag into a group."""
    connection.execute(sa.update(tags).where(tags.c.id == tag_id).values(group=group))


def _take_over(connection: sa.Connection, known: Tag, group: str) -> None:
    if not is_brought(known, group):
        connection.execute(
            sa.update(tags)
            .where(tags.c.id == known.id)
            .values(origin="model", group=group or known.group)
        )


def list_tags(connection: sa.Connection) -> list[Tag]:
    """Return all tags by name."""
    return [Tag(*row) for row in connection.execute(_TAGS.order_by(tags.c.key))]


_TAGS = sa.select(tags.c.id, tags.c.name, tags.c.group, tags.c.origin)
