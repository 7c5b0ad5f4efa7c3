"""The thresholds that the librarian set carry over to the next version, as rules.

.42 of one version is not .42 of another: what she meant by it is how often the tag is suggested, or
how often that is right. So a threshold that was set at a target precision is found again at that
precision, and any other one where the same share of the library's tracks reaches it.
"""

from contextlib import suppress
from typing import TYPE_CHECKING

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.tagging.thresholds import choose_threshold
from tagstudio.library.models import user_thresholds
from tagstudio.library.models.score_columns import ScoreColumns
from tagstudio.library.models.user_thresholds import UserThreshold

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tagstudio.library.models.models import Model, ModelTag


def carry_over(connection: "Connection", before: "Model", after: "Model") -> list[str]:
    """Set the user's thresholds of `before` for `after`, by their rules; return the tags' names.

    A tag for which the user has set a threshold of `after` keeps it. The share of the tracks is
    found on those with scores by both, and again with each later `library_thresholds.renew`; while
    there are none, the threshold keeps its distance, in log-odds, from the one without the user's.
    """
    tags = {tag.tag_id: tag for tag in after.tags}
    carried = []
    for tag in before.tags:
        new = tags.get(tag.tag_id)
        if new is None or new.is_set_by_user or not tag.is_set_by_user:
            continue
        found = _carried(connection, (before, tag), (after, new))
        user_thresholds.set_threshold(connection, after, tag.tag_id, found)
        carried.append(tag.name)
    return carried


def _carried(
    connection: "Connection", old: "tuple[Model, ModelTag]", new: "tuple[Model, ModelTag]"
) -> UserThreshold:
    (_, tag), (after, new_tag) = old, new
    threshold, share = _of_same_share(connection, old, new)
    if tag.user_rule != "precision" or tag.user_target is None:
        return UserThreshold(threshold, "share", share)
    with suppress(TagStudioError):  # too few answers, or out of reach: then as often as before
        threshold = choose_threshold(connection, after, new_tag, tag.user_target)
    return UserThreshold(threshold, "precision", tag.user_target)


def _of_same_share(
    connection: "Connection", old: "tuple[Model, ModelTag]", new: "tuple[Model, ModelTag]"
) -> tuple[float, float | None]:
    """Return the threshold that as many tracks reach as before, and their share of the library.

    The share is None where the version before has no scores.
    """
    import numpy as np

    from tagstudio.learning.log_odds import logit, sigmoid
    from tagstudio.learning.thresholds import on_the_scale_of
    from tagstudio.library.models.thresholds import reaches

    (before, tag), (after, new_tag) = old, new
    columns, others = ScoreColumns(connection, before), ScoreColumns(connection, after)
    _, rows, other_rows = np.intersect1d(
        columns.track_ids, others.track_ids, assume_unique=True, return_indices=True
    )
    scores = columns.of(tag.tag_id)
    share = float(reaches(scores, tag.threshold).mean()) if len(scores) else tag.user_target
    if len(rows):
        new_scores = others.of(new_tag.tag_id)[other_rows]
        [threshold] = on_the_scale_of(scores[rows], new_scores, np.array([tag.threshold]))
    else:
        moved = logit(tag.threshold) - logit(tag.default_threshold)
        threshold = sigmoid(logit(new_tag.default_threshold) + moved)
    return float(threshold), share
