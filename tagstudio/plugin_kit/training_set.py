"""An `Examples` file -> a training set: checked, and with the tags of the network to train."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.learning.folds import FOLDS
from tagstudio.plugin_api import TagInfo
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples
from tagstudio.plugin_api.vocabulary import OWN_GROUP

# The share of yes among the answers to an own tag is (yes + 1) / (all + OWN_TAG_PRIOR_ANSWERS):
# with few answers a rare tag is likelier than a common one.
OWN_TAG_PRIOR_ANSWERS = 8


@dataclass(frozen=True)
class TrainingSet:
    """Answered tracks and parts of them, and a sample of the library; n rows, m windows, k tags.

    `features` are float16 (m, *feature_shape); each track has `windows` (n,) of them, from row
    `starts` (n,) on. `yes` is bool (n, k), `weights` float32 (n, k), 0 where there is no answer;
    `folds` is int8 (n,), `sample` bool (n,), `parts` bool (n,): the rows that are a part of a
    track. `tags` are the new version's.
    """

    tags: tuple[TagInfo, ...]
    paths: tuple[str, ...]
    features: NDArray[np.float16]
    starts: NDArray[np.int64]
    windows: NDArray[np.int64]
    yes: NDArray[np.bool_]
    weights: NDArray[np.float32]
    folds: NDArray[np.int8]
    sample: NDArray[np.bool_]
    parts: NDArray[np.bool_]

    @property
    def answered(self) -> NDArray[np.bool_]:
        """A mask of the tracks with an answer, (n,)."""
        answered: NDArray[np.bool_] = np.any(self.weights > 0, axis=1)
        return answered

    def of(self, rows: NDArray[np.int64]) -> Self:
        """Return some of the tracks."""
        return replace(
            self,
            paths=tuple(self.paths[row] for row in rows),
            starts=self.starts[rows],
            windows=self.windows[rows],
            yes=self.yes[rows],
            weights=self.weights[rows],
            folds=self.folds[rows],
            sample=self.sample[rows],
            parts=self.parts[rows],
        )

    def with_features(self, features: NDArray[np.float16]) -> Self:
        """Return the tracks with other features, one window of each."""
        every = np.arange(len(features))
        return replace(self, features=features, starts=every, windows=np.ones_like(every))

    def independent_rows(self) -> Iterator[NDArray[np.int64]]:
        """Yield the rows to compute together: the sample, then the other tracks fold by fold.

        In which batch a track stands, and where, can change the last bits of what a network says
        of it; so no answer may change the batches of the sample, or of another fold.
        """
        yield np.flatnonzero(self.sample)
        for fold in range(FOLDS):
            yield np.flatnonzero(~self.sample & (self.folds == fold))


def read_training_set(path: Path, known: tuple[TagInfo, ...]) -> TrainingSet:
    """Read an Examples file for a child of a model with the tags `known`.

    Raises TagStudioError where it does not fit.
    """
    examples = Examples.load(path)
    _check_values(examples, path)
    _check_tags(examples, known, path)
    weights = np.where(examples.targets == UNSEEN, 0, examples.weights).astype(np.float32)
    if not weights.any():
        raise TagStudioError(
            "training.no-answers",
            "There are no answers to learn from yet. Answer yes or no to some tag of a track.",
        )
    return TrainingSet(
        tags=(*known, *_new_tags(examples, weights, len(known))),
        paths=examples.paths,
        features=examples.features,
        starts=examples.starts,
        windows=examples.windows,
        yes=examples.targets == YES,
        weights=weights,
        folds=examples.folds,
        sample=examples.sample,
        parts=examples.parts if examples.parts.size else np.zeros_like(examples.sample),
    )


def check_features(training_set: TrainingSet, shape: Sequence[int]) -> None:
    """Raise TagStudioError unless every track has finite features of the shape `shape`."""
    if not training_set.windows.all():
        raise TagStudioError(unfit_features((0,), shape))
    if training_set.features.shape[1:] != tuple(shape):
        raise TagStudioError(unfit_features(training_set.features.shape[1:], shape))
    if not np.isfinite(training_set.features).all():
        raise TagStudioError(
            "features.not-finite",
            "The features of some tracks are not finite numbers. Get new suggestions for them.",
        )


def unfit_features(found: Sequence[int], wanted: Sequence[int]) -> Message:
    """Return the sentence about stored features of the shape `found` instead of `wanted`."""
    if tuple(found) == (0,):
        return message(
            "kit.no-stored-features",
            "The model works on features of {wanted}, but none are stored. Let it suggest tags for"
            " the tracks first.",
            wanted=_times(wanted),
        )
    return message(
        "kit.unfit-features",
        "The model works on features of {wanted}, but those here are {found}. Let it suggest tags"
        " for the tracks first.",
        wanted=_times(wanted),
        found=_times(found),
    )


def _times(shape: Sequence[int]) -> str:
    return " x ".join(map(str, shape))


def _check_values(examples: Examples, path: Path) -> None:
    weights, folds = examples.weights, examples.folds
    wrong = {
        "targets": not np.isin(examples.targets, (YES, NO, UNSEEN)).all(),
        "weights": not (np.isfinite(weights).all() and (weights >= 0).all()),
        "windows": bool((examples.windows < 0).any()),
        "folds": not ((folds >= 0) & (folds < FOLDS)).all(),
    }
    for name, is_wrong in wrong.items():
        if is_wrong:
            raise TagStudioError(
                "examples.bad-values",
                "{path} has impossible values of {name}. Write the examples anew.",
                path=path,
                name=name,
            )


def _check_tags(examples: Examples, known: tuple[TagInfo, ...], path: Path) -> None:
    names = tuple(tag.name for tag in known)
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


def _new_tags(examples: Examples, weights: NDArray[np.float32], known: int) -> list[TagInfo]:
    """Return the tags that the parent does not have."""
    yes = (weights * (examples.targets == YES)).sum(axis=0)
    rates = (yes + 1) / (weights.sum(axis=0) + OWN_TAG_PRIOR_ANSWERS)
    return [
        TagInfo(examples.tags[column], OWN_GROUP, min(float(rates[column]), 0.99))
        for column in range(known, len(examples.tags))
    ]
