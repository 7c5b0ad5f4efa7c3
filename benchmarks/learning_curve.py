"""Learning curve of fine-tuning: the tagger before and after 50, 100 and 200 corrected tracks.

    python benchmarks/learning_curve.py ../shared/data [--cache demo/learning_curve] [--splits 20]

Takes a folder with manifest.csv, clips/, library/ and published/. The plugin scores all of it once
(kept in --cache), then its own `train` is trained on corrected tracks and its own `score` scores
the rest. The first table corrects the excerpts clips/gtzan*, eight genre tags of which are
known for each; the second the mood tags of all other tracks. Each figure is the mean over random
splits by recording with a test set of 35 %.

Columns: macro ROC-AUC on the test set, its difference from that before any correction and
from logistic regression on the same splits, each with its standard error; `others`, the change of
the macro ROC-AUC on the *other* labelled tracks over all tags with five recordings or more, where a
label that is not there counts as a no. Half of the recordings of the others are given to the
training as the sample of the library, without labels; the figure is that of the other half. `kept`
is the mean part of what ADAM changed that was kept, over the copies. `s` is the processor time of
the training alone, on one thread, with all shadows.
"""

import argparse
import csv
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from crnn_tagger.inference.from_features import mean_logits
from crnn_tagger.model.checkpoint import load
from crnn_tagger.model.tensors import tensor
from crnn_tagger.plugin import create
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from torch import nn

from tagstudio.core.progress import run
from tagstudio.learning.folds import folds_of
from tagstudio.plugin_api import (
    ModelInfo,
    PluginContext,
    Prediction,
    PredictOptions,
    Tagger,
    TrackRef,
    TrainOptions,
)
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples
from tagstudio.plugin_api.ranking_metrics import mean_auc_of_defined_tags

MODEL = "msd-crnn"
WEIGHTS = "music_tagger_crnn_weights_theano.h5"
GENRES = ("blues", "country", "Hip-Hop", "jazz", "metal", "pop", "rock", "dance")
MOODS = ("happy", "sad", "chill")
SIZES = (50, 100, 200)
TEST_FRACTION = 0.35
MIN_RECORDINGS = 5  # of a tag, for it to count among the others
COLUMNS = (
    ("corrected", 9),
    ("ROC-AUC", 9),
    ("difference", 16),
    ("over log. regr.", 16),
    ("others", 8),
    ("kept", 6),
    ("s", 6),
)


@dataclass(frozen=True)
class Scored:
    """The model's scores of every track of the manifest; n rows, k tags.

    `labels` is int8 (n, k) of YES and NO; `recordings` (n,) has the recording of each excerpt.
    """

    info: ModelInfo
    folder: Path
    files: tuple[str, ...]
    recordings: NDArray[np.str_]
    labels: NDArray[np.int8]
    scores: NDArray[np.float32]
    features: NDArray[np.float16]

    @property
    def paths(self) -> list[str]:
        """The files with their folder."""
        return [str(self.folder / file) for file in self.files]

    def columns(self, tags: Sequence[str]) -> list[int]:
        """Return the columns of some tags."""
        names = [tag.name for tag in self.info.tags]
        return [names.index(tag) for tag in tags]


@dataclass(frozen=True)
class Split:
    """Rows of the test set, to be corrected (in order), of the sample, and others to watch."""

    test: NDArray[np.int64]
    corrected: NDArray[np.int64]
    sample: NDArray[np.int64]
    others: NDArray[np.int64]


@dataclass(frozen=True)
class Point:
    """The figures of one training; see the columns above."""

    auc: float
    others: float = 0.0
    kept: float = 0.0
    seconds: float = 0.0


