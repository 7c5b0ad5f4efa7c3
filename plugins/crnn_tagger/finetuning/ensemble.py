"""Copies of one module that learn side by side, each its own weights: a leading axis of copies.

Pulls of several strengths and the folds of a cross-validation are such copies. The steps of a GRU
are so small that five copies cost little more than one (torch.func, model ensembling).
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.func import functional_call, vmap

from ..model.tensors import autocast

Weights = dict[str, Tensor]


class Ensemble:
    """`copies` of `module`, of which the parameters named in `learning` are each copy's own.

    `weights` holds them, (copies, *shape) each; everything else stays what it is in `module`.
    `half` computes in bfloat16 where that is safe.
    """

    def __init__(
        self, module: nn.Module, learning: Sequence[str], copies: int, half: bool = False
    ) -> None:
        self.module = module.requires_grad_(False)
        self.copies = copies
        self.half = half
        found = dict(module.named_parameters())
        self.weights = {name: repeated(found[name], copies) for name in learning}

    def logits(self, inputs: Tensor) -> Tensor:
        """Let every copy see the same inputs: (batch, ...) -> float32 (copies, batch, tags)."""
        with autocast(inputs.device, self.half):
            return self._logits(inputs).float()

    def _logits(self, inputs: Tensor) -> Tensor:
        if self.copies == 1:  # vmap would turn convolutions into slower, grouped ones
            alone = {name: weight[0] for name, weight in self.weights.items()}
            return self._one(alone, inputs).unsqueeze(0)
        every = vmap(self._one, in_dims=(0, None), randomness="different")
        stacked: Tensor = every(self.weights, inputs)
        return stacked

    def _one(self, weights: Weights, inputs: Tensor) -> Tensor:
        logits: Tensor = functional_call(self.module, weights, (inputs,))
        return logits

    def learns(self, training: bool) -> None:
        """Switch dropout on or off; batch norms keep the statistics they have."""
        self.module.train(training)
        for part in self.module.modules():
            if isinstance(part, nn.modules.batchnorm._BatchNorm):
                part.eval()


def repeated(weight: Tensor, copies: int) -> Tensor:
    """Return the weight once per copy, ready to learn: (...) -> (copies, ...)."""
    return weight.detach().expand(copies, *weight.shape).clone().requires_grad_(True)


def selected(weights: Mapping[str, Tensor], copies: slice | int) -> Weights:
    """Return a copy of the weights of some copies."""
    return {name: weight[copies].detach().clone() for name, weight in weights.items()}


@torch.no_grad()
def put_back(weights: Mapping[str, Tensor], kept: Mapping[str, Tensor]) -> None:
    """Set the weights to what was kept."""
    for name, weight in weights.items():
        weight.copy_(kept[name])
