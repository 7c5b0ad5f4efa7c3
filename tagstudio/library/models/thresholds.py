"""The threshold of a tag: from which score on a model's tag counts as suggested.

There may be three, and the first of them counts: the one that the user set for that model, the one
that follows from the library's scores and answers (`library_thresholds`), the one that the model
came with. A tag is suggested where its score reaches the threshold, equality included. Both rules
have their one home here.
"""

import math
from typing import TYPE_CHECKING, Any, overload

import sqlalchemy as sa

from tagstudio.library.db.expressions import is_stored_as
from tagstudio.library.db.schema import library_thresholds, model_tags, user_thresholds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

MOST_LISTED = 5  # suggestions of a track that a list names


def effective_threshold() -> sa.ColumnElement[float]:
    """Return the threshold that counts, as a column of `with_all_thresholds`."""
    return sa.func.coalesce(
        user_thresholds.c.threshold, library_thresholds.c.threshold, model_tags.c.threshold
    )


def with_all_thresholds() -> sa.Join:
    """Return `model_tags`, outer-joined with the thresholds of the library and of the user.

    One of the library's that is no number counts as lost: it is derived again.
    """
    is_number = is_stored_as(library_thresholds.c.threshold, "real")
    of_library = sa.and_(_same_output(library_thresholds), is_number)
    joined = model_tags.outerjoin(library_thresholds, of_library)
    return joined.outerjoin(user_thresholds, _same_output(user_thresholds))


def _same_output(thresholds: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(
        thresholds.c.model_id == model_tags.c.model_id,
        thresholds.c.tag_id == model_tags.c.tag_id,
    )


def margin(score: float, threshold: float) -> float:
    """Return by how much a score exceeds a threshold, in log-odds, so that tags compare."""
    return _log_odds(score) - _log_odds(threshold)


def moved(threshold: float, shift: float) -> float:
    """Return a threshold that is moved by so much in log-odds."""
    return 1 / (1 + math.exp(-_log_odds(threshold) - shift))


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded))


@overload
def reaches(score: float, threshold: float) -> bool: ...
@overload
def reaches(score: "NDArray[np.floating[Any]]", threshold: "ArrayLike") -> "NDArray[np.bool_]": ...
def reaches(score: Any, threshold: Any) -> Any:
    """Tell whether a score reaches a threshold: of numbers, or of arrays.

    Scores are float32, thresholds float64, and both forms compare in float64. So pass arrays
    of thresholds in float64: rounded to float32, a threshold could let a smaller score reach it.
    NumPy would round a plain number to the float32 beside it: it is made a float64 of NumPy's.
    """
    if not hasattr(score, "dtype"):
        return score >= threshold
    import numpy as np

    return score >= np.asarray(threshold, np.float64)


def least_scores(thresholds: "ArrayLike") -> "NDArray[np.float32]":
    """Return the least scores that reach thresholds: for comparing many of them as float32."""
    import numpy as np

    exact = np.asarray(thresholds, np.float64)
    rounded = exact.astype(np.float32)
    return np.where(rounded < exact, np.nextafter(rounded, np.float32(np.inf)), rounded)
