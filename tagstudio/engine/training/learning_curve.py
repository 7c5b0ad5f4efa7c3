"""The learning curve: out-of-fold ROC-AUC of versions trained on growing parts of the answers.

Learning curves of classifiers are near to straight over the logarithm of the number of examples
(for neural networks: Hestness et al., "Deep learning scaling is predictable, empirically", 2017),
so the improvement from more answers is extrapolated from the last doubling. Tags of the librarian's
own are left out, and named: the published model does not know them, nor perhaps a quarter of the
answers.
"""

import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.correcting.answers import answers
from tagstudio.engine.evaluation.answered_tracks import AnsweredTracks, answered_tracks
from tagstudio.engine.evaluation.out_of_fold import MEASURING
from tagstudio.engine.plugins.installed_models import InstalledModel, register_installed
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.engine.tagging.suggest import suggest_for
from tagstudio.engine.training.readiness import Readiness
from tagstudio.engine.training.training_set import training_set
from tagstudio.learning.answers import MIN_PER_CLASS_TO_MEASURE
from tagstudio.learning.verdict import View
from tagstudio.library.db.database import Library
from tagstudio.library.tags.tags import said_tags
from tagstudio.plugin_api import TrainOptions
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples
from tagstudio.plugin_api.ranking_metrics import mean_auc_of_measured_tags

FRACTIONS = (0.25, 0.5, 1.0)
MORE = 20  # answers


@dataclass(frozen=True)
class Point:
    """A macro ROC-AUC out of fold, and the number of answers trained on; 0 is the parent."""

    answers: int
    macro_auc: float


@dataclass(frozen=True)
class LearningCurve:
    """The points, fewest answers first, and the AUC that MORE answers would add (log-linear).

    `left_out` names the librarian's own tags that were answered.
    """

    points: tuple[Point, ...]
    expected_improvement: float
    left_out: tuple[str, ...] = ()


def learning_curve(
    library: Library, root: InstalledModel, depth: str, device: str
) -> Job[LearningCurve]:
    """Train on a quarter, a half and all of the answers, and measure each on all of them.

    Nothing is installed. Raises TagStudioError when there are too few answers to train on or to
    measure with.
    """
    with library.read() as connection:
        answered = list(answers(connection).by_track)
    yield from suggest_for(library, root, answered, device, to_learn_from=True)
    with library.write() as connection:
        model = register_installed(connection, root)
        gathered = training_set(connection, model, root.info, reviewed_as_no=True)
        given = answers(connection)
        tracks = answered_tracks(connection, given, [tag.tag_id for tag in model.tags])
        now = said_tags(connection)
    examples = _without_own_tags(gathered.examples, len(model.tags))
    left_out = tuple(now[said].name for said in gathered.examples.tags[len(model.tags) :])
    measured = _Measured(examples, tracks, left_out)
    counts, aucs = [0], []
    with TemporaryDirectory(prefix="tagstudio-") as folder:
        trainer = _TemporaryVersions(root, Path(folder), depth, device)
        aucs.append(measured.macro_auc(trainer.logits(root.info.name, examples)))
        for number, fraction in enumerate(FRACTIONS):
            yield Progress(number, len(FRACTIONS), _training_on(fraction))
            part = _part(examples, fraction)
            counts.append(measured.answers_in(part))
            aucs.append(measured.macro_auc(trainer.trained(part, examples)))
    yield Progress(len(FRACTIONS), len(FRACTIONS), MEASURING.message)
    points = [Point(*one) for one in zip(counts, aucs, strict=True)]
    return LearningCurve(tuple(points), _expected_improvement(points), left_out)


def _training_on(fraction: float) -> Message:
    return message("curve.training", "training on {fraction:.0%} of the answers", fraction=fraction)


