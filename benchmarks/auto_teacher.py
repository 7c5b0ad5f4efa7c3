"""The plugin as a teacher of simulated versions: its own training, with the stage by ADAM."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from promotion_rounds import MODEL, WEIGHTS, Lesson, Music

from tagstudio.core.progress import run
from tagstudio.plugin_api import PluginContext, Tagger, TrainOptions
from tagstudio.plugin_api.depths import Depth
from tagstudio.plugin_api.examples import UNSEEN, Examples


class AutoTeacher:
    """Teaches by `Tagger.train` at depth auto, in a folder of its own."""

    def __init__(self, data: Path, folder: Path) -> None:
        from crnn_tagger.plugin import create

        self._folder, self._models = folder, folder / "models"
        self._tagger: Tagger = create(PluginContext(self._models, folder / "cache"))
        run(self._tagger.install(MODEL, data / "published" / WEIGHTS))

    def __call__(self, of: Music, lesson: Lesson) -> NDArray[np.float64]:
        """Return the logits of the copies, (1 + FOLDS, m, 8)."""
        examples, logits = self._folder / "examples.npz", self._folder / "logits.npy"
        examples_of(of, lesson).save(examples)
        version = TrainOptions(MODEL, "taught", Depth.AUTO.value, "cpu")
        run(self._tagger.train(examples, version))
        run(self._tagger.score_copies(examples, version.name, "cpu", logits))
        (self._models / f"{version.name}.safetensors").unlink()
        return np.load(logits)[:, :, of.columns].astype(np.float64)


def examples_of(of: Music, lesson: Lesson) -> Examples:
    """Return the whole library as a sample, with the answers of the lesson."""
    count = len(of.prior)
    targets = np.full((count, len(of.tags)), UNSEEN, np.int8)
    weights = np.zeros(targets.shape, np.float32)
    cells = np.ix_(lesson.rows, of.columns)
    targets[cells] = np.where(lesson.answers == UNSEEN, 0, lesson.answers)
    weights[cells] = lesson.weights
    return Examples(
        tags=of.tags,
        track_ids=np.arange(count),
        paths=tuple(map(str, range(count))),
        features=of.features,
        windows=of.windows,
        targets=targets,
        weights=weights,
        folds=lesson.folds,
        sample=np.ones(count, np.bool_),
    )
