"""The networks: a config each, the blocks they share, the models.

Choi, Fazekas, Sandler, Cho, "Convolutional recurrent neural networks for music classification",
ICASSP 2017. Every network takes (batch, 96 mel bands, 1366 frames) and gives one logit per tag.
`features` is the costly part and depends on the audio alone; `head` is the cheap part behind it,
so that what was heard once can be learned from again without the audio.
"""

from copy import deepcopy
from dataclasses import asdict, dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, elu, max_pool2d, pad

from ..audio.mel import BANDS, FRAMES
from .gru_autograd import gru_steps

CRNN_PAD_FRAMES = 37  # before and after: 1366 -> 1440
CRNN_POOLS = ((2, 2), (3, 3), (4, 4), (4, 4))  # (96, 1440) -> (1, 15)
K1C2_POOLS = ((1, 4), (1, 5), (1, 8), (1, 8))  # (96, 1366) -> (96, 1)
K2C1_POOLS = ((1, 4), (1, 4), (1, 4), (1, 4), (1, 5))  # (1, 1366) -> (1, 1)
K2C2_POOLS = ((2, 4), (2, 4), (2, 4), (3, 5), (4, 4))  # (96, 1366) -> (1, 1)
SQUARE = (3, 3)
ALONG_TIME = (1, 4)
CRNN_MEAN = "crnn-mean"

Size = tuple[int, int]  # mel bands x frames


@dataclass(frozen=True)
class CRNNConfig:
    """Widths of a CRNN; the defaults are those of the published weights (396,786 parameters).

    `input_norm` puts a batch norm over the time frames in front, which the published networks have
    and the paper's parameter counts leave out.
    """

    maps: tuple[int, ...] = (64, 128, 128, 128)
    units: int = 32
    tags: int = 50
    input_norm: bool = True
    norm_eps: float = 1e-6
    block_dropout: float = 0.1
    head_dropout: float = 0.3


@dataclass(frozen=True)
class CRNNMeanConfig(CRNNConfig):
    """Widths of a CRNN that was corrected: its output layer has `maps[-1]` more inputs."""


@dataclass(frozen=True)
class K1C2Config:
    """Widths of a net that convolves along time alone; the defaults have about 0.5 M parameters.

    `units` is the width of both fully connected layers.
    """

    maps: tuple[int, ...] = (33, 33, 66, 66)
    units: int = 73
    tags: int = 50
    norm_eps: float = 1e-5
    head_dropout: float = 0.5


@dataclass(frozen=True)
class K2C1Config:
    """Widths of a net whose first kernel spans the band; the defaults have 504,292 parameters.

    `units` is the width of both fully connected layers.
    """

    maps: tuple[int, ...] = (106, 106, 106, 212, 212)
    units: int = 212
    tags: int = 50
    norm_eps: float = 1e-5
    head_dropout: float = 0.5


@dataclass(frozen=True)
class K2C2Config:
    """Widths of a fully convolutional net; the defaults are the published CNN's (865,950)."""

    maps: tuple[int, ...] = (32, 128, 128, 192, 256)
    tags: int = 50
    input_norm: bool = True
    norm_eps: float = 1e-6
    head_dropout: float = 0.5


Config = CRNNConfig | K1C2Config | K2C1Config | K2C2Config


class FrameNorm(nn.BatchNorm1d):
    """Batch norm with a mean, deviation, gain and offset for each time frame."""

    def forward(self, x: Tensor) -> Tensor:
        """Normalise (batch, bands, frames)."""
        # (B, bands, frames) -> (B, frames, bands) and back
        return super().forward(x.transpose(1, 2)).transpose(1, 2)


