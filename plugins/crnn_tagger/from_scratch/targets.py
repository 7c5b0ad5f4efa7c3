"""The targets of windows: the labels of their clips, and the scores of a teacher."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, mse_loss

from tagstudio.plugin_api import TagInfo
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.examples import NO, UNSEEN, YES
from tagstudio.plugin_api.splits import TRAIN
from tagstudio.plugin_api.vocabulary import OWN_GROUP, lastfm_tag_infos

from .data.mel_store import MelStore

MIN_PER_CLASS_TO_TRAIN = 3  # positives, and negatives, of a tag in the training split
LOGITS_WEIGHT = 0.2  # of the squared distance to the teacher's logits, beside the cross-entropy
MIN_SPREAD = 0.1  # of a teacher's logits
LABEL_WEIGHT = 0.5  # of a label beside the teacher's score, for both may be wrong


@dataclass(frozen=True)
class ClipSet:
    """Clips of one split that are in the store; n clips, k tags.

    `rows` (n,) are rows of the store; `answers` is int8 (n, k) of YES, NO, UNSEEN.
    """

    rows: NDArray[np.int64]
    answers: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Targets:
    """The targets of b windows.

    `probabilities` in [0, 1] and `weights` in [0, 1], 0 where nothing is known, are float32 (b, k);
    `logits` are the teacher's for the first t tags, (b, t), None without one.
    """

    probabilities: Tensor
    weights: Tensor
    logits: Tensor | None = None


@dataclass(frozen=True)
class Scale:
    """The scale of a network's outputs in training: logits = middle + spread * outputs.

    (k,) each. Outputs of 0 are then the mean, and outputs of all tags are of one size.
    """

    middle: Tensor
    spread: Tensor

    def logits(self, outputs: Tensor) -> Tensor:
        """Return the logits: (b, k) -> (b, k)."""
        return self.middle + self.spread * outputs

    def to(self, device: torch.device) -> "Scale":
        """Return the scale on a device."""
        return Scale(self.middle.to(device), self.spread.to(device))


def trainable_tags(clips: Clips) -> NDArray[np.bool_]:
    """Return a mask of the tags with enough yes and no in the training split, (k,)."""
    answers = clips.answers[clips.splits == TRAIN]
    counts = np.minimum((answers == YES).sum(axis=0), (answers == NO).sum(axis=0))
    enough: NDArray[np.bool_] = counts >= MIN_PER_CLASS_TO_TRAIN
    return enough


def output_tags(clips: Clips, teacher: tuple[TagInfo, ...]) -> tuple[TagInfo, ...]:
    """Return the new network's outputs: the teacher's tags, then the other tags of the clips.

    A tag's base rate is the teacher's, else the fraction of yes in the training split.
    """
    teacher_tags = {tag.name for tag in teacher}
    known = {tag.name: tag for tag in lastfm_tag_infos()}
    answers = clips.answers[clips.splits == TRAIN]
    yes, seen = (answers == YES).sum(axis=0), (answers != UNSEEN).sum(axis=0)
    others = []
    for column, name in enumerate(clips.tags):
        tag = known.get(name, TagInfo(name, OWN_GROUP, 0.5))
        if seen[column]:
            tag = replace(tag, base_rate=float((yes[column] + 1) / (seen[column] + 2)))
        others.append(tag)
    return (*teacher, *(tag for tag in others if tag.name not in teacher_tags))


def load_clip_set(
    clips: Clips, store: MelStore, split: int, tags: tuple[TagInfo, ...], labelled: bool
) -> ClipSet:
    """Return the clips of a split that are in the store, with their answers to `tags`.

    Tags that cannot be trained stay unseen. With `labelled` only clips that have an answer.
    """
    stored = set(store.ids)
    found = [i for i in np.flatnonzero(clips.splits == split) if clips.ids[i] in stored]
    places = {tag.name: place for place, tag in enumerate(tags)}
    answers = np.full((len(found), len(tags)), UNSEEN, np.int8)
    for column in np.flatnonzero(trainable_tags(clips)):
        answers[:, places[clips.tags[column]]] = clips.answers[found, column]
    rows = np.array([store.row(clips.ids[index]) for index in found], np.int64)
    kept = (answers != UNSEEN).any(axis=1) if labelled else np.ones(len(rows), bool)
    return ClipSet(rows[kept], answers[kept])


def mixture_targets(one: NDArray[np.int8], other: NDArray[np.int8], mix: Tensor) -> Targets:
    """Return the labels of mixtures: answers (b, k) of both clips, the first one's lambda (b,)."""
    # With mixup's lambda l (Zhang et al., ICLR 2018) the clips' weights are l and 1 - l. A label's
    # probability is (l y1 + (1 - l) y2) / w, its weight w the sum of those of the clips answered.
    mix = mix[:, None]
    first = mix * torch.from_numpy(one != UNSEEN).float()
    second = (1 - mix) * torch.from_numpy(other != UNSEEN).float()
    yes = first * torch.from_numpy(one == YES) + second * torch.from_numpy(other == YES)
    weights = first + second
    return Targets(yes / weights.clamp(min=1e-6), weights)


def distillation_targets(labels: Targets, logits: Tensor) -> Targets:
    """Mix the teacher's scores into the labels of its tags, alone where there is no label.

    `logits` are (b, t), the first t of the k tags. The probability is sigmoid(logit) + a (label -
    sigmoid(logit)) with a = LABEL_WEIGHT times the label's weight (Hinton et al., 2015).
    """
    probabilities, weights = labels.probabilities.clone(), labels.weights.clone()
    own = slice(logits.shape[1])
    label_weights = LABEL_WEIGHT * labels.weights[:, own]
    probabilities[:, own] = torch.lerp(
        logits.sigmoid(), labels.probabilities[:, own], label_weights
    )
    weights[:, own] = 1
    return Targets(probabilities, weights, logits)


def base_rate_scale(tags: Sequence[TagInfo]) -> Scale:
    """Return the scale on which an output of 0 is the tag's base rate."""
    rates = torch.tensor([tag.base_rate for tag in tags], dtype=torch.float32)
    return Scale(torch.logit(rates), torch.ones(len(tags)))


def teacher_scale(tags: Sequence[TagInfo], logits: Tensor) -> Scale:
    """Return the scale on which 0 is the mean of a teacher's logits, (n, t), 1 a deviation more.

    For tags that the teacher does not have, 0 is the base rate.
    """
    scale, own = base_rate_scale(tags), slice(logits.shape[1])
    scale.middle[own] = logits.mean(0)
    scale.spread[own] = logits.std(0).clamp(min=MIN_SPREAD)
    return scale


def loss(outputs: Tensor, targets: Targets, scale: Scale) -> Tensor:
    """Return the masked mean cross-entropy, with the distance to the teacher's logits if any.

    The distance is in deviations of the teacher's logits, so that rare tags count as much as common
    ones.
    """
    found = cross_entropy(scale.logits(outputs), targets)
    if targets.logits is None:
        return found
    own = slice(targets.logits.shape[1])
    teacher = (targets.logits - scale.middle[own]) / scale.spread[own]
    return found + LOGITS_WEIGHT * mse_loss(outputs[:, own], teacher)


def cross_entropy(logits: Tensor, targets: Targets) -> Tensor:
    """Return the weighted mean cross-entropy; 0 where all weights are 0."""
    each = binary_cross_entropy_with_logits(logits, targets.probabilities, reduction="none")
    return (each * targets.weights).sum() / targets.weights.sum().clamp(min=1e-6)
