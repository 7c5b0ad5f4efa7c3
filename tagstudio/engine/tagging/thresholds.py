"""See and set from which score on each tag of a model counts as suggested."""

import difflib
from dataclasses import dataclass

from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.text_folding import folded
from tagstudio.library.models import user_thresholds
from tagstudio.library.models.models import Model, ModelTag
from tagstudio.library.models.suggestions import scores_of
from tagstudio.library.tracks.artist_splits import split_of
from tagstudio.library.views.counts import suggested_count


@dataclass(frozen=True)
class TagThreshold:
    """A tag with its line; `suggested` is on how many open tracks the tag is suggested."""

    tag: ModelTag
    suggested: int


@dataclass(frozen=True)
class ThresholdChange:
    """That a tag counts as suggested from another score on; with how many open tracks that are."""

    tag: str
    before: float
    after: float
    suggested_before: int
    suggested_after: int


def tag_thresholds(connection: Connection, model: Model) -> list[TagThreshold]:
    """Return the lines of all tags of `model`, in its order."""
    return [
        TagThreshold(tag, suggested_count(connection, model, tag.tag_id, tag.threshold))
        for tag in model.tags
    ]


def threshold_change(
    connection: Connection, model: Model, tag: ModelTag, line: float
) -> ThresholdChange:
    """Tell what another line for a tag would change."""
    before, after = (
        suggested_count(connection, model, tag.tag_id, score) for score in (tag.threshold, line)
    )
    return ThresholdChange(tag.name, tag.threshold, line, before, after)


def set_threshold(
    connection: Connection, model: Model, tag: ModelTag, line: float
) -> ThresholdChange:
    """Let a tag of `model` count as suggested from `threshold` on; the model's own line is a reset.

    Raises TagStudioError for a line that is not above 0 and at most 1.
    """
    if not 0 < line <= 1:
        raise TagStudioError(f"A line is a score above 0 and at most 1, not {line:g}.")
    change = threshold_change(connection, model, tag, line)
    if line == tag.model_threshold:
        user_thresholds.reset_threshold(connection, model, tag.tag_id)
    else:
        user_thresholds.set_threshold(connection, model, tag.tag_id, line)
    return change


def tag_of(model: Model, name: str) -> ModelTag:
    """Return the tag of `model` called `name`, in whatever case.

    Raises TagStudioError when it scores no such tag.
    """
    tags = {folded(tag.name): tag for tag in model.tags}
    found = tags.get(folded(name))
    if found is None:
        close = difflib.get_close_matches(folded(name), tags)
        hint = f" Did you mean {', '.join(tags[key].name for key in close)}?" if close else ""
        raise TagStudioError(f"{model.name} gives no score for {name!r}, so it has no line.{hint}")
    return found


def threshold_at_precision(
    connection: Connection, model: Model, tag: ModelTag, share: float
) -> float:
    """Return the lowest line above which at least `share` of the answered tracks have the tag.

    Asked of the answers that `model` did not learn from. Raises TagStudioError where they are too
    few or no line keeps the promise.
    """
    import numpy as np

    from tagstudio.engine.training.training_set import answers
    from tagstudio.plugin_api import precision_threshold

    if not 0 < share < 1:
        raise TagStudioError(f"A promise is a share between 0 and 1, such as 0.9, not {share:g}.")
    given = answers(connection)
    asked = [
        track_id
        for track_id, said in given.by_track.items()
        if tag.tag_id in said and not (model.answers and split_of(given.keys[track_id]) == "train")
    ]
    scores = scores_of(connection, model, asked)
    column = model.tags.index(tag)
    right = np.array([given.by_track[track_id][tag.tag_id] for track_id in scores], np.int8)
    heard = np.array([of_track[column] for of_track in scores.values()], np.float32)
    line = precision_threshold.threshold_at_precision(right, heard, share)
    if line is None:
        raise TagStudioError(_no_promise(tag.name, share, int(right.sum()), len(right)))
    return line


def _no_promise(tag: str, share: float, yes: int, answered: int) -> str:
    from tagstudio.plugin_api.precision_threshold import MIN_NEGATIVES, MIN_POSITIVES

    if yes < MIN_POSITIVES or answered - yes < MIN_NEGATIVES:
        return (
            f"There are {yes} yes and {answered - yes} no to {tag} that the model did not learn"
            f" from; a promise takes {MIN_POSITIVES} and {MIN_NEGATIVES}. Answer more, or set a"
            " score."
        )
    return (
        f"No line keeps the promise that {share:.0%} of the tracks above it are {tag}: the model"
        " does not tell them apart well enough. Promise less, or set a score."
    )
