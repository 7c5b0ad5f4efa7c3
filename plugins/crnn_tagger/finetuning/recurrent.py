"""Teaching what lies between the features and the output layer: the GRUs.

It starts from a taught output layer, whose own scores are the soft targets on all that nobody
answered. Of the way that was learned a share is kept (Wortsman et al., "Robust fine-tuning of
zero-shot models", CVPR 2022), chosen on tracks that were not learned from, and no further than the
untouched tags keep their ranking.
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
from .ensemble import Ensemble, Weights
from .loss import Inputs, Loss
from .model_selection import one_standard_error_rule
from .setup import FineTuned, TrainingSetup, bare_loss
from .trainer import Array, RunContext, Trainer, TrainingConfig, pick_out_of_fold, scores_of
from .training_set import TrainingSet

Steps = Generator[Epoch | Notice, None, FineTuned]

ALPHAS = (0.0, 0.25, 0.5, 0.75, 1.0)  # of the way that may be kept
TOLERANCE = 0.25  # standard errors; what is unlike the taught tracks is held by replay
MAX_DRIFT = 0.004  # of the tags nobody answered
REHEARSAL_WEIGHT = 3.0  # of a soft target on a replayed row; on a taught one's unseen tag it is 1


class Behind(nn.Module):
    """A network's part behind the features, as a module of its own."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, features: Tensor) -> Tensor:
        """Return logits: (batch, *feature_shape) -> (batch, tags)."""
        return self.network.head(features)


def finetune_recurrent(
    setup: TrainingSetup, start: FineTuned, course: TrainingConfig, session: RunContext
) -> Steps:
    """Let all that lies behind the features move on from `start`, as far as holds."""
    network = deepcopy(setup.network).to(setup.device)
    features = tensor(setup.lessons.features, setup.device)
    behind = network.behind_features
    names = [name for name, _ in network.named_parameters() if name.startswith(behind)]
    stack = Ensemble(
        Behind(network), [f"network.{name}" for name in names], setup.validation.copies
    )
    objective = soft_target_loss(setup, start, lambda rows: features[rows])
    return (yield from finetune_behind_features(setup, start, (stack, objective), course, session))


def finetune_behind_features(
    setup: TrainingSetup,
    start: FineTuned,
    taught: tuple[Ensemble, Loss],
    course: TrainingConfig,
    session: RunContext,
) -> Steps:
    """Teach a stack from `start` on; then take the share of the way that holds."""
    stack, objective = taught
    _put_output(stack, start)
    origin = {name: weight.detach().clone() for name, weight in stack.weights.items()}
    learner = Trainer(stack, objective, setup.lessons, setup.validation)
    outcome = yield from learner.run(course, session)
    return _share_that_holds(setup, start, (stack, objective), (origin, outcome.weights))


def _put_output(stack: Ensemble, start: FineTuned) -> None:
    with torch.no_grad():
        for name, weight in stack.weights.items():
            bare = name.removeprefix("network.")
            if bare in start.weights:
                weight.copy_(start.weights[bare])


def soft_target_loss(setup: TrainingSetup, start: FineTuned, inputs: Inputs) -> Loss:
    """The answers, and on all that nobody answered what `start` says."""
    base = bare_loss(setup, inputs, ~setup.validation.absent)
    soft_weights = (base.weights == 0).float()
    soft_weights[base.rehearsal] *= REHEARSAL_WEIGHT
    return replace(base, soft=tensor(start.scores, setup.device), soft_weights=soft_weights)


def _share_that_holds(
    setup: TrainingSetup,
    start: FineTuned,
    taught: tuple[Ensemble, Loss],
    ends: tuple[Weights, Weights],
) -> FineTuned:
    """Return the stack at the share of the way from one end to the other that is to be kept."""
    tried = [_at_share(taught, ends, share, start) for share in ALPHAS]
    allowed = [one for one in tried if drift_of(setup.lessons, start, one) <= MAX_DRIFT]
    rows = setup.validation.judged
    judged = [pick_out_of_fold(one.scores[:, rows], setup.validation)[0] for one in allowed]
    return smallest_alpha_within_one_error(setup.lessons, rows, allowed, judged)


def smallest_alpha_within_one_error(
    lessons: TrainingSet,
    rows: NDArray[np.int64],
    tried: Sequence[FineTuned],
    judged: Sequence[Array],
) -> FineTuned:
    """Return the first of `tried`, the least moved first, that unseen tracks do not speak against.

    `judged` (rows, tags) is what each says of `rows` that it has not learned from.
    """
    answers, weights = lessons.answers[rows], lessons.weights[rows]
    losses = [row_losses(answers, weights, scores) for scores in judged]
    return tried[one_standard_error_rule(losses, TOLERANCE)]


def _at_share(
    taught: tuple[Ensemble, Loss], ends: tuple[Weights, Weights], share: float, start: FineTuned
) -> FineTuned:
    """Put the stack at `share` of the way; return its weights by bare name, and all its scores.

    The last copy becomes the mean of all: it gains as much and moves the rest less (Wortsman et
    al., "Model soups", ICML 2022).
    """
    stack, objective = taught
    with torch.no_grad():
        for name, weight in stack.weights.items():
            weight.copy_(torch.lerp(ends[0][name], ends[1][name], share))
            if share > 0:
                weight[-1] = weight.mean(dim=0)
    kept = {name.removeprefix("network."): w.detach().clone() for name, w in stack.weights.items()}
    every = np.arange(len(objective.answers))
    scores = scores_of(stack, objective, every) if share > 0 else start.scores
    return FineTuned(kept, scores, start.strengths, share)


def drift_of(lessons: TrainingSet, start: FineTuned, moved: FineTuned) -> float:
    """Return how far the last copy has drifted on the tags that nobody answered."""
    untaught = ~lessons.trained_tags
    rates = np.array([tag.base_rate for tag in lessons.tags])
    before, after = start.scores[-1][:, untaught], moved.scores[-1][:, untaught]
    return drift(before, after, rates[untaught])
