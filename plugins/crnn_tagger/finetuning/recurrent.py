"""The second stage: the layers between the features and the output layer, the GRUs, by ADAM."""

from collections.abc import Generator
from copy import deepcopy

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tagstudio.plugin_api import Epoch, Notice

from ..model.networks import Network
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
from .output_layer import Known, behind, copied, fit_output_layer, interpolated, linear_logits
from .selection import choose_alpha
from .training_set import TrainingSet

STAGE = "recurrent"


class BehindFeatures(nn.Module):
    """The layers of a network behind the features, as a module of their own."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, features: Tensor) -> Tensor:
        """Return logits: (batch, *feature_shape) -> (batch, tags)."""
        return self.network.head(features)


def stage_rows(
    training_set: TrainingSet, copy: Copy
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the tracks that a copy's stage is trained on, rehearses and is validated on.

    Sample tracks of the copy's own fold are left out altogether: whether they were answered must
    not play a part.
    """
    sees, answered = copy.sees(training_set), training_set.answered
    validates = training_set.folds == copy.validation_fold
    training = np.flatnonzero(sees & answered & ~validates)
    rehearsal = np.flatnonzero(sees & training_set.sample & ~answered)
    return training, rehearsal, np.flatnonzero(sees & answered & validates)


def learn_recurrent(
    network: Network,
    known: Known,
    copy: Copy,
    run: StageRun,
) -> Generator[Epoch | Notice, None, Learned]:
    """Fine-tune all layers behind the features from the fitted output layer of a copy.

    The stage starts from an output layer fitted without the validation fold, so that the fold can
    judge it; what it changes is added to the one that was fitted on all that the copy may see.
    """
    training_set, embedded, device = known.training_set, known.embedded, known.device
    output = fit_output_layer(network, training_set, embedded, copy.sees(training_set))
    training, rehearsal, validation = stage_rows(training_set, copy)
    if not len(training) or not len(validation):
        return Learned(output, {STAGE: 0.0})
    learns = np.isin(np.arange(len(training_set.folds)), training)
    start = fit_output_layer(network, training_set, embedded, learns)
    features = training_set.features
    stage = Stage(
        training_set,
        loss_of(training_set, linear_logits(start, embedded.embeddings), device),
        lambda rows: torch.from_numpy(features[rows]).float().to(device),
        training,
        rehearsal,
        validation,
        device,
    )
    module = BehindFeatures(deepcopy(network).to(device))
    names = behind([name for name, _ in network.named_parameters()], network.behind_features)
    before = _named(network, names) | start
    set_weights(module.network, start)
    ended = yield from run_stage(module, [f"network.{n}" for n in names], stage, run)
    after = {name: ended[f"network.{name}"].cpu() for name in names}
    alpha = choose_alpha(
        *answers_of(training_set, validation),
        lambda alpha: _scores(module, stage, interpolated(before, after, alpha)),
    )
    whole = _named(network, names) | output
    changed = {name: whole[name] + alpha * (after[name] - before[name]) for name in names}
    return Learned(changed if alpha else output, {STAGE: alpha})


def _named(network: Network, names: list[str]) -> Weights:
    return copied({name: network.get_parameter(name).detach().cpu() for name in names})


def _scores(module: BehindFeatures, stage: Stage, weights: Weights) -> NDArray[np.float64]:
    set_weights(module.network, weights)
    return sigmoid(track_logits(module, stage, stage.validation))
