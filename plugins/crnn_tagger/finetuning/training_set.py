"""Examples -> what a network can learn from: checked, and in the network's own terms."""

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

MIN_PER_CLASS = 3  # yes and no that a tag needs; fewer cannot tell it from anything,
MIN_NEGATIVES_FOR_RARE_TAG = 20  # unless as many no say of a yes or two how rare they are
BASE_RATE_PRIOR_ANSWERS = (
    20  # how many answers the parent's base rate counts for beside the librarian's
)


@dataclass(frozen=True)
class TrainingSet:
    """The rows to learn from and to choose by; n rows, k tags.

    `answers` is int8 (n, k) of YES, NO, UNSEEN, on replayed rows UNSEEN throughout; `weights`
    float32 (n, k), 0 where unseen; `parent_scores` float32 (n, k), NaN where the parent has none;
    `splits` (n,). `groups` (n,) are numbers; tracks of one group are by one artist. `tags` are
    the new version's, as yet without lines of its own.
    """

    tags: tuple[TagInfo, ...]
    paths: tuple[str, ...]
    features: NDArray[np.float16]
    answers: NDArray[np.int8]
    weights: NDArray[np.float32]
    parent_scores: NDArray[np.float32]
    splits: NDArray[np.uint8]
    groups: NDArray[np.int64]

    def only(self, rows: NDArray[np.int64]) -> Self:
        """Return the lessons of some rows."""
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
        """The rows to learn from that have an answer that counts."""
        return np.flatnonzero((self.splits == TRAIN) & (self.weights > 0).any(axis=1))

    @property
    def calibrate(self) -> NDArray[np.int64]:
        """The rows to choose by that have an answer that counts."""
        return np.flatnonzero((self.splits == VALIDATION) & (self.weights > 0).any(axis=1))

    @property
    def rehearsal(self) -> NDArray[np.int64]:
        """The rows that only keep the parent's view alive."""
        return np.flatnonzero(self.splits == REHEARSAL)

    @property
    def trained_tags(self) -> NDArray[np.bool_]:
        """Which tags have an answer to learn from, (k,)."""
        taught: NDArray[np.bool_] = np.any(self.weights[self.training] > 0, axis=0)
        return taught


def read_training_set(path: Path, parent: ModelCard) -> TrainingSet:
    """Read an Examples file for a child of `parent`; raise TagStudioError where it does not fit."""
    examples = Examples.load(path)
    _check_values(examples, path)
    _check_tags(examples, parent, path)
    seen = (examples.targets >= NO) & (examples.splits != REHEARSAL)[:, None] & _teachable(examples)
    lessons = TrainingSet(
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
    if not len(lessons.training):
        raise TagStudioError(
            f"There are no answers to learn from. Of some tag, say yes to {MIN_PER_CLASS} tracks"
            f" and no to {MIN_PER_CLASS} others first."
        )
    return lessons


def check_features(lessons: TrainingSet, shape: Sequence[int]) -> None:
    """Raise TagStudioError unless every row has finite features of the shape `shape`."""
    if lessons.features.shape[1:] != tuple(shape):
        raise TagStudioError(unfit_features(lessons.features.shape[1:], shape))
    if not np.isfinite(lessons.features).all():
        raise TagStudioError(
            "The features of some tracks are not finite numbers. Let the model listen to them anew."
        )


def _check_values(examples: Examples, path: Path) -> None:
    weights, scores = examples.weights, examples.parent_scores
    wrong = {
        "answers": not np.isin(examples.targets, (YES, NO, UNSEEN)).all(),
        "sides": not np.isin(examples.splits, (TRAIN, VALIDATION, REHEARSAL)).all(),
        "weights": not (np.isfinite(weights).all() and (weights >= 0).all()),
        "parent's scores": not ((scores >= 0) & (scores <= 1) | np.isnan(scores)).all(),
    }
    for name, is_wrong in wrong.items():
        if is_wrong:
            raise TagStudioError(f"{path} has impossible {name}. Write the examples anew.")


def _check_tags(examples: Examples, parent: ModelCard, path: Path) -> None:
    names = tuple(tag.name for tag in parent.tags)
    if examples.tags[: len(names)] != names:
        raise TagStudioError(
            f"{path} was written for a model with other tags. Write the examples for this one."
        )
    if len(set(examples.tags)) != len(examples.tags) or "" in examples.tags:
        raise TagStudioError(f"{path} names a tag twice, or one without a name.")


def _counts(examples: Examples, column: int) -> tuple[int, int]:
    """Return how many yes and no there are to learn a tag from."""
    counts = (examples.splits == TRAIN) & (examples.weights[:, column] > 0)
    answers = examples.targets[counts, column]
    return int((answers == YES).sum()), int((answers == NO).sum())


def _teachable(examples: Examples) -> NDArray[np.bool_]:
    """Return which tags have enough of both answers, (k,).

    From yes alone a network learns to say yes to everything.
    """
    return np.array([_enough(*_counts(examples, c)) for c in range(len(examples.tags))], bool)


def _enough(yes: int, no: int) -> bool:
    return min(yes, no) >= MIN_PER_CLASS or (yes > 0 and no >= MIN_NEGATIVES_FOR_RARE_TAG)


def _at_new_rate(examples: Examples, column: int, tag: TagInfo) -> TagInfo:
    """Return a tag of the parent at the base rate that its child is taught at.

    The child's scores follow the share of yes among the answers, and so must the rate they are
    compared with; few answers move it little. What nobody answered keeps the parent's.
    """
    yes, no = _counts(examples, column)
    if not _enough(yes, no):
        return tag
    rate = (yes + BASE_RATE_PRIOR_ANSWERS * tag.base_rate) / (yes + no + BASE_RATE_PRIOR_ANSWERS)
    return replace(tag, base_rate=rate)


def _new_tags(examples: Examples, known: int) -> list[TagInfo]:
    return [_new_tag(examples, column) for column in range(known, len(examples.tags))]


def _new_tag(examples: Examples, column: int) -> TagInfo:
    """Describe a tag the parent does not have; its base rate is the share of yes, smoothed."""
    name = examples.tags[column]
    yes, no = _counts(examples, column)
    if not _enough(yes, no):
        raise TagStudioError(
            f"The new tag {name!r} has {yes} yes and {no} no to learn from. It needs at least"
            f" {MIN_PER_CLASS} of each: say yes or no to more tracks."
        )
    return TagInfo(name, OWN_GROUP, (yes + 1) / (yes + no + 2))
