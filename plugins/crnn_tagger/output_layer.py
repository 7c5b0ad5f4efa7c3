"""Teaching the output layer: logistic regression on frozen embeddings, with the parent as prior.

Each taught tag's row is held near the parent's own, as hard as the tracks it did not learn from
suggest; a tag nobody answered keeps its row to the last bit, and a new tag gets a row of its own.
"""

from collections.abc import Generator, Sequence
from copy import deepcopy
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tagstudio.plugin_api import Epoch, Notice

from .choice import Validation, strongest_that_holds
from .finetune import Array, Course, Learner, Outcome, Session
from .networks import Network
from .objective import Anchor, Inputs, Objective, tensor
from .stack import Stack, Weights
from .teaching import Pull, Taught, TrainingSetup, bare_objective, blocks

ROWS_AT_ONCE = 1024
TOLERANCE = 0.25  # standard errors; a weak pull costs the tracks that are unlike the taught ones
LEAST_SPREAD = 1e-3  # of an embedding's dimension that hardly moves

PULLS = tuple(
    Pull(gain, strength)
    for strength, gain in (
        (60.0, 1.0),
        (30.0, 1.0),
        (15.0, 1.0),
        (15.0, 0.75),
        (10.0, 0.5),
        (4.0, 0.25),
        (1.0, 0.0),
    )
)  # the strongest first; the last is scikit-learn's plain logistic regression


def widened(network: Network, base_rates: Sequence[float]) -> Network:
    """Return a copy with an output more per base rate, which so far says just that rate."""
    network = deepcopy(network)
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


def teach_head(
    setup: TrainingSetup, course: Course, session: Session
) -> Generator[Epoch | Notice, None, Taught]:
    """Teach the output layer under every pull, and keep the strongest one that holds."""
    seen = embeddings(setup.network, setup.lessons.features, setup.device)
    of_learned = seen[torch.from_numpy(setup.lessons.learned).to(setup.device)]
    middle, spread = of_learned.mean(0), of_learned.std(0, correction=0).clamp(min=LEAST_SPREAD)
    standard = (seen - middle) / spread
    stack = _head_stack(setup, middle, spread)
    anchors = {"weight": _anchor(stack.weights["weight"], setup)}
    objective = _head_objective(setup, lambda rows: standard[rows], stack.copies, anchors)
    learner = Learner(stack, objective, setup.lessons, setup.validation)
    outcome = yield from learner.run(course, session)
    chosen = strongest_that_holds(outcome.losses, TOLERANCE)
    output = _in_units(_of_candidate(outcome, chosen, setup.validation), middle, spread)
    weights = _only_taught(output, setup)
    return Taught(weights, _linear_scores(weights, seen), PULLS[chosen])


def _head_stack(setup: TrainingSetup, middle: Tensor, spread: Tensor) -> Stack:
    """Return the output layers, in units of the embedding's spread, each at its pull's gain."""
    output = deepcopy(setup.network.output).to(setup.device)
    with torch.no_grad():
        output.bias.add_(output.weight @ middle)
        output.weight.mul_(spread)
    stack = Stack(output, ("weight", "bias"), len(PULLS) * setup.validation.copies)
    taught = tensor(setup.lessons.taught, setup.device).bool()
    gains = _per_copy([pull.gain for pull in PULLS], setup)
    with torch.no_grad():
        stack.weights["weight"][:, taught] *= gains[:, None, None]
        stack.weights["bias"][:, taught] *= gains[:, None]
    return stack


def _anchor(weight: Tensor, setup: TrainingSetup) -> Anchor:
    strengths = _per_copy([pull.strength for pull in PULLS], setup)
    return Anchor(weight.detach().clone(), strengths, torch.ones((), device=setup.device))


def _per_copy(values: Sequence[float], setup: TrainingSetup) -> Tensor:
    """Repeat a value per candidate for each of its copies."""
    return torch.tensor(values, device=setup.device).repeat_interleave(setup.validation.copies)


def _head_objective(
    setup: TrainingSetup, inputs: Inputs, copies: int, anchors: dict[str, Anchor]
) -> Objective:
    """Without soft targets: an output layer's tags do not touch one another."""
    present = np.tile(~setup.validation.absent, (copies // setup.validation.copies, 1))
    base = bare_objective(setup, inputs, present)
    return replace(base, replayed=base.replayed[:0], anchors=anchors)


def _of_candidate(outcome: Outcome, chosen: int, validation: Validation) -> Weights:
    copies = slice(chosen * validation.copies, (chosen + 1) * validation.copies)
    return {name: weight[copies] for name, weight in outcome.weights.items()}


def _in_units(output: Weights, middle: Tensor, spread: Tensor) -> Weights:
    """Bring output layers from units of the spread back to those of the embedding."""
    weight = output["weight"] / spread
    return {"output.weight": weight, "output.bias": output["bias"] - weight @ middle}


def _only_taught(output: Weights, setup: TrainingSetup) -> Weights:
    """Give every tag that was not taught the parent's own row back, to the last bit."""
    taught = tensor(setup.lessons.taught, setup.device).bool()
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
