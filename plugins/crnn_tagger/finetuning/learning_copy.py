"""One copy, from the tracks that it may see to its weights: the residual, then a stage by ADAM.

The stage starts from an output layer that was fitted without the copy's validation fold, so that
the fold can judge what it changes. As much of the change as the fold supports is added to the
output layer that was fitted on all that the copy may see (adding a change to other weights than
those that it was found from: Ilharco et al., "Editing models with task arithmetic", ICLR 2023).
"""

from collections.abc import Generator
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from tagstudio.plugin_api import Epoch, Notice
from tagstudio.plugin_kit.copies import ModelCopy

from ..model.networks import Network
from ..model.tensors import tensor
from .adam_stage import Layers, Stage, StageRun, run_stage, set_weights, weights_of
from .learned import Learned, Weights
from .loss import loss_of
from .output_layer import Known, fit_output_layer, linear_logits
from .selection import choose_alpha

WINDOWS_AT_ONCE = 1024


@dataclass(frozen=True)
class Root:
    """What every copy starts from: a widened network, what it says of all tracks, the device."""

    network: Network
    known: Known
    device: torch.device


def layers_behind_features(root: Root) -> Layers:
    """Return all layers behind the features, which are trained on stored ones."""
    features, network = root.known.training_set.features, root.network
    names = [name for name, _ in network.named_parameters()]
    return Layers(
        [name for name in names if name.startswith(network.behind_features)],
        lambda network, windows: network.head(tensor(features[windows], root.device)),
        WINDOWS_AT_ONCE,
    )


def learn_output_layer(root: Root, copy: ModelCopy) -> Learned:
    """Fit the output layer of a copy."""
    known = root.known.of(copy.sees(root.known.training_set))
    return Learned(fit_output_layer(root.network, known))


def learn_layers(
    root: Root, copy: ModelCopy, layers: Layers, run: StageRun
) -> Generator[Epoch | Notice, None, Learned]:
    """Fit the output layer of a copy, then fine-tune `layers`, as far as that is supported."""
    known = root.known.of(copy.sees(root.known.training_set))
    output = fit_output_layer(root.network, known)
    fold = copy.validation_fold(known.training_set)
    stage = Stage(known.training_set, layers, fold, root.device)
    if not stage.has_evidence:
        return Learned(output)
    start = fit_output_layer(root.network, known.of(stage.training))
    soft_targets = linear_logits(start, known.embeddings)
    loss = loss_of(known.training_set, soft_targets, root.device)
    network = deepcopy(root.network).to(root.device)
    set_weights(network, start)
    before = weights_of(network, layers.names)
    after = yield from run_stage(network, stage, loss, run)
    changes = {name: after[name] - before[name] for name in layers.names}

    def scores(alpha: float) -> NDArray[np.float64]:
        set_weights(network, _moved(before, changes, alpha))
        return stage.validation_scores(network)

    alpha = choose_alpha(*stage.validation_answers(), scores)
    weights = _moved(before | output, changes, alpha) if alpha else output
    return Learned(weights, alpha, went_deeper=True)


def _moved(weights: Weights, changes: Weights, alpha: float) -> Weights:
    """Return weights + alpha changes, by name."""
    return {name: weights[name] + alpha * change for name, change in changes.items()}
