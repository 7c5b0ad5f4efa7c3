"""Blocks in bfloat16 with little loss: the values whose rounding costs most are kept in two parts.

Products of 8-bit mantissas are exact and are summed in single precision, so all error comes from
rounding the operands. On real music most of it is due to the first layer's input and weights and to
the biases. The former become sums of two bfloat16 numbers; the latter stay in single precision.

A number x is split as x = h + l + e with h = bf16(x) and l = bf16(x - h), so |e| <= 2^-16 |x|
rather than 2^-8 |x|. A product of two such numbers is

    (h + l) (h' + l') = h h' + l h' + h l' + l l'

of which the last term is as small as the error that stays. The first three are one convolution over
three times the maps: `paired` stacks the input as (h, l, h), `paired_weight` the kernel as
(h', h', l').
"""

import torch
from torch import Tensor, nn
from torch.nn.functional import elu, max_pool2d

from ..model.layers import Block


def has_bfloat16() -> bool:
    """Tell whether the processor multiplies in bfloat16 itself, and torch with it.

    Imitated, it takes 4 times longer. Versions of torch that do not tell count as unable.
    """
    known = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    return (
        known is not None and bool(known()) and hasattr(torch.ops.mkldnn, "_convolution_pointwise")
    )


def paired(x: Tensor) -> Tensor:
    """Split (batch, maps, F, T) into bfloat16 (batch, 3 * maps, F, T): high, low and high part."""
    high = x.bfloat16()
    return torch.cat([high, (x - high).bfloat16(), high], dim=1)


def paired_weight(weight: Tensor) -> Tensor:
    """Split the weight for paired input: (outputs, maps, ...) -> (outputs, 3 * maps, ...).

    It costs little: a processor's tiles have room for many more maps than a first layer reads.
    """
    high = weight.bfloat16().float()
    return torch.cat([high, high, weight - high], dim=1)


class HalfBlock(nn.Module):
    """A folded block that torch computes in bfloat16; the first one of a network is paired."""

    def __init__(self, block: Block, first: bool) -> None:
        super().__init__()
        weight = block.conv.weight.detach()
        weight = (paired_weight(weight) if first else weight).bfloat16()
        self._first = first
        self._weight = weight.to(memory_format=torch.channels_last)
        self._bias = block.conv.bias
        self._padding = [size // 2 for size in block.conv.kernel_size]
        self._pool = block.pool

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, inputs, F, T) to bfloat16 (batch, outputs, F / pool[0], T / pool[1]).

        This form of the convolution takes its bias in single precision; torch.nn's does not.
        """
        x = (paired(x) if self._first else x).contiguous(memory_format=torch.channels_last)
        sums = torch.ops.mkldnn._convolution_pointwise(
            x, self._weight, self._bias, self._padding, [1, 1], [1, 1], 1, "none", [], ""
        )
        return elu(max_pool2d(sums, self._pool))
