"""Whether a plugin that keeps features learns as the API says.

From a few answers that its features can tell (chords against noise), it has to make a version with
a shadow per fold. That a shadow does not know its fold is seen from outside: the answers of one
fold are turned round, and what the shadow of that fold says must not change by it.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message, plain
from tagstudio.engine.plugins.answers import wrong_model
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.engine.tagging.feature_batch import stacked_features
from tagstudio.learning.folds import FOLDS
from tagstudio.plugin_api import Check, ModelInfo, Prediction, TrainOptions
from tagstudio.plugin_api.examples import NO, YES, Examples

OWN_TAG = "tag of the checks"  # one that the model does not know
NO_TRAINING = {"tagger.no-score", "tagger.no-training"}  # keys of what a tagger that cannot says
FROM_FEATURES = 0.02  # features are kept in half precision
SAME = 1e-5  # of logits of the same answers


def check_learning(
    tagger: TaggerProcess, info: ModelInfo, predictions: Sequence[Prediction], folder: Path
) -> Iterator[Check]:
    """Yield the checks of scoring from features, and of learning, on tracks with features.

    Tracks of an even id are chords, those of an odd one noise.
    """
    examples = _examples(info, predictions)
    try:
        yield _check(
            "scores from features", _wrong_from_features(tagger, info, predictions, folder)
        )
        first = _learned(tagger, info, examples, folder, "checked-1")
        yield _check("learns", _wrong_version(first, examples))
        second = _learned(tagger, info, examples, folder, "checked-2")
        yield _check("learns the same twice", _wrong_repeat(first, second))
        turned = _learned(tagger, info, _turned(examples), folder, "checked-3")
        yield _check("shadows", _wrong_shadows(first, turned))
    except TagStudioError as error:
        if error.message.key in NO_TRAINING:
            yield Check("learns", True, message("learning.not", "it does not learn from answers."))
        else:
            yield Check("learns", False, error.message)


def _examples(info: ModelInfo, predictions: Sequence[Prediction]) -> Examples:
    """Return the tracks with answers about the first tag of the model and about a new one."""
    ids = [one.track_id for one in predictions]
    features, windows = stacked_features(info, ids, {p.track_id: p.features for p in predictions})
    tags = (*(tag.name for tag in info.tags), OWN_TAG)
    targets = np.full((len(ids), len(tags)), -1, np.int8)
    targets[:, [0, -1]] = np.where(np.array(ids)[:, None] % 2, NO, YES)
    return Examples(
        tags,
        np.array(ids, np.int64),
        tuple(f"/checks/{number}.wav" for number in ids),
        features,
        windows,
        targets,
        (targets >= 0).astype(np.float32),
        np.array([number // 2 % FOLDS for number in ids], np.int8),
        np.ones(len(ids), np.bool_),
    )


def _turned(examples: Examples) -> Examples:
    """Return the examples with the answers of fold 0 turned round."""
    targets = examples.targets.copy()
    of_fold = (examples.folds == 0)[:, None] & (targets >= 0)
    targets[of_fold] = YES + NO - targets[of_fold]
    return Examples(**{**vars(examples), "targets": targets})


def _wrong_from_features(
    tagger: TaggerProcess, info: ModelInfo, predictions: Sequence[Prediction], folder: Path
) -> Message | None:
    file = folder / "features.npz"
    examples = _examples(info, predictions)
    Examples(
        **{
            **vars(examples),
            "tags": examples.tags[:-1],
            "targets": np.full_like(examples.targets[:, :-1], -1),
            "weights": np.zeros_like(examples.weights[:, :-1]),
        }
    ).save(file)
    steps = tagger.stream("score", examples=file, model=info.name, device="cpu")
    scored = {
        one.track_id: one.scores for step in steps for one in step if isinstance(one, Prediction)
    }
    worst = max(
        (
            float(np.abs(np.subtract(scored[one.track_id], one.scores)).max())
            for one in predictions
            if one.track_id in scored
        ),
        default=1.0,
    )
    if len(scored) == len(predictions) and worst <= FROM_FEATURES:
        return None
    return message(
        "learning.other-from-features",
        "scores from features are {worst:.3f} apart from those of the files, for {count} of"
        " {tracks} tracks.",
        worst=worst,
        count=len(scored),
        tracks=len(predictions),
    )


def _learned(
    tagger: TaggerProcess, info: ModelInfo, examples: Examples, folder: Path, name: str
) -> NDArray[np.float32] | Message:
    """Train a version on the examples; return the logits of its copies, or what is wrong with it.

    The logits are (1 + shadows, tracks, tags).
    """
    file, logits = folder / f"{name}.npz", folder / f"{name}.npy"
    examples.save(file)
    options = TrainOptions(info.name, name, depth="head", device="cpu")
    version = tagger.call("train", examples=file, options=options)
    if wrong := wrong_model(tagger.plugin.name, version):
        return wrong
    if tuple(tag.name for tag in version.tags) != examples.tags:
        return message(
            "learning.tags", "the version has other tags than its parent's and the new one."
        )
    shadows = tagger.call("score_copies", examples=file, model=name, device="cpu", logits=logits)
    try:
        found: NDArray[np.float32] = np.load(logits, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        found = np.zeros(0, np.float32)
    shape = (1 + FOLDS, len(examples.track_ids), len(examples.tags))
    if shadows != FOLDS or found.shape != shape or not np.isfinite(found).all():
        return message(
            "learning.copies",
            "score_copies gave {found} logits of {shadows} shadows, not {wanted} finite ones of"
            " {folds}.",
            found=" x ".join(map(str, found.shape)),
            shadows=str(shadows),
            wanted=" x ".join(map(str, shape)),
            folds=FOLDS,
        )
    return found


def _wrong_version(found: NDArray[np.float32] | Message, examples: Examples) -> Message | None:
    if isinstance(found, Message):
        return found
    yes = examples.targets[:, -1] == YES
    if found[0][yes, -1].mean() > found[0][~yes, -1].mean():
        return None
    return message(
        "learning.nothing",
        "of a tag that was answered for {count} tracks the version knows nothing: those with yes"
        " score no higher than those with no.",
        count=len(yes),
    )


def _wrong_repeat(
    first: NDArray[np.float32] | Message, second: NDArray[np.float32] | Message
) -> Message | None:
    if isinstance(first, Message) or isinstance(second, Message):
        return _whichever(first, second)
    if np.abs(first - second).max() <= SAME:
        return None
    return message("learning.not-the-same", "the same answers give another version each time.")


def _wrong_shadows(
    first: NDArray[np.float32] | Message, turned: NDArray[np.float32] | Message
) -> Message | None:
    if isinstance(first, Message) or isinstance(turned, Message):
        return _whichever(first, turned)
    if np.abs(first[1] - turned[1]).max() > SAME:
        return message(
            "learning.knows-its-fold",
            "shadow 0 changes with the answers of fold 0, which it must not know: not in its"
            " weights, and not in any choice.",
        )
    if np.abs(first[0] - turned[0]).max() <= SAME:
        return message("learning.deaf", "the version stays the same when answers are turned round.")
    return None


def _whichever(*found: NDArray[np.float32] | Message) -> Message | None:
    return next((one for one in found if isinstance(one, Message)), None)


def _check(name: str, wrong: Message | None) -> Check:
    return Check(name, wrong is None, wrong or plain(""))
