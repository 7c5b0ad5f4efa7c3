"""The third stage, on request: all layers, from audio, by ADAM.

A copy starts from what the stages before gave it. The change of the weights is found without the
validation fold, which chooses how much of it is kept; that part is added to the copy's own weights
(Ilharco et al., "Editing models with task arithmetic", ICLR 2023).
"""

from collections.abc import Generator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tagstudio.core.errors import TagStudioError
from tagstudio.core.memory import keep_freed_memory
from tagstudio.plugin_api import Epoch, Notice

from ..audio.mel_cache import CachedMels, cached_mels
from ..model.checkpoint import Checkpoint
from ..model.networks import Network
from ..model.tensors import MAX_FLOAT16, autocast, half_pays
from ..training.training_state import mels_path
from .adam_stage import (
    Stage,
    StageRun,
    answers_of,
    run_stage,
    set_weights,
    sigmoid,
    track_logits,
)
from .copies import Copy, Learned, Weights
from .loss import loss_of
from .output_layer import Known, copied, fit_output_layer, interpolated, linear_logits
from .recurrent import stage_rows
from .selection import choose_alpha
from .training_set import TrainingSet

STAGE = "full"
MELS_AT_ONCE = 16


def load_audio(
    training_set: TrainingSet,
    parent: tuple[Checkpoint, Network],
    device: torch.device,
    cache: tuple[Path, str],
) -> Generator[Notice, None, tuple[TrainingSet, CachedMels]]:
    """Decode the tracks; return those that can be, with features of one window, and their mels."""
    checkpoint, network = parent
    path = mels_path(*cache)
    cached = yield from cached_mels(training_set.paths, checkpoint.card.recipe, path)
    if not training_set.answered[cached.rows].any():
        raise TagStudioError(
            "training.no-audio",
            "No track with an answer can be decoded. Are the music's folders there?",
        )
    features = computed_features(network, cached, device)
    return training_set.with_features(cached.rows, features), cached


@torch.no_grad()
def computed_features(
    network: Network, cached: CachedMels, device: torch.device
) -> NDArray[np.float16]:
    """Return the features of all cached log-mel inputs: (n, *feature_shape)."""
    network = deepcopy(network).eval().to(device)
    found = np.empty((len(cached), *network.feature_shape), np.float16)
    with autocast(device, half_pays(device)):
        for start in range(0, len(cached), MELS_AT_ONCE):
            rows = np.arange(start, min(start + MELS_AT_ONCE, len(cached)))
            features = network.features(mels(cached, rows, device)).float().cpu().numpy()
            found[rows] = features.clip(-MAX_FLOAT16, MAX_FLOAT16)
    return found


def mels(cached: CachedMels, rows: NDArray[np.int64], device: torch.device) -> Tensor:
    """Return the log-mel inputs of some rows on the device: float32 (b, 96, 1366).

    They are copied to a graphics card in float16, as they are cached.
    """
    block = torch.from_numpy(cached.of(rows))
    if device.type == "cuda":
        block = block.pin_memory().to(device, non_blocking=True)
    return block.to(device, torch.float32)


def learn_full(
    network: Network,
    known: Known,
    before: tuple[Copy, Learned],
    cached: CachedMels,
    run: StageRun,
) -> Generator[Epoch | Notice, None, Learned]:
    """Fine-tune all layers of a copy; `cached` has a row per track of the training set.

    As in the recurrent stage, it starts from an output layer fitted without the validation fold.
    """
    keep_freed_memory()
    training_set, embedded, device = known.training_set, known.embedded, known.device
    copy, learned = before
    training, rehearsal, validation = stage_rows(training_set, copy)
    if not len(training) or not len(validation):
        return replace(learned, kept={**learned.kept, STAGE: 0.0})
    learns = np.isin(np.arange(len(training_set.folds)), training)
    output = fit_output_layer(network, training_set, embedded, learns)
    stage = Stage(
        training_set,
        loss_of(training_set, linear_logits(output, embedded.embeddings), device),
        lambda rows: mels(cached, rows, device),
        training,
        rehearsal,
        validation,
        device,
        half=half_pays(device),
        windows_at_once=MELS_AT_ONCE,
    )
    module = deepcopy(network).to(device)
    names = [name for name, _ in network.named_parameters()]
    start = copied({name: network.get_parameter(name).detach().cpu() for name in names})
    whole = start | learned.weights
    start |= output
    set_weights(module, start)
    ended = yield from run_stage(module, names, stage, run)
    change = {name: ended[name].cpu() - start[name] for name in names}
    end = {name: start[name] + change[name] for name in names}
    alpha = choose_alpha(
        *answers_of(training_set, validation),
        lambda alpha: _scores(module, stage, interpolated(start, end, alpha)),
    )
    kept = {**learned.kept, STAGE: alpha}
    if not alpha:
        return Learned(learned.weights, kept)
    return Learned({name: whole[name] + alpha * change[name] for name in names}, kept)


def _scores(module: Network, stage: Stage, weights: Weights) -> NDArray[np.float64]:
    set_weights(module, weights)
    return sigmoid(track_logits(module, stage, stage.validation))
