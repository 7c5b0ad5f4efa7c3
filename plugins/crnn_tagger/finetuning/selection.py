"""How much of what an ADAM stage changed is kept: as much as unseen answers support.

Of the change from W_start to W_end a part alpha is kept, W_start + alpha (W_end - W_start)
(Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022). Each copy chooses its own,
on a fold that its stage was not trained on: the smallest alpha whose loss there is within a
standard error of the best one's (the one-standard-error rule: Breiman et al., "Classification and
Regression Trees", 1984, section 3.4.3).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..training.metrics import row_losses

ALPHAS = (0.0, 0.25, 0.5, 0.75, 1.0)  # the smallest change first


def choose_alpha(
    answers: NDArray[np.int8],
    weights: NDArray[np.float32],
    scores: Callable[[float], NDArray[np.float64]],
) -> float:
    """Return the alpha to keep; `scores(alpha)` are (n, k) on n validation tracks."""
    if len(answers) < 2:  # nothing tells how far one track's loss is from the mean
        return 0.0
    losses = np.stack([row_losses(answers, weights, scores(alpha)) for alpha in ALPHAS])
    best = int(losses.sum(axis=1).argmin())
    differences = losses - losses[best]
    errors = differences.std(axis=1, ddof=1) * np.sqrt(len(answers))
    within = differences.sum(axis=1) <= errors
    return ALPHAS[int(within.argmax())]
