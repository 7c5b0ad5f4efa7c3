"""Teaching all of a network from audio, beginning where the layers behind the features stand.

One copy learns, which has never seen a part of the answers and is judged by that. What it learned
is kept as a difference of weights, so much of it as holds, and added to the start's last copy,
which has seen every answer (Ilharco et al., "Editing models with task arithmetic", ICLR 2023).
"""

from collections.abc import Generator
from copy import deepcopy
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tagstudio.core.memory import keep_freed_memory
from tagstudio.plugin_api import Epoch, Notice

from ..audio.mel_cache import CachedMels
from ..model.networks import Network
from ..model.tensors import MAX_FLOAT16, autocast, half_pays
from .ensemble import Ensemble, Weights, selected
from .loss import Loss
from .recurrent import (
    ALPHAS,
    MAX_DRIFT,
    drift_of,
    smallest_alpha_within_one_error,
    soft_target_loss,
)
from .setup import FineTuned, TrainingSetup, blocks
from .trainer import RunContext, Trainer, TrainingConfig, scores_of

Steps = Generator[Epoch | Notice, None, FineTuned]

MELS_AT_ONCE = 16


@torch.no_grad()
def features_of(network: Network, sound: CachedMels, device: torch.device) -> NDArray[np.float16]:
    """Return the features of all that was heard: (n, *feature_shape)."""
    network = deepcopy(network).eval().to(device)
    found = np.empty((len(sound), *network.feature_shape), np.float16)
    with autocast(device, half_pays(device)):
        for rows in blocks(len(sound), MELS_AT_ONCE):
            features = network.features(mels(sound, rows, device)).float().cpu().numpy()
            found[rows] = features.clip(-MAX_FLOAT16, MAX_FLOAT16)
    return found


def mels(sound: CachedMels, rows: NDArray[np.int64], device: torch.device) -> Tensor:
    """Return the mels of some rows on the device: float32 (b, 96, 1366), sent as they are kept."""
    kept = torch.from_numpy(sound.of(rows))
    if device.type == "cuda":
        kept = kept.pin_memory().to(device, non_blocking=True)
    return kept.to(device, torch.float32)


@dataclass(frozen=True)
class StartingPoint:
    """Where the network starts, and the taught output layer that its training started from.

    The scores of `output` are the soft targets, and what untouched tags may drift from.
    """

    start: FineTuned
    output: FineTuned


def finetune_full(
    setup: TrainingSetup,
    beginning: StartingPoint,
    sound: CachedMels,
    course: TrainingConfig,
    session: RunContext,
) -> Steps:
    """Let the whole network move on; `sound` has a row per lesson, and the validation one copy.

    The first of the scores returned are those of the copy that is judged.
    """
    keep_freed_memory()
    network = deepcopy(setup.network).to(setup.device)
    names = [name for name, _ in network.named_parameters()]
    stack = Ensemble(network, names, copies=1, half=half_pays(setup.device))
    soft = replace(beginning.output, scores=beginning.output.scores[:1])
    objective = replace(
        soft_target_loss(setup, soft, lambda rows: mels(sound, rows.cpu().numpy(), setup.device)),
        at_once=MELS_AT_ONCE,
    )
    _put(stack, beginning.start, 0)
    origin = selected(stack.weights, slice(None))
    learner = Trainer(stack, objective, setup.lessons, setup.validation)
    outcome = yield from learner.run(course, session)
    way = {name: weight - origin[name] for name, weight in outcome.weights.items()}
    return _as_far_as_holds(setup, beginning, (stack, objective), way)


@torch.no_grad()
def _put(stack: Ensemble, taught: FineTuned, copy: int, way: Weights | None = None) -> None:
    """Put the stack where a copy stands, or moved on from there."""
    for name, weight in stack.weights.items():
        if name in taught.weights:
            weight[0] = taught.weights[name][copy]
        else:
            weight[0] = stack.module.get_parameter(name)
        if way is not None:
            weight.add_(way[name])


def _as_far_as_holds(
    setup: TrainingSetup, beginning: StartingPoint, taught: tuple[Ensemble, Loss], way: Weights
) -> FineTuned:
    """Return the start's last copy, moved by the share of the way that is to be kept."""
    tried = [_moved(setup, beginning, taught, way, share) for share in ALPHAS]
    allowed = [
        one
        for one in tried
        if not one.audio_share or drift_of(setup.lessons, beginning.output, one) <= MAX_DRIFT
    ]
    rows = setup.validation.judged
    judged = [one.scores[0, rows] for one in allowed]
    return smallest_alpha_within_one_error(setup.lessons, rows, allowed, judged)


def _moved(
    setup: TrainingSetup,
    beginning: StartingPoint,
    taught: tuple[Ensemble, Loss],
    way: Weights,
    share: float,
) -> FineTuned:
    """Return the last copy moved by a share of the way, and what it and the judged copy say."""
    start, (stack, objective) = beginning.start, taught
    if share == 0:
        return replace(start, scores=start.scores[[0, -1]], audio_share=0.0)
    part = {name: share * weight for name, weight in way.items()}
    judged, every = setup.validation.judged, np.arange(len(setup.lessons.paths))
    _put(stack, start, 0, part)
    first = scores_of(stack, objective, judged)[0]
    _put(stack, start, -1, part)
    weights = {name: weight.detach().clone() for name, weight in stack.weights.items()}
    scores = scores_of(stack, objective, every).repeat(2, axis=0)
    scores[0, judged] = first
    return FineTuned(weights, scores, start.strengths, start.share, share)
