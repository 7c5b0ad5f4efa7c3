"""Find how the scores of a joint model's members compare with its own, by percentiles.

One model's .5 is another's .1: of 31 tracks one network calls 21 electronic and another one 1, by
the thresholds that both came with. What tells two models apart on a track is not that. So a
threshold of the joint model is carried over to each member as the score that as many of the
library's tracks reach (`learning.thresholds.on_the_scale_of`; beyond the scores there are, the
distance to the nearest one stays).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagstudio.library.models import member_scales
from tagstudio.library.models.opinions import members_of
from tagstudio.library.models.score_columns import ScoreColumns

if TYPE_CHECKING:  # numpy is loaded when scores are compared, not with the command line
    from sqlalchemy import Connection

    from tagstudio.library.models.models import Model

SAMPLE = 10_000  # tracks: percentiles of more are the same


def renew(connection: Connection, joint: Model) -> None:
    """Derive and store the shifts of the members of a joint model; do nothing for any other."""
    import numpy as np

    from tagstudio.learning.log_odds import logit
    from tagstudio.learning.thresholds import on_the_scale_of

    if not joint.members:
        return
    shifts: member_scales.Shifts = {}
    of_joint = ScoreColumns(connection, joint)
    for member in members_of(connection, joint):
        of_member = ScoreColumns(connection, member)
        _, rows, others = np.intersect1d(
            of_joint.track_ids, of_member.track_ids, assume_unique=True, return_indices=True
        )
        step = max(1, len(rows) // SAMPLE)
        rows, others = rows[::step], others[::step]
        for tag in joint.tags if len(rows) else ():
            if tag.tag_id in member.thresholds:
                scores = of_joint.of(tag.tag_id)[rows], of_member.of(tag.tag_id)[others]
                [moved] = on_the_scale_of(*scores, np.array([tag.threshold]))
                shifts[member.id, tag.tag_id] = float(logit(moved) - logit(tag.threshold))
    member_scales.store(connection, joint.id, shifts)