class Block(nn.Module):
    """Convolution, batch norm, max pooling, ELU.

    The paper has the ELU before the pooling; it is monotone, so the numbers are the same, and
    after it there are 4 to 20 times fewer of them. A kernel of even length gives one frame more
    than it was given, which no pooling here has a use for.

    With `pool_first` the batch norm of a network in training sees the pooled maps, which takes a
    third to two thirds of the time; its figures are then those of the maxima. What it learns so is
    the same block, for pooling and a batch norm change places as long as every gain is positive.

    A batch norm that keeps its figures is multiplied into the convolution, whose gradients then
    reach its gain and offset: the same function, without two passes over the largest maps.
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
        """Convolve and normalise at once, channels last, as a convolution is fastest."""
        assert norm.running_mean is not None and norm.running_var is not None
        assert self.conv.bias is not None
        gain = norm.weight / (norm.running_var + norm.eps).sqrt()
        weight = self.conv.weight * gain[:, None, None, None]
        bias = norm.bias + gain * (self.conv.bias - norm.running_mean)
        return conv2d(x, last_channels(weight), bias, padding=self.conv.padding)


def last_channels(weight: Tensor) -> Tensor:
    """Return a copy of a kernel laid out with its channels last, also where there is only one.

    A convolution takes its layout from it; `contiguous` leaves a single channel as it is, and the
    largest maps of all would be copied to and fro.
    """
    kind = torch.preserve_format if weight.device.type == "mps" else torch.channels_last
    return weight.clone(memory_format=kind)


class Dropout(nn.Dropout):
    """Dropout that draws a random byte a number on a processor.

    torch draws four and takes as long as for the convolution behind. The share that falls is
    rounded down to a 256th, and the rest is scaled by what was kept.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Return x with some numbers 0 while it learns, else x."""
        fallen = int(256 * self.p)
        if not self.training or not fallen or x.device.type != "cpu":
            return super().forward(x)
        words = torch.randint(-(2**63), 2**63 - 1, (-(-x.numel() // 8),))
        drawn = words.view(torch.uint8)[: x.numel()]
        kept = (drawn >= fallen).to(x.dtype).mul_(256 / (256 - fallen))
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


class Network(nn.Module):
    """What the networks have in common: logits = head(features(x)).

    `feature_shape` is the shape of one window's features; `output` the last layer of the head;
    `behind_features` how the names of the weights begin that no feature depends on; `means` how
    many inputs of `output`, its last ones, are means of the features over time.
    """

    behind_features: ClassVar[tuple[str, ...]] = ("output.",)
    means: int = 0
    feature_shape: tuple[int, ...]
    output: nn.Linear

    def features(self, x: Tensor) -> Tensor:
        """Map (batch, 96, 1366) to (batch, *feature_shape)."""
        raise NotImplementedError

    def head(self, features: Tensor) -> Tensor:
        """Map (batch, *feature_shape) to logits, (batch, tags)."""
        raise NotImplementedError

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, 96, 1366) to logits, (batch, tags)."""
        return self.head(self.features(x))


class CRNN(Network):
    """Four convolutions, then two GRUs that read the remaining 15 time steps."""

    behind_features = ("gru1.", "gru2.", "output.")

    def __init__(self, config: CRNNConfig) -> None:
        super().__init__()
        self.config = config
        frames = FRAMES + 2 * CRNN_PAD_FRAMES
        self.input_norm = _input_norm(frames, config)
        self.blocks = _blocks(config.maps, CRNN_POOLS, config.norm_eps)
        self.block_dropout = Dropout(config.block_dropout)
        self.gru1 = GRU(config.maps[-1], config.units)
        self.gru2 = GRU(config.units, config.units)
        self.head_dropout = nn.Dropout(config.head_dropout)
        self.output = nn.Linear(config.units, config.tags)
        self.feature_shape = (15, config.maps[-1])

    def features(self, x: Tensor) -> Tensor:
        """Return the map behind the GRU: (batch, 96, 1366) -> (batch, 15, maps)."""
        x = self.input_norm(pad(x, (CRNN_PAD_FRAMES, CRNN_PAD_FRAMES)))  # (B, 96, 1440)
        x = self.blocks[0](x.unsqueeze(1))  # (B, 96, 1440) -> (B, 1, 96, 1440) -> (B, C, 48, 720)
        for block in self.blocks[1:]:
            x = block(self.block_dropout(x))
        return x.squeeze(2).transpose(1, 2)  # (B, C, 1, 15) -> (B, 15, C)

    def head(self, features: Tensor) -> Tensor:
        """Return logits, (batch, tags), from (batch, 15, maps)."""
        logits: Tensor = self.output(self.head_dropout(self._last_state(features)))
        return logits

    def _last_state(self, features: Tensor) -> Tensor:
        steps = self.gru1(self.block_dropout(features))  # (B, 15, C) -> (B, 15, units)
        last: Tensor = self.gru2(steps)[:, -1]  # (B, 15, units) -> (B, units)
        return last


class CRNNMean(CRNN):
    """A CRNN whose output layer also sees each feature's mean over time, past the GRUs."""

    def __init__(self, config: CRNNMeanConfig) -> None:
        super().__init__(config)
        self.means = config.maps[-1]
        self.output = nn.Linear(config.units + self.means, config.tags)

    def head(self, features: Tensor) -> Tensor:
        """Return logits, (batch, tags), from (batch, 15, maps)."""
        last = self.head_dropout(self._last_state(features))
        logits: Tensor = self.output(torch.cat([last, features.mean(dim=1)], dim=1))
        return logits


def with_means(network: Network) -> Network:
    """Return a copy that says the same; a plain CRNN's can learn from the means as well."""
    if type(network) is not CRNN:
        return deepcopy(network)
    wider = CRNNMean(CRNNMeanConfig(**asdict(network.config)))
    weight = pad(network.output.weight, (0, wider.means))  # (tags, units) -> (tags, units + means)
    wider.load_state_dict(network.state_dict() | {"output.weight": weight})
    return wider.train(network.training)