def main() -> None:
    """Print both tables."""
    options = arguments()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as scratch:
        tagger = installed(options.data, Path(scratch))
        scored = score_files(tagger, options)
        gtzan = np.array([file.startswith("clips/gtzan") for file in scored.files])
        seeds = range(options.seed, options.seed + options.splits)
        curve = Curve(tagger, scored, Path(scratch), seeds, options.depths)
        if "genres" in options.tables:
            curve.print_table("Genres of clips/gtzan*", GENRES, gtzan, ~gtzan, options.sizes)
        if "moods" in options.tables:
            curve.print_table("Moods of library/ and clips/", MOODS, ~gtzan, gtzan, options.sizes)


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=lambda text: Path(text).absolute())
    parser.add_argument("--cache", type=Path, default=Path("demo/learning_curve"))
    parser.add_argument("--splits", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0, help="of the first split")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--depths", nargs="+", default=["head", "recurrent", "auto"])
    parser.add_argument(
        "--tables", nargs="+", choices=("genres", "moods"), default=["genres", "moods"]
    )
    return parser.parse_args()


# ---- inference, once


def installed(data: Path, scratch: Path) -> Tagger:
    """Return the plugin with the published model, kept under `scratch`."""
    tagger = create(PluginContext(scratch / "models", scratch))
    run(tagger.install(MODEL, data / "published" / WEIGHTS))
    return tagger


