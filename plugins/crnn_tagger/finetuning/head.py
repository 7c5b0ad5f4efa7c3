"""Fitting the head (the output layer): regularized logistic regression on frozen embeddings.

The parent's row w_0 of a tag is the prior of its child's row w. In units of the embedding's spread
(mean mu and standard deviation sigma of each dimension over the training rows), z = (x - mu) /
sigma, the output is

    w . x + b = v . z + c    with  v = w * sigma  and  c = b + w . mu,

and the L2-SP penalty lambda/2 * |v - v_0|^2 is put on v. So one lambda suits every dimension and
every embedding, whatever its scale: it weighs how far the logit moves over the training rows. The
row of a trained tag starts at PRIOR_SCALE times the parent's, and v_0 is that start; c is free.

Each lambda of LAMBDAS is a candidate; the result is their mean tag by tag, with pseudo-BMA weights.
A tag without answers keeps its row bit for bit, and a new tag gets a row of its own.
"""

from collections.abc import Generator, Sequence
from copy import deepcopy
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tagstudio.plugin_api import Epoch, Notice

from ..model.networks import Network, with_means
from ..model.tensors import tensor
from ..training.metrics import tag_losses
from ..training.trainer import TrainingConfig
from .ensemble import Ensemble, Weights
from .fit_ensemble import EnsembleTraining, fit_ensemble
from .loss import Inputs, L2SPPenalty, Loss
from .model_selection import ValidationPlan, pseudo_bma_weights
from .setup import Array, FineTuned, RunContext, TrainingSetup, blocks, masked_loss

ROWS_AT_ONCE = 1024
MIN_SPREAD = 1e-3  # of an embedding's dimension that hardly varies
LAMBDA_SCALE_ON_MEANS = 4.0  # times lambda for weights on mean states, which start at 0

LAMBDAS = (50.0, 25.0)  # of the L2-SP penalty, the candidates
PRIOR_SCALE = 0.5  # of the parent's row at the start: it is overconfident about the librarian's tag


def widened(network: Network, base_rates: Sequence[float]) -> Network:
    """Return a trainable copy with mean states as inputs, and a new output per base rate.

    The new outputs give their base rates, the others what they gave before.
    """
    network = with_means(network)
    old = network.output
    new = nn.Linear(old.in_features, old.out_features + len(base_rates))
    with torch.no_grad():
        new.weight.zero_()
        new.weight[: old.out_features] = old.weight
        new.bias[: old.out_features] = old.bias
        new.bias[old.out_features :] = torch.logit(torch.tensor(base_rates, dtype=torch.float32))
    network.output = new
    return network


@torch.no_grad()
def embeddings(network: Network, features: NDArray[np.float16], device: torch.device) -> Tensor:
    """Return the output layer's inputs: (n, *feature_shape) -> float32 (n, units)."""
    trunk = deepcopy(network).eval().to(device)
    trunk.output = nn.Identity()  # type: ignore[assignment]
    every = blocks(len(features), ROWS_AT_ONCE)
    return torch.cat([trunk.head(tensor(features[rows], device)) for rows in every])


def fit_head(
    setup: TrainingSetup, config: TrainingConfig, context: RunContext
) -> Generator[Epoch | Notice, None, FineTuned]:
    """Train the output layer with each lambda, and average the results tag by tag."""
    embedded = embeddings(setup.network, setup.training_set.features, setup.device)
    training = embedded[torch.from_numpy(setup.training_set.training).to(setup.device)]
    mean, spread = training.mean(0), training.std(0, correction=0).clamp(min=MIN_SPREAD)
    standardized = (embedded - mean) / spread
    ensemble = _head_ensemble(setup, mean, spread)
    penalties = {"weight": _penalty(ensemble.weights["weight"], setup)}
    loss = _head_loss(setup, lambda rows: standardized[rows], ensemble.members, penalties)
    model = EnsembleTraining(ensemble, loss, setup.training_set, setup.validation)
    result = yield from fit_ensemble(model, config, context)
    output = _destandardized(result.weights, mean, spread)
    candidate_weights = pseudo_bma_weights(_tag_losses(setup, _linear_scores(output, embedded)))
    averaged = _averaged(output, candidate_weights, setup.validation)
    weights = _trained_tags_only(averaged, setup)
    penalty = np.array(LAMBDAS) @ candidate_weights
    return FineTuned(weights, _linear_scores(weights, embedded), penalty)


