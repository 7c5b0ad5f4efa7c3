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
from tagstudio.library.views.counts import TagCounter
from tagstudio.plugin_api.ranking_metrics import roc_auc


@dataclass(frozen=True)
class TagDifference:
    """The number of tracks that gain and lose a tag, and whether it was ever corrected.

    Tracks have it as the library counts it: answered yes, or suggested and undecided.
    `drift` is 1 - ROC-AUC of the new scores against the old suggestions: 0 when the new version
    puts the same tracks on top; None where the old one suggested the tag nowhere, or everywhere.
    A tag that only one of the two versions knows is gained or lost where that one suggests it.
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
    both = BothScores(connection, before, after)
    counter = TagCounter(connection, both.track_ids)
    found = [
        _difference(both, counter, tag, tag.tag_id in corrected)
        for tag in {one.tag_id: one for one in (*after.offered_tags, *before.offered_tags)}.values()
    ]
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
    gained, lost = both.moved(TagCounter(connection, both.track_ids), tag_id)
    change = np.abs(both.after.of(tag_id) - both.before.of(tag_id))
    ids = both.track_ids[np.argsort(-change, kind="stable")]
    return ids[np.isin(ids, gained)].tolist(), ids[np.isin(ids, lost)].tolist()


class BothScores:
    """The scores of two versions; `track_ids` (n,) are the tracks of the library scored by both."""

    def __init__(self, connection: sa.Connection, before: Model, after: Model) -> None:
        columns = [ScoreColumns(connection, one) for one in (before, after)]
        common, old, new = np.intersect1d(
            columns[0].track_ids, columns[1].track_ids, assume_unique=True, return_indices=True
        )
        here = ~np.isin(common, np.array([*removed_ids(connection)], np.int64))
        self.track_ids: NDArray[np.int64] = common[here]
        self.before = VersionScores(before, columns[0], old[here])
        self.after = VersionScores(after, columns[1], new[here])

    def moved(
        self, counter: TagCounter, tag_id: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the tracks that gain a tag with the other version, and those that lose it."""
        had, has = (
            counter.tracks(tag_id, one.reached(tag_id, one.of(tag_id)))
            for one in (self.before, self.after)
        )
        return np.setdiff1d(has, had), np.setdiff1d(had, has)


class VersionScores:
    """What one version says of n tracks, some rows of its columns."""

    def __init__(self, version: Model, columns: ScoreColumns, rows: NDArray[np.intp]) -> None:
        self._columns, self._rows = columns, rows
        self._thresholds = {tag.tag_id: tag.threshold for tag in version.offered_tags}

    def knows(self, tag_id: int) -> bool:
        """Tell whether the version scores a tag, and may suggest it."""
        return tag_id in self._thresholds

    def of(self, tag_id: int) -> NDArray[np.float64]:
        """Return the scores of a tag, (n,): 0 of one that the version does not know."""
        if not self.knows(tag_id):
            return np.zeros(len(self._rows))
        return self._columns.of(tag_id)[self._rows]

    def reached(self, tag_id: int, scores: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which of its `scores` (n,) let it suggest a tag, (n,)."""
        if not self.knows(tag_id):
            return np.zeros(len(scores), np.bool_)
        found: NDArray[np.bool_] = reaches(scores, self._thresholds[tag_id])
        return found


def _difference(
    both: BothScores, counter: TagCounter, tag: ModelTag, corrected: bool
) -> TagDifference:
    was = both.before.reached(tag.tag_id, both.before.of(tag.tag_id))
    drift = None
    if 0 < was.sum() < len(was) and both.after.knows(tag.tag_id):
        drift = 1 - roc_auc(was, both.after.of(tag.tag_id))
    gained, lost = both.moved(counter, tag.tag_id)
    return TagDifference(tag.name, len(gained), len(lost), corrected, drift)
