"""The plan of a comparison, and the state of each of its runs."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tagstudio.plugin_api import Epoch, NewModelOptions, ScoredClips

PER_CLIPS = 2500  # the paper gives its seconds for so many


@dataclass(frozen=True)
class Run:
    """One training of one network, as far as it is done.

    `sha256` is that of the model file, "" until it is trained, `tags` are the model's, in the order
    of its scores; `scored` is None until the test set is.
    """

    network: str
    size: str
    seed: int
    epochs: tuple[Epoch, ...] = ()
    sha256: str = ""
    parameters: int = 0
    tags: tuple[str, ...] = ()
    scored: ScoredClips | None = None

    @property
    def name(self) -> str:
        """The name of the run's files and of its model."""
        return f"{self.network}-{self.size}-seed{self.seed}"

    @property
    def training_seconds(self) -> float | None:
        """Seconds to train on PER_CLIPS clips in the median epoch, None where none was timed."""
        paces = [one.seconds / one.windows for one in self.epochs if one.seconds and one.windows]
        return float(np.median(paces)) * PER_CLIPS if paces else None

    @property
    def inference_seconds(self) -> float | None:
        """Seconds of the network for PER_CLIPS clips, None where none was scored."""
        if self.scored is None or not self.scored.clips:
            return None
        return self.scored.seconds / self.scored.clips * PER_CLIPS


@dataclass(frozen=True)
class Plan:
    """The runs to compare: each of `networks` in each of `sizes`, `seeds` times.

    `training` holds the options that all of them share; its name, network, size and seed are not
    used.
    """

    networks: tuple[str, ...]
    sizes: tuple[str, ...]
    seeds: int
    training: NewModelOptions

    def runs(self) -> Iterator[Run]:
        """Yield the runs, none of them begun, in the order in which they are done."""
        for size in self.sizes:
            for seed in range(self.seeds):
                for network in self.networks:
                    yield Run(network, size, seed)
