"""Teaching the output layer: logistic regression on frozen embeddings, with the parent as prior.

Each taught tag's row is held near the parent's own by several pulls, and becomes their mean, each
counted by what it says of tracks it did not learn from. A tag nobody answered keeps its row to the
last bit, and a new tag gets a row of its own.
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
from .ensemble import Ensemble, Weights
from .loss import Inputs, L2SPPenalty, Loss
from .model_selection import ValidationPlan, pseudo_bma_weights
from .setup import FineTuned, TrainingSetup, bare_loss, blocks
from .trainer import Array, RunContext, Trainer, TrainingConfig, pick_out_of_fold

ROWS_AT_ONCE = 1024
LEAST_SPREAD = 1e-3  # of an embedding's dimension that hardly moves
LAMBDA_SCALE_ON_MEANS = (
    4.0  # how much harder their weights are held, at 0, than those of the last state
)

LAMBDAS = (50.0, 25.0)  # of the pull, the candidates
GAIN = 0.5  # a taught tag starts at half its row: the parent is too sure of what others meant by it


def widened(network: Network, base_rates: Sequence[float]) -> Network:
    """Return a copy that can learn: from means too, and an output more per base rate.

    The new outputs so far say just their rates, the others what they said.
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
    """Return what the output layer sees: (n, *feature_shape) -> float32 (n, units)."""
    trunk = deepcopy(network).eval().to(device)
    trunk.output = nn.Identity()  # type: ignore[assignment]
    every = blocks(len(features), ROWS_AT_ONCE)
    return torch.cat([trunk.head(tensor(features[rows], device)) for rows in every])


def fit_head(
    setup: TrainingSetup, course: TrainingConfig, session: RunContext
) -> Generator[Epoch | Notice, None, FineTuned]:
    """Teach the output layer under every pull, and blend what they led to tag by tag."""
    seen = embeddings(setup.network, setup.lessons.features, setup.device)
    of_learned = seen[torch.from_numpy(setup.lessons.training).to(setup.device)]
    middle, spread = of_learned.mean(0), of_learned.std(0, correction=0).clamp(min=LEAST_SPREAD)
    standard = (seen - middle) / spread
    stack = _head_stack(setup, middle, spread)
    anchors = {"weight": _anchor(stack.weights["weight"], setup)}
    objective = _head_objective(setup, lambda rows: standard[rows], stack.copies, anchors)
    learner = Trainer(stack, objective, setup.lessons, setup.validation)
    outcome = yield from learner.run(course, session)
    output = _in_units(outcome.weights, middle, spread)
    shares = pseudo_bma_weights(_judged_losses(setup, _linear_scores(output, seen)))
    weights = _only_taught(_blended(output, shares, setup.validation), setup)
    return FineTuned(weights, _linear_scores(weights, seen), np.array(LAMBDAS) @ shares)


def _head_stack(setup: TrainingSetup, middle: Tensor, spread: Tensor) -> Ensemble:
    """Return the output layers, in units of the embedding's spread."""
    output = deepcopy(setup.network.output).to(setup.device)
    with torch.no_grad():
        output.bias.add_(output.weight @ middle)
        output.weight.mul_(spread)
        taught = tensor(setup.lessons.trained_tags, setup.device).bool()
        output.weight[taught] *= GAIN
        output.bias[taught] *= GAIN
    return Ensemble(output, ("weight", "bias"), len(LAMBDAS) * setup.validation.copies)


def _anchor(weight: Tensor, setup: TrainingSetup) -> L2SPPenalty:
    strengths = torch.tensor(LAMBDAS, device=setup.device)
    per_copy = strengths.repeat_interleave(setup.validation.copies)
    scale = torch.ones(weight.shape[-1], device=setup.device)
    scale[len(scale) - setup.network.means :] = LAMBDA_SCALE_ON_MEANS
    return L2SPPenalty(weight.detach().clone(), per_copy, scale)


def _head_objective(
    setup: TrainingSetup, inputs: Inputs, copies: int, anchors: dict[str, L2SPPenalty]
) -> Loss:
    """Without soft targets: an output layer's tags do not touch one another."""
    present = np.tile(~setup.validation.absent, (copies // setup.validation.copies, 1))
    base = bare_loss(setup, inputs, present)
    return replace(base, rehearsal=base.rehearsal[:0], anchors=anchors)


def _judged_losses(setup: TrainingSetup, scores: Array) -> NDArray[np.float64]:
    """Return what each candidate loses per tag, (candidates, k)."""
    rows = setup.validation.judged
    answers, weights = setup.lessons.answers[rows], setup.lessons.weights[rows]
    judged = pick_out_of_fold(scores[:, rows], setup.validation)
    return np.stack([tag_losses(answers, weights, one) for one in judged])


def _blended(output: Weights, shares: NDArray[np.float64], validation: ValidationPlan) -> Weights:
    """Average each copy over the candidates: (candidates * copies, k, ...) -> (copies, k, ...)."""
    blended = {}
    for name, weight in output.items():
        every = weight.reshape(len(shares), validation.copies, *weight.shape[1:])
        blended[name] = torch.einsum("cmk...,ck->mk...", every, tensor(shares, weight.device))
    return blended


def _in_units(output: Weights, middle: Tensor, spread: Tensor) -> Weights:
    """Bring output layers from units of the spread back to those of the embedding."""
    weight = output["weight"] / spread
    return {"output.weight": weight, "output.bias": output["bias"] - weight @ middle}


def _only_taught(output: Weights, setup: TrainingSetup) -> Weights:
    """Give every tag that was not taught the parent's own row back, to the last bit."""
    taught = tensor(setup.lessons.trained_tags, setup.device).bool()
    parent = {k: v.to(setup.device) for k, v in setup.network.output.state_dict().items()}
    return {
        "output.weight": torch.where(taught[:, None], output["output.weight"], parent["weight"]),
        "output.bias": torch.where(taught, output["output.bias"], parent["bias"]),
    }


def _linear_scores(weights: Weights, seen: Tensor) -> Array:
    """(copies, k, units), (n, units) -> (copies, n, k)."""
    logits = seen @ weights["output.weight"].transpose(1, 2) + weights["output.bias"][:, None]
    scores: Array = logits.sigmoid().cpu().numpy()
    return scores


def output_scores(setup: TrainingSetup) -> Array:
    """Return what the network says as it is, of every row: (n, k)."""
    output = setup.network.output.to(setup.device)
    weights = {f"output.{name}": w.detach()[None] for name, w in output.named_parameters()}
    seen = embeddings(setup.network, setup.lessons.features, setup.device)
    every: Array = _linear_scores(weights, seen)
    alone: Array = every[0]
    return alone
