"""Early stopping, and the choice of the best weights: the lowest validation loss so far counts."""

from collections.abc import Sequence
from math import inf

MIN_RELATIVE_IMPROVEMENT = 1e-4  # of the validation loss; a smaller one does not reset the patience


class EarlyStopping:
    """The lowest validation loss of each candidate, and the last epoch that improved any.

    `best` is infinite before the first epoch; `improved_at` counts epochs from 1.
    """

    def __init__(self, patience: int, candidates: int) -> None:
        self.patience = patience
        self.best = [inf] * candidates
        self.improved_at = 0

    def update(self, epoch: int, losses: Sequence[float | None]) -> list[bool]:
        """Take in the validation losses after an epoch; return a flag per candidate that improved.

        A loss of None, where there are no validation rows, counts as an improvement: then the last
        weights are the best ones and a training uses all its epochs.
        """
        improved = []
        for candidate, loss in enumerate(losses):
            before = self.best[candidate]
            improved.append(loss is None or loss < before)
            if loss is None or loss < before * (1 - MIN_RELATIVE_IMPROVEMENT):
                self.improved_at = epoch
            if loss is not None and loss < before:
                self.best[candidate] = loss
        return improved

    def is_due(self, epoch: int) -> bool:
        """Tell whether no candidate improved in the last `patience` of `epoch` epochs."""
        return epoch - self.improved_at >= self.patience
