"""What the training of one copy gives."""

from dataclasses import dataclass

from torch import Tensor

Weights = dict[str, Tensor]


@dataclass(frozen=True)
class Learned:
    """The weights of a copy that differ from the parent's.

    `alpha` is the part that was kept of what the ADAM stage changed; 0 is nothing. `went_deeper`
    tells whether there was such a stage.
    """

    weights: Weights
    alpha: float = 0.0
    went_deeper: bool = False
