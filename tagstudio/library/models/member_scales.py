"""How the scores of a joint model's members compare with its own, tag by tag, in this library.

A shift is what a threshold of the joint model moves by, in log-odds, so that as many tracks reach
it by the member alone. Shifts are derived from the scores and may be lost: until the next job a
member's own thresholds count.
"""

import sqlalchemy as sa

from tagstudio.library.db.expressions import is_stored_as
from tagstudio.library.db.schema import member_scales

Shifts = dict[tuple[int, int], float]  # by member and tag


def store(connection: sa.Connection, joint_id: int, shifts: Shifts) -> None:
    """Store the shifts of a joint model's members, in the place of all former ones."""
    connection.execute(sa.delete(member_scales).where(member_scales.c.model_id == joint_id))
    rows = [
        {"model_id": joint_id, "member_id": member_id, "tag_id": tag_id, "shift": shift}
        for (member_id, tag_id), shift in shifts.items()
    ]
    if rows:
        connection.execute(sa.insert(member_scales), rows)


def stored(connection: sa.Connection, joint_id: int) -> Shifts:
    """Return the shifts of a joint model's members; damaged ones count as lost."""
    columns = member_scales.c
    rows = connection.execute(
        sa.select(columns.member_id, columns.tag_id, columns.shift).where(
            columns.model_id == joint_id, is_stored_as(columns.shift, "real")
        )
    )
    return {(row.member_id, row.tag_id): row.shift for row in rows}
