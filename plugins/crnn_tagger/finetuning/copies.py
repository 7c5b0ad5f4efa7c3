"""The copies that a training makes: one to ship, and a shadow per fold.

A shadow never sees an answer of its fold, in anything: not in its rows, not in the choice of what
is kept of them. So each copy is trained by itself, on its own rows and its own random numbers; the
answers of a fold can change without a bit of that fold's shadow changing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from tagstudio.learning.folds import FOLDS

from .training_set import TrainingSet

Weights = dict[str, Tensor]


@dataclass(frozen=True)
class Copy:
    """The copy that never sees `fold`; None is the one to ship, which sees all."""

    fold: int | None

    @property
    def label(self) -> str:
        """The name of its files."""
        return "shipped" if self.fold is None else f"shadow-{self.fold}"

    @property
    def validation_fold(self) -> int:
        """The fold on which it chooses how much of the ADAM stages to keep."""
        return 0 if self.fold is None else (self.fold + 1) % FOLDS

    def sees(self, training_set: TrainingSet) -> NDArray[np.bool_]:
        """Return a mask of the tracks whose answers it may see, (n,)."""
        if self.fold is None:
            return np.ones(len(training_set.folds), np.bool_)
        others: NDArray[np.bool_] = training_set.folds != self.fold
        return others


COPIES = (Copy(None), *(Copy(fold) for fold in range(FOLDS)))


@dataclass(frozen=True)
class Learned:
    """The weights of a copy that differ from the parent's, and what was kept of each stage.

    `kept` has the coefficient alpha of each ADAM stage, 0 for nothing.
    """

    weights: Weights
    kept: Mapping[str, float]
