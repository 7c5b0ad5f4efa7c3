"""The training loss: masked BCE, soft targets, and an L2-SP penalty.

For member m of an ensemble, with rows i and tags t of a batch,

    L_m = sum_it w_it BCE(z_mit, y_it)            the answers, weight 0 where unseen (masked BCE)
        + sum_it v_it BCE(z_mit, s_it)            soft targets: the scores of the network it started
                                                  from, on unseen tags and on rehearsal rows
        + batch/n * lambda_m/2 |W_m - W_0|^2      the L2-SP penalty of the output layer.

Soft targets work against forgetting (Li and Hoiem, "Learning without forgetting", ECCV 2016), the
penalty holds the weights near their starting point (Li, Grandvalet, Davoine, "Explicit inductive
bias for transfer learning with convolutional networks", ICML 2018: L2-SP). Over an epoch of n rows
the penalty counts once, beside the sum over all answers: with more answers it weighs less.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

Inputs = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class L2SPPenalty:
    """The penalty lambda/2 * sum(scale * (weight - origin)^2) of one parameter, per member.

    `origin` is (members, *shape), `lambdas` (members,); `scale` is broadcast.
    """

    origin: Tensor
    lambdas: Tensor
    scale: Tensor

    def of(self, weight: Tensor) -> Tensor:
        """Return each member's penalty: (members, *shape) -> (members,)."""
        distance = (weight - self.origin).square() * self.scale
        return 0.5 * self.lambdas * distance.flatten(1).sum(1)


@dataclass(frozen=True)
class Loss:
    """The loss of m members on n rows of k tags.

    `inputs` maps rows to network input. `targets` and `weights` are (n, k), weight 0 where unseen;
    `soft_targets` is (1 or m, n, k), `soft_weights` (n, k). `row_mask` (m, n) is 0 for the rows
    that a member is not trained on: the validation rows and its fold. An epoch goes through the
    `training` rows, with as many `rehearsal` rows beside them; `rows_at_once` are scored together.
    """

    inputs: Inputs
    targets: Tensor
    weights: Tensor
    soft_targets: Tensor
    soft_weights: Tensor
    row_mask: Tensor
    training: Tensor
    rehearsal: Tensor
    penalties: Mapping[str, L2SPPenalty] = field(default_factory=dict)
    rows_at_once: int = 1024

    def of_batch(self, logits: Tensor, rows: Tensor) -> Tensor:
        """Return each member's summed loss without penalty: (m, batch, k), (batch,) -> (m,)."""
        hard = masked_bce(logits, self.targets[rows], self.weights[rows])
        soft = masked_bce(logits, self.soft_targets[:, rows], self.soft_weights[rows])
        return ((hard + soft) * self.row_mask[:, rows]).sum(1)

    def penalty(self, weights: Mapping[str, Tensor]) -> Tensor | float:
        """Return each member's L2-SP penalty, (m,); 0 without one."""
        return sum(penalty.of(weights[name]) for name, penalty in self.penalties.items())

    def with_rehearsal(self, batch: Tensor) -> Tensor:
        """Return the batch with as many rehearsal rows, drawn at random, if there are any."""
        if not len(self.rehearsal):
            return batch
        drawn = torch.randint(len(self.rehearsal), (len(batch),))
        return torch.cat([batch, self.rehearsal[drawn]])


def masked_bce(logits: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """Return each row's weighted cross-entropy: (m, b, k), (b, k) or (m, b, k), (b, k) -> (m, b).

    A weight of 0 masks the tag: it has neither loss nor gradient.
    """
    losses = binary_cross_entropy_with_logits(logits, targets.expand_as(logits), reduction="none")
    return (losses * weights).sum(-1)