def _head_ensemble(setup: TrainingSetup, mean: Tensor, spread: Tensor) -> Ensemble:
    """Return output layers at their starting point, in units of the embedding's spread."""
    output = deepcopy(setup.network.output).to(setup.device)
    with torch.no_grad():
        output.bias.add_(output.weight @ mean)
        output.weight.mul_(spread)
        trained = tensor(setup.training_set.trained_tags, setup.device).bool()
        output.weight[trained] *= PRIOR_SCALE
        output.bias[trained] *= PRIOR_SCALE
    return Ensemble(output, ("weight", "bias"), len(LAMBDAS) * setup.validation.members)


def _penalty(weight: Tensor, setup: TrainingSetup) -> L2SPPenalty:
    lambdas = torch.tensor(LAMBDAS, device=setup.device)
    per_member = lambdas.repeat_interleave(setup.validation.members)
    scale = torch.ones(weight.shape[-1], device=setup.device)
    scale[len(scale) - setup.network.means :] = LAMBDA_SCALE_ON_MEANS
    return L2SPPenalty(weight.detach().clone(), per_member, scale)


def _head_loss(
    setup: TrainingSetup, inputs: Inputs, members: int, penalties: dict[str, L2SPPenalty]
) -> Loss:
    """Return the loss without soft targets: the tags of an output layer do not share weights."""
    row_mask = np.tile(~setup.validation.fold_mask, (members // setup.validation.members, 1))
    loss = masked_loss(setup, inputs, row_mask)
    return replace(loss, rehearsal=loss.rehearsal[:0], penalties=penalties)


def _tag_losses(setup: TrainingSetup, scores: Array) -> NDArray[np.float64]:
    """Return each candidate's out-of-fold loss per tag, (candidates, k)."""
    rows = setup.validation.rows
    answers, weights = setup.training_set.answers[rows], setup.training_set.weights[rows]
    out_of_fold = setup.validation.out_of_fold(scores[:, rows])
    return np.stack([tag_losses(answers, weights, candidate) for candidate in out_of_fold])


def _averaged(
    output: Weights, candidate_weights: NDArray[np.float64], plan: ValidationPlan
) -> Weights:
    """Average each member over the candidates: (candidates * members, k, ...) -> (members, k, ...).

    `candidate_weights` is (candidates, k).
    """
    averaged = {}
    for name, weight in output.items():
        by_candidate = weight.reshape(len(candidate_weights), plan.members, *weight.shape[1:])
        weights = tensor(candidate_weights, weight.device)
        averaged[name] = torch.einsum("cmk...,ck->mk...", by_candidate, weights)
    return averaged


def _destandardized(output: Weights, mean: Tensor, spread: Tensor) -> Weights:
    """Convert output layers from units of the spread back to those of the embedding."""
    weight = output["weight"] / spread
    return {"output.weight": weight, "output.bias": output["bias"] - weight @ mean}


def _trained_tags_only(output: Weights, setup: TrainingSetup) -> Weights:
    """Put the parent's own row back for every tag that was not trained, bit for bit."""
    trained = tensor(setup.training_set.trained_tags, setup.device).bool()
    parent = {k: v.to(setup.device) for k, v in setup.network.output.state_dict().items()}
    return {
        "output.weight": torch.where(trained[:, None], output["output.weight"], parent["weight"]),
        "output.bias": torch.where(trained, output["output.bias"], parent["bias"]),
    }


def _linear_scores(weights: Weights, embedded: Tensor) -> Array:
    """(members, k, units), (n, units) -> (members, n, k)."""
    logits = embedded @ weights["output.weight"].transpose(1, 2) + weights["output.bias"][:, None]
    scores: Array = logits.sigmoid().cpu().numpy()
    return scores


def parent_scores(setup: TrainingSetup) -> Array:
    """Return the scores of the network before training, of every row: (n, k)."""
    output = setup.network.output.to(setup.device)
    weights = {f"output.{name}": w.detach()[None] for name, w in output.named_parameters()}
    embedded = embeddings(setup.network, setup.training_set.features, setup.device)
    scores: Array = _linear_scores(weights, embedded)[0]
    return scores
