"""What the user made of tags: an append-only journal, which undo goes by.

What it says of a tag holds in the columns of `tags`, so that everything that reads a tag goes by
it; the key of a tag, and what answers, models and training call it, never change.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple, cast

import sqlalchemy as sa

from tagstudio.library.db.schema import tag_edits
from tagstudio.library.db.schema import tags as tag_table
from tagstudio.library.tags.change_journal import ChangeJournal

TagField = Literal[
    "name",
    "group",
    "export_name",
    "colour",
    "position",
    "aliases",
    "parents",
    "merged_into",
    "deleted_at",
]
LibraryField = Literal["tree", "implications"]
_NUMBERS = ("position", "merged_into", "deleted_at")
_FIELDS = frozenset(TagField.__args__)  # type: ignore[attr-defined]


class TagEdit(NamedTuple):
    """A field of a tag, or with no tag a word on all of them, before an action and after it."""

    tag_id: int | None
    field: TagField | LibraryField
    before: str | None
    after: str | None

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> "TagEdit":
        """Return the edit in a row of the journal."""
        return cls(row["tag_id"], row["field"], row["before"], row["after"])


EDITS = ChangeJournal(tag_edits, TagEdit, ("tag_id", "field"))
of_group = EDITS.of_group


def put(
    connection: sa.Connection,
    edits: Iterable[TagEdit],
    group: int,
    at: float | None = None,
) -> None:
    """Record edits as part of an action, as `ChangeJournal.put`, and let them hold."""
    made = list(edits)
    EDITS.put(connection, made, group, at)
    hold(connection, made)


def hold(connection: sa.Connection, edits: Iterable[TagEdit]) -> None:
    """Write into the columns of `tags` what the edits say, in their order."""
    columns = tag_table.c
    for one in edits:
        if one.tag_id is None or one.field not in _FIELDS:
            continue
        values: dict[str, Any] = {one.field: _stored(one)}
        if one.field == "name":
            values["said"] = sa.func.coalesce(sa.func.nullif(columns.said, ""), columns.name)
        connection.execute(sa.update(tag_table).where(columns.id == one.tag_id).values(values))


def hold_again(connection: sa.Connection) -> None:
    """Let the journal hold again where columns of `tags` were damaged and mended.

    Not the groups, which are also changed without an entry: by models that bring a tag.
    """
    columns = tag_edits.c
    query = sa.select(columns.tag_id, columns.field, columns.before, columns.after)
    rows = connection.execute(query.where(columns.field != "group").order_by(columns.id)).all()
    hold(connection, [TagEdit(*row) for row in rows])


def of_library(connection: sa.Connection, field: LibraryField) -> str | None:
    """Return the user's newest word on all tags; None for none, or where it was taken back."""
    columns = tag_edits.c
    query = sa.select(columns.after).where(columns.tag_id.is_(None), columns.field == field)
    return cast("str | None", connection.scalar(query.order_by(columns.id.desc()).limit(1)))


def _stored(edit: TagEdit) -> str | int | None:
    if edit.field in _NUMBERS:
        return int(edit.after) if edit.after and edit.after.isdecimal() else None
    return edit.after if edit.field == "parents" else edit.after or ""
