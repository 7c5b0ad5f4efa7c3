"""The input and the result of fine-tuning, whichever layers are trained."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from ..model.networks import Network
from ..model.tensors import tensor
from .ensemble import Weights
from .loss import Inputs, Loss
from .model_selection import ValidationPlan
from .training_set import TrainingSet

Array = NDArray[np.float32]


@dataclass(frozen=True)
class TrainingSetup:
    """A network with an output per tag, its training set and validation plan, and the device."""

    network: Network
    training_set: TrainingSet
    validation: ValidationPlan
    device: torch.device


@dataclass(frozen=True)
class RunContext:
    """The seed of a stage of fine-tuning, and the file of its state."""

    seed: int
    state: Path


@dataclass(frozen=True)
class FineTuned:
    """The ensemble members of a validation plan after a stage, and the settings it chose.

    `weights` are (members, *shape) by parameter name; `scores` (members, n, k) their scores of the
    training set's rows; `penalties` (k,) the L2-SP penalty of each tag's output; `alpha` the part
    of the change between the features and the output layer that was kept, `audio_alpha` the part
    of the change of all layers, None where only cached features were trained on.
    """

    weights: Weights
    scores: Array
    penalties: NDArray[np.float64]
    alpha: float = 0.0
    audio_alpha: float | None = None


def masked_loss(setup: TrainingSetup, inputs: Inputs, row_mask: NDArray[np.bool_]) -> Loss:
    """Return the loss of the answers alone, without soft targets and penalty."""
    training_set = setup.training_set
    weights = tensor(training_set.weights, setup.device)
    return Loss(
        inputs=inputs,
        targets=tensor((training_set.answers == 1).astype(np.float32), setup.device),
        weights=weights,
        soft_targets=torch.zeros_like(weights)[None],
        soft_weights=torch.zeros_like(weights),
        row_mask=tensor(row_mask.astype(np.float32), setup.device),
        training=tensor(training_set.training, setup.device),
        rehearsal=tensor(training_set.rehearsal, setup.device),
    )


def blocks(count: int, size: int) -> list[NDArray[np.int64]]:
    """Return the numbers 0 to count - 1 in blocks of at most `size`."""
    return [np.arange(i, min(i + size, count)) for i in range(0, count, size)]
