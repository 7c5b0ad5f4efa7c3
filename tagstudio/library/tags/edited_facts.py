"""The titles, albums, tempi and keys of the user: an append-only journal, which undo goes by.

The newest entry of a track and field is what holds. The artists that the user named have a journal
of their own (`named_artists`).
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import edited_facts
from tagstudio.library.tags.change_journal import ChangeJournal

EditedField = Literal["title", "album", "bpm", "key"]

_columns = edited_facts.c


class Edit(NamedTuple):
    """The user's word on a field of a track, before an action and after it; None: no word."""

    track_id: int
    field: EditedField
    before: str | None
    after: str | None


FACTS = ChangeJournal(edited_facts, Edit, ("track_id", "field"))
put, of_group = FACTS.put, FACTS.of_group


def edited_by_user(
    connection: sa.Connection, track_ids: Iterable[int]
) -> dict[int, dict[EditedField, str]]:
    """Return by track id the titles, albums, tempi and keys that the user gave, as texts."""
    newest = (
        sa.select(sa.func.max(_columns.id))
        .where(in_ids(_columns.track_id, track_ids))
        .group_by(_columns.track_id, _columns.field)
    )
    rows = connection.execute(
        sa.select(_columns.track_id, _columns.field, _columns.after).where(
            _columns.id.in_(newest), _columns.after.is_not(None)
        )
    )
    found: dict[int, dict[EditedField, str]] = {}
    for row in rows:
        found.setdefault(row.track_id, {})[row.field] = row.after
    return found
