"""What the answers of a library are compared by: scores and sounds of the answered tracks.

The scores are those of the published model at the root of the one that is asked for: it has learned
from no answer. Where only a version is known, there is nothing but the sound. The sound of a track
is the mean of its feature maps, and what the root says of all tags; a sample of the library scales
it, whatever was answered.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from tagstudio.engine.correcting.answers import Answers
from tagstudio.engine.evaluation.answered_tracks import (
    AnsweredTracks,
    answered_tracks,
    explicit_answers,
    library_sample,
    weights_by_length,
)
from tagstudio.learning.answers import (
    ASSUMED_NO_WEIGHT,
    FILE_TAG_WEIGHT,
    NO,
    SAID_BY_FILE,
    UNSEEN,
)
from tagstudio.learning.doubts import HeardAnswers
from tagstudio.learning.log_odds import Floats, logit
from tagstudio.learning.scaling import Scaling
from tagstudio.learning.witnesses import Answered
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.models import Model
from tagstudio.library.similar.sounds import main_listener, sounds_of
from tagstudio.library.tags.tags import list_tags

SAMPLE = 500  # tracks of the library beside the answered ones: enough to scale their sound


@dataclass(frozen=True)
class Gathered:
    """The evidence, and the tracks that it is about.

    `tag_ids` are those of its columns; `unheard` are answered tracks that nothing is known of.
    """

    evidence: HeardAnswers
    tracks: AnsweredTracks
    tag_ids: tuple[int, ...]
    unheard: tuple[int, ...]


def gather(
    connection: sa.Connection, model: Model, given: Answers, among: Collection[int]
) -> Gathered:
    """Gather what is known of the answered tracks, and of those `among` that were reviewed."""
    root = models.root_of(connection, model)
    tag_ids = sorted({tag_id for of_track in given.by_track.values() for tag_id in of_track})
    every = answered_tracks(connection, given, tag_ids, among)
    sample = library_sample(connection, root)[:SAMPLE]
    wanted = sorted({*every.track_ids, *sample})
    has_learned = root.parent is not None  # the published model that it came of is not known here
    scores = {} if has_learned else suggestions.scores_of(connection, root, wanted)
    ids, sounds = _sounds(connection, wanted, scores, len(root.tags))
    known: NDArray[np.bool_] = np.isin(every.track_ids, ids)
    answered = every.of_tracks(known)
    answered_ids: NDArray[np.int64] = np.array(answered.track_ids, np.int64)
    rows = np.searchsorted(ids, answered_ids)
    logits = np.zeros((len(answered_ids), len(tag_ids)))
    unheard_tags = models.facts(connection, root.id).get("unheard", ())
    has_prior: NDArray[np.bool_] = np.zeros(len(tag_ids), np.bool_)
    for column, tag in enumerate(root.tags):
        if scores and tag.tag_id in tag_ids and tag.name not in unheard_tags:
            place = tag_ids.index(tag.tag_id)
            has_prior[place] = True
            logits[:, place] = logit([scores[track_id][column] for track_id in answered.track_ids])
    explicit = explicit_answers(given, tag_ids, answered.track_ids)
    assumed, weights = _weighted(answered.answered, explicit)
    evidence = HeardAnswers(
        logits,
        has_prior,
        Scaling.fit(sounds)(sounds[rows]) if len(answered_ids) else np.empty((0, 0)),
        explicit,
        np.where(assumed, NO, explicit).astype(np.int8),
        weights * weights_by_length(connection, answered.track_ids)[:, None],
        answered.folds,
        answered.answered.groups,
        _kinds(connection, tag_ids),
    )
    unheard = sorted(set(given.by_track) - set(answered.track_ids))
    return Gathered(evidence, answered, tuple(tag_ids), tuple(unheard))


def _kinds(connection: sa.Connection, tag_ids: Sequence[int]) -> NDArray[np.int64]:
    """Return a number for the group of each tag: genres tell of genres, moods of moods."""
    group_of = {tag.id: tag.group for tag in list_tags(connection)}
    groups = [group_of.get(tag_id, "") for tag_id in tag_ids]
    numbers = {group: number for number, group in enumerate(sorted(set(groups)))}
    return np.array([numbers[group] for group in groups], np.int64)


def _weighted(answered: Answered, explicit: NDArray[np.int8]) -> tuple[NDArray[np.bool_], Floats]:
    """Return which tags count as a no that nobody said, and the weight of each answer.

    Those left alone on a reviewed track; and the other genres of a file that names one: it names
    the main one, so another one is less likely than not. That is assumed here only, to tell which
    genres of files do not fit, and teaches nothing else.
    """
    by_file = answered.targets == SAID_BY_FILE
    left_alone = answered.reviewed[:, None] & (explicit == UNSEEN)
    not_named = by_file.any(axis=1)[:, None] & by_file.any(axis=0) & (explicit == UNSEEN)
    weights = np.where(by_file, FILE_TAG_WEIGHT, (explicit != UNSEEN).astype(np.float64))
    weights[not_named] = FILE_TAG_WEIGHT * ASSUMED_NO_WEIGHT
    weights[left_alone] = ASSUMED_NO_WEIGHT
    return left_alone | not_named, weights


def _sounds(
    connection: sa.Connection,
    wanted: Sequence[int],
    scores: dict[int, tuple[float, ...]],
    tags: int,
) -> tuple[NDArray[np.int64], Floats]:
    """Return the tracks of which anything is known, ascending, and each one's sound, (n, d).

    With scores, only tracks that have them: they are on one scale. Features may be missing, as in a
    restored library; a track without them counts as one of average sound.
    """
    listener = main_listener(connection)
    heard = sounds_of(connection, listener, wanted) if listener else None
    if not scores:
        if heard is None:
            return np.empty(0, np.int64), np.empty((0, 0))
        return heard.track_ids, heard.means.astype(np.float64)
    ids = np.array(sorted(scores), np.int64)
    said = logit([scores[track_id] for track_id in ids.tolist()]).reshape(len(ids), tags)
    if heard is None or not len(heard.track_ids):
        return ids, said
    means = np.tile(heard.means.mean(axis=0, dtype=np.float64), (len(ids), 1))
    _, mine, theirs = np.intersect1d(ids, heard.track_ids, return_indices=True)
    means[mine] = heard.means[theirs]
    return ids, np.concatenate([means, said], axis=1)
