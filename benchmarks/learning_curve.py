"""What corrections are worth: the tagger before and after 50, 100 and 200 of them.

    python benchmarks/learning_curve.py ../shared/data [--cache demo/learning_curve] [--splits 20]

Takes a folder with manifest.csv, clips/, library/ and published/. The plugin listens to all of it
once (kept in --cache), then its own `train` learns from corrected tracks and its own `score`
scores the rest. The first table corrects the excerpts clips/gtzan*, eight genre tags of which are
known for each; the second the mood tags of all other tracks. Each figure is the mean over random
splits by recording with 35 % held out.

Columns: macro ROC-AUC on the held-out tracks, its difference from that before any correction and
from logistic regression on the same splits, each with its standard error; `drift`, the mean over
the untouched tags of 1 - ROC-AUC against the parent's own suggestions on the held-out tracks (its
highest scores, as many as the tag's base rate says, at least one); `others`, the change of the
macro ROC-AUC on the *other* labelled tracks over all tags with five recordings or more, where a
label that is not there counts as a no. Half of the recordings of the others are given to the
training as tracks nobody corrected, without labels; the figure is that of the other half. `s` is
the processor time of the training alone, on one thread.
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
from crnn_tagger.plugin import create
from crnn_tagger.training.metrics import drift, macro_auc
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from tagstudio.core.progress import run
from tagstudio.plugin_api import (
    ModelInfo,
    Notice,
    PluginContext,
    Prediction,
    PredictOptions,
    Tagger,
    TrackRef,
    TrainOptions,
)
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples
from tagstudio.plugin_api.splits import REHEARSAL, TRAIN

MODEL = "msd-crnn"
WEIGHTS = "music_tagger_crnn_weights_theano.h5"
GENRES = ("blues", "country", "Hip-Hop", "jazz", "metal", "pop", "rock", "dance")
MOODS = ("happy", "sad", "chill")
SIZES = (50, 100, 200)
HELD_OUT = 0.35
LEAST_RECORDINGS = 5  # of a tag, for it to count among the others
COLUMNS = (
    ("corrected", 9),
    ("ROC-AUC", 9),
    ("gain", 16),
    ("over log. regr.", 16),
    ("drift", 8),
    ("others", 8),
    ("s", 6),
)


@dataclass(frozen=True)
class Heard:
    """What the model said of every track of the manifest; n rows, k tags.

    `labels` is int8 (n, k) of YES and NO; `recordings` (n,) names what a track is an excerpt of.
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
    """Rows: held out, to be corrected (in order), to be replayed, and others to be judged."""

    held_out: NDArray[np.int64]
    corrected: NDArray[np.int64]
    replayed: NDArray[np.int64]
    others: NDArray[np.int64]


@dataclass(frozen=True)
class Point:
    """What one training came to; see the columns above."""

    auc: float
    drift: float = 0.0
    others: float = 0.0
    seconds: float = 0.0


def main() -> None:
    """Print both tables."""
    options = arguments()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as scratch:
        tagger = installed(options.data, Path(scratch))
        heard = listen(tagger, options)
        gtzan = np.array([file.startswith("clips/gtzan") for file in heard.files])
        seeds = range(options.seed, options.seed + options.splits)
        curve = Curve(tagger, heard, Path(scratch), seeds, options.depths)
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
    parser.add_argument("--depths", nargs="+", default=["head", "recurrent"])
    parser.add_argument(
        "--tables", nargs="+", choices=("genres", "moods"), default=["genres", "moods"]
    )
    return parser.parse_args()


# ---- listening, once


def installed(data: Path, scratch: Path) -> Tagger:
    """Return the plugin with the published model, kept under `scratch`."""
    tagger = create(PluginContext(scratch / "models", scratch))
    run(tagger.install(MODEL, data / "published" / WEIGHTS))
    return tagger


