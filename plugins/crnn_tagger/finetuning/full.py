"""Fine-tuning all layers from audio, from the weights that the recurrent stage selected.

One member is trained, which never sees its fold or the validation rows and is validated on them.
The change of its weights, scaled by alpha, is added to the last member of the recurrent stage,
which was trained on all rows: W = W_last + alpha * (W_end - W_start) (Ilharco et al., "Editing
models with task arithmetic", ICLR 2023).
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
from ..training.trainer import TrainingConfig
from .ensemble import Ensemble, Weights, copied
from .fit_ensemble import EnsembleTraining, fit_ensemble, member_scores
from .loss import Loss
from .recurrent import (
    ALPHAS,
    MAX_DRIFT,
    drift_of,
    smallest_alpha_within_one_error,
    soft_target_loss,
)
from .setup import FineTuned, RunContext, TrainingSetup, blocks

Steps = Generator[Epoch | Notice, None, FineTuned]

MELS_AT_ONCE = 16


@torch.no_grad()
def computed_features(
    network: Network, cached: CachedMels, device: torch.device
) -> NDArray[np.float16]:
    """Return the features of all cached log-mel inputs: (n, *feature_shape)."""
    network = deepcopy(network).eval().to(device)
    found = np.empty((len(cached), *network.feature_shape), np.float16)
    with autocast(device, half_pays(device)):
        for rows in blocks(len(cached), MELS_AT_ONCE):
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


@dataclass(frozen=True)
class StartingPoint:
    """The weights at the start, and the fitted head that their training started from.

    The scores of `head` are the soft targets, and the reference of the untrained tags' drift.
    """

    start: FineTuned
    head: FineTuned


def finetune_full(
    setup: TrainingSetup,
    origin: StartingPoint,
    cached: CachedMels,
    config: TrainingConfig,
    context: RunContext,
) -> Steps:
    """Fine-tune all layers, and select alpha.

    `cached` has a row per row of the training set, and the validation plan has a single member. The
    first of the scores returned are those of the member that is validated.
    """
    keep_freed_memory()
    network = deepcopy(setup.network).to(setup.device)
    names = [name for name, _ in network.named_parameters()]
    ensemble = Ensemble(network, names, members=1, half=half_pays(setup.device))
    teacher = replace(origin.head, scores=origin.head.scores[:1])
    loss = replace(
        soft_target_loss(
            setup, teacher, lambda rows: mels(cached, rows.cpu().numpy(), setup.device)
        ),
        rows_at_once=MELS_AT_ONCE,
    )
    _set_weights(ensemble, origin.start, 0)
    before = copied(ensemble.weights)
    model = EnsembleTraining(ensemble, loss, setup.training_set, setup.validation)
    result = yield from fit_ensemble(model, config, context)
    change = {name: weight - before[name] for name, weight in result.weights.items()}
    return _selected(setup, origin, (ensemble, loss), change)


@torch.no_grad()
def _set_weights(
    ensemble: Ensemble, source: FineTuned, member: int, change: Weights | None = None
) -> None:
    """Set the ensemble's weights to those of a member, plus a change."""
    for name, weight in ensemble.weights.items():
        if name in source.weights:
            weight[0] = source.weights[name][member]
        else:
            weight[0] = ensemble.module.get_parameter(name)
        if change is not None:
            weight.add_(change[name])


def _selected(
    setup: TrainingSetup, origin: StartingPoint, trained: tuple[Ensemble, Loss], change: Weights
) -> FineTuned:
    """Return the start's last member, changed by the selected alpha."""
    candidates = [_at_alpha(setup, origin, trained, change, alpha) for alpha in ALPHAS]
    allowed = [
        one
        for one in candidates
        if not one.audio_alpha or drift_of(setup.training_set, origin.head, one) <= MAX_DRIFT
    ]
    rows = setup.validation.rows
    scores = [one.scores[0, rows] for one in allowed]
    return smallest_alpha_within_one_error(setup.training_set, rows, allowed, scores)


def _at_alpha(
    setup: TrainingSetup,
    origin: StartingPoint,
    trained: tuple[Ensemble, Loss],
    change: Weights,
    alpha: float,
) -> FineTuned:
    """Return the last member changed by alpha, with both members' scores."""
    start, (ensemble, loss) = origin.start, trained
    if alpha == 0:
        return replace(start, scores=start.scores[[0, -1]], audio_alpha=0.0)
    part = {name: alpha * weight for name, weight in change.items()}
    validation, every = setup.validation.rows, np.arange(len(setup.training_set.paths))
    _set_weights(ensemble, start, 0, part)
    out_of_fold = member_scores(ensemble, loss, validation)[0]
    _set_weights(ensemble, start, -1, part)
    weights = copied(ensemble.weights)
    scores = member_scores(ensemble, loss, every).repeat(2, axis=0)
    scores[0, validation] = out_of_fold
    return FineTuned(weights, scores, start.penalties, start.alpha, alpha)
