"""The tags themselves: found by name without regard to case, made when they are new.

A tag is called by two names: the one that is shown, which the user may change, and the one by which
it was first said (`said`), by which answers, models and training know it for good. Its key is that
one, folded.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import decisions, tags
from tagstudio.library.db.text_folding import clean, folded
from tagstudio.library.tags import tag_edits
from tagstudio.library.tags.decisions import next_undo_group
from tagstudio.library.tags.tag_edits import TagEdit, TagField

_GONE: tuple[TagField, ...] = ("deleted_at", "merged_into")
_NAMES = ("id", "name", "merged_into", "deleted_at")  # the columns that tell what a tag is now
_SHOWN = (*_NAMES, "group", "origin", "said", "aliases", "export_name", "colour", "position")


@dataclass(frozen=True)
class Tag:
    """A tag: its name as it is shown, its group (genre, mood ...), and who brought it.

    `other_names` mean it, too: the one it was first said by, aliases, the name for export, and the
    names of tags that were merged into it. `colour` is "#rrggbb" or "", `export_name` "" where it
    is the name, `position` the place that the user gave it in its group.
    """

    id: int
    name: str
    group: str
    origin: str
    other_names: tuple[str, ...] = ()
    export_name: str = ""
    colour: str = ""
    position: int | None = None


def find_tag(connection: sa.Connection, name: str) -> Tag | None:
    """Return the tag first said by `name` in whatever case, even one that is gone, or None."""
    query = sa.select(tags.c.id, tags.c.name, tags.c.group, tags.c.origin)
    row = connection.execute(query.where(tags.c.key == folded(name))).one_or_none()
    return None if row is None else Tag(*row)


def tag_id(  # noqa: PLR0913 - what a tag is, and how it is meant
    connection: sa.Connection,
    name: str,
    group: str,
    origin: Literal["model", "user"],
    *,
    brings_back: bool = True,
    at: float | None = None,
) -> int:
    """Return the id of the tag first said by `name` in whatever case; add the tag if it is new.

    A tag that the user made before a model brought it is the model's from then on, with its group;
    the answers to it stay. A name that is another one than that under which it is found is damaged,
    and becomes `name`. A tag that was merged or deleted is back when the user makes it again, but
    not without `brings_back`: where it is only named. `at` is since when it is known, in seconds
    since 1970 (None: now), where that is earlier than was known.
    """
    columns = tags.c
    known = connection.execute(sa.select(tags).where(columns.key == folded(name))).one_or_none()
    if known is None:
        new = sa.insert(tags).values(
            name=clean(name),
            key=folded(name),
            group=group,
            origin=origin,
            added=int(time.time() if at is None else at),
        )
        return int(connection.execute(new.returning(columns.id)).scalar_one())
    if at is not None:
        known_since(connection, known.id, int(at))
    if folded(known.said or known.name) != folded(name):
        mended = sa.update(tags).where(columns.id == known.id)
        connection.execute(mended.values(name=clean(name), said=""))
    if origin == "model":
        _take_over(connection, known.id, Tag(known.id, name, known.group, known.origin), group)
    elif brings_back and known.id in gone_tags(connection):
        before = ((field, getattr(known, field)) for field in _GONE)
        back = [TagEdit(known.id, field, str(v), None) for field, v in before if v is not None]
        tag_edits.put(connection, back, next_undo_group(connection))
    return int(known.id)


def known_since(connection: sa.Connection, tag_id: int, at: int) -> None:
    """Note that a tag is known since a time (seconds since 1970), where that is an earlier one."""
    earlier = sa.update(tags).where(tags.c.id == tag_id, tags.c.added > at)
    connection.execute(earlier.values(added=at))


def is_brought(known: Tag, group: str) -> bool:
    """Tell whether a tag is as a model that puts it into `group` brings it."""
    return known.origin == "model" and bool(known.group or not group)


def set_group(connection: sa.Connection, tag_id: int, group: str) -> None:
    """Put a tag into a group."""
    connection.execute(sa.update(tags).where(tags.c.id == tag_id).values(group=group))


def _take_over(connection: sa.Connection, id: int, known: Tag, group: str) -> None:
    if not is_brought(known, group):
        connection.execute(
            sa.update(tags)
            .where(tags.c.id == id)
            .values(origin="model", group=group or known.group)
        )


def list_tags(connection: sa.Connection) -> list[Tag]:
    """Return all tags by name, but those that were merged into others or deleted."""
    rows = _rows(connection, _SHOWN)
    others: dict[int, list[str]] = {}
    for row in rows.values():
        if (kept := _kept(rows, row)) is not None:
            names = [row.said, row.export_name, *row.aliases.splitlines()]
            others.setdefault(kept, []).extend(names if kept == row.id else [row.name, *names])
    found = [_tag(rows[id], names) for id, names in others.items()]
    return sorted(found, key=lambda tag: folded(tag.name))


def gone_tags(connection: sa.Connection) -> set[int]:
    """Return the tags that were merged into others or deleted."""
    is_gone = sa.or_(tags.c.merged_into.is_not(None), tags.c.deleted_at.is_not(None))
    gone = set(connection.scalars(sa.select(tags.c.id).where(is_gone)))
    return gone - {tag.id for tag in list_tags(connection)} if gone else gone


def gone_names(connection: sa.Connection) -> list[str]:
    """Return the shown names of the tags that were deleted, or merged into such."""
    rows = _rows(connection, _NAMES)
    return [row.name for row in rows.values() if _kept(rows, row) is None]


def shown_names(connection: sa.Connection) -> dict[int, str]:
    """Return the shown names of all tags by id, merged and deleted ones too."""
    return {row.id: row.name for row in connection.execute(sa.select(tags.c.id, tags.c.name))}


def own_tags_without_answers(connection: sa.Connection, tag_ids: Iterable[int]) -> list[str]:
    """Return the names of those of these tags that are the user's own and that nothing has."""
    of_tag = decisions.c.tag_id == tags.c.id
    is_answered = sa.exists().where(of_tag, decisions.c.state != "unseen")
    unanswered = sa.select(tags.c.name).where(
        in_ids(tags.c.id, tag_ids), tags.c.origin == "user", ~is_answered
    )
    return sorted(connection.scalars(unanswered), key=folded)