class _Measured:
    """Measures logits of the examples' tracks on the librarian's answers."""

    def __init__(self, examples: Examples, tracks: AnsweredTracks, left_out: Sequence[str]) -> None:
        place = {int(track_id): row for row, track_id in enumerate(examples.track_ids)}
        kept = np.array([track_id in place for track_id in tracks.track_ids], np.bool_)
        self._tracks = tracks.of_tracks(kept)
        self._rows = [place[track_id] for track_id in self._tracks.track_ids]
        self._library = np.flatnonzero(examples.sample)
        self._left_out = left_out

    def answers_in(self, part: Examples) -> int:
        """Return how many of the librarian's answers a part of the examples holds."""
        kept = part.answered[self._rows]
        return int(np.isin(self._tracks.answered.targets[kept], (YES, NO)).sum())

    def macro_auc(self, logits: np.ndarray) -> float:
        """Return the mean ROC-AUC of copies' logits, (copies, n, k)."""
        view = View.of(logits[:, self._rows], self._tracks.folds, logits[:, self._library])
        auc = mean_auc_of_measured_tags(self._tracks.answered.targets, view.percentiles)
        if auc is None:
            raise TagStudioError(_too_few(self._left_out))
        return auc


def curve_obstacle(found: Readiness, known: Collection[str]) -> Message | None:
    """Return why no curve can be drawn of these answers, None where one can.

    `known` are the tags of the published model.
    """
    if found.obstacle is not None:
        return found.obstacle
    enough = [one for one in found.tags if min(one.yes, one.no) >= MIN_PER_CLASS_TO_MEASURE]
    if any(one.tag in known for one in enough):
        return None
    return _too_few([one.tag for one in found.tags if one.tag not in known])


def _too_few(left_out: Sequence[str]) -> Message:
    if left_out:
        return message(
            "curve.too-few-answers-but-own-tags",
            "There are too few answers to draw a curve: no tag of the published model has {count}"
            " yes and {count} no. Your own tags ({tags}) are left out, as that model does not know"
            " them.",
            count=MIN_PER_CLASS_TO_MEASURE,
            tags=", ".join(left_out),
        )
    return message(
        "curve.too-few-answers",
        "There are too few answers to draw a curve: no tag has {count} yes and {count} no. Answer"
        " yes and no to the same tags of more tracks.",
        count=MIN_PER_CLASS_TO_MEASURE,
    )


class _TemporaryVersions:
    """Trains versions in a folder of their own, so that none of them is installed."""

    def __init__(self, root: InstalledModel, folder: Path, depth: str, device: str) -> None:
        self._root, self._folder = root, folder
        self._options = TrainOptions(root.info.name, "", depth, device)
        self._trained = 0
        shutil.copytree(paths.models_folder(root.plugin.name), folder / "models")

    def trained(self, examples: Examples, to_score: Examples) -> np.ndarray:
        """Train on `examples`; return the copies' logits of `to_score`, (copies, n, k)."""
        self._trained += 1
        options = replace(self._options, name=f"curve-{self._trained}")
        path = self._folder / "train.npz"
        examples.save(path)
        with TaggerProcess(self._root.plugin, self._folder / "models") as tagger:
            tagger.call("train", examples=path, options=options)
        return self.logits(options.name, to_score)

    def logits(self, model: str, examples: Examples) -> np.ndarray:
        """Return the logits of examples by each copy of a model, (copies, n, k)."""
        path, logits = self._folder / "score.npz", self._folder / "logits.npy"
        examples.save(path)
        with TaggerProcess(self._root.plugin, self._folder / "models") as tagger:
            device = self._options.device
            tagger.call("score_copies", examples=path, model=model, device=device, logits=logits)
        found: np.ndarray = np.load(logits, allow_pickle=False)
        return found


def _without_own_tags(examples: Examples, known: int) -> Examples:
    return replace(
        examples,
        tags=examples.tags[:known],
        targets=examples.targets[:, :known],
        weights=examples.weights[:, :known],
    )


def _part(examples: Examples, fraction: float) -> Examples:
    """Return the examples with the answers of a random fraction of the answered tracks.

    The seed is fixed and the fractions are prefixes of one permutation: each part contains the
    smaller ones.
    """
    answered = np.flatnonzero(examples.answered)
    order = np.random.default_rng(0).permutation(answered)
    dropped = order[max(1, round(fraction * len(order))) :]
    targets, weights = examples.targets.copy(), examples.weights.copy()
    targets[dropped], weights[dropped] = UNSEEN, 0
    return replace(examples, targets=targets, weights=weights)


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
