"""Take over what the other library has under names: saved searches, and what genres mean.

They have no journal, in either library: what is missing here is added, what is here stays, and undo
leaves them, as it leaves a search that was saved by hand.
"""

from collections.abc import Callable

import sqlalchemy as sa

from tagstudio.core.messages import message
from tagstudio.engine.merging.plan import MergePlan
from tagstudio.engine.merging.report import Example
from tagstudio.library.db.schema import genre_choices, saved_searches
from tagstudio.library.search.saved_searches import list_searches


def compare_choices(plan: MergePlan) -> None:
    """Count in the report of a plan what is missing here, and say which searches differ."""
    report = plan.report
    known = {one.name.casefold(): one.query for one in list_searches(plan.here.connection)}
    for one in list_searches(plan.there.connection):
        here = known.get(one.name.casefold())
        if here is None:
            report.taken["search"] += 1
            report.examples.setdefault("search", Example(one.name, "", one.query))
        elif here != one.query:
            report.left.append(
                message(
                    "merge.search-differs",
                    "The saved search {name} is another one here, which stays; there it says:"
                    " {query}",
                    name=one.name,
                    query=one.query,
                )
            )
    genres = _missing_genres(plan)
    report.taken["genre"] = len(genres)
    for row in genres[:1]:
        means = "" if row.tag_id is None else plan.tags.name(row.tag_id)
        report.examples["genre"] = Example(row.genre, "", means)


def take_choices(plan: MergePlan, tag: Callable[[int], int]) -> None:
    """Add what is missing here; `tag` gives the tag of this library for one of the plan."""
    connection = plan.here.connection
    known = {one.name.casefold() for one in list_searches(connection)}
    for one in list_searches(plan.there.connection):
        if one.name.casefold() not in known:
            connection.execute(sa.insert(saved_searches).values(name=one.name, query=one.query))
    for row in _missing_genres(plan):
        own = None if row.tag_id is None else tag(plan.tags.ids[row.tag_id])
        new = sa.insert(genre_choices).values(key=row.key, genre=row.genre, tag_id=own)
        connection.execute(new)


def _missing_genres(plan: MergePlan) -> list[sa.Row[tuple[int, str, str, int]]]:
    """Return their choices for genres on which nothing was chosen here, of tags that are here."""
    known = set(plan.here.connection.scalars(sa.select(genre_choices.c.key)))
    rows = plan.there.connection.execute(sa.select(genre_choices))
    return [
        row
        for row in rows
        if row.key not in known and (row.tag_id is None or row.tag_id in plan.tags.ids)
    ]