def tags_now(connection: sa.Connection) -> dict[int, int | None]:
    """Return by id what each tag is now: itself, what it was merged into, or None: deleted."""
    rows = _rows(connection, _NAMES)
    return {id: _kept(rows, row) for id, row in rows.items()}


def said_names(connection: sa.Connection) -> dict[int, str]:
    """Return by id the names by which models and training know all tags."""
    return {tag.id: name for name, tag in said_tags(connection).items()}


def said_tags(connection: sa.Connection) -> dict[str, Tag]:
    """Return all tags, merged and deleted ones too, by the name by which models know them."""
    columns = tags.c
    query = sa.select(columns.id, columns.name, columns.group, columns.origin, columns.said)
    return {row.said or row.name: Tag(*row[:4]) for row in connection.execute(query)}


def _rows(connection: sa.Connection, columns: Sequence[str]) -> dict[int, Any]:
    """Return these columns of all tags by id, merged and deleted ones too."""
    wanted = (tags.c[name] for name in columns)
    return {row.id: row for row in connection.execute(sa.select(*wanted))}


def _kept(rows: Mapping[int, Any], row: Any) -> int | None:
    """Return the tag that a tag is now: itself, or what it was merged into; None: deleted."""
    seen: set[int] = set()
    while row.deleted_at is None:
        if row.merged_into not in rows or row.id in seen:  # damaged: it is itself
            return int(row.id)
        seen.add(row.id)
        row = rows[row.merged_into]
    return None


def _tag(row: Any, other_names: Iterable[str]) -> Tag:
    names = {folded(name): name for name in other_names if name}
    names.pop(folded(row.name), None)
    first = (row.id, row.name, row.group, row.origin, tuple(names.values()))
    return Tag(*first, row.export_name, row.colour, row.position)
