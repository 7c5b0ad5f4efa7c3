"""The training loss of the ADAM stages: masked BCE, and soft targets against forgetting.

With tracks i and tags t of a batch and logits z,

    L = sum_it w_it BCE(z_it, y_it)        the answers, weight 0 where there is none (masked BCE)
      + sum_it v_it BCE(z_it, s_it)        soft targets: the scores at the start of the stage, on
                                           the tags without answers and on rehearsal tracks

(Li and Hoiem, "Learning without forgetting", ECCV 2016; rehearsal by pseudo-labels: Robins,
"Catastrophic forgetting, rehearsal and pseudorehearsal", Connection Science 7, 1995).
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from tagstudio.plugin_kit.training_set import TrainingSet

REHEARSAL_WEIGHT = 3.0  # of a soft target on a rehearsal track; of an unseen tag elsewhere: 1


@dataclass(frozen=True)
class Loss:
    """The targets and weights of n tracks and k tags, each (n, k), on the training's device."""

    targets: Tensor
    weights: Tensor
    soft_targets: Tensor
    soft_weights: Tensor

    def of(self, logits: Tensor, rows: Tensor) -> Tensor:
        """Return the loss summed over some tracks: (b, k), (b,) -> ()."""
        hard = masked_bce(logits, self.targets[rows], self.weights[rows])
        soft = masked_bce(logits, self.soft_targets[rows], self.soft_weights[rows])
        return hard + soft


def loss_of(
    training_set: TrainingSet, start_logits: NDArray[np.float64], device: torch.device
) -> Loss:
    """Return the loss of a stage that starts from these logits, (n, k)."""
    weights = torch.from_numpy(training_set.weights).to(device)
    soft_weights = (weights == 0).float()
    soft_weights[torch.from_numpy(~training_set.answered).to(device)] *= REHEARSAL_WEIGHT
    soft = torch.from_numpy(start_logits).float().sigmoid().to(device)
    yes = torch.from_numpy(training_set.yes).float().to(device)
    return Loss(yes, weights, soft, soft_weights)


def masked_bce(logits: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """Return the weighted cross-entropy, summed: (b, k) thrice -> ().

    A weight of 0 masks the tag: it has neither loss nor gradient.
    """
    losses = binary_cross_entropy_with_logits(logits, targets, reduction="none")
    return (losses * weights).sum()
