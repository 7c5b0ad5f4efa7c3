"""Differences between two versions over the library: tags gained and lost, and score drift."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from tagstudio.core.messages import message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.processes.call_in_child import call_in_child
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import decisions
from tagstudio.library.models.models import Model, ModelTag
from tagstudio.library.models.score_columns import ScoreColumns
from tagstudio.library.models.thresholds import reaches
from tagstudio.library.tracks.folders import removed_ids
from tagstudio.plugin_api.ranking_metrics import roc_auc


@dataclass(frozen=True)
class TagDifference:
    """The number of tracks that gain and lose a suggested tag, and whether it was ever corrected.

    `drift` is 1 - ROC-AUC of the new scores against the old suggestions: 0 when the new version
    puts the same tracks on top; None where the old one suggested the tag nowhere, or everywhere.
    """

    tag: str
    gained: int
    lost: int
    corrected: bool
    drift: float | None


@dataclass(frozen=True)
class Differences:
    """Two versions over the tracks that both scored; `drift` is the mean of uncorrected tags."""

    tracks: int
    tags: tuple[TagDifference, ...]
    drift: float | None


def differences(library: Library, before: Model, after: Model) -> Job[Differences]:
    """Compare the scores of two versions over every track that both have scored."""
    comparing = Progress(
        message=message(
            "evaluation.comparing",
            "comparing {before} with {after}",
            before=before.name,
            after=after.name,
        )
    )
    return call_in_child(comparing, _differences, library.path, before, after)


def _differences(path: Path, before: Model, after: Model) -> Differences:
    with open_library(path, writing=False) as library, library.read() as connection:
        return _difference_of_tags(connection, before, after)


def _difference_of_tags(connection: sa.Connection, before: Model, after: Model) -> Differences:
    corrected = set(connection.scalars(sa.select(decisions.c.tag_id).distinct()))
    other = {tag.tag_id: tag for tag in after.tags}
    both = BothScores(connection, before, after)
    found = []
    for tag in before.offered_tags:
        if tag.tag_id in other:
            old, new = both.scores(tag.tag_id)
            found.append(_difference(tag, other[tag.tag_id], old, new, tag.tag_id in corrected))
    drifts = [one.drift for one in found if one.drift is not None and not one.corrected]
    return Differences(
        len(both.track_ids), tuple(found), float(np.mean(drifts)) if drifts else None
    )


def changed_tracks(
    connection: sa.Connection, before: Model, after: Model, tag_id: int
) -> tuple[list[int], list[int]]:
    """Return the tracks that gain a tag with the other version, and those that lose it.

    The largest score differences come first.
    """
    both = BothScores(connection, before, after)
    old, new = both.scores(tag_id)
    was = reaches(old, before.thresholds[tag_id])
    now = reaches(new, after.thresholds[tag_id])
    order = np.argsort(-np.abs(new - old), kind="stable")
    gained, lost = (now & ~was)[order], (was & ~now)[order]
    ids = both.track_ids[order]
    return ids[gained].tolist(), ids[lost].tolist()


class BothScores:
    """The scores of two versions; `track_ids` (n,) are the tracks of the library scored by both."""

    def __init__(self, connection: sa.Connection, before: Model, after: Model) -> None:
        self._old, self._new = ScoreColumns(connection, before), ScoreColumns(connection, after)
        common, old, new = np.intersect1d(
            self._old.track_ids, self._new.track_ids, assume_unique=True, return_indices=True
        )
        here = ~np.isin(common, np.array([*removed_ids(connection)], np.int64))
        self._old_rows, self._new_rows = old[here], new[here]
        self.track_ids: NDArray[np.int64] = common[here]

    def scores(self, tag_id: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the scores of a tag by each version, (n,) and (n,)."""
        return self.old(tag_id), self._new.of(tag_id)[self._new_rows]

    def old(self, tag_id: int) -> NDArray[np.float64]:
        """Return the scores of a tag by the first version alone, (n,)."""
        return self._old.of(tag_id)[self._old_rows]


def _difference(
    before: ModelTag,
    after: ModelTag,
    old: NDArray[np.float64],
    new: NDArray[np.float64],
    corrected: bool,
) -> TagDifference:
    was, now = reaches(old, before.threshold), reaches(new, after.threshold)
    drift = None
    if 0 < was.sum() < len(was):
        drift = 1 - roc_auc(was, new)
    return TagDifference(
        before.name, int((now & ~was).sum()), int((was & ~now).sum()), corrected, drift
    )
