"""What a window is to be answered with: the labels of its clips, and what a teacher says of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, mse_loss

from tagstudio.plugin_api import TagInfo
from tagstudio.plugin_api.clips import LEARN, Clips
from tagstudio.plugin_api.examples import NO, UNSEEN, YES

from ..model.vocabulary import tag_infos
from .data.mel_store import MelStore

LEAST_OF_EACH = 3  # yes and no on the learning side; fewer cannot tell a tag from anything
LOGITS_WEIGHT = 0.2  # of the squared distance to the teacher's logits, beside the cross-entropy
LEAST_SPREAD = 0.1  # of a teacher's logits
LABEL_SHARE = 0.5  # of a label beside the teacher's score: it knows less, but it may be right
GROUP = "my tags"  # of a tag that is not one of the 50


@dataclass(frozen=True)
class Lot:
    """Clips of one side that were heard; n clips, k tags.

    `rows` (n,) are rows of the store; `answers` is int8 (n, k) of YES, NO, UNSEEN.
    """

    rows: NDArray[np.int64]
    answers: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Targets:
    """What b windows are to be answered with.

    `wanted` in [0, 1] and `weights` in [0, 1], 0 where nothing is known, are float32 (b, k);
    `logits` are the teacher's for the first t tags, (b, t), None without one.
    """

    wanted: Tensor
    weights: Tensor
    logits: Tensor | None = None


@dataclass(frozen=True)
class Scale:
    """What a network's outputs are counted in while it learns: logits = middle + spread * outputs.

    (k,) each. The outputs then start at the mean and are of one size whatever the tag.
    """

    middle: Tensor
    spread: Tensor

    def logits(self, outputs: Tensor) -> Tensor:
        """Return the logits: (b, k) -> (b, k)."""
        return self.middle + self.spread * outputs

    def to(self, device: torch.device) -> "Scale":
        """Return the scale on a device."""
        return Scale(self.middle.to(device), self.spread.to(device))


def learnable(clips: Clips) -> NDArray[np.bool_]:
    """Return which tags of the clips have enough of both answers to be learned, (k,)."""
    answers = clips.answers[clips.splits == LEARN]
    counts = np.minimum((answers == YES).sum(axis=0), (answers == NO).sum(axis=0))
    enough: NDArray[np.bool_] = counts >= LEAST_OF_EACH
    return enough


def output_tags(clips: Clips, teacher: tuple[TagInfo, ...]) -> tuple[TagInfo, ...]:
    """Return the new network's outputs: the teacher's, then what else the clips have.

    A tag's base rate is the teacher's, else the share of yes among the answers to learn from.
    """
    taught = {tag.name for tag in teacher}
    known = {tag.name: tag for tag in tag_infos()}
    answers = clips.answers[clips.splits == LEARN]
    yes, seen = (answers == YES).sum(axis=0), (answers != UNSEEN).sum(axis=0)
    own = []
    for column, name in enumerate(clips.tags):
        tag = known.get(name, TagInfo(name, GROUP, 0.5))
        if seen[column]:
            tag = replace(tag, base_rate=float((yes[column] + 1) / (seen[column] + 2)))
        own.append(tag)
    return (*teacher, *(tag for tag in own if tag.name not in taught))


def loaded_lot(
    clips: Clips, store: MelStore, side: int, tags: tuple[TagInfo, ...], labelled: bool
) -> Lot:
    """Return the clips of a side that are in the store, with their answers to `tags`.

    What cannot be learned stays unseen. With `labelled` only clips that have an answer.
    """
    known = set(store.ids)
    heard = [i for i in np.flatnonzero(clips.splits == side) if clips.ids[i] in known]
    places = {tag.name: place for place, tag in enumerate(tags)}
    answers = np.full((len(heard), len(tags)), UNSEEN, np.int8)
    for column in np.flatnonzero(learnable(clips)):
        answers[:, places[clips.tags[column]]] = clips.answers[heard, column]
    rows = np.array([store.row(clips.ids[index]) for index in heard], np.int64)
    wanted = (answers != UNSEEN).any(axis=1) if labelled else np.ones(len(rows), bool)
    return Lot(rows[wanted], answers[wanted])


def of_mixture(one: NDArray[np.int8], other: NDArray[np.int8], shares: Tensor) -> Targets:
    """Return the labels of mixtures: answers (b, k) of both clips, the first one's share (b,).

    Each answer counts as much as its clip is heard.
    """
    shares = shares[:, None]
    first = shares * torch.from_numpy(one != UNSEEN).float()
    second = (1 - shares) * torch.from_numpy(other != UNSEEN).float()
    yes = first * torch.from_numpy(one == YES) + second * torch.from_numpy(other == YES)
    weights = first + second
    return Targets(yes / weights.clamp(min=1e-6), weights)


def with_teacher(labels: Targets, logits: Tensor) -> Targets:
    """Add what the teacher says of its own tags: half of it where there is a label, else all.

    `logits` are (b, t), the first t of the k tags.
    """
    wanted, weights = labels.wanted.clone(), labels.weights.clone()
    own = slice(logits.shape[1])
    shares = LABEL_SHARE * labels.weights[:, own]
    wanted[:, own] = torch.lerp(logits.sigmoid(), labels.wanted[:, own], shares)
    weights[:, own] = 1
    return Targets(wanted, weights, logits)


def base_rate_scale(tags: Sequence[TagInfo]) -> Scale:
    """Let an output of 0 mean the tag's base rate."""
    rates = torch.tensor([tag.base_rate for tag in tags], dtype=torch.float32)
    return Scale(torch.logit(rates), torch.ones(len(tags)))


def teacher_scale(tags: Sequence[TagInfo], logits: Tensor) -> Scale:
    """Let 0 and 1 mean the mean of a teacher's logits, (n, t), and a deviation above it.

    The tags that the teacher does not have are counted from their base rates.
    """
    scale, own = base_rate_scale(tags), slice(logits.shape[1])
    scale.middle[own] = logits.mean(0)
    scale.spread[own] = logits.std(0).clamp(min=LEAST_SPREAD)
    return scale


def loss(outputs: Tensor, targets: Targets, scale: Scale) -> Tensor:
    """Return the masked mean cross-entropy, with the distance to the teacher's logits if any.

    The distance is counted in deviations, so that rare tags are learned as well as common ones.
    """
    found = cross_entropy(scale.logits(outputs), targets)
    if targets.logits is None:
        return found
    own = slice(targets.logits.shape[1])
    told = (targets.logits - scale.middle[own]) / scale.spread[own]
    return found + LOGITS_WEIGHT * mse_loss(outputs[:, own], told)


def cross_entropy(logits: Tensor, targets: Targets) -> Tensor:
    """Return the mean cross-entropy of what is known; 0 where nothing is."""
    each = binary_cross_entropy_with_logits(logits, targets.wanted, reduction="none")
    return (each * targets.weights).sum() / targets.weights.sum().clamp(min=1e-6)
