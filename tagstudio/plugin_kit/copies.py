"""The copies that a training makes: one to ship, and a shadow per fold.

A shadow never sees an answer of its fold, in anything: not in its rows, not in the choice of what
is kept of them. So each copy gets the tracks that it may see, and nothing else, and is trained on
them by itself: the answers of a fold can change without a bit of that fold's shadow changing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagstudio.learning.folds import FOLDS
from tagstudio.plugin_kit.training_set import TrainingSet


@dataclass(frozen=True)
class ModelCopy:
    """The copy that never sees `fold`; None is the one to ship, which sees all."""

    fold: int | None

    @property
    def label(self) -> str:
        """The name of its files."""
        return "shipped" if self.fold is None else f"shadow-{self.fold}"

    @property
    def share(self) -> float:
        """The share of the folds that it sees."""
        return 1.0 if self.fold is None else (FOLDS - 1) / FOLDS

    def sees(self, training_set: TrainingSet) -> NDArray[np.int64]:
        """Return the rows of the tracks that it may see."""
        return np.flatnonzero(training_set.folds != (-1 if self.fold is None else self.fold))

    def validation_fold(self, seen: TrainingSet) -> int:
        """Return the fold that tells how much of an ADAM stage is kept: the next with answers."""
        answered = set(seen.folds[seen.answered].tolist())
        first = 0 if self.fold is None else self.fold + 1
        order = [(first + step) % FOLDS for step in range(FOLDS)]
        return next((fold for fold in order if fold in answered), order[0])


COPIES = (ModelCopy(None), *(ModelCopy(fold) for fold in range(FOLDS)))
