"""What more answers are worth: versions trained on a part of the answers, measured on one slice."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.evaluation.evaluate import MEASURING, freeze
from tagstudio.engine.evaluation.labelled_table import label_matrix, score_matrix, tracks_of
from tagstudio.engine.evaluation.metrics import Labels, Scores, macro_auc, measured_tags
from tagstudio.engine.plugins.installed_models import InstalledModel, register
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.engine.processes.call_in_child import call_in_child
from tagstudio.engine.tagging.suggest import suggest_for
from tagstudio.engine.training.training_set import training_set, unanswered_examples
from tagstudio.library.db.database import Library
from tagstudio.library.models import suggestions
from tagstudio.plugin_api import Prediction, TrackRef, TrainOptions
from tagstudio.plugin_api.examples import UNSEEN, Examples
from tagstudio.plugin_api.splits import REHEARSAL

TOO_LITTLE = "There are too few held-out answers to draw a curve. Correct more tracks."
SHARES = (0.25, 0.5, 1.0)
MORE = 20  # answers


@dataclass(frozen=True)
class Point:
    """A macro ROC-AUC on the held-out tracks, and how many answers it took; 0 is the parent."""

    answers: int
    macro_auc: float


@dataclass(frozen=True)
class LearningCurve:
    """The points, fewest answers first, and what MORE answers would add by the last doubling."""

    points: tuple[Point, ...]
    worth: float


def learning_curve(
    library: Library, parent: InstalledModel, depth: str, device: str
) -> Job[LearningCurve]:
    """Train on a quarter, a half and all of the answers, and measure each on the held-out ones.

    Nothing is installed. Raises TagStudioError when there is too little to learn or to measure.
    """
    held_out = freeze(library)
    asked = tracks_of(held_out)
    yield from suggest_for(library, parent, asked, device)
    with library.write() as connection:
        known = register(connection, parent)
        gathered = training_set(connection, known, parent.info, reviewed_as_no=False)
        before = suggestions.scores_of(connection, known, asked)
        features = suggestions.features_heard_alike(connection, parent.info.feature_digest, asked)
    sheet = label_matrix(held_out, [known], before.keys() & features.keys())
    if not measured_tags(sheet.labels):
        raise TagStudioError(TOO_LITTLE)
    counts, tables = [0], [score_matrix(known, sheet, before)]
    to_score = unanswered_examples(
        parent.info, [TrackRef(track_id, "") for track_id in sheet.track_ids], features
    )
    with TemporaryDirectory(prefix="tagstudio-") as folder:
        workshop = _Workshop(parent, Path(folder), depth, device)
        for number, share in enumerate(SHARES):
            yield Progress(number, len(SHARES), f"learning from {share:.0%} of the answers")
            part = _part(gathered.examples, share)
            counts.append(int((part.targets != UNSEEN).sum()))
            tables.append(score_matrix(known, sheet, workshop.scores(part, to_score)))
    measuring = Progress(len(SHARES), len(SHARES), MEASURING.message)
    aucs = yield from call_in_child(measuring, _macro_aucs, sheet.labels, tables)
    points = [Point(*one) for one in zip(counts, aucs, strict=True)]
    return LearningCurve(tuple(points), _worth(points))


def _macro_aucs(labels: Labels, tables: Sequence[Scores]) -> list[float]:
    """Measure tables of scores on `labels` that hold a tag to measure."""
    return [auc for table in tables if (auc := macro_auc(labels, table)) is not None]


class _Workshop:
    """Trains versions in a folder of their own, so that none of them is installed."""

    def __init__(self, parent: InstalledModel, folder: Path, depth: str, device: str) -> None:
        self._parent, self._folder = parent, folder
        self._options = TrainOptions(parent.info.name, "", depth, device)
        self._made = 0
        shutil.copytree(paths.models_folder(parent.plugin.name), folder / "models")

    def scores(self, examples: Examples, asked: Examples) -> dict[int, tuple[float, ...]]:
        """Train on `examples`; return what the version says of the tracks of `asked`."""
        self._made += 1
        options = replace(self._options, name=f"curve-{self._made}")
        learned, scored = self._folder / "learned.npz", self._folder / "scored.npz"
        examples.save(learned)
        asked.save(scored)
        with TaggerProcess(self._parent.plugin, self._folder / "models") as tagger:
            tagger.call("train", examples=learned, options=options)
            steps = tagger.stream(
                "score", examples=scored, model=options.name, device=options.device
            )
            said = [item for step in steps for item in step]
        return {item.track_id: item.scores for item in said if isinstance(item, Prediction)}


def _part(examples: Examples, share: float) -> Examples:
    """Return the examples with the answers of a share of the tracks, evenly taken."""
    corrected = np.flatnonzero(examples.splits != REHEARSAL)
    order = np.random.default_rng(0).permutation(corrected)
    silent = order[max(1, round(share * len(order))) :]
    targets, weights = examples.targets.copy(), examples.weights.copy()
    targets[silent], weights[silent] = UNSEEN, 0
    sides = examples.splits.copy()
    sides[silent] = REHEARSAL
    return replace(examples, targets=targets, weights=weights, splits=sides)


def _worth(points: list[Point]) -> float:
    """Return what MORE answers add if the gain of the last doubling goes on (log-linear)."""
    half, whole = points[-2], points[-1]
    if half.answers in {0, whole.answers}:
        return 0.0
    slope = (whole.macro_auc - half.macro_auc) / log(whole.answers / half.answers)
    return slope * log((whole.answers + MORE) / whole.answers)
