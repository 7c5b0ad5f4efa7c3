"""musicnn (Pons and Serra, ISMIR 2019 late-breaking): patches of log-mels -> logits of tags.

Front-end: filters as tall as timbres and as long as rhythms, over a patch of 3 s. Mid-end: three
convolutions in time with residual connections. Back-end: maximum and mean over time, two layers.
Each convolution is followed by its ReLU first and its batch norm then.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from .mel import BANDS

NORM_EPS = 1e-3  # of TensorFlow's batch norm
TIMBRE_HEIGHTS = (38, 67)  # mel bands: 0.4 and 0.7 of the 96
RHYTHM_FRAMES = (128, 64, 32)


@dataclass(frozen=True)
class MusicnnConfig:
    """The sizes of a network: those of the published MSD_musicnn and MTT_musicnn."""

    timbres: int = 204  # maps of each of the two heights
    rhythms: int = 51  # maps of each of the three lengths
    middle: int = 64
    units: int = 200
    tags: int = 50


class TimbreBlock(nn.Module):
    """Filters of 7 frames by some bands, the loudest place over all bands: -> (n, maps, T)."""

    def __init__(self, height: int, maps: int) -> None:
        super().__init__()
        self.padding = 3, 3
        self.conv = nn.Conv2d(1, maps, (7, height), padding=(3, 0))
        self.norm = nn.BatchNorm2d(maps, NORM_EPS)

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, 1, T, 96) to (n, maps, T)."""
        pooled: Tensor = self.norm(self.conv(x).relu()).amax(dim=3)
        return pooled


class RhythmBlock(nn.Module):
    """Filters of many frames by one band, the loudest band of all: -> (n, maps, T)."""

    def __init__(self, frames: int, maps: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, maps, (frames, 1))
        self.norm = nn.BatchNorm2d(maps, NORM_EPS)
        before = (frames - 1) // 2  # TensorFlow pads an even filter by one less at the start
        self.padding = before, frames - 1 - before

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, 1, T, 96) to (n, maps, T)."""
        padded = functional.pad(x, (0, 0, *self.padding))
        pooled: Tensor = self.norm(self.conv(padded).relu()).amax(dim=3)
        return pooled


class MiddleBlock(nn.Module):
    """A convolution over 7 frames and all maps: (n, inputs, T) -> (n, maps, T)."""

    def __init__(self, inputs: int, maps: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(inputs, maps, 7, padding=3)
        self.norm = nn.BatchNorm1d(maps, NORM_EPS)

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, inputs, T) to (n, maps, T)."""
        y: Tensor = self.norm(self.conv(x).relu())
        return y


class Musicnn(nn.Module):
    """The whole network. `embed` gives what the output layer sees."""

    def __init__(self, config: MusicnnConfig = MusicnnConfig()) -> None:
        super().__init__()
        self.config = config
        front = 2 * config.timbres + 3 * config.rhythms
        every = front + 3 * config.middle
        self.norm = nn.BatchNorm2d(1, NORM_EPS)
        self.timbre = nn.ModuleList(TimbreBlock(h, config.timbres) for h in TIMBRE_HEIGHTS)
        self.rhythm = nn.ModuleList(RhythmBlock(n, config.rhythms) for n in RHYTHM_FRAMES)
        inputs = (front, config.middle, config.middle)
        self.middle = nn.ModuleList(MiddleBlock(n, config.middle) for n in inputs)
        self.pool_norm = nn.BatchNorm1d(2 * every, NORM_EPS)
        self.dense = nn.Linear(2 * every, config.units)
        self.dense_norm = nn.BatchNorm1d(config.units, NORM_EPS)
        self.output = nn.Linear(config.units, config.tags)

    def forward(self, patches: Tensor) -> Tensor:
        """Map patches to logits: (n, T, 96) -> (n, tags)."""
        logits: Tensor = self.output(self.embed(patches))
        return logits

    def embed(self, patches: Tensor) -> Tensor:
        """Map patches to the penultimate units: (n, T, 96) -> (n, units)."""
        return self.judge(self.front(patches))

    def front(self, patches: Tensor) -> Tensor:
        """Map patches to the maps of timbres and rhythms: (n, T, 96) -> (n, maps, T)."""
        assert patches.shape[2] == BANDS
        x = self.norm(patches[:, None])  # (n, 1, T, 96)
        return torch.cat([block(x) for block in (*self.timbre, *self.rhythm)], dim=1)

    def judge(self, front: Tensor) -> Tensor:
        """Map what the front-end found to the penultimate units: (n, maps, T) -> (n, units)."""
        found = [front]
        x = self.middle[0](front)
        found.append(x)
        for block in self.middle[1:]:
            x = x + block(x)
            found.append(x)
        every = torch.cat(found, dim=1)  # (n, maps, T)
        # Maximum and mean of a map stand beside each other: (n, maps, 2) -> (n, 2 maps).
        pooled = torch.stack([every.amax(dim=2), every.mean(dim=2)], dim=2).flatten(1)
        units: Tensor = self.dense_norm(self.dense(self.pool_norm(pooled)).relu())
        return units


def build_network(config: MusicnnConfig = MusicnnConfig()) -> Musicnn:
    """Return a network with random weights, ready to predict."""
    return Musicnn(config).eval()