def score_files(tagger: Tagger, options: argparse.Namespace) -> Scored:
    """Return the scores of the manifest's tracks, from the cache file if there is one."""
    info = next(info for info in tagger.models() if info.name == MODEL)
    with (options.data / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        rows = list(csv.DictReader(manifest))
    cache = options.cache / f"heard-{info.sha256[:12]}.npz"
    if not cache.exists():
        predicted = predictions(tagger, MODEL, [str(options.data / row["file"]) for row in rows])
        cache.parent.mkdir(parents=True, exist_ok=True)
        np.savez(cache, scores=predicted[0], features=predicted[1])
    with np.load(cache) as kept:
        scores, features = kept["scores"], kept["features"]
    tags = [set(row["tags"].split(";")) for row in rows]
    labels = [[YES if tag.name in of_track else NO for tag in info.tags] for of_track in tags]
    return Scored(
        info,
        options.data,
        tuple(row["file"] for row in rows),
        np.array([row["track"] for row in rows]),
        np.array(labels, np.int8),
        scores,
        features.reshape(len(rows), *info.feature_shape),
    )


def predictions(
    tagger: Tagger, model: str, paths: list[str]
) -> tuple[NDArray[np.float32], NDArray[np.float16]]:
    """Predict files; return scores (n, tags) and features (n, flat)."""
    tracks = [TrackRef(index, path) for index, path in enumerate(paths)]
    found: dict[int, Prediction] = {}
    for steps in tagger.predict(tracks, PredictOptions(model, "cpu")):
        for step in steps:
            if isinstance(step, Prediction):
                found[step.track_id] = step
            else:
                print(step.message)
    ordered = [found[index] for index in range(len(paths))]
    features = [np.frombuffer(one.features, "<f2") for one in ordered]
    return np.array([one.scores for one in ordered], np.float32), np.array(features)


# ---- training


class Curve:
    """Trains versions with the plugin and measures them."""

    def __init__(
        self,
        tagger: Tagger,
        scored: Scored,
        scratch: Path,
        seeds: range = range(0),
        depths: Sequence[str] = (),
    ) -> None:
        self.tagger, self.scored, self.scratch = tagger, scored, scratch
        self.seeds, self.depths = seeds, depths
        self.trained = 0

    def print_table(
        self,
        title: str,
        tags: Sequence[str],
        among: NDArray[np.bool_],
        others: NDArray[np.bool_],
        sizes: Sequence[int],
    ) -> None:
        """Correct tracks `among`, watch the `others`; print a line per depth and size."""
        points: dict[tuple[str, int], list[Point]] = defaultdict(list)
        for seed in self.seeds:
            split = random_split(self.scored, among, others, seed)
            for name, size, point in self.points(split, tags, sizes, seed):
                points[name, size].append(point)
        print(f"\n{title}: {among.sum()} tracks, mean of {len(self.seeds)} splits")
        heads = "".join(f"{head:>{width}}" for head, width in COLUMNS)
        print(f"{'':<22}{heads}")
        before = [point.auc for point in points["before", 0]]
        for (name, size), found in sorted(points.items(), key=lambda item: item[0][0]):
            mean = mean_point(found)
            plain = points.get(("logistic regression", size), found)
            difference = mean_and_error(found, before)
            over = mean_and_error(found, [point.auc for point in plain])
            figures = f"{size:>9}{mean.auc:>9.4f}{difference:>16}{over:>16}"
            print(f"{name:<22}{figures}{mean.others:>+8.4f}{mean.kept:>6.2f}{mean.seconds:>6.1f}")

    def points(
        self, split: Split, tags: Sequence[str], sizes: Sequence[int], seed: int
    ) -> Iterator[tuple[str, int, Point]]:
        """Yield name, size and point of every contender on one split."""
        columns = self.scored.columns(tags)
        yield "before", 0, Point(self.auc(self.scored.scores, split, columns))
        for size in [size for size in sizes if size <= len(split.corrected)]:
            corrected = split.corrected[:size]
            scores = self.logistic_regression(corrected, columns)
            yield "logistic regression", size, Point(self.auc(scores, split, columns))
            for depth in self.depths:
                examples = self.examples(corrected, split.sample, columns)
                yield depth, size, self.point(examples, depth, split, columns, seed)

    def point(
        self, examples: Examples, depth: str, split: Split, columns: list[int], seed: int
    ) -> Point:
        """Train, score everything with the new version, and measure."""
        model, kept, seconds = self.train(examples, depth, seed)
        scores = self.scores(model)
        return Point(self.auc(scores, split, columns), self.change(scores, split), kept, seconds)

    def train(self, examples: Examples, depth: str, seed: int) -> tuple[str, float, float]:
        """Train; return the version's name, what was kept of ADAM's changes, processor seconds."""
        self.trained += 1
        options = TrainOptions(MODEL, f"curve {self.trained}", depth, "cpu", seed)
        path = self.scratch / "examples.npz"
        examples.save(path)
        started = time.process_time()
        for _ in self.tagger.train(path, options):
            pass
        seconds = time.process_time() - started
        training = load(self.scratch / "models" / f"{options.name}.safetensors").card.training or {}
        return options.name, float(np.mean(training["alphas"])), seconds

    def examples(
        self, corrected: NDArray[np.int64], sample: NDArray[np.int64], columns: list[int]
    ) -> Examples:
        """Return corrected rows, with labels of `columns`, and the sample of the library."""
        rows = np.concatenate([corrected, sample])
        targets = np.full((len(rows), len(self.scored.info.tags)), UNSEEN, np.int8)
        targets[: len(corrected), columns] = self.scored.labels[np.ix_(corrected, columns)]
        return Examples(
            tags=tuple(tag.name for tag in self.scored.info.tags),
            track_ids=rows,
            paths=tuple(str(self.scored.folder / self.scored.files[row]) for row in rows),
            features=self.scored.features[rows],
            targets=targets,
            windows=np.ones(len(rows), np.int64),
            weights=(targets != UNSEEN).astype(np.float32),
            folds=folds_of(self.scored.recordings[rows].tolist()),
            sample=np.arange(len(rows)) >= len(corrected),
        )

    def scores(self, model: str) -> NDArray[np.float32]:
        """Let the plugin score every track with `model`, then remove that."""
        info = next(info for info in self.tagger.models() if info.name == model)
        if info.feature_digest == self.scored.info.feature_digest:
            scores = self.scores_from_features(model)
        else:
            scores, _ = predictions(self.tagger, model, self.scored.paths)
        self.tagger._context.models.joinpath(f"{model}.safetensors").unlink()
        return scores

    def scores_from_features(self, model: str) -> NDArray[np.float32]:
        """Let the plugin score every track from its features."""
        none = np.array([], np.int64)
        path = self.scratch / "all.npz"
        self.examples(none, np.arange(len(self.scored.files)), []).save(path)
        steps = [step for steps in self.tagger.score(path, model, "cpu") for step in steps]
        return np.array([step.scores for step in steps if isinstance(step, Prediction)], np.float32)

    def logistic_regression(
        self, corrected: NDArray[np.int64], columns: list[int]
    ) -> NDArray[np.float32]:
        """Return the scores of scikit-learn's logistic regression on the 32-d embedding."""
        points = self.embeddings()
        standard = (points - points[corrected].mean(0)) / (points[corrected].std(0) + 1e-6)
        scores = self.scored.scores.copy()
        for column in columns:
            labels = self.scored.labels[corrected, column]
            if len(set(labels)) > 1:
                fitted = LogisticRegression(max_iter=1000).fit(standard[corrected], labels)
                scores[:, column] = fitted.predict_proba(standard)[:, 1]
        return scores

    def embeddings(self) -> NDArray[np.float64]:
        """Return the inputs of the output layer for every track, (n, 32)."""
        network = load(self.tagger._context.models / f"{MODEL}.safetensors").network
        network.output = nn.Identity()
        features, every = self.scored.features, np.arange(len(self.scored.files))
        return mean_logits(
            lambda rows: network.head(tensor(features[rows], torch.device("cpu"))),
            every,
            np.ones_like(every),
        )

    # ---- measuring

    def auc(self, scores: NDArray[np.float32], split: Split, columns: list[int]) -> float:
        """Return the macro ROC-AUC of the corrected tags on the test set."""
        rows = np.ix_(split.test, columns)
        found = mean_auc_of_defined_tags(self.scored.labels[rows], scores[rows])
        return float("nan") if found is None else found

    def change(self, scores: NDArray[np.float32], split: Split) -> float:
        """Return the change of the macro ROC-AUC on the other tracks' half."""
        both = np.concatenate([split.others, split.sample])
        labels, recordings = self.scored.labels[both], self.scored.recordings[both]
        known = [
            column
            for column in range(labels.shape[1])
            if len(set(recordings[labels[:, column] == YES])) >= MIN_RECORDINGS
        ]
        rows = np.ix_(split.others, known)
        labels = self.scored.labels[rows]
        before, after = (
            mean_auc_of_defined_tags(labels, self.scored.scores[rows]),
            mean_auc_of_defined_tags(labels, scores[rows]),
        )
        return (after or 0.0) - (before or 0.0)


def random_split(
    scored: Scored, among: NDArray[np.bool_], others: NDArray[np.bool_], seed: int
) -> Split:
    """Split by recording: 35 % of `among` are the test set, half of `others` the sample."""
    order = np.random.default_rng(seed)
    test, corrected = parted(scored.recordings, np.flatnonzero(among), TEST_FRACTION, order)
    sample, watched = parted(scored.recordings, np.flatnonzero(others), 0.5, order)
    return Split(test, corrected, sample, watched)


def parted(
    recordings: NDArray[np.str_], rows: NDArray[np.int64], share: float, order: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of a random `share` of their recordings, and the rest, both shuffled."""
    names, number = np.unique(recordings[rows], return_inverse=True)
    rank = np.argsort(order.permutation(len(names)))[number]
    shuffled = np.argsort(rank, kind="stable")
    first = int((rank < int(share * len(names))).sum())
    return rows[shuffled[:first]], rows[shuffled[first:]]


def mean_and_error(points: Sequence[Point], than: Sequence[float]) -> str:
    """Return the mean difference of the ROC-AUC over splits, with its standard error."""
    differences = np.array([point.auc for point in points]) - np.array(than)
    error = differences.std(ddof=1) / len(differences) ** 0.5 if len(differences) > 1 else 0.0
    return f"{differences.mean():+.4f} ±{error:.4f}"


def mean_point(points: Sequence[Point]) -> Point:
    """Return the mean of each figure."""
    return Point(*np.mean([(p.auc, p.others, p.kept, p.seconds) for p in points], axis=0))


if __name__ == "__main__":
    main()
