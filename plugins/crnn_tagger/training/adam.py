"""ADAM (Kingma and Ba, "ADAM: a method for stochastic optimization", ICLR 2015) on torch's kernels.

torch's own class also loads torch's compiler, which takes longer than to fine-tune a version.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.optim.adam import adam

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


class Adam:
    """The optimizer of some parameters, in one kernel for all of them if `fused`.

    `param_groups` is what a gradient scaler reads.
    """

    def __init__(self, parameters: Sequence[Tensor], *, fused: bool) -> None:
        self.fused = fused
        self.rate = 0.0
        self.param_groups = [{"params": list(parameters)}]
        self._moments = [
            {
                "step": torch.zeros((), device=parameter.device if fused else None),
                "exp_avg": torch.zeros_like(parameter.detach()),
                "exp_avg_sq": torch.zeros_like(parameter.detach()),
            }
            for parameter in parameters
        ]

    def tensors(self) -> dict[str, Tensor]:
        """Return, not as copies, the step counts and moments: "0.exp_avg" ..."""
        return {
            f"{index}.{name}": tensor
            for index, moments in enumerate(self._moments)
            for name, tensor in moments.items()
        }

    def zero_grad(self) -> None:
        """Forget the gradients."""
        for parameter in self.param_groups[0]["params"]:
            parameter.grad = None

    @torch.no_grad()
    def step(self) -> None:
        """Take a step at `rate` along the gradients; a parameter without one stays."""
        pairs = zip(self.param_groups[0]["params"], self._moments, strict=True)
        moved = [(p, p.grad, moments) for p, moments in pairs if p.grad is not None]
        adam(
            [parameter for parameter, _, _ in moved],
            [gradient for _, gradient, _ in moved],
            [moments["exp_avg"] for _, _, moments in moved],
            [moments["exp_avg_sq"] for _, _, moments in moved],
            [],
            [moments["step"] for _, _, moments in moved],
            fused=self.fused,
            amsgrad=False,
            beta1=BETA1,
            beta2=BETA2,
            lr=self.rate,
            weight_decay=0.0,
            eps=EPSILON,
            maximize=False,
        )
