"""An ensemble: members with the same architecture and weights of their own, trained side by side.

The trained weights of all members are stacked along a leading axis and one pass computes them all:
`vmap` of `functional_call` turns the loop

    for m in range(members): logits[m] = module(weights[m], inputs)

into batched products (torch.func, "Model ensembling"). A step of these GRUs is so small that five
members take little more time than one. Invariant: the member axis is the first one of every weight
and of the logits, and no operation mixes members, so that the gradient of the summed loss gives
each member its own. Candidates of a regularization and the folds of a cross-validation are members.
"""

from collections.abc import Mapping, Sequence

from torch import Tensor, nn
from torch.func import functional_call, vmap

from ..model.tensors import autocast

Weights = dict[str, Tensor]


class Ensemble:
    """`members` copies of `module`, each with weights of its own for the parameters in `trainable`.

    `weights` holds these, (members, *shape) each; all other parameters are shared and frozen.
    `half` computes in bfloat16 where that is safe.
    """

    def __init__(
        self, module: nn.Module, trainable: Sequence[str], members: int, half: bool = False
    ) -> None:
        self.module = module.requires_grad_(False)
        self.members = members
        self.half = half
        parameters = dict(module.named_parameters())
        self.weights = {name: stacked(parameters[name], members) for name in trainable}

    def logits(self, inputs: Tensor) -> Tensor:
        """Give every member the same inputs: (batch, ...) -> float32 (members, batch, tags)."""
        with autocast(inputs.device, self.half):
            return self._logits(inputs).float()

    def _logits(self, inputs: Tensor) -> Tensor:
        if self.members == 1:  # vmap would turn convolutions into slower, grouped ones
            weights = {name: weight[0] for name, weight in self.weights.items()}
            return self._member_logits(weights, inputs).unsqueeze(0)
        all_members = vmap(self._member_logits, in_dims=(0, None), randomness="different")
        logits: Tensor = all_members(self.weights, inputs)
        return logits

    def _member_logits(self, weights: Weights, inputs: Tensor) -> Tensor:
        logits: Tensor = functional_call(self.module, weights, (inputs,))
        return logits

    def train(self, training: bool) -> None:
        """Switch dropout on or off; batch norms always use the statistics they have."""
        self.module.train(training)
        for part in self.module.modules():
            if isinstance(part, nn.modules.batchnorm._BatchNorm):
                part.eval()


def stacked(weight: Tensor, members: int) -> Tensor:
    """Return a trainable copy of the weight for each member: (...) -> (members, ...)."""
    return weight.detach().expand(members, *weight.shape).clone().requires_grad_(True)


def copied(weights: Mapping[str, Tensor]) -> Weights:
    """Return a copy of the weights, without gradient."""
    return {name: weight.detach().clone() for name, weight in weights.items()}
