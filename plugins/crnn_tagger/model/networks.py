"""The networks: a config each, the blocks they share, the models.

Choi, Fazekas, Sandler, Cho, "Convolutional recurrent neural networks for music classification",
ICASSP 2017. Every network takes (batch, 96 mel bands, 1366 frames) and gives one logit per tag.
`features` is the costly part and is the same for all versions of a network that share its weights;
`head` is the cheap part behind it, so that stored features suffice to fine-tune it.

A new network is a config, a `Network` and an entry in ARCHITECTURES, all in this file.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.nn.functional import pad

from ..audio.mel import BANDS, FRAMES
from .layers import GRU, SQUARE, Block, Dense, Dropout, FrameNorm, Size

CRNN_PAD_FRAMES = 37  # before and after: 1366 -> 1440
CRNN_POOLS = ((2, 2), (3, 3), (4, 4), (4, 4))  # (96, 1440) -> (1, 15)
K1C2_POOLS = ((1, 4), (1, 5), (1, 8), (1, 8))  # (96, 1366) -> (96, 1)
K2C1_POOLS = ((1, 4), (1, 4), (1, 4), (1, 4), (1, 5))  # (1, 1366) -> (1, 1)
K2C2_POOLS = ((2, 4), (2, 4), (2, 4), (3, 5), (4, 4))  # (96, 1366) -> (1, 1)
ALONG_TIME = (1, 4)
CRNN_MEAN = "crnn-mean"


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
    """Widths of a fine-tuned CRNN: its output layer has `maps[-1]` more inputs."""


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


class Network(nn.Module):
    """The interface of the networks: logits = head(features(x)).

    `feature_shape` is the shape of one window's features; `output` the last layer of the head;
    `behind_features` the prefixes of the names of all weights that no feature depends on; `means`
    the number of inputs of `output`, its last ones, that are means of the features over time.
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
    """Return a copy with the same scores; that of a plain CRNN also has the means as inputs."""
    if type(network) is not CRNN:
        return deepcopy(network)
    wider = CRNNMean(CRNNMeanConfig(**asdict(network.config)))
    weight = pad(network.output.weight, (0, wider.means))  # (tags, units) -> (tags, units + means)
    wider.load_state_dict(network.state_dict() | {"output.weight": weight})
    return wider.train(network.training)


class FullyConnected(Network):
    """A net with one-dimensional kernels, which has two dense layers behind the last map.

    `positions` is the size of the last map, (bands x 1).
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
        """Return the maps pooled over time, by band: (batch, 96, 1366) -> (batch, 96, maps)."""
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


Widths = tuple[tuple[int, ...], int]  # of the convolutions; of the dense or recurrent layers


@dataclass(frozen=True)
class Architecture:
    """A kind of network: the class of its config, its module, and its layer widths per size.

    `widths` has an entry for each of SIZES. It is empty where no network of this kind is trained
    from random weights.
    """

    config: type[Config]
    network: Callable[[Any], Network]
    widths: tuple[Widths, ...] = ()


SIZES = ("0.1M", "0.25M", "0.5M", "1M", "3M")  # trainable parameters

# The one list of the networks, by the names that model files and users have for them. The widths
# are those of the paper; the dense widths of k1c2 are not in it and are chosen so that the network
# comes within 1.7 % of its size.
ARCHITECTURES: Mapping[str, Architecture] = {
    "k1c2": Architecture(
        K1C2Config,
        K1C2,
        (
            ((15, 15, 30, 30), 31),
            ((23, 23, 47, 47), 51),
            ((33, 33, 66, 66), 73),
            ((47, 47, 95, 95), 101),
            ((81, 81, 163, 163), 177),
        ),
    ),
    "k2c1": Architecture(
        K2C1Config,
        K2C1,
        (
            ((43, 43, 43, 87, 87), 87),
            ((72, 72, 72, 145, 145), 145),
            ((106, 106, 106, 212, 212), 212),
            ((152, 152, 152, 304, 304), 304),
            ((265, 265, 265, 535, 535), 535),
        ),
    ),
    "k2c2": Architecture(
        K2C2Config,
        K2C2,
        (
            ((20, 41, 41, 62, 83), 83),
            ((33, 66, 66, 100, 133), 133),
            ((47, 95, 95, 142, 190), 190),
            ((67, 135, 135, 203, 271), 271),
            ((118, 236, 236, 355, 473), 473),
        ),
    ),
    "crnn": Architecture(
        CRNNConfig,
        CRNN,
        (
            ((30, 60, 60, 60), 30),
            ((48, 96, 96, 96), 48),
            ((68, 137, 137, 137), 68),
            ((96, 195, 195, 195), 96),
            ((169, 339, 339, 339), 169),
        ),
    ),
    CRNN_MEAN: Architecture(CRNNMeanConfig, CRNNMean),
}


def kind_of(config: Config) -> str:
    """Return the name of the kind of network that `config` describes."""
    return next(kind for kind, one in ARCHITECTURES.items() if type(config) is one.config)


def build(config: Config) -> Network:
    """Return the network that `config` describes, with random weights.

    Raises ValueError when the number of layer widths is not the network's.
    """
    return ARCHITECTURES[kind_of(config)].network(config)
