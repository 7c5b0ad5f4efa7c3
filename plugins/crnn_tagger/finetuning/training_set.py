"""An `Examples` file -> a training set: checked, and with the tags of the network to train."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import TagInfo
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples
from tagstudio.plugin_api.splits import REHEARSAL, TRAIN, VALIDATION
from tagstudio.plugin_api.vocabulary import OWN_GROUP

from ..model.checkpoint import unfit_features
from ..model.model_card import ModelCard
from ..training.tag_limits import MIN_PER_CLASS_TO_TRAIN

# With a positive and this many negatives, a rare tag is trained with fewer positives than others.
MIN_NEGATIVES_FOR_RARE_TAG = 20
BASE_RATE_PRIOR_ANSWERS = 20  # the weight of the parent's base rate, as a number of answers


@dataclass(frozen=True)
class TrainingSet:
    """Training, validation and rehearsal rows; n rows, k tags.

    `answers` is int8 (n, k) of YES, NO, UNSEEN, on rehearsal rows UNSEEN throughout; `weights`
    float32 (n, k), 0 where unseen; `parent_scores` float32 (n, k), NaN where the parent has none;
    `splits` (n,). `groups` (n,) are numbers; tracks of one group are by one artist. `tags` are
    the new version's, as yet without thresholds of its own.
    """

    tags: tuple[TagInfo, ...]
    paths: tuple[str, ...]
    features: NDArray[np.float16]
    answers: NDArray[np.int8]
    weights: NDArray[np.float32]
    parent_scores: NDArray[np.float32]
    splits: NDArray[np.uint8]
    groups: NDArray[np.int64]

    def subset(self, rows: NDArray[np.int64]) -> Self:
        """Return the training set of some rows."""
        return replace(
            self,
            paths=tuple(self.paths[row] for row in rows),
            features=self.features[rows],
            answers=self.answers[rows],
            weights=self.weights[rows],
            parent_scores=self.parent_scores[rows],
            splits=self.splits[rows],
            groups=self.groups[rows],
        )

    @property
    def training(self) -> NDArray[np.int64]:
        """The training rows: those of their split with an answer of positive weight."""
        return np.flatnonzero((self.splits == TRAIN) & (self.weights > 0).any(axis=1))

    @property
    def validation(self) -> NDArray[np.int64]:
        """The validation rows: those of their split with an answer of positive weight."""
        return np.flatnonzero((self.splits == VALIDATION) & (self.weights > 0).any(axis=1))

    @property
    def rehearsal(self) -> NDArray[np.int64]:
        """The rehearsal rows, which have the parent's scores as soft targets and no answers."""
        return np.flatnonzero(self.splits == REHEARSAL)

    @property
    def trained_tags(self) -> NDArray[np.bool_]:
        """A mask of the tags with an answer on a training row, (k,)."""
        trained: NDArray[np.bool_] = np.any(self.weights[self.training] > 0, axis=0)
        return trained


def read_training_set(path: Path, parent: ModelCard) -> TrainingSet:
    """Read an Examples file for a child of `parent`; raise TagStudioError where it does not fit."""
    examples = Examples.load(path)
    _check_values(examples, path)
    _check_tags(examples, parent, path)
    seen = (examples.targets >= NO) & (examples.splits != REHEARSAL)[:, None] & _trainable(examples)
    training_set = TrainingSet(
        tags=(
            *(_at_new_rate(examples, column, tag) for column, tag in enumerate(parent.tags)),
            *_new_tags(examples, len(parent.tags)),
        ),
        paths=examples.paths,
        features=examples.features,
        answers=np.where(seen, examples.targets, UNSEEN).astype(np.int8),
        weights=np.where(seen, examples.weights, 0).astype(np.float32),
        parent_scores=examples.parent_scores,
        splits=examples.splits,
        groups=examples.groups,
    )
    if not len(training_set.training):
        raise TagStudioError(
            "training.no-answers",
            "There are no answers to train on. For some tag, answer yes for {count} tracks and no"
            " for {count} others first.",
            count=MIN_PER_CLASS_TO_TRAIN,
        )
    return training_set


