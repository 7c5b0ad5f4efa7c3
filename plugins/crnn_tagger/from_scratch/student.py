"""A network in training: outputs on a scale of their own, weights averaged over the steps.

The averaged weights are validated and kept (Polyak and Juditsky, "Acceleration of stochastic
approximation by averaging", SIAM J. Control Optim. 30, 1992), as an exponential moving average:
mean += rate * (weights - mean), rate = max(1 - EMA_DECAY, 9 / (10 + steps)). The scale is folded
into the output layer, so that the result is an ordinary network.
"""

from copy import deepcopy

import torch
from torch import Tensor, nn

from ..model.layers import Block
from ..model.networks import CRNN, Network
from .targets import Scale, Targets, loss

AUXILIARY_WEIGHT = 0.3
EMA_DECAY = 0.999  # of the averaged weights in a step; lower in the first ones
MIN_GAIN = 1e-3  # of a batch norm behind the pooling

Weights = dict[str, Tensor]
Outputs = tuple[Tensor, Tensor | None]


class Student(nn.Module):
    """A network in training, with an auxiliary output on the pooled features if it is recurrent.

    The gradients that reach convolutions below two GRUs are so small at first that the network
    stays at the mean prediction for epochs; those of the auxiliary output are not.
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
        """Return outputs and auxiliary outputs: (b, 96, 1366) -> (b, k) twice, None without one."""
        features = self.network.features(inputs)
        outputs = self.network.head(features)
        if self.auxiliary is None:
            return outputs, None
        return outputs, self.auxiliary(features.mean(1))  # (b, 15, maps) -> (b, maps)

    def loss(self, predicted: Outputs, targets: Targets) -> Tensor:
        """Return the mean loss of a batch, the weighted auxiliary loss included."""
        outputs, auxiliary = predicted
        total = loss(outputs.float(), targets, self.scale)
        if auxiliary is None:
            return total
        return total + AUXILIARY_WEIGHT * loss(auxiliary.float(), targets, self.scale)

    def pool_first(self, first: bool) -> None:
        """Pool before the batch norms of the blocks, or after them."""
        for block in self.blocks:
            block.pool_first = first

    @torch.no_grad()
    def keep_gains_positive(self) -> None:
        """Where pooling comes first, keep it exchangeable with the batch norm.

        max(g * x + o) = g * max(x) + o for a gain g > 0 only.
        """
        for block in self.blocks:
            if block.pool_first and isinstance(block.norm, nn.BatchNorm2d):
                block.norm.weight.clamp_(min=MIN_GAIN)

    def weights(self) -> Weights:
        """Return a copy of the network's weights."""
        state: Weights = self.network.state_dict()
        return {name: tensor.detach().clone() for name, tensor in state.items()}

    @torch.no_grad()
    def average_into(self, mean: Weights, steps: int) -> None:
        """Move averaged weights towards those after `steps` steps; counts are copied."""
        rate = max(1 - EMA_DECAY, 9 / (10 + steps))
        for name, tensor in self.network.state_dict().items():
            if tensor.is_floating_point():
                mean[name].lerp_(tensor, rate)
            else:
                mean[name].copy_(tensor)

    def plain(self, weights: Weights) -> Network:
        """Return an ordinary network with some weights, in evaluation mode, that gives logits."""
        network = deepcopy(self.network)
        network.load_state_dict(weights)
        with torch.no_grad():
            network.output.weight.mul_(self.scale.spread[:, None])
            network.output.bias.mul_(self.scale.spread).add_(self.scale.middle)
        return network.eval()
