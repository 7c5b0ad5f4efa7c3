"""What learning makes small: masked cross-entropy, and the pull towards the parent.

An answer costs its weighted binary cross-entropy; an unseen tag costs nothing. The pull has two
parts: soft targets (a teacher's own scores, on unseen tags and on tracks nobody corrected) against
forgetting (Li and Hoiem, "Learning without forgetting", ECCV 2016), and a squared distance of the
output layer from where it stood (Li et al., L2-SP, ICML 2018).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

Inputs = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class L2SPPenalty:
    """Where a weight is held: `at` (copies, *shape), how hard per copy, in what units.

    The cost is half the strength times the squared distance times `scale` (broadcast), beside the
    summed cost of all answers: an answer more weakens it.
    """

    at: Tensor
    strength: Tensor
    scale: Tensor

    def cost(self, weight: Tensor) -> Tensor:
        """Return each copy's cost: (copies, *shape) -> (copies,)."""
        distance = (weight - self.at).square() * self.scale
        return 0.5 * self.strength * distance.flatten(1).sum(1)


@dataclass(frozen=True)
class Loss:
    """n rows of k tags for c copies.

    `inputs` gives the network's input of some rows. `answers` and `weights` are (n, k), weight 0
    where unseen; `soft` (1 or c, n, k) the teacher's scores, `soft_weights` (n, k) what they count;
    `present` (c, n) is 0 for the rows a copy does not learn from. Steps are taken on `training`
    rows, with as many of `rehearsal` beside them; `at_once` rows are judged together.
    """

    inputs: Inputs
    answers: Tensor
    weights: Tensor
    soft: Tensor
    soft_weights: Tensor
    present: Tensor
    training: Tensor
    rehearsal: Tensor
    anchors: Mapping[str, L2SPPenalty] = field(default_factory=dict)
    at_once: int = 1024

    def cost(self, logits: Tensor, rows: Tensor) -> Tensor:
        """Return each copy's summed cost of a batch: (c, batch, k), (batch,) -> (c,)."""
        hard = masked_bce(logits, self.answers[rows], self.weights[rows])
        soft = masked_bce(logits, self.soft[:, rows], self.soft_weights[rows])
        return ((hard + soft) * self.present[:, rows]).sum(1)

    def pull_cost(self, weights: Mapping[str, Tensor]) -> Tensor | float:
        """Return each copy's cost of having moved, (c,)."""
        return sum(anchor.cost(weights[name]) for name, anchor in self.anchors.items())

    def step_rows(self, batch: Tensor) -> Tensor:
        """Return the batch with as many replayed rows drawn at random, if there are any."""
        if not len(self.rehearsal):
            return batch
        drawn = torch.randint(len(self.rehearsal), (len(batch),))
        return torch.cat([batch, self.rehearsal[drawn]])


def masked_bce(logits: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """Return each row's weighted cross-entropy: (c, b, k), (b, k) or (c, b, k), (b, k) -> (c, b).

    Where the weight is 0 neither cost nor gradient arises.
    """
    each = binary_cross_entropy_with_logits(logits, targets.expand_as(logits), reduction="none")
    return (each * weights).sum(-1)
