"""Which answers are least believable: confident learning on what copies say that never saw them.

After Northcutt, Jiang and Chuang, "Confident learning: estimating uncertainty in dataset labels",
JAIR 70, 2021.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagstudio.learning.answers import NO, UNSEEN, YES
from tagstudio.learning.log_odds import Floats, sigmoid
from tagstudio.learning.residual import fit_residual


def out_of_fold_logits(
    prior: NDArray[np.floating],
    scaled: Floats,
    targets: NDArray[np.int8],
    weights: NDArray[np.floating],
    folds: NDArray[np.int8],
) -> Floats:
    found = np.array(prior, np.float64)
    for fold in np.unique(folds):
        of_fold = folds == fold
        kept = ~of_fold
        residual = fit_residual(prior[kept], scaled[kept], targets[kept] == YES, weights[kept])
        found[of_fold] = residual.logits(prior[of_fold], scaled[of_fold])
    return found
