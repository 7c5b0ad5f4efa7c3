"""Keep or turn answers that were doubted, as an action that undo takes back."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from tagstudio.library.db.database import Library
from tagstudio.library.db.schema import decisions
from tagstudio.library.tags import kept_answers
from tagstudio.library.tags.decisions import Decision, Recorded, current, record_changes
from tagstudio.library.tags.kept_answers import Kept, KeptState

MUCH_MORE, MORE = 2, 20  # times as many answers to the tag, and so many more: it is asked again
OPPOSITE: dict[KeptState, KeptState] = {"yes": "no", "no": "yes"}

Place = tuple[int, int]  # track, tag


def keep(library: Library, places: Collection[Place]) -> tuple[Kept, ...]:
    """Keep the answers as they stand now, so that they are not doubted again, as one action.

    What has no answer any more is left out.
    """
    with library.write(durable=True) as connection:
        counts = answers_by_tag(connection)
        found = current(connection, {track_id for track_id, _ in places})
        wanted: list[tuple[kept_answers.KeptKey, int]] = []
        for track_id, tag_id in dict.fromkeys(places):
            decided = found.get(track_id, {}).get(tag_id)
            if decided is not None and decided.state != "unseen":
                wanted.append(((track_id, tag_id, decided.state), counts[tag_id]))
        return kept_answers.keep(connection, wanted)


def turn(library: Library, doubted: Sequence[tuple[Place, KeptState]]) -> Recorded:
    """Give the opposite of answers, as one action; what was answered anew meanwhile stays."""
    with library.write(durable=True) as connection:
        found = current(connection, {place[0] for place, _ in doubted})
        wanted = []
        for (track_id, tag_id), state in doubted:
            decided = found.get(track_id, {}).get(tag_id)
            if decided is not None and decided.state == state:
                wanted.append(Decision(track_id, tag_id, OPPOSITE[state]))
        return record_changes(connection, wanted, "user")


def answers_by_tag(connection: sa.Connection) -> dict[int, int]:
    """Return how many answers there are to each tag."""
    rows = connection.execute(
        sa.select(decisions.c.tag_id, sa.func.count()).group_by(decisions.c.tag_id)
    )
    return {row[0]: row[1] for row in rows}


def is_kept(count_then: int | None, count_now: int) -> bool:
    """Tell whether a kept answer is left alone, by the answers to its tag then and now."""
    return count_then is not None and count_now < max(MUCH_MORE * count_then, count_then + MORE)
