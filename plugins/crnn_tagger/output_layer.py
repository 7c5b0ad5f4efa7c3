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

from .choice import Jury, strongest_that_holds
from .finetune import Array, Course, Learner, Outcome, Session
from .networks import Network
from .objective import Anchor, Inputs, Objective, tensor
from .stack import Stack, Weights
from .teaching import Class, Pull, Taught, bare_objective, blocks

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
    group: Class, course: Course, session: Session
) -> Generator[Epoch | Notice, None, Taught]:
    """Teach the output layer under every pull, and keep the strongest one that holds."""
    seen = embeddings(group.network, group.lessons.features, group.device)
    of_learned = seen[torch.from_numpy(group.lessons.learned).to(group.device)]
    middle, spread = of_learned.mean(0), of_learned.std(0, correction=0).clamp(min=LEAST_SPREAD)
    standard = (seen - middle) / spread
    stack = _head_stack(group, middle, spread)
    anchors = {"weight": _anchor(stack.weights["weight"], group)}
    objective = _head_objective(group, lambda rows: standard[rows], stack.copies, anchors)
    learner = Learner(stack, objective, group.lessons, group.jury)
    outcome = yield from learner.run(course, session)
    chosen = strongest_that_holds(outcome.losses, TOLERANCE)
    output = _in_units(_of_candidate(outcome, chosen, group.jury), middle, spread)
    weights = _only_taught(output, group)
    return Taught(weights, _linear_scores(weights, seen), PULLS[chosen])


def _head_stack(group: Class, middle: Tensor, spread: Tensor) -> Stack:
    """Return the output layers, in units of the embedding's spread, each at its pull's gain."""
    output = deepcopy(group.network.output).to(group.device)
    with torch.no_grad():
        output.bias.add_(output.weight @ middle)
        output.weight.mul_(spread)
    stack = Stack(output, ("weight", "bias"), len(PULLS) * group.jury.copies)
    taught = tensor(group.lessons.taught, group.device).bool()
    gains = _per_copy([pull.gain for pull in PULLS], group)
    with torch.no_grad():
        stack.weights["weight"][:, taught] *= gains[:, None, None]
        stack.weights["bias"][:, taught] *= gains[:, None]
    return stack


def _anchor(weight: Tensor, group: Class) -> Anchor:
    strengths = _per_copy([pull.strength for pull in PULLS], group)
    return Anchor(weight.detach().clone(), strengths, torch.ones((), device=group.device))


def _per_copy(values: Sequence[float], group: Class) -> Tensor:
    """Repeat a value per candidate for each of its copies."""
    return torch.tensor(values, device=group.device).repeat_interleave(group.jury.copies)


def _head_objective(
    group: Class, inputs: Inputs, copies: int, anchors: dict[str, Anchor]
) -> Objective:
    """Without soft targets: an output layer's tags do not touch one another."""
    present = np.tile(~group.jury.absent, (copies // group.jury.copies, 1))
    base = bare_objective(group, inputs, present)
    return replace(base, replayed=base.replayed[:0], anchors=anchors)


def _of_candidate(outcome: Outcome, chosen: int, jury: Jury) -> Weights:
    copies = slice(chosen * jury.copies, (chosen + 1) * jury.copies)
    return {name: weight[copies] for name, weight in outcome.weights.items()}


def _in_units(output: Weights, middle: Tensor, spread: Tensor) -> Weights:
    """Bring output layers from units of the spread back to those of the embedding."""
    weight = output["weight"] / spread
    return {"output.weight": weight, "output.bias": output["bias"] - weight @ middle}


def _only_taught(output: Weights, group: Class) -> Weights:
    """Give every tag that was not taught the parent's own row back, to the last bit."""
    taught = tensor(group.lessons.taught, group.device).bool()
    parent = {k: v.to(group.device) for k, v in group.network.output.state_dict().items()}
    return {
        "output.weight": torch.where(taught[:, None], output["output.weight"], parent["weight"]),
        "output.bias": torch.where(taught, output["output.bias"], parent["bias"]),
    }


def _linear_scores(weights: Weights, seen: Tensor) -> Array:
    """(copies, k, units), (n, units) -> (copies, n, k)."""
    logits = seen @ weights["output.weight"].transpose(1, 2) + weights["output.bias"][:, None]
    scores: Array = logits.sigmoid().cpu().numpy()
    return scores


def output_scores(group: Class) -> Array:
    """Return what the network says as it is, of every row: (n, k)."""
    output = group.network.output.to(group.device)
    weights = {f"output.{name}": w.detach()[None] for name, w in output.named_parameters()}
    seen = embeddings(group.network, group.lessons.features, group.device)
    every: Array = _linear_scores(weights, seen)
    alone: Array = every[0]
    return alone
