"""Fine-tuning the layers between the features and the output layer: the GRUs.

Training starts from a fitted head, whose scores are the soft targets on all tags without answers.
Only a part alpha of the change of weights is kept, W = W_start + alpha * (W_end - W_start)
(Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022). Of the alphas at which the
rankings of the untrained tags drift by at most MAX_DRIFT, the one-standard-error rule selects the
smallest that validates as well as the best.
"""

from collections.abc import Generator, Sequence
from copy import deepcopy
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tagstudio.plugin_api import Epoch, Notice

from ..model.networks import Network
from ..model.tensors import tensor
from ..training.metrics import drift, row_losses
from ..training.trainer import TrainingConfig
from .ensemble import Ensemble, Weights, copied
from .fit_ensemble import EnsembleTraining, fit_ensemble, member_scores
from .loss import Inputs, Loss
from .model_selection import one_standard_error_rule
from .setup import Array, FineTuned, RunContext, TrainingSetup, masked_loss
from .training_set import TrainingSet

Steps = Generator[Epoch | Notice, None, FineTuned]

ALPHAS = (0.0, 0.25, 0.5, 0.75, 1.0)  # candidates, the smallest change first
TOLERANCE = 0.25  # standard errors; rehearsal, not this rule, guards other kinds of music
MAX_DRIFT = 0.004  # of the untrained tags, as `metrics.drift` measures it
REHEARSAL_WEIGHT = 3.0  # of a soft target on a rehearsal row; of an unseen tag on another row: 1


class BehindFeatures(nn.Module):
    """The layers of a network behind the features, as a module of their own."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, features: Tensor) -> Tensor:
        """Return logits: (batch, *feature_shape) -> (batch, tags)."""
        return self.network.head(features)


def finetune_recurrent(
    setup: TrainingSetup, start: FineTuned, config: TrainingConfig, context: RunContext
) -> Steps:
    """Fine-tune all layers behind the features from `start`, and select alpha."""
    network = deepcopy(setup.network).to(setup.device)
    features = tensor(setup.training_set.features, setup.device)
    behind = network.behind_features
    names = [name for name, _ in network.named_parameters() if name.startswith(behind)]
    ensemble = Ensemble(
        BehindFeatures(network), [f"network.{name}" for name in names], setup.validation.members
    )
    loss = soft_target_loss(setup, start, lambda rows: features[rows])
    _set_output(ensemble, start)
    before = copied(ensemble.weights)
    model = EnsembleTraining(ensemble, loss, setup.training_set, setup.validation)
    result = yield from fit_ensemble(model, config, context)
    return _selected(setup, start, (ensemble, loss), (before, result.weights))


def _set_output(ensemble: Ensemble, start: FineTuned) -> None:
    with torch.no_grad():
        for name, weight in ensemble.weights.items():
            bare = name.removeprefix("network.")
            if bare in start.weights:
                weight.copy_(start.weights[bare])


def soft_target_loss(setup: TrainingSetup, start: FineTuned, inputs: Inputs) -> Loss:
    """Return the loss of the answers, with the scores of `start` as soft targets elsewhere."""
    loss = masked_loss(setup, inputs, ~setup.validation.fold_mask)
    soft_weights = (loss.weights == 0).float()
    soft_weights[loss.rehearsal] *= REHEARSAL_WEIGHT
    soft_targets = tensor(start.scores, setup.device)
    return replace(loss, soft_targets=soft_targets, soft_weights=soft_weights)


def _selected(
    setup: TrainingSetup,
    start: FineTuned,
    trained: tuple[Ensemble, Loss],
    ends: tuple[Weights, Weights],
) -> FineTuned:
    """Return the ensemble at the selected alpha between two ends."""
    candidates = [_at_alpha(trained, ends, alpha, start) for alpha in ALPHAS]
    allowed = [one for one in candidates if drift_of(setup.training_set, start, one) <= MAX_DRIFT]
    rows = setup.validation.rows
    scores = [setup.validation.out_of_fold(one.scores[:, rows])[0] for one in allowed]
    return smallest_alpha_within_one_error(setup.training_set, rows, allowed, scores)


def smallest_alpha_within_one_error(
    training_set: TrainingSet,
    rows: NDArray[np.int64],
    candidates: Sequence[FineTuned],
    out_of_fold: Sequence[Array],
) -> FineTuned:
    """Select a candidate by the one-standard-error rule; the smallest alpha comes first.

    `out_of_fold` holds each candidate's scores (validation rows, tags) of `rows`.
    """
    answers, weights = training_set.answers[rows], training_set.weights[rows]
    losses = [row_losses(answers, weights, scores) for scores in out_of_fold]
    return candidates[one_standard_error_rule(losses, TOLERANCE)]


def _at_alpha(
    trained: tuple[Ensemble, Loss], ends: tuple[Weights, Weights], alpha: float, start: FineTuned
) -> FineTuned:
    """Interpolate the ensemble; return its weights by bare name, and its scores of all rows.

    The last member becomes the mean of all: it improves as much and changes other tags less
    (Wortsman et al., "Model soups", ICML 2022).
    """
    ensemble, loss = trained
    with torch.no_grad():
        for name, weight in ensemble.weights.items():
            weight.copy_(torch.lerp(ends[0][name], ends[1][name], alpha))
            if alpha > 0:
                weight[-1] = weight.mean(dim=0)
    weights = copied({name.removeprefix("network."): w for name, w in ensemble.weights.items()})
    every = np.arange(len(loss.targets))
    scores = member_scores(ensemble, loss, every) if alpha > 0 else start.scores
    return FineTuned(weights, scores, start.penalties, alpha)


def drift_of(training_set: TrainingSet, start: FineTuned, moved: FineTuned) -> float:
    """Return how far the last member's rankings of the untrained tags have drifted."""
    untrained = ~training_set.trained_tags
    rates = np.array([tag.base_rate for tag in training_set.tags])
    before, after = start.scores[-1][:, untrained], moved.scores[-1][:, untrained]
    return drift(before, after, rates[untrained])
