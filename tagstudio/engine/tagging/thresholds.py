"""Thresholds of tags, the lowest scores that count as suggested: show, set, and choose them."""

import difflib
from dataclasses import dataclass

from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.engine.correcting.answers import Answers, answers
from tagstudio.library.db.text_folding import folded
from tagstudio.library.models import out_of_fold_scores, user_thresholds
from tagstudio.library.models.models import Model, ModelTag
from tagstudio.library.models.suggestions import scores_of
from tagstudio.library.models.user_thresholds import UserThreshold
from tagstudio.library.tracks.track_state import ReviewedTracks
from tagstudio.library.views.counts import suggested_count


@dataclass(frozen=True)
class TagThreshold:
    """A tag with its threshold; `suggested` counts the undecided tracks with a score above it."""

    tag: ModelTag
    suggested: int


@dataclass(frozen=True)
class ThresholdChange:
    """A new threshold of a tag, and the undecided tracks suggested before and after, counted."""

    tag: str
    before: float
    after: float
    suggested_before: int
    suggested_after: int


def tag_thresholds(connection: Connection, model: Model) -> list[TagThreshold]:
    """Return the thresholds of all tags of `model` that are offered, in its order."""
    reviewed = ReviewedTracks(connection)
    return [
        TagThreshold(tag, suggested_count(connection, model, tag.tag_id, tag.threshold, reviewed))
        for tag in model.offered_tags
    ]


def threshold_change(
    connection: Connection, model: Model, tag: ModelTag, threshold: UserThreshold
) -> ThresholdChange:
    """Return the effect of another threshold for a tag, without setting it."""
    before, after = (
        suggested_count(connection, model, tag.tag_id, score)
        for score in (tag.threshold, threshold.threshold)
    )
    return ThresholdChange(tag.name, tag.threshold, threshold.threshold, before, after)


def change_threshold(
    connection: Connection, model: Model, tag: ModelTag, threshold: UserThreshold
) -> ThresholdChange:
    """Set the user's threshold of a tag; a score that counts without the user's removes that.

    Raises TagStudioError for a threshold that is not above 0 and at most 1.
    """
    score = threshold.threshold
    if not 0 < score <= 1:
        raise TagStudioError(
            "thresholds.out-of-range",
            "A threshold is a score above 0 and at most 1, not {threshold:g}.",
            threshold=score,
        )
    change = threshold_change(connection, model, tag, threshold)
    if threshold == UserThreshold(tag.default_threshold):
        user_thresholds.reset_threshold(connection, model, tag.tag_id)
    else:
        user_thresholds.set_threshold(connection, model, tag.tag_id, threshold)
    return change


def tag_of(model: Model, name: str) -> ModelTag:
    """Return the tag of `model` called `name`, in whatever case.

    Raises TagStudioError when it scores no such tag, or the tag is not offered.
    """
    tags = {folded(tag.key): tag for tag in model.tags}
    tags |= {folded(tag.name): tag for tag in model.tags}
    found = tags.get(folded(name))
    if found is not None and not found.offered:
        raise TagStudioError(
            "thresholds.switched-off",
            "{tag} is suggested nowhere, for its vocabulary is switched off. Switch that on first;"
            " see: tagstudio vocabularies",
            tag=found.name,
        )
    if found is not None:
        return found
    close = difflib.get_close_matches(folded(name), tags)
    if close:
        raise TagStudioError(
            "thresholds.no-tag-but",
            "{model} gives no score for {name!r}, so it has no threshold. Did you mean {others}?",
            model=model.name,
            name=name,
            others=", ".join(tags[key].name for key in close),
        )
    raise TagStudioError(
        "thresholds.no-tag",
        "{model} gives no score for {name!r}, so it has no threshold.",
        model=model.name,
        name=name,
    )


def _unlearned_scores(
    connection: Connection, model: Model, tag: ModelTag, given: Answers, answered: list[int]
) -> dict[int, float]:
    """Return scores of answered tracks by what had not learned from their answers.

    Those that the version learned from are scored by its shadows. Versions of an older way have
    none; they learned from the train split alone.
    """
    from tagstudio.learning.log_odds import sigmoid

    column = model.tags.index(tag)
    shadows = out_of_fold_scores.stored(connection, model)
    if shadows is None:
        answered = [id for id in answered if not (model.answers and given.split(id) == "train")]
    own = {id: scores[column] for id, scores in scores_of(connection, model, answered).items()}
    if shadows is None:
        return own
    unlearned = sigmoid(shadows.logits[:, column]).tolist()
    wanted = set(answered)
    by_shadows = dict(zip(shadows.track_ids.tolist(), unlearned, strict=True))
    return own | {id: score for id, score in by_shadows.items() if id in wanted}


def choose_threshold(
    connection: Connection, model: Model, tag: ModelTag, target_precision: float
) -> float:
    """Return the lowest threshold at which suggestions of a tag reach the target precision.

    Measured on the answers that `model` was not trained on; see `plugin_api.precision_threshold`.
    Raises TagStudioError where these are too few or no threshold reaches the target.
    """
    import numpy as np

    from tagstudio.plugin_api import precision_threshold

    if not 0 < target_precision < 1:
        raise TagStudioError(
            "thresholds.target-out-of-range",
            "A target precision is a number between 0 and 1, such as 0.9, not {target:g}.",
            target=target_precision,
        )
    given = answers(connection)
    answered = [id for id, answers_of in given.by_track.items() if tag.tag_id in answers_of]
    found = _unlearned_scores(connection, model, tag, given, answered)
    labels = np.array([given.by_track[track_id][tag.tag_id] for track_id in found], np.int8)
    scores = np.array(list(found.values()), np.float32)
    threshold = precision_threshold.threshold_at_precision(labels, scores, target_precision)
    if threshold is None:
        positives = int(labels.sum())
        raise TagStudioError(
            _no_threshold(tag.name, target_precision, positives, len(labels) - positives)
        )
    return threshold


def _no_threshold(tag: str, target_precision: float, positives: int, negatives: int) -> Message:
    from tagstudio.plugin_api.precision_threshold import MIN_NEGATIVES, MIN_POSITIVES

    if positives < MIN_POSITIVES or negatives < MIN_NEGATIVES:
        return message(
            "thresholds.too-few-answers",
            "There are {positives} yes and {negatives} no to {tag} that the model was not trained"
            " on; a target precision takes {min_positives} and {min_negatives}. Answer more, or"
            " set a score.",
            positives=positives,
            negatives=negatives,
            tag=tag,
            min_positives=MIN_POSITIVES,
            min_negatives=MIN_NEGATIVES,
        )
    return message(
        "thresholds.out-of-reach",
        "No threshold reaches the target that {target:.0%} of the tracks above it are {tag}: the"
        " model does not tell them apart well enough. Lower the target, or set a score.",
        target=target_precision,
        tag=tag,
    )
