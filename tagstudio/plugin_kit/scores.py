"""The scores of tracks from their logits, and the failures of those that have none."""

from collections.abc import Sequence

import numpy as np

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import message
from tagstudio.learning.log_odds import Floats, sigmoid
from tagstudio.plugin_api import Failure, Prediction
from tagstudio.plugin_api.examples import Examples
from tagstudio.plugin_kit.training_set import unfit_features


def scores_of(logits: Floats) -> tuple[float, ...]:
    """Return the scores of one track: (1, tags) -> a number per tag."""
    return tuple(sigmoid(logits[0]).tolist())


def result_from_features(
    given: Examples, row: int, logits: Floats, opinions: Sequence[Floats] = ()
) -> Prediction | Failure:
    """Return the result of one track, whose features are stored or not."""
    track_id, path = int(given.track_ids[row]), given.paths[row]
    if not given.windows[row]:
        reason = message(
            "kit.no-features",
            "{path} has no stored features. Let the model suggest tags for it first.",
            path=path,
        )
        return Failure(track_id, "no_features", reason)
    if not np.isfinite(logits).all():
        reason = message(
            "kit.features-not-finite",
            "{path} has features that are not finite. Let the model suggest tags for it again.",
            path=path,
        )
        return Failure(track_id, "not_finite", reason)
    said = tuple(tuple(sigmoid(one).tolist()) for one in opinions)
    return Prediction(track_id, tuple(sigmoid(logits).tolist()), opinions=said)


def check_examples(given: Examples, feature_shape: Sequence[int]) -> Examples:
    """Return examples; raise TagStudioError where their features are of another shape."""
    found = given.features.shape[1:]
    if len(given.features) and found != tuple(feature_shape):
        raise TagStudioError(unfit_features(found, feature_shape))
    return given
