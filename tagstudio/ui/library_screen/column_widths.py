"""How wide the columns of the table are: the tags keep their chips, the others give way."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import ceil

from tagstudio.ui.library_screen.columns import COLUMNS, GROWTH, NEVER, TAGS, Column

TAGS_ROOM = 208  # px: two chips, and the number of the others


def fitted(
    room: int, shown: Sequence[Column], wishes: Mapping[str, int], filled: Collection[str]
) -> dict[str, int]:
    """Return the widths, in px, of the columns that have a place in `room`, by name.

    `wishes` are widths that the user gave; `filled` the columns that may be empty in which any row
    has a text: an empty one takes no more than it must. The tags get what the others leave, and at
    least TAGS_ROOM: for that empty ones leave, those with an icon show it alone, the others shrink,
    and then leave, those of the lowest rank first.
    """
    columns = [column for column in shown if column.name != COLUMNS[TAGS].name]
    wanted = {one.name: _wanted(one, wishes, filled) for one in columns}
    if sum(wanted.values()) > room - TAGS_ROOM:  # first of all what is empty leaves
        empty = {one.name for one in columns if _is_empty(one, filled) and one.rank != NEVER}
        columns = [one for one in columns if one.name not in empty - wishes.keys()]
        wanted = {one.name: wanted[one.name] for one in columns}
    least = {one.name: min(wanted[one.name], one.least or wanted[one.name]) for one in columns}
    leaving = sorted((one for one in columns if one.rank != NEVER), key=lambda one: -one.rank)
    while leaving and sum(least.values()) > room - TAGS_ROOM:
        gone = leaving.pop().name
        del least[gone], wanted[gone]
    spare = room - TAGS_ROOM - sum(wanted.values())
    if spare < 0:
        wanted |= {one.name: least[one.name] for one in columns if one.has_icon}
        missing = sum(wanted.values()) - (room - TAGS_ROOM)
        wanted = _shrunk(wanted, least, max(0, missing))
    else:
        tags_more = max(0, COLUMNS[TAGS].width - TAGS_ROOM)
        grown = max(0, spare - tags_more) // GROWTH
        for column in columns:
            if column.name in wanted and column.name in filled and column.name not in wishes:
                wanted[column.name] += grown * column.grows
    taken = sum(wanted.values())
    return {**wanted, COLUMNS[TAGS].name: max(0, room - taken)}


def _wanted(column: Column, wishes: Mapping[str, int], filled: Collection[str]) -> int:
    if column.name in wishes:
        return wishes[column.name]
    return column.least or column.width if _is_empty(column, filled) else column.width


def _is_empty(column: Column, filled: Collection[str]) -> bool:
    return column.may_be_empty and column.name not in filled


def _shrunk(wanted: Mapping[str, int], least: Mapping[str, int], missing: int) -> dict[str, int]:
    """Return the widths, `missing` px less in all, as far as they can shrink, in proportion."""
    slack = {name: wanted[name] - least[name] for name in wanted}
    whole = sum(slack.values())
    share = min(1.0, missing / whole) if whole else 0.0
    return {name: wanted[name] - ceil(slack[name] * share) for name in wanted}
