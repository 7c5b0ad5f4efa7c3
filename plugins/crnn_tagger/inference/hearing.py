"""Windows of samples -> logits, embeddings and features, for who builds on this tagger.

The embedding of a window is what the output layer sees in a fine-tuning: the state of the last GRU
and the mean of each feature over time. The features are the stored feature maps.
"""

from collections.abc import Sequence
from copy import deepcopy

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from tagstudio.plugin_api import Heard

from ..audio.mel import fill_window, log_mel
from ..model.checkpoint import Checkpoint
from ..model.networks import with_means
from ..model.tensors import MAX_FLOAT16, tensor
from .scorer import Array, Scorer


class Hearing:
    """A model on a device, with what its output layer sees; calls may come from several threads."""

    def __init__(self, checkpoint: Checkpoint, scorer: Scorer) -> None:
        self._scorer = scorer
        self._trunk = deepcopy(with_means(checkpoint.network)).eval().to(scorer.device)
        self._output = self._trunk.output
        self._trunk.output = nn.Identity()  # type: ignore[assignment]

    def hear(self, windows: Sequence[NDArray[np.float32]]) -> Heard:
        """Return what the model says of windows of 29.12 s; a shorter one is repeated."""
        samples = np.stack([fill_window(window) for window in windows])
        mels = log_mel(samples, self._scorer.recipe)
        on_processor = self._scorer.device.type == "cpu"
        score = self._scorer.one_by_one if on_processor else self._scorer.in_batches
        _, features = score(mels)
        return self._heard(features)

    def embed(self, features: NDArray[np.float16]) -> Heard:
        """Return what the model says of windows by their features, (n, *feature_shape)."""
        return self._heard(features.astype(np.float32))

    @torch.inference_mode()
    def _heard(self, features: Array) -> Heard:
        units = self._trunk.head(tensor(features, self._scorer.device))
        return Heard(
            self._output(units).cpu().numpy(),
            units.cpu().numpy(),
            features.clip(-MAX_FLOAT16, MAX_FLOAT16).astype(np.float16),
        )