def check_features(training_set: TrainingSet, shape: Sequence[int]) -> None:
    """Raise TagStudioError unless every row has finite features of the shape `shape`."""
    if training_set.features.shape[1:] != tuple(shape):
        raise TagStudioError(unfit_features(training_set.features.shape[1:], shape))
    if not np.isfinite(training_set.features).all():
        raise TagStudioError(
            "features.not-finite",
            "The features of some tracks are not finite numbers. Get new suggestions for them.",
        )


def _check_values(examples: Examples, path: Path) -> None:
    weights, scores = examples.weights, examples.parent_scores
    wrong = {
        "targets": not np.isin(examples.targets, (YES, NO, UNSEEN)).all(),
        "splits": not np.isin(examples.splits, (TRAIN, VALIDATION, REHEARSAL)).all(),
        "weights": not (np.isfinite(weights).all() and (weights >= 0).all()),
        "parent_scores": not ((scores >= 0) & (scores <= 1) | np.isnan(scores)).all(),
    }
    for name, is_wrong in wrong.items():
        if is_wrong:
            raise TagStudioError(
                "examples.bad-values",
                "{path} has impossible values of {name}. Write the examples anew.",
                path=path,
                name=name,
            )


def _check_tags(examples: Examples, parent: ModelCard, path: Path) -> None:
    names = tuple(tag.name for tag in parent.tags)
    if examples.tags[: len(names)] != names:
        raise TagStudioError(
            "examples.other-tags",
            "{path} was written for a model with other tags. Write the examples for this one.",
            path=path,
        )
    if len(set(examples.tags)) != len(examples.tags) or "" in examples.tags:
        raise TagStudioError(
            "examples.bad-tags", "{path} names a tag twice, or one without a name.", path=path
        )


def _class_counts(examples: Examples, column: int) -> tuple[int, int]:
    """Return the numbers of positive and negative answers of a tag on training rows."""
    counted = (examples.splits == TRAIN) & (examples.weights[:, column] > 0)
    answers = examples.targets[counted, column]
    return int((answers == YES).sum()), int((answers == NO).sum())


def _trainable(examples: Examples) -> NDArray[np.bool_]:
    """Return a mask of the tags with enough answers of both classes, (k,).

    From positives alone a network learns to give every track the tag.
    """
    columns = range(len(examples.tags))
    return np.array([_is_enough(*_class_counts(examples, column)) for column in columns], bool)


def _is_enough(positives: int, negatives: int) -> bool:
    if min(positives, negatives) >= MIN_PER_CLASS_TO_TRAIN:
        return True
    return positives > 0 and negatives >= MIN_NEGATIVES_FOR_RARE_TAG


def _at_new_rate(examples: Examples, column: int, tag: TagInfo) -> TagInfo:
    """Return a tag of the parent with the base rate of its child.

    The child's scores follow the fraction of positives among the answers, and so must the base rate
    they are compared with: the posterior mean with BASE_RATE_PRIOR_ANSWERS pseudo-answers at the
    parent's rate. A tag that is not trained keeps the parent's.
    """
    yes, no = _class_counts(examples, column)
    if not _is_enough(yes, no):
        return tag
    rate = (yes + BASE_RATE_PRIOR_ANSWERS * tag.base_rate) / (yes + no + BASE_RATE_PRIOR_ANSWERS)
    return replace(tag, base_rate=rate)


def _new_tags(examples: Examples, known: int) -> list[TagInfo]:
    return [_new_tag(examples, column) for column in range(known, len(examples.tags))]


def _new_tag(examples: Examples, column: int) -> TagInfo:
    """Return a tag that the parent does not have; its base rate has Laplace's smoothing."""
    name = examples.tags[column]
    yes, no = _class_counts(examples, column)
    if not _is_enough(yes, no):
        raise TagStudioError(
            "training.new-tag-too-few",
            "The new tag {tag!r} has {yes} yes and {no} no to train on. It needs at least"
            " {min_count} of each: answer yes or no for more tracks.",
            tag=name,
            yes=yes,
            no=no,
            min_count=MIN_PER_CLASS_TO_TRAIN,
        )
    return TagInfo(name, OWN_GROUP, (yes + 1) / (yes + no + 2))
