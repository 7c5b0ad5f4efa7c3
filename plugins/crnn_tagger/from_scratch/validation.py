"""The metrics of a network on validation or test clips: against labels and its teacher."""

import time
from collections.abc import Generator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.messages import message
from tagstudio.core.progress import Progress
from tagstudio.plugin_api import ScoredClips
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.examples import NO, YES
from tagstudio.plugin_api.ranking_metrics import (
    mean_auc_of_defined_tags,
    mean_of_defined,
    tag_average_precisions,
)

from ..audio.mel import centre, clip_range
from ..inference.scorer import Scorer, sigmoid
from ..training.metrics import cross_entropies
from .data.mel_store import MelStore
from .data.windows import middle_windows
from .targets import LABEL_WEIGHT, ClipSet

Array = NDArray[np.float32]


def score_middle_windows(
    scorer: Scorer, store: MelStore, rows: NDArray[np.int64]
) -> Generator[Progress, None, tuple[Array, float]]:
    """Score the middle window of each clip: scores (n, tags), and the network's seconds."""
    found, seconds, done = [], 0.0, 0
    while done < len(rows):
        decibels = clip_range(middle_windows(store, rows[done : done + scorer.batch]))
        began = time.monotonic()
        logits, _ = scorer(centre(decibels) if scorer.recipe.centred else decibels)
        seconds += time.monotonic() - began
        found.append(sigmoid(logits))
        done += len(logits)
        yield Progress(done, len(rows), message("crnn.scoring", "scoring"))
    return np.concatenate(found) if found else np.zeros((0, 0), np.float32), seconds


def score_split(
    scorer: Scorer, store: MelStore, clips: Clips, split: int
) -> Generator[Progress, None, tuple[Array, ScoredClips]]:
    """Score the middle windows of one split, in the order of the file: (clips, tags).

    A clip that is not in the store has NaN; with none in it there are no columns.
    """
    chosen = [clips.ids[index] for index in np.flatnonzero(clips.splits == split)]
    stored = set(store.ids)
    is_stored = np.array([clip in stored for clip in chosen], bool)
    rows = np.array([store.row(clip) for clip in chosen if clip in stored], np.int64)
    found, seconds = yield from score_middle_windows(scorer, store, rows)
    scores = np.full((len(chosen), found.shape[1]), np.nan, np.float32)
    scores[is_stored] = found
    return scores, ScoredClips(int(is_stored.sum()), seconds)


def validation_metrics(clips: ClipSet, scores: Array, teacher: Array | None) -> dict[str, Any]:
    """Return the metrics of scores, (n, k), given a teacher's for the first t tags, (n, t).

    `loss` is the mean cross-entropy to the student's targets; the others are means over the tags
    for which they are defined, None where there is no such tag.
    """
    if not len(clips):
        return {"clips": 0, "loss": None, "macro_auc": None, "average_precision": None}
    found: dict[str, Any] = {
        "clips": len(clips),
        "loss": _loss(clips, scores, teacher),
        "macro_auc": mean_auc_of_defined_tags(clips.answers, scores),
        "average_precision": mean_of_defined(tag_average_precisions(clips.answers, scores)),
    }
    if teacher is not None:
        found["teacher_rank_correlation"] = rank_correlation(scores, teacher)
    return found


def _loss(clips: ClipSet, scores: Array, teacher: Array | None) -> float | None:
    probabilities, known = (clips.answers == YES).astype(np.float64), clips.answers >= NO
    if teacher is not None:
        own = slice(teacher.shape[1])
        label_weights = LABEL_WEIGHT * known[:, own]
        probabilities[:, own] = (
            label_weights * probabilities[:, own] + (1 - label_weights) * teacher
        )
        known[:, own] = True
    losses = cross_entropies(probabilities, scores)
    return float(losses[known].mean()) if known.any() else None


def rank_correlation(scores: Array, teacher: Array) -> float | None:
    """Return Spearman's correlation with the teacher over the clips, the mean over its tags."""
    found = [
        _correlation(own, other)
        for own, other in zip(scores.T[: teacher.shape[1]], teacher.T, strict=True)
    ]
    return mean_of_defined(np.array(found, np.float64))


def _correlation(one: Array, other: Array) -> float:
    """Return the correlation of the ranks, NaN where all values of one of them are equal."""
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return float("nan")
    ranks = np.stack([np.argsort(np.argsort(values)) for values in (one, other)])
    correlations = np.asarray(np.corrcoef(ranks))
    return float(correlations[0, 1])