class FullyConnected(Network):
    """What the two nets with one-dimensional kernels share: two dense layers behind the last map.

    `positions` is how many places of the last map are left, (bands x 1).
    """

    behind_features = ("dense1.", "dense2.", "output.")

    def __init__(self, config: K1C2Config | K2C1Config, positions: int) -> None:
        super().__init__()
        eps, dropout = config.norm_eps, config.head_dropout
        self.dense1 = Dense(positions * config.maps[-1], config.units, eps, dropout)
        self.dense2 = Dense(config.units, config.units, eps, dropout)
        self.output = nn.Linear(config.units, config.tags)
        self.feature_shape = (positions, config.maps[-1])

    def head(self, features: Tensor) -> Tensor:
        """Return logits, (batch, tags), from (batch, positions, maps)."""
        logits: Tensor = self.output(self.dense2(self.dense1(features.flatten(1))))
        return logits


class K1C2(FullyConnected):
    """Four convolutions along time, the same for every band: the paper's k1c2."""

    def __init__(self, config: K1C2Config) -> None:
        super().__init__(config, BANDS)
        self.blocks = _blocks(config.maps, K1C2_POOLS, config.norm_eps, ALONG_TIME)

    def features(self, x: Tensor) -> Tensor:
        """Return what is left of time in each band: (batch, 96, 1366) -> (batch, 96, maps)."""
        x = x.unsqueeze(1)  # (B, 96, 1366) -> (B, 1, 96, 1366)
        for block in self.blocks:
            x = block(x)
        return x.squeeze(3).transpose(1, 2)  # (B, C, 96, 1) -> (B, 96, C)


class K2C1(FullyConnected):
    """A first kernel over the whole band, then four along time: the paper's k2c1."""

    def __init__(self, config: K2C1Config) -> None:
        super().__init__(config, positions=1)
        self.blocks = _blocks(config.maps, K2C1_POOLS, config.norm_eps, ALONG_TIME, inputs=BANDS)

    def features(self, x: Tensor) -> Tensor:
        """Return the pooled vector: (batch, 96, 1366) -> (batch, 1, maps).

        A kernel of 96 x 4 on one map is one of 1 x 4 on 96 maps, and runs several times faster so.
        """
        x = x.unsqueeze(2)  # (B, 96, 1366) -> (B, 96, 1, 1366)
        for block in self.blocks:
            x = block(x)
        return x.flatten(2).transpose(1, 2)  # (B, C, 1, 1) -> (B, 1, C)


class K2C2(Network):
    """Five convolutions down to one vector: the paper's k2c2."""

    def __init__(self, config: K2C2Config) -> None:
        super().__init__()
        self.input_norm = _input_norm(FRAMES, config)
        self.blocks = _blocks(config.maps, K2C2_POOLS, config.norm_eps)
        self.head_dropout = nn.Dropout(config.head_dropout)
        self.output = nn.Linear(config.maps[-1], config.tags)
        self.feature_shape = (1, config.maps[-1])

    def features(self, x: Tensor) -> Tensor:
        """Return the pooled vector: (batch, 96, 1366) -> (batch, 1, maps)."""
        x = self.input_norm(x).unsqueeze(1)  # (B, 96, 1366) -> (B, 1, 96, 1366)
        for block in self.blocks:
            x = block(x)
        return x.flatten(2).transpose(1, 2)  # (B, C, 1, 1) -> (B, 1, C)

    def head(self, features: Tensor) -> Tensor:
        """Return logits, (batch, tags), from (batch, 1, maps)."""
        logits: Tensor = self.output(self.head_dropout(features.squeeze(1)))
        return logits


def _input_norm(frames: int, config: CRNNConfig | K2C2Config) -> nn.Module:
    return FrameNorm(frames, eps=config.norm_eps) if config.input_norm else nn.Identity()


def _blocks(
    maps: tuple[int, ...],
    pools: tuple[Size, ...],
    eps: float,
    kernel: Size = SQUARE,
    inputs: int = 1,
) -> nn.ModuleList:
    if len(maps) != len(pools):
        raise ValueError(f"{len(pools)} layer widths are needed, not {len(maps)}")
    sizes = zip((inputs, *maps[:-1]), maps, pools, strict=True)
    return nn.ModuleList(Block(*size, eps, kernel) for size in sizes)


CONFIGS: dict[str, type[Config]] = {
    "crnn": CRNNConfig,
    CRNN_MEAN: CRNNMeanConfig,
    "k1c2": K1C2Config,
    "k2c1": K2C1Config,
    "k2c2": K2C2Config,
}


def build(config: Config) -> Network:
    """Return the network that `config` describes, with random weights.

    Raises ValueError when the number of layer widths is not the network's.
    """
    match config:
        case CRNNMeanConfig():
            return CRNNMean(config)
        case CRNNConfig():
            return CRNN(config)
        case K1C2Config():
            return K1C2(config)
        case K2C1Config():
            return K2C1(config)
        case K2C2Config():
            return K2C2(config)
