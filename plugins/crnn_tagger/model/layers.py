"""The layers of which the networks are built.

Choi, Fazekas, Sandler, Cho, "Convolutional recurrent neural networks for music classification",
ICASSP 2017.
"""

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, elu, max_pool2d

from .gru_autograd import gru_steps

SQUARE = (3, 3)

Size = tuple[int, int]  # mel bands x frames


class FrameNorm(nn.BatchNorm1d):
    """Batch norm with a mean, deviation, gain and offset for each time frame.

    In the CRNN it stands behind the zero padding, as in the Keras network, so it has 1440 frames;
    those of the padding have the mean 0 and a variance of eps alone.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Normalise (batch, bands, frames)."""
        # (B, bands, frames) -> (B, frames, bands) and back
        return super().forward(x.transpose(1, 2)).transpose(1, 2)


class Block(nn.Module):
    """Convolution, batch norm, max pooling, ELU.

    The paper has the ELU before the pooling. The ELU is increasing, so max(elu(x)) = elu(max(x)),
    and after the pooling there are 4 to 20 times fewer numbers to apply it to. A kernel of even
    length gives one frame more than its input has, which every pooling here drops.

    With `pool_first` the batch norm of a network in training is behind the pooling, which takes a
    third to two thirds of the time; its statistics are then those of the maxima. It is trained to
    the same function: x -> g (x - m) / s + b is increasing for a gain g > 0, so it may change
    places with the maximum as well. `Student.keep_gains_positive` sees to that.
    """

    pool_first = False

    def __init__(
        self, inputs: int, outputs: int, pool: Size, eps: float, kernel: Size = SQUARE
    ) -> None:
        super().__init__()
        padding = (kernel[0] // 2, kernel[1] // 2)
        self.conv = nn.Conv2d(inputs, outputs, kernel, padding=padding)
        self.norm: nn.Module = nn.BatchNorm2d(outputs, eps=eps)
        self.pool = pool

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, inputs, F, T) to (batch, outputs, F / pool[0], T / pool[1])."""
        if isinstance(self.norm, nn.BatchNorm2d) and not self.norm.training:
            return elu(max_pool2d(self._normed_conv(x, self.norm), self.pool))
        x = self.conv(x)
        if self.pool_first and self.training:
            return elu(self.norm(max_pool2d(x, self.pool)))
        return elu(max_pool2d(self.norm(x), self.pool))

    def _normed_conv(self, x: Tensor, norm: nn.BatchNorm2d) -> Tensor:
        """Convolve and normalise at once, channels last, the fastest layout of a convolution."""
        # The batch norm uses its running statistics m and v here, so it is the affine map
        # y -> gain (y - m) + b with gain = g / sqrt(v + eps), and folds into the convolution:
        # gain (W * x + c - m) + b = (gain W) * x + gain (c - m) + b. Autograd goes through this
        # product, so g and b still get their gradients when the block is fine-tuned.
        assert norm.running_mean is not None and norm.running_var is not None
        assert self.conv.bias is not None
        gain = norm.weight / (norm.running_var + norm.eps).sqrt()
        weight = self.conv.weight * gain[:, None, None, None]
        bias = norm.bias + gain * (self.conv.bias - norm.running_mean)
        return conv2d(x, last_channels(weight), bias, padding=self.conv.padding)


def last_channels(weight: Tensor) -> Tensor:
    """Return a copy of a kernel in the channels-last layout, also where there is only one channel.

    A convolution takes its layout from its kernel; `contiguous` leaves a single channel as it is,
    and the largest maps of all would be copied from one layout to the other and back.
    """
    kind = torch.preserve_format if weight.device.type == "mps" else torch.channels_last
    return weight.clone(memory_format=kind)


class Dropout(nn.Dropout):
    """Dropout that draws one random byte per number on a processor.

    torch draws four and takes as long as for the convolution behind. The probability is rounded
    down to a 256th, p = n / 256, and the numbers that stay are scaled by 1 / (1 - p).
    """

    def forward(self, x: Tensor) -> Tensor:
        """Return x with some numbers 0 in training, else x."""
        dropped = int(256 * self.p)
        if not self.training or not dropped or x.device.type != "cpu":
            return super().forward(x)
        words = torch.randint(-(2**63), 2**63 - 1, (-(-x.numel() // 8),))
        drawn = words.view(torch.uint8)[: x.numel()]
        kept = (drawn >= dropped).to(x.dtype).mul_(256 / (256 - dropped))
        return x * kept.as_strided(x.shape, torch.empty_like(x).stride())


class Dense(nn.Module):
    """Fully connected layer, batch norm, ELU, dropout."""

    def __init__(self, inputs: int, outputs: int, eps: float, dropout: float) -> None:
        super().__init__()
        self.linear = nn.Linear(inputs, outputs)
        self.norm = nn.BatchNorm1d(outputs, eps=eps)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, inputs) to (batch, outputs)."""
        dropped: Tensor = self.dropout(elu(self.norm(self.linear(x))))
        return dropped


class GRU(nn.Module):
    """Gated recurrent unit of Cho et al. (EMNLP 2014), as Keras 1 computed it.

    The reset gate acts before the recurrent product, and the gates use a hard sigmoid; torch's
    nn.GRU resets after the product and cannot hold such weights.
    """

    def __init__(self, inputs: int, units: int) -> None:
        super().__init__()
        self.units = units
        self.inward = nn.Linear(inputs, 3 * units)  # update, reset, candidate
        self.gates = nn.Linear(units, 2 * units, bias=False)  # update, reset
        self.candidate = nn.Linear(units, units, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Return the state after each step: (batch, steps, inputs) -> (batch, steps, units)."""
        if not torch.is_inference_mode_enabled():
            return gru_steps(self.inward(x), self.gates.weight, self.candidate.weight)
        state = x.new_zeros(len(x), self.units)
        states = []
        for inward in self.inward(x).unbind(dim=1):  # steps times (B, 3 * units)
            state = self._step(inward, state)
            states.append(state)
        return torch.stack(states, dim=1)

    def _step(self, inward: Tensor, state: Tensor) -> Tensor:
        into_gates, into_candidate = inward[:, : 2 * self.units], inward[:, 2 * self.units :]
        update, reset = hard_sigmoid(into_gates + self.gates(state)).chunk(2, dim=1)
        candidate = torch.tanh(into_candidate + self.candidate(reset * state))
        return update * state + (1 - update) * candidate


def hard_sigmoid(x: Tensor) -> Tensor:
    """Return clip(0.2 x + 0.5, 0, 1): Keras' own, steeper than torch's."""
    return (0.2 * x + 0.5).clamp(0, 1)
