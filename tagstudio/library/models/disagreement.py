"""Disagreement: how far apart the members of a joint model are, by tag and track.

Query by committee (Seung, Opper and Sompolinsky, COLT 1992). A member's scores are compared with
the joint model's threshold on that member's scale, the score that as many of the library's tracks
reach by it alone (`member_scales`): so that one whose scores are higher on all tracks is not of
another opinion on each of them. The support of score s over threshold t is
q = sigmoid(logit(s) - logit(t)), .5 at the threshold, near 0 and 1 far from it. The disagreement of
a tag is the largest support less the smallest, in [0, 1]: 0 where all are equally sure, whichever
way, and 1 where one is sure of a yes and another one of a no. That of a track is the largest of the
tags that two members or more hear and that are offered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from tagstudio.library.models import member_scales
from tagstudio.library.models.models import Model
from tagstudio.library.models.opinions import members_of
from tagstudio.library.models.score_columns import ScoreColumns
from tagstudio.library.models.suggestions import scores_of
from tagstudio.library.models.thresholds import moved

if TYPE_CHECKING:  # numpy is loaded when scores are asked for, not with the command line
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TWO = 2  # members at least, for any disagreement
_EPSILON = 1e-6  # scores are clipped to this distance from 0 and 1


class TrackDisagreement(NamedTuple):
    """The disagreement on a track, in [0, 1], and the tag that it is largest for."""

    value: float
    tag: str


class Committee:
    """The members of a joint model, over all tracks.

    `track_ids` (n,) are the tracks that the joint model and all members have scored, ascending;
    `tag_ids` the tags that two members or more hear and that are offered. Of a model that is no
    joint one, or of which not two members are known, both are empty.
    """

    def __init__(self, connection: sa.Connection, joint: Model) -> None:
        import numpy as np

        members = members_of(connection, joint)
        heard = _thresholds(connection, joint, members)
        offered = [tag.tag_id for tag in joint.offered_tags]
        self.tag_ids = [id for id in offered if sum(id in tags for tags in heard) >= TWO]
        self.track_ids = np.array([], np.int64)
        self._members = []
        if self.tag_ids:
            every = [ScoreColumns(connection, member) for member in members]
            self.track_ids = ScoreColumns(connection, joint).track_ids
            for columns in every:
                self.track_ids = np.intersect1d(self.track_ids, columns.track_ids, True)
            self._members = [
                (tags, columns, np.searchsorted(columns.track_ids, self.track_ids))
                for tags, columns in zip(heard, every, strict=True)
            ]

    def read_ahead(self) -> None:
        """Read the scores of all tags at once, for who asks for all of them."""
        for _, columns, _ in self._members:
            columns.read_ahead()

    def of(self, tag_id: int) -> Floats:
        """Return the disagreement about one of `tag_ids`, (n,)."""
        import numpy as np

        supports = [
            support(columns.of(tag_id)[rows], thresholds[tag_id])
            for thresholds, columns, rows in self._members
            if tag_id in thresholds
        ]
        apart: Floats = np.max(supports, axis=0) - np.min(supports, axis=0)
        return apart

    def largest(self) -> Floats:
        """Return the disagreement of each track, (n,)."""
        import numpy as np

        self.read_ahead()
        found: Floats = np.zeros(len(self.track_ids))
        for tag_id in self.tag_ids:
            np.maximum(found, self.of(tag_id), out=found)
        return found


def _thresholds(
    connection: sa.Connection, joint: Model, members: Sequence[Model]
) -> list[dict[int, float]]:
    """Return for each member by tag id the joint model's threshold on the member's scale.

    Of the tags that it hears; its own thresholds while the scales are not known.
    """
    shifts = member_scales.stored(connection, joint.id)
    return [
        {
            tag.tag_id: moved(joint.thresholds[tag.tag_id], shifts[member.id, tag.tag_id])
            if (member.id, tag.tag_id) in shifts and tag.tag_id in joint.thresholds
            else tag.threshold
            for tag in member.tags
            if tag.is_heard
        }
        for member in members
    ]


def support(scores: Floats, thresholds: Floats | float) -> Floats:
    """Return the support of scores over their thresholds, sigmoid(logit(s) - logit(t)).

    Both are arrays of shapes that fit each other.
    """
    import numpy as np

    t = np.clip(thresholds, _EPSILON, 1 - _EPSILON)
    s = np.clip(scores, _EPSILON, 1 - _EPSILON)
    # The quotient of the odds, without logarithms: q / (1 - q) = s / (1 - s) / (t / (1 - t)).
    yes, no = s * (1 - t), (1 - s) * t
    found: Floats = yes / (yes + no)
    return found


def disagreements_of(
    connection: sa.Connection, joint: Model | None, track_ids: Sequence[int]
) -> dict[int, TrackDisagreement]:
    """Return by track id the disagreement on these tracks, as `Committee` has it.

    Nothing for a model that is no joint one.
    """
    if joint is None:
        return {}
    names = {tag.tag_id: tag.name for tag in joint.tags}
    found = {}
    for id, apart in disagreement_by_tag(connection, joint, track_ids).items():
        tag_id = max(apart, key=lambda one: apart[one])  # the first of equals
        found[id] = TrackDisagreement(apart[tag_id], names[tag_id])
    return found


def disagreement_by_tag(
    connection: sa.Connection, joint: Model, track_ids: Sequence[int]
) -> dict[int, dict[int, float]]:
    """Return by track id and tag id the disagreement on these tracks, as `Committee.of` has it.

    Of the tags that two members or more hear; nothing where there are none.
    """
    if len(joint.members) < TWO:
        return {}
    import numpy as np

    members = members_of(connection, joint)
    scored = [scores_of(connection, one, track_ids) for one in (joint, *members)]
    ids = [id for id in track_ids if all(id in one for one in scored)]
    offered = joint.offered_tags
    if not ids or not offered:
        return {}
    # (members, tracks, tags), NaN where a member does not hear the tag
    supports = np.full((len(members), len(ids), len(offered)), np.nan)
    thresholds = _thresholds(connection, joint, members)
    for place, (member, scores) in enumerate(zip(members, scored[1:], strict=True)):
        matrix = np.array([scores[id] for id in ids])
        columns = {tag.tag_id: n for n, tag in enumerate(member.tags)}
        for column, tag in enumerate(offered):
            if tag.tag_id in thresholds[place]:
                said = matrix[:, columns[tag.tag_id]]
                supports[place, :, column] = support(said, thresholds[place][tag.tag_id])
    heard = np.flatnonzero(np.isfinite(supports[:, 0]).sum(axis=0) >= TWO)  # by enough members
    if not len(heard):
        return {}
    apart = _range(supports)[:, heard].tolist()
    tag_ids = [offered[column].tag_id for column in heard]
    return {id: dict(zip(tag_ids, row, strict=True)) for id, row in zip(ids, apart, strict=True)}


def _range(supports: Floats) -> Floats:
    """Return the largest less the smallest number over the first axis, without NaN; 0 for none."""
    import numpy as np

    largest = np.where(np.isnan(supports), -np.inf, supports).max(axis=0)
    smallest = np.where(np.isnan(supports), np.inf, supports).min(axis=0)
    found: Floats = np.maximum(0.0, largest - smallest)
    return found
