"""A network while it learns: its outputs on a scale of their own, its weights averaged over steps.

What is judged and kept are the averaged weights (Polyak and Juditsky, SIAM J. Control Optim. 30,
1992), with the scale put into the output layer, so that it is an ordinary network.
"""

from copy import deepcopy

import torch
from torch import Tensor, nn

from ..model.layers import Block
from ..model.networks import CRNN, Network
from .targets import Scale, Targets, loss

AUXILIARY_WEIGHT = 0.3
SLOWEST = 0.999  # share of the averaged weights that stays after a step; less in the first ones
LEAST_GAIN = 1e-3  # of a batch norm behind the pooling

Weights = dict[str, Tensor]
Outputs = tuple[Tensor, Tensor | None]


class Student(nn.Module):
    """A network in training; behind a recurrent one a second output on the pooled features.

    Gradients reach convolutions below two GRUs so slowly at first that the network stays at the
    mean prediction for epochs; the second output has them learn from the first step on.
    """

    def __init__(self, network: Network, scale: Scale) -> None:
        super().__init__()
        self.network = network
        self.scale = scale
        self.auxiliary: nn.Linear | None = None
        if isinstance(network, CRNN):
            self.auxiliary = nn.Linear(network.feature_shape[-1], network.output.out_features)
        self.blocks = [part for part in network.modules() if isinstance(part, Block)]

    def forward(self, inputs: Tensor) -> Outputs:
        """Return outputs, (b, k), and those of the second layer: (b, 96, 1366) -> (b, k) twice."""
        features = self.network.features(inputs)
        outputs = self.network.head(features)
        if self.auxiliary is None:
            return outputs, None
        return outputs, self.auxiliary(features.mean(1))  # (b, 15, maps) -> (b, maps)

    def loss(self, found: Outputs, targets: Targets) -> Tensor:
        """Return the loss of a batch."""
        outputs, auxiliary = found
        total = loss(outputs.float(), targets, self.scale)
        if auxiliary is None:
            return total
        return total + AUXILIARY_WEIGHT * loss(auxiliary.float(), targets, self.scale)

    def pool_first(self, wanted: bool) -> None:
        """Let the blocks pool before their batch norms."""
        for block in self.blocks:
            block.pool_first = wanted

    @torch.no_grad()
    def keep_gains_positive(self) -> None:
        """Where pooling comes first, keep it exchangeable with the batch norm."""
        for block in self.blocks:
            if block.pool_first and isinstance(block.norm, nn.BatchNorm2d):
                block.norm.weight.clamp_(min=LEAST_GAIN)

    def weights(self) -> Weights:
        """Return a copy of the network's weights."""
        state: Weights = self.network.state_dict()
        return {name: tensor.detach().clone() for name, tensor in state.items()}

    @torch.no_grad()
    def average_into(self, mean: Weights, steps: int) -> None:
        """Move averaged weights a little towards those after `steps` steps."""
        share = max(1 - SLOWEST, 9 / (10 + steps))
        for name, tensor in self.network.state_dict().items():
            if tensor.is_floating_point():
                mean[name].lerp_(tensor, share)
            else:
                mean[name].copy_(tensor)

    def plain(self, weights: Weights) -> Network:
        """Return a network with some weights that gives logits, ready to predict."""
        network = deepcopy(self.network)
        network.load_state_dict(weights)
        with torch.no_grad():
            network.output.weight.mul_(self.scale.spread[:, None])
            network.output.bias.mul_(self.scale.spread).add_(self.scale.middle)
        return network.eval()
