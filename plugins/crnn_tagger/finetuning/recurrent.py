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
from ..training.metrics import drift, row_losses
from .ensemble import Stack, Weights
from .loss import Inputs, Objective, tensor
from .model_selection import strongest_that_holds
from .setup import Taught, TrainingSetup, bare_objective
from .trainer import Array, Course, Learner, Session, own_judges, scores_of
from .training_set import Lessons

Steps = Generator[Epoch | Notice, None, Taught]

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)  # of the way that may be kept
TOLERANCE = 0.25  # standard errors; what is unlike the taught tracks is held by replay
MAX_DRIFT = 0.004  # of the tags nobody answered
REPLAY_WEIGHT = 3.0  # of a soft target on a replayed row; on a taught one's unseen tag it is 1


class Behind(nn.Module):
    """A network's part behind the features, as a module of its own."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, features: Tensor) -> Tensor:
        """Return logits: (batch, *feature_shape) -> (batch, tags)."""
        return self.network.head(features)


def teach_recurrent(setup: TrainingSetup, start: Taught, course: Course, session: Session) -> Steps:
    """Let all that lies behind the features move on from `start`, as far as holds."""
    network = deepcopy(setup.network).to(setup.device)
    features = tensor(setup.lessons.features, setup.device)
    behind = network.behind_features
    names = [name for name, _ in network.named_parameters() if name.startswith(behind)]
    stack = Stack(Behind(network), [f"network.{name}" for name in names], setup.validation.copies)
    objective = soft_objective(setup, start, lambda rows: features[rows])
    return (yield from deepen(setup, start, (stack, objective), course, session))


def deepen(
    setup: TrainingSetup,
    start: Taught,
    taught: tuple[Stack, Objective],
    course: Course,
    session: Session,
) -> Steps:
    """Teach a stack from `start` on; then take the share of the way that holds."""
    stack, objective = taught
    _put_output(stack, start)
    origin = {name: weight.detach().clone() for name, weight in stack.weights.items()}
    learner = Learner(stack, objective, setup.lessons, setup.validation)
    outcome = yield from learner.run(course, session)
    return _share_that_holds(setup, start, (stack, objective), (origin, outcome.weights))


def _put_output(stack: Stack, start: Taught) -> None:
    with torch.no_grad():
        for name, weight in stack.weights.items():
            bare = name.removeprefix("network.")
            if bare in start.weights:
                weight.copy_(start.weights[bare])


def soft_objective(setup: TrainingSetup, start: Taught, inputs: Inputs) -> Objective:
    """The answers, and on all that nobody answered what `start` says."""
    base = bare_objective(setup, inputs, ~setup.validation.absent)
    soft_weights = (base.weights == 0).float()
    soft_weights[base.replayed] *= REPLAY_WEIGHT
    return replace(base, soft=tensor(start.scores, setup.device), soft_weights=soft_weights)


def _share_that_holds(
    setup: TrainingSetup,
    start: Taught,
    taught: tuple[Stack, Objective],
    ends: tuple[Weights, Weights],
) -> Taught:
    """Return the stack at the share of the way from one end to the other that is to be kept."""
    tried = [_at_share(taught, ends, share, start) for share in SHARES]
    allowed = [one for one in tried if drift_of(setup.lessons, start, one) <= MAX_DRIFT]
    rows = setup.validation.judged
    judged = [own_judges(one.scores[:, rows], setup.validation)[0] for one in allowed]
    return nearest_that_holds(setup.lessons, rows, allowed, judged)


def nearest_that_holds(
    lessons: Lessons, rows: NDArray[np.int64], tried: Sequence[Taught], judged: Sequence[Array]
) -> Taught:
    """Return the first of `tried`, the least moved first, that unseen tracks do not speak against.

    `judged` (rows, tags) is what each says of `rows` that it has not learned from.
    """
    answers, weights = lessons.answers[rows], lessons.weights[rows]
    losses = [row_losses(answers, weights, scores) for scores in judged]
    return tried[strongest_that_holds(losses, TOLERANCE)]


def _at_share(
    taught: tuple[Stack, Objective], ends: tuple[Weights, Weights], share: float, start: Taught
) -> Taught:
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
    return Taught(kept, scores, start.strengths, share)


def drift_of(lessons: Lessons, start: Taught, moved: Taught) -> float:
    """Return how far the last copy has drifted on the tags that nobody answered."""
    untaught = ~lessons.taught
    rates = np.array([tag.base_rate for tag in lessons.tags])
    before, after = start.scores[-1][:, untaught], moved.scores[-1][:, untaught]
    return drift(before, after, rates[untaught])
