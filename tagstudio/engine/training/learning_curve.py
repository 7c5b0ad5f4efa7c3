"""The learning curve: test ROC-AUC of versions trained on growing parts of the answers.

Learning curves of classifiers are near to straight over the logarithm of the number of examples
(for neural networks: Hestness et al., "Deep learning scaling is predictable, empirically", 2017),
so the improvement from more answers is extrapolated from the last doubling.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.evaluation.evaluate import MEASURING, freeze_test_set
from tagstudio.engine.evaluation.labelled_table import label_matrix, score_matrix, tracks_of
from tagstudio.engine.plugins.installed_models import InstalledModel, register_installed
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.engine.tagging.feature_batch import unanswered_examples
from tagstudio.engine.tagging.suggest import suggest_for
from tagstudio.engine.training.training_set import training_set
from tagstudio.library.db.database import Library
from tagstudio.library.models import suggestions
from tagstudio.plugin_api import Prediction, TrackRef, TrainOptions
from tagstudio.plugin_api.examples import UNSEEN, Examples
from tagstudio.plugin_api.ranking_metrics import (
    Labels,
    Scores,
    mean_auc_of_measured_tags,
    measured_tags,
)
from tagstudio.plugin_api.splits import REHEARSAL

FRACTIONS = (0.25, 0.5, 1.0)
MORE = 20  # answers


@dataclass(frozen=True)
class Point:
    """A macro ROC-AUC on the test set, and the number of answers trained on; 0 is the parent."""

    answers: int
    macro_auc: float


@dataclass(frozen=True)
class LearningCurve:
    """The points, fewest answers first, and the AUC that MORE answers would add (log-linear)."""

    points: tuple[Point, ...]
    expected_improvement: float


def learning_curve(
    library: Library, parent: InstalledModel, depth: str, device: str
) -> Job[LearningCurve]:
    """Train on a quarter, a half and all of the answers, and measure each on the test set.

    Nothing is installed. Raises TagStudioError when there are too few answers to train on or to
    measure with.
    """
    test_set = freeze_test_set(library)
    test_tracks = tracks_of(test_set)
    yield from suggest_for(library, parent, test_tracks, device)
    with library.write() as connection:
        model = register_installed(connection, parent)
        gathered = training_set(connection, model, parent.info, reviewed_as_no=False)
        scores = suggestions.scores_of(connection, model, test_tracks)
        features = suggestions.features_by_digest(
            connection, parent.info.feature_digest, test_tracks, parent.info.feature_shape
        )
    labels = label_matrix(test_set, [model], scores.keys() & features.keys())
    if not measured_tags(labels.labels):
        raise TagStudioError(
            "curve.too-few-answers",
            "There are too few answers in the test set to draw a curve. Correct more tracks.",
        )
    counts, tables = [0], [score_matrix(model, labels, scores)]
    to_score = unanswered_examples(
        parent.info, [TrackRef(track_id, "") for track_id in labels.track_ids], features
    )
    with TemporaryDirectory(prefix="tagstudio-") as folder:
        trainer = _TemporaryVersions(parent, Path(folder), depth, device)
        for number, fraction in enumerate(FRACTIONS):
            yield Progress(number, len(FRACTIONS), _training_on(fraction))
            part = _part(gathered.examples, fraction)
            counts.append(int((part.targets != UNSEEN).sum()))
            tables.append(score_matrix(model, labels, trainer.scores(part, to_score)))
    yield Progress(len(FRACTIONS), len(FRACTIONS), MEASURING.message)
    aucs = _macro_aucs(labels.labels, tables)
    points = [Point(*one) for one in zip(counts, aucs, strict=True)]
    return LearningCurve(tuple(points), _expected_improvement(points))


def _training_on(fraction: float) -> Message:
    return message("curve.training", "training on {fraction:.0%} of the answers", fraction=fraction)


def _macro_aucs(labels: Labels, tables: Sequence[Scores]) -> list[float]:
    """Return the macro ROC-AUC of each table of scores; `labels` have a tag to measure."""
    aucs = (mean_auc_of_measured_tags(labels, table) for table in tables)
    return [auc for auc in aucs if auc is not None]


class _TemporaryVersions:
    """Trains versions in a folder of their own, so that none of them is installed."""

    def __init__(self, parent: InstalledModel, folder: Path, depth: str, device: str) -> None:
        self._parent, self._folder = parent, folder
        self._options = TrainOptions(parent.info.name, "", depth, device)
        self._trained = 0
        shutil.copytree(paths.models_folder(parent.plugin.name), folder / "models")

    def scores(self, examples: Examples, to_score: Examples) -> dict[int, tuple[float, ...]]:
        """Train on `examples`; return the version's scores of `to_score` by track id."""
        self._trained += 1
        options = replace(self._options, name=f"curve-{self._trained}")
        examples_file, to_score_file = self._folder / "train.npz", self._folder / "score.npz"
        examples.save(examples_file)
        to_score.save(to_score_file)
        with TaggerProcess(self._parent.plugin, self._folder / "models") as tagger:
            tagger.call("train", examples=examples_file, options=options)
            steps = tagger.stream(
                "score", examples=to_score_file, model=options.name, device=options.device
            )
            predictions = [item for step in steps for item in step if isinstance(item, Prediction)]
        return {one.track_id: one.scores for one in predictions}


def _part(examples: Examples, fraction: float) -> Examples:
    """Return the examples with the answers of a random fraction of the answered tracks.

    The others become rehearsal rows, so every version is trained on the same tracks. The seed is
    fixed and the fractions are prefixes of one permutation: each part contains the smaller ones.
    """
    answered = np.flatnonzero(examples.splits != REHEARSAL)
    order = np.random.default_rng(0).permutation(answered)
    dropped = order[max(1, round(fraction * len(order))) :]
    targets, weights = examples.targets.copy(), examples.weights.copy()
    targets[dropped], weights[dropped] = UNSEEN, 0
    splits = examples.splits.copy()
    splits[dropped] = REHEARSAL
    return replace(examples, targets=targets, weights=weights, splits=splits)


def _expected_improvement(points: list[Point]) -> float:
    """Return the AUC that MORE answers add if the slope of the last doubling goes on.

    Log-linear: AUC(n) = a + b log n, with b from the last two points, so the addition is
    b log((n + MORE) / n).
    """
    half, whole = points[-2], points[-1]
    if half.answers in {0, whole.answers}:
        return 0.0
    slope = (whole.macro_auc - half.macro_auc) / log(whole.answers / half.answers)
    return slope * log((whole.answers + MORE) / whole.answers)
