"""The depth `full`: all layers are trained, from audio."""

from collections.abc import Generator
from copy import deepcopy
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tagstudio.core.errors import TagStudioError
from tagstudio.core.memory import keep_freed_memory
from tagstudio.core.messages import message
from tagstudio.plugin_api import Notice
from tagstudio.plugin_kit.training_set import TrainingSet

from ..audio.mel_cache import CachedMels, cached_mels
from ..model.checkpoint import Checkpoint
from ..model.networks import Network
from ..model.tensors import MAX_FLOAT16, autocast, half_pays
from ..training.training_state import mels_path
from .adam_stage import Layers

MELS_AT_ONCE = 16


def load_audio(
    training_set: TrainingSet,
    parent: Checkpoint,
    device: torch.device,
    cache: tuple[Path, str],
) -> Generator[Notice, None, tuple[TrainingSet, CachedMels]]:
    """Decode the tracks; return those that can be, with features of one window, and their mels.

    Parts of tracks are left out: a window of a whole track says nothing of one.
    """
    if training_set.parts.any():
        training_set = training_set.of(np.flatnonzero(~training_set.parts))
        yield Notice(
            message(
                "crnn.parts-left-out",
                "At this depth answers to parts of tracks teach nothing: whole tracks are heard.",
            )
        )
    cached = yield from cached_mels(training_set.paths, parent.card.recipe, mels_path(*cache))
    heard = training_set.of(cached.rows)
    if not heard.answered.any():
        raise TagStudioError(
            "training.no-audio",
            "No track with an answer can be decoded. Are the music's folders there?",
        )
    keep_freed_memory()
    return heard.with_features(computed_features(parent.network, heard, cached, device)), cached


@torch.no_grad()
def computed_features(
    network: Network, training_set: TrainingSet, cached: CachedMels, device: torch.device
) -> NDArray[np.float16]:
    """Return the features of all cached log-mel inputs: (n, *feature_shape)."""
    network = deepcopy(network).eval().to(device)
    found = np.empty((len(cached), *network.feature_shape), np.float16)
    for rows in training_set.independent_rows():
        for start in range(0, len(rows), MELS_AT_ONCE):
            block = rows[start : start + MELS_AT_ONCE]
            with autocast(device, half_pays(device)):
                features = network.features(mels(cached, block, device))
            found[block] = features.float().cpu().numpy().clip(-MAX_FLOAT16, MAX_FLOAT16)
    return found


def mels(cached: CachedMels, rows: NDArray[np.int64], device: torch.device) -> Tensor:
    """Return the log-mel inputs of some rows on the device: float32 (b, 96, 1366).

    They are copied to a graphics card in float16, as they are cached.
    """
    block = torch.from_numpy(cached.of(rows))
    if device.type == "cuda":
        block = block.pin_memory().to(device, non_blocking=True)
    return block.to(device, torch.float32)


def all_layers(network: Network, cached: CachedMels, device: torch.device) -> Layers:
    """Return all layers; `cached` has a row per window of the training set."""

    def logits(network: Network, windows: NDArray[np.int64]) -> Tensor:
        with autocast(device, half_pays(device)):
            found: Tensor = network(mels(cached, windows, device))
        return found.float()

    return Layers([name for name, _ in network.named_parameters()], logits, MELS_AT_ONCE)
