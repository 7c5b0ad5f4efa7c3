"""The threshold of a tag: from which score on a model's tag counts as suggested.

A model comes with a threshold for each of its tags; the user may set another one, which then
counts for that model alone. A tag is suggested where its score reaches the threshold, equality
included. Both rules have their one home here.
"""

from typing import TYPE_CHECKING, Any, overload

import sqlalchemy as sa

from tagstudio.library.db.schema import model_tags, user_thresholds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray


def effective_threshold() -> sa.ColumnElement[float]:
    """Return the threshold that counts, as a column of `with_user_thresholds`."""
    return sa.func.coalesce(user_thresholds.c.threshold, model_tags.c.threshold)


def with_user_thresholds() -> sa.Join:
    """Return `model_tags`, outer-joined with the user's thresholds."""
    same_output = sa.and_(
        user_thresholds.c.model_id == model_tags.c.model_id,
        user_thresholds.c.tag_id == model_tags.c.tag_id,
    )
    return model_tags.outerjoin(user_thresholds, same_output)


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