def listen(tagger: Tagger, options: argparse.Namespace) -> Heard:
    """Return what the model says of the manifest's tracks, from the cache file if there is one."""
    info = next(info for info in tagger.models() if info.name == MODEL)
    with (options.data / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        rows = list(csv.DictReader(manifest))
    cache = options.cache / f"heard-{info.sha256[:12]}.npz"
    if not cache.exists():
        heard = predictions(tagger, MODEL, [str(options.data / row["file"]) for row in rows])
        cache.parent.mkdir(parents=True, exist_ok=True)
        np.savez(cache, scores=heard[0], features=heard[1])
    with np.load(cache) as kept:
        scores, features = kept["scores"], kept["features"]
    tags = [set(row["tags"].split(";")) for row in rows]
    labels = [[YES if tag.name in of_track else NO for tag in info.tags] for of_track in tags]
    return Heard(
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
    """Listen to files; return scores (n, tags) and features (n, flat)."""
    tracks = [TrackRef(index, path) for index, path in enumerate(paths)]
    found: dict[int, Prediction] = {}
    for steps in tagger.predict(tracks, PredictOptions(model, "cpu")):
        for step in steps:
            if isinstance(step, Prediction):
                found[step.track_id] = step
            else:
                print(step.text if isinstance(step, Notice) else step.message)
    ordered = [found[index] for index in range(len(paths))]
    features = [np.frombuffer(one.features, "<f2") for one in ordered]
    return np.array([one.scores for one in ordered], np.float32), np.array(features)


# ---- learning


class Curve:
    """Trains with the plugin and measures what came of it."""

    def __init__(
        self,
        tagger: Tagger,
        heard: Heard,
        scratch: Path,
        seeds: range = range(0),
        depths: Sequence[str] = (),
    ) -> None:
        self.tagger, self.heard, self.scratch = tagger, heard, scratch
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
            split = random_split(self.heard, among, others, seed)
            for name, size, point in self.points(split, tags, sizes, seed):
                points[name, size].append(point)
        print(f"\n{title}: {among.sum()} tracks, mean of {len(self.seeds)} splits")
        heads = "".join(f"{head:>{width}}" for head, width in COLUMNS)
        print(f"{'':<22}{heads}")
        before = [point.auc for point in points["before", 0]]
        for (name, size), found in sorted(points.items(), key=lambda item: item[0][0]):
            mean = mean_point(found)
            plain = points.get(("logistic regression", size), found)
            gain = mean_and_error(found, before)
            over = mean_and_error(found, [point.auc for point in plain])
            figures = f"{size:>9}{mean.auc:>9.4f}{gain:>16}{over:>16}"
            print(f"{name:<22}{figures}{mean.drift:>8.4f}{mean.others:>+8.4f}{mean.seconds:>6.1f}")

    def points(
        self, split: Split, tags: Sequence[str], sizes: Sequence[int], seed: int
    ) -> Iterator[tuple[str, int, Point]]:
        """Yield name, size and point of everything that is compared on one split."""
        columns = self.heard.columns(tags)
        yield "before", 0, Point(self.auc(self.heard.scores, split, columns))
        for size in [size for size in sizes if size <= len(split.corrected)]:
            corrected = split.corrected[:size]
            scores = self.logistic_regression(corrected, columns)
            yield "logistic regression", size, Point(self.auc(scores, split, columns))
            for depth in self.depths:
                examples = self.examples(corrected, split.replayed, columns)
                yield depth, size, self.point(examples, depth, split, columns, seed)

    def point(
        self, examples: Examples, depth: str, split: Split, columns: list[int], seed: int
    ) -> Point:
        """Train, score everything with the new version, and measure."""
        model, notices, seconds = self.train(examples, depth, seed)
        print(f"  {len(examples.tags)} tags, {depth}, split {seed}:", notices[-1].text)
        scores = self.scores(model)
        drifted = self.drift(scores, split, columns)
        return Point(self.auc(scores, split, columns), drifted, self.change(scores, split), seconds)

    def train(self, examples: Examples, depth: str, seed: int) -> tuple[str, list[Notice], float]:
        """Return the name of a new version, what was said meanwhile, and processor seconds."""
        self.trained += 1
        options = TrainOptions(MODEL, f"curve {self.trained}", depth, "cpu", seed)
        path = self.scratch / "examples.npz"
        examples.save(path)
        started = time.process_time()
        notices = [step for step in self.tagger.train(path, options) if isinstance(step, Notice)]
        return options.name, notices, time.process_time() - started

    def examples(
        self, corrected: NDArray[np.int64], replayed: NDArray[np.int64], columns: list[int]
    ) -> Examples:
        """Return corrected tracks, of which `columns` are known, and replayed ones."""
        rows = np.concatenate([corrected, replayed])
        targets = np.full((len(rows), len(self.heard.info.tags)), UNSEEN, np.int8)
        targets[: len(corrected), columns] = self.heard.labels[np.ix_(corrected, columns)]
        sides = np.where(np.arange(len(rows)) < len(corrected), TRAIN, REHEARSAL)
        return Examples(
            tags=tuple(tag.name for tag in self.heard.info.tags),
            track_ids=rows,
            paths=tuple(str(self.heard.folder / self.heard.files[row]) for row in rows),
            features=self.heard.features[rows],
            targets=targets,
            weights=np.ones(targets.shape, np.float32),
            parent_scores=self.heard.scores[rows],
            splits=sides.astype(np.uint8),
            groups=np.unique(self.heard.recordings[rows], return_inverse=True)[1],
        )

    def scores(self, model: str) -> NDArray[np.float32]:
        """Let the plugin score every track with `model`, then remove that."""
        info = next(info for info in self.tagger.models() if info.name == model)
        if info.feature_digest == self.heard.info.feature_digest:
            scores = self.scores_from_features(model)
        else:
            scores, _ = predictions(self.tagger, model, self.heard.paths)
        self.tagger._context.models.joinpath(f"{model}.safetensors").unlink()
        return scores

    def scores_from_features(self, model: str) -> NDArray[np.float32]:
        """Let the plugin score every track without listening."""
        none = np.array([], np.int64)
        path = self.scratch / "all.npz"
        self.examples(none, np.arange(len(self.heard.files)), []).save(path)
        steps = [step for steps in self.tagger.score(path, model, "cpu") for step in steps]
        return np.array([step.scores for step in steps if isinstance(step, Prediction)], np.float32)

    def logistic_regression(
        self, corrected: NDArray[np.int64], columns: list[int]
    ) -> NDArray[np.float32]:
        """Return the scores of scikit-learn's logistic regression on the 32-d embedding."""
        seen = self.embeddings()
        standard = (seen - seen[corrected].mean(0)) / (seen[corrected].std(0) + 1e-6)
        scores = self.heard.scores.copy()
        for column in columns:
            labels = self.heard.labels[corrected, column]
            if len(set(labels)) > 1:
                fitted = LogisticRegression(max_iter=1000).fit(standard[corrected], labels)
                scores[:, column] = fitted.predict_proba(standard)[:, 1]
        return scores

    def embeddings(self) -> NDArray[np.float32]:
        """Return what the output layer sees of every track, (n, 32)."""
        from crnn_tagger.finetuning.head import embeddings
        from crnn_tagger.model.checkpoint import load

        network = load(self.tagger._context.models / f"{MODEL}.safetensors").network
        return embeddings(network, self.heard.features, torch.device("cpu")).numpy()

    # ---- measuring

    def auc(self, scores: NDArray[np.float32], split: Split, columns: list[int]) -> float:
        """Return the macro ROC-AUC of the corrected tags on the held-out tracks."""
        rows = np.ix_(split.held_out, columns)
        found = macro_auc(self.heard.labels[rows], scores[rows])
        return float("nan") if found is None else found

    def drift(self, scores: NDArray[np.float32], split: Split, columns: list[int]) -> float:
        """Return how far the untouched tags' rankings of the held-out tracks have moved."""
        rest = [column for column in range(len(self.heard.info.tags)) if column not in columns]
        rates = np.array([self.heard.info.tags[column].base_rate for column in rest])
        rows = np.ix_(split.held_out, rest)
        return drift(self.heard.scores[rows], scores[rows], rates)

    def change(self, scores: NDArray[np.float32], split: Split) -> float:
        """Return the change of the macro ROC-AUC on the other tracks' half."""
        both = np.concatenate([split.others, split.replayed])
        labels, recordings = self.heard.labels[both], self.heard.recordings[both]
        known = [
            column
            for column in range(labels.shape[1])
            if len(set(recordings[labels[:, column] == YES])) >= LEAST_RECORDINGS
        ]
        rows = np.ix_(split.others, known)
        labels = self.heard.labels[rows]
        before, after = macro_auc(labels, self.heard.scores[rows]), macro_auc(labels, scores[rows])
        return (after or 0.0) - (before or 0.0)


def random_split(
    heard: Heard, among: NDArray[np.bool_], others: NDArray[np.bool_], seed: int
) -> Split:
    """Split by recording: 35 % of those `among` held out, half of the `others` replayed."""
    order = np.random.default_rng(seed)
    held_out, corrected = parted(heard.recordings, np.flatnonzero(among), HELD_OUT, order)
    replayed, judged = parted(heard.recordings, np.flatnonzero(others), 0.5, order)
    return Split(held_out, corrected, replayed, judged)


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
    return Point(*np.mean([(p.auc, p.drift, p.others, p.seconds) for p in points], axis=0))


if __name__ == "__main__":
    main()
