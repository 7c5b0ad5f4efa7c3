"""The first stage: the output layer, by the linear residual on the prior, solved exactly.

The residual is linear in the logits and in the inputs of the output layer, so what it finds is
written into that layer's own rows:

    gain (w_0 . x + b_0) + bias + v . x  =  (gain w_0 + v) . x + (gain b_0 + bias).

A new tag has w_0 = 0 and b_0 = 0. A tag without answers keeps its row bit for bit.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tagstudio.learning.residual import fit_residual
from tagstudio.learning.scaling import Scaling
from tagstudio.plugin_api.examples import mean_per_track

from ..model.networks import Network, with_means
from ..model.tensors import tensor
from .copies import Weights
from .training_set import TrainingSet

WINDOWS_AT_ONCE = 1024


@dataclass(frozen=True)
class Embedded:
    """What the parent says of n tracks: its logits (n, k), 0 for a new tag, and its embeddings."""

    prior: NDArray[np.float64]
    embeddings: NDArray[np.float64]
    scaling: Scaling


@dataclass(frozen=True)
class Known:
    """What every copy is made from: the answers, what the parent says, and the device."""

    training_set: TrainingSet
    embedded: Embedded
    device: torch.device


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


def embedded(network: Network, training_set: TrainingSet, device: torch.device) -> Embedded:
    """Return priors and embeddings of a widened network, averaged over each track's windows."""
    inputs = output_inputs(network, training_set.features, device)
    embeddings = mean_per_track(inputs, training_set.windows)
    weight, bias = (w.detach().double().cpu().numpy() for w in network.output.parameters())
    sample = embeddings[training_set.sample]
    scaling = Scaling.fit(sample if len(sample) > 1 else embeddings)
    return Embedded(embeddings @ weight.T + bias, embeddings, scaling)


@torch.no_grad()
def output_inputs(
    network: Network, features: NDArray[np.float16], device: torch.device
) -> NDArray[np.float64]:
    """Return the inputs of the output layer: (m, *feature_shape) -> (m, units)."""
    trunk = deepcopy(network).eval().to(device)
    trunk.output = nn.Identity()  # type: ignore[assignment]
    blocks = [
        trunk.head(tensor(features[start : start + WINDOWS_AT_ONCE], device)).cpu()
        for start in range(0, len(features), WINDOWS_AT_ONCE)
    ]
    return torch.cat(blocks).double().numpy()


def fit_output_layer(
    network: Network, training_set: TrainingSet, known: Embedded, rows: NDArray[np.bool_]
) -> Weights:
    """Return the output layer of a widened network, fitted on the answers of some tracks."""
    scaled = known.scaling(known.embeddings)
    found = fit_residual(
        known.prior[rows], scaled[rows], training_set.yes[rows], training_set.weights[rows]
    ).in_units_of_embedding(known.scaling)
    weight, bias = (w.detach().double().cpu().numpy() for w in network.output.parameters())
    learned = {
        "output.weight": found.gains[:, None] * weight + found.weights,
        "output.bias": found.gains * bias + found.biases,
    }
    return {name: torch.from_numpy(value).float() for name, value in learned.items()}


def linear_logits(weights: Weights, embeddings: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logits of an output layer: (n, units) -> (n, k)."""
    weight, bias = weights["output.weight"], weights["output.bias"]
    logits: NDArray[np.float64] = embeddings @ weight.double().numpy().T + bias.double().numpy()
    return logits


def behind(names: Sequence[str], prefixes: tuple[str, ...]) -> list[str]:
    """Return the names of the weights that begin with one of the prefixes."""
    return [name for name in names if name.startswith(prefixes)]


def copied(weights: Weights) -> Weights:
    """Return a copy of the weights, without gradient."""
    return {name: weight.detach().clone() for name, weight in weights.items()}


def interpolated(start: Weights, end: Weights, alpha: float) -> dict[str, Tensor]:
    """Return start + alpha (end - start), by name."""
    return {name: torch.lerp(start[name], end[name], alpha) for name in start}
