"""Leases: who has a track before them, so that no two people answer the same one unasked.

A lease keeps nobody from anything. The review queue passes over the tracks that others have, and
who opens one all the same is told. It ends when its holder goes on, or by itself.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from tagstudio.library.db.clock import server_now
from tagstudio.library.db.expressions import insert
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.library import holder_of
from tagstudio.library.db.schema import leases

# A window renews its leases every RENEW_SECONDS, so one that was killed, or whose connection is
# lost for longer than a passing fault, keeps a track from the others for two minutes at most.
LEASE_SECONDS = 120
RENEW_SECONDS = 30


@dataclass(frozen=True)
class Lease:
    """That somebody else has a track before them; `person` is "" where they have no name."""

    track_id: int
    person: str


def hold(connection: sa.Connection, track_ids: Collection[int], person: str) -> dict[int, Lease]:
    """Take these tracks, in their order, and let go of all others of the same holder.

    The holder is the library that `connection` is of, as it is open in this process. Return the
    tracks that others have, by id; the rest are taken or renewed.
    """
    holder = holder_of(connection)
    mine = leases.c.holder == holder
    connection.execute(sa.delete(leases).where(mine, ~in_ids(leases.c.track_id, track_ids)))
    if not track_ids:
        return {}
    until = server_now() + LEASE_SECONDS
    new = insert(connection, leases)
    taken = new.values(
        [
            {"track_id": id, "person": person, "holder": holder, "until": until}
            for id in dict.fromkeys(track_ids)
        ]
    ).on_conflict_do_update(
        index_elements=["track_id"],
        set_={name: new.excluded[name] for name in ("person", "holder", "until")},
        where=mine | (leases.c.until < server_now()),
    )
    connection.execute(taken)
    return {one.track_id: one for one in of_others(connection, track_ids)}


def of_others(connection: sa.Connection, track_ids: Iterable[int] | None = None) -> list[Lease]:
    """Return the leases that others have, of these tracks, or with None of all."""
    columns = leases.c
    query = sa.select(columns.track_id, columns.person).where(
        columns.until >= server_now(), columns.holder != holder_of(connection)
    )
    if track_ids is not None:
        query = query.where(in_ids(columns.track_id, track_ids))
    return [Lease(*row) for row in connection.execute(query)]
