"""What training needs and gives, whichever layers learn."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from ..model.networks import Network
from ..model.tensors import tensor
from .ensemble import Weights
from .loss import Inputs, Loss
from .model_selection import ValidationPlan
from .trainer import Array
from .training_set import TrainingSet


@dataclass(frozen=True)
class TrainingSetup:
    """A network with an output per tag, what it learns from, how it is validated, and where."""

    network: Network
    lessons: TrainingSet
    validation: ValidationPlan
    device: torch.device


@dataclass(frozen=True)
class FineTuned:
    """A stack of a validation's copies after a stage, and how they were taught.

    `weights` are (copies, *shape) by parameter name; `scores` (copies, n, k) what they say;
    `strengths` (k,) how hard the parent held each tag's row; `share` how much of the way beyond the
    output layer was gone, `audio_share` of what all layers then learned from audio, if they did.
    """

    weights: Weights
    scores: Array
    strengths: NDArray[np.float64]
    share: float = 0.0
    audio_share: float | None = None


def bare_loss(setup: TrainingSetup, inputs: Inputs, present: NDArray[np.bool_]) -> Loss:
    """The answers alone; whoever has soft targets puts them in."""
    lessons = setup.lessons
    weights = tensor(lessons.weights, setup.device)
    return Loss(
        inputs=inputs,
        answers=tensor((lessons.answers == 1).astype(np.float32), setup.device),
        weights=weights,
        soft=torch.zeros_like(weights)[None],
        soft_weights=torch.zeros_like(weights),
        present=tensor(present.astype(np.float32), setup.device),
        training=tensor(lessons.training, setup.device),
        rehearsal=tensor(lessons.rehearsal, setup.device),
    )


def blocks(count: int, at_once: int) -> list[NDArray[np.int64]]:
    """Return the numbers 0 to count - 1 in blocks of at most `at_once`."""
    return [np.arange(i, min(i + at_once, count)) for i in range(0, count, at_once)]
