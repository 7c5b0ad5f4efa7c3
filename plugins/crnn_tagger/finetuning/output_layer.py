"""The first stage: the output layer, by the linear residual on the prior, solved exactly.

The residual is linear in the logits and in the inputs of the output layer, so what it finds is
written into that layer's own rows:

    gain (w_0 . x + b_0) + bias + v . x  =  (gain w_0 + v) . x + (gain b_0 + bias).

A new tag has w_0 = 0 and b_0 = 0. A tag without answers keeps its row bit for bit.
"""

from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from tagstudio.learning.residual import fit_residual
from tagstudio.learning.scaling import Scaling
from tagstudio.plugin_kit.training_set import TrainingSet

from ..inference.from_features import mean_logits
from ..model.networks import Network, with_means
from ..model.tensors import tensor
from .learned import Weights

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Known:
    """What a copy is made from: n tracks with their answers, and what the parent says of them.

    `embeddings` (n, units) are the inputs of the output layer, averaged over the windows of each
    track; `scaling` is that of the library.
    """

    training_set: TrainingSet
    embeddings: Floats
    scaling: Scaling

    def of(self, rows: NDArray[np.int64]) -> Self:
        """Return what is known of some of the tracks."""
        return replace(
            self, training_set=self.training_set.of(rows), embeddings=self.embeddings[rows]
        )


def widened(network: Network, new_tags: int) -> Network:
    """Return a copy with mean states as inputs, and a row of zeros for each new tag."""
    network = with_means(network)
    old = network.output
    new = nn.Linear(old.in_features, old.out_features + new_tags)
    with torch.no_grad():
        new.weight.zero_()
        new.bias.zero_()
        new.weight[: old.out_features] = old.weight
        new.bias[: old.out_features] = old.bias
    network.output = new
    return network


def known_of(network: Network, training_set: TrainingSet, device: torch.device) -> Known:
    """Return what a widened network says of the tracks.

    The scaling is fitted on the sample, whatever was answered about it; where none is given, on all
    tracks.
    """
    trunk = deepcopy(network).eval().to(device)
    trunk.output = nn.Identity()  # type: ignore[assignment]
    features = training_set.features
    embeddings = np.empty((len(training_set.folds), network.output.in_features))
    for rows in training_set.independent_rows():
        embeddings[rows] = mean_logits(
            lambda windows: trunk.head(tensor(features[windows], device)),
            training_set.starts[rows],
            training_set.windows[rows],
        )
    sample = training_set.sample if training_set.sample.any() else slice(None)
    return Known(training_set, embeddings, Scaling.fit(embeddings[sample]))


def fit_output_layer(network: Network, known: Known) -> Weights:
    """Return the output layer of a widened network, fitted on the answers to the tracks."""
    weight, bias = (w.detach().double().cpu().numpy() for w in network.output.parameters())
    answered = known.of(np.flatnonzero(known.training_set.answered))
    found = fit_residual(
        answered.embeddings @ weight.T + bias,
        known.scaling(answered.embeddings),
        answered.training_set.yes,
        answered.training_set.weights,
    ).in_units_of_embedding(known.scaling)
    learned = {
        "output.weight": found.gains[:, None] * weight + found.weights,
        "output.bias": found.gains * bias + found.biases,
    }
    return {name: torch.from_numpy(value).float() for name, value in learned.items()}


def linear_logits(weights: Weights, embeddings: Floats) -> Floats:
    """Return the logits of an output layer: (n, units) -> (n, k)."""
    weight, bias = (weights[f"output.{name}"].double().numpy() for name in ("weight", "bias"))
    logits: Floats = embeddings @ weight.T + bias
    return logits
