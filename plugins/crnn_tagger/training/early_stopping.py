"""Early stopping, and the choice of the best weights: the lowest validation loss so far counts."""

from math import inf

MIN_RELATIVE_IMPROVEMENT = 1e-4  # of the validation loss; a smaller one does not reset the patience


class EarlyStopping:
    """The lowest validation loss, and the last epoch that improved it.

    `best` is infinite before the first epoch; `improved_at` counts epochs from 1.
    """

    def __init__(self, patience: int) -> None:
        self.patience = patience
        self.best = inf
        self.improved_at = 0

    def update(self, epoch: int, loss: float | None) -> bool:
        """Take in the validation loss after an epoch; return whether the weights are the best.

        A loss of None, where there are no validation rows, counts as an improvement: then the last
        weights are the best ones and a training uses all its epochs.
        """
        if loss is None:
            self.improved_at = epoch
            return True
        improved = loss < self.best
        if loss < self.best * (1 - MIN_RELATIVE_IMPROVEMENT):
            self.improved_at = epoch
        if improved:
            self.best = loss
        return improved

    def is_due(self, epoch: int) -> bool:
        """Tell whether nothing improved in the last `patience` of `epoch` epochs."""
        return epoch - self.improved_at >= self.patience
