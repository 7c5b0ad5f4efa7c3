"""Simulated rounds of the judge of versions: worlds where nobody can be better, and the true one.

The labelled tracks are the excerpts clips/gtzan*, a yes to one of eight genre tags and a no to the
rest, or all no; all tracks of the manifest are the library. A round answers ten batches of tracks,
teaches a version on each and lets `tagstudio.learning.verdict` decide, as the program does.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

import numpy as np
import torch
from manifest_labels import GENRES
from numpy.typing import NDArray
from torch import nn

from tagstudio.engine.active_learning import acquisition
from tagstudio.learning.answers import ASSUMED_NO_WEIGHT, NO, UNSEEN, YES
from tagstudio.learning.folds import FOLDS, folds_of
from tagstudio.learning.looks import next_look
from tagstudio.learning.residual import fit_residual
from tagstudio.learning.scaling import Scaling
from tagstudio.learning.verdict import Case, Outcome, View, decide, evidence, is_taken_back
from tagstudio.learning.witnesses import Answered, among_highest

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

BATCH, BATCHES = 25, 10
UNSEEN_TRACKS = 100  # that are never answered: the truth
NOISE = 1.0  # standard deviation of an equal version's logits about the root's
UNCERTAIN = 15  # of a batch of the queue; the rest is random
SETTLED_TRACKS = 50  # answered, before which the queue asks about none because it is uncertain
MODEL, WEIGHTS = "msd-crnn", "music_tagger_crnn_weights_theano.h5"


class Truth(StrEnum):
    """What can be learned in a world."""

    EXACT = "exact"  # each version is the root with noise of its own: equally good, none learns
    PERMUTED = "permuted"  # the artists' answers are permuted: versions learn what is not so
    PLATEAU = (
        "plateau"  # the proven version learns from one half of the tracks, others from the rest
    )
    TRUE = "true"  # versions learn from all answers


class Answers(StrEnum):
    """Which tracks are asked about, and what of them is answered."""

    FULL = "full"  # tracks at random, all eight tags
    HIGHEST = "ten highest"  # tracks at random, tags among the ten highest of the version in use
    QUEUE = "queue"  # 60 % of the tracks the most uncertain, tags among the ten highest


@dataclass(frozen=True)
class Music:
    """A library of m tracks as the root hears it.

    `prior` (m, t) are its logits of all t `tags`, `rates` (t,) their base rates, `scaled` (m, c)
    the scaled embeddings; `features` float16 (w, *shape) and `windows` (m,) as in `Examples`;
    `labelled` has the rows of the n labelled tracks, `labels` bool (n, 8), and `columns` the eight
    tags' columns.
    """

    tags: tuple[str, ...]
    prior: Floats
    rates: Floats
    scaled: Floats
    features: NDArray[np.float16]
    windows: NDArray[np.int64]
    labelled: Rows
    labels: NDArray[np.bool_]
    columns: Rows


@dataclass(frozen=True)
class Heard:
    """What one version says: logits of the eight tags by its copies, (1 or 1 + FOLDS, m, 8)."""

    copies: Floats


@dataclass(frozen=True)
class Lesson:
    """What a version is taught: of n answered tracks.

    `rows` (n,) are the tracks' in the library of m, `answers` int8 (n, 8), `weights` (n, 8),
    `folds` (m,) those of all tracks of the library.
    """

    rows: Rows
    answers: NDArray[np.int8]
    weights: Floats
    folds: NDArray[np.int8]


Teacher = Callable[[Music, Lesson], Floats]  # -> the logits of the copies, (1 + FOLDS, m, 8)


def by_residual(of: Music, lesson: Lesson) -> Floats:
    """Teach the copies of a version by the linear residual."""
    root, copies = of.prior[:, of.columns], []
    for fold in range(-1, FOLDS):
        kept = lesson.folds[lesson.rows] != fold
        rows, answers = lesson.rows[kept], lesson.answers[kept]
        found = fit_residual(root[rows], of.scaled[rows], answers == YES, lesson.weights[kept])
        copies.append(found.logits(root, of.scaled))
    return np.array(copies)


@dataclass
class Round:
    """What became of one simulated library.

    `first_use` and `proven` are numbers of answered tracks, None for never. Of each batch: `used`
    and `newest` the macro ROC-AUC on the unseen tracks above the root's, of the version in use and
    of the newest one, `lowest` that of the tag that the newest one lost most at. `trials` has a
    list for each trial: its ROC-AUC above the proven version's and above that of the one in use;
    `proofs` the same of each proof.
    """

    first_use: int | None = None
    proven: int | None = None
    taken_back: int = 0
    looks: int = 0
    used: list[float] = field(default_factory=list)
    newest: list[float] = field(default_factory=list)
    lowest: list[float] = field(default_factory=list)
    trials: list[list[float]] = field(default_factory=list)
    proofs: list[list[float]] = field(default_factory=list)


def music(data: Path, cache: Path) -> Music:
    """Return the library, from the cache file if there is one."""
    path = cache / "heard.npz"
    with (data / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        rows = list(csv.DictReader(manifest))
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        np.savez(path, **embedded(data, [row["file"] for row in rows], cache))
    with np.load(path) as kept:
        known = [rows[row] for row in kept["rows"]]
        tags, rates = list(kept["tags"]), kept["rates"]
        prior = kept["logits"].astype(np.float64)
        scaled = Scaling.fit(kept["embeddings"])(kept["embeddings"])
        features, windows = kept["features"], kept["windows"]
    genres = list(dict.fromkeys(tag for tag in GENRES.values() if tag))
    files = np.array([row["file"].startswith("clips/gtzan") for row in known])
    labelled = np.flatnonzero(files)
    labels = [[tag in known[row]["tags"].split(";") for tag in genres] for row in labelled]
    columns = np.array([tags.index(tag) for tag in genres])
    heard = (tuple(tags), prior, rates, scaled, features, windows)
    return Music(*heard, labelled, np.array(labels), columns)


def embedded(data: Path, files: list[str], cache: Path) -> dict[str, NDArray[np.generic]]:
    """Hear three windows of all files with the published model.

    Logits and embeddings are the means over the windows.
    """
    from crnn_tagger.audio.loading import LoadingConfig, load_all
    from crnn_tagger.model.checkpoint import load
    from crnn_tagger.model.networks import with_means
    from crnn_tagger.plugin import create

    from tagstudio.core.progress import run
    from tagstudio.plugin_api import Failure, PluginContext, TrackRef

    torch.set_num_threads(1)
    run(create(PluginContext(cache, cache)).install(MODEL, data / "published" / WEIGHTS))
    checkpoint = load(cache / f"{MODEL}.safetensors")
    inputs = with_means(checkpoint.network).eval()
    inputs.output = nn.Identity()  # type: ignore[assignment]
    tracks = [TrackRef(row, str(data / file)) for row, file in enumerate(files)]
    found: dict[str, list[object]] = {"rows": [], "logits": [], "embeddings": [], "windows": []}
    maps: list[NDArray[np.float16]] = []
    with torch.inference_mode():
        loaded = load_all(tracks, LoadingConfig(checkpoint.card.recipe, 3, 8, 2))
        for row, mels in enumerate(loaded):
            if isinstance(mels, Failure):
                continue
            features = checkpoint.network.features(mels.mels)
            maps.append(features.numpy().astype(np.float16))
            found["rows"].append(row)
            found["windows"].append(len(features))
            found["logits"].append(checkpoint.network.head(features).mean(0).numpy())
            found["embeddings"].append(inputs.head(features).mean(0).numpy())
    tags = checkpoint.card.tags
    about = {"tags": [tag.name for tag in tags], "rates": [tag.base_rate for tag in tags]}
    kept = {name: np.array(values) for name, values in (found | about).items()}
    return {**kept, "features": np.concatenate(maps)}


class Library:
    """A simulated library: who made its tracks, what is so, and what was answered so far.

    `answers` is int8 (n, 8) over the labelled tracks, `answered` their numbers in order.
    """

    def __init__(  # noqa: PLR0917 - each names a thing of its own
        self, of: Music, truth: Truth, kind: Answers, size: int, seed: int, teacher: Teacher
    ) -> None:
        self.music, self.truth, self.kind, self.teacher = of, truth, kind, teacher
        self.random = np.random.default_rng([seed, *f"{truth} {kind} {size}".encode()])
        self.artists = artists(of, size, self.random)
        self.folds = folds_of([f"artist {seed} {artist}" for artist in self.artists])
        self.by_itself = folds_of([f"track {seed} {row}" for row in range(len(of.prior))])
        self.told = of.labels
        if truth is Truth.PERMUTED:
            self.told = permuted(of.labels, self.artists, self.random)
        order = self.random.permutation(self.artists.max() + 1)[self.artists].argsort(kind="stable")
        self.unseen, pool = order[:UNSEEN_TRACKS], order[UNSEEN_TRACKS:]
        self.pool: list[int] = self.random.permutation(pool).tolist()
        self.answered: list[int] = []
        self.answers = np.full(of.labels.shape, UNSEEN, np.int8)
        shape = (len(of.prior), of.labels.shape[1])
        self.root = Heard(of.prior[None, :, of.columns])
        self.by_artist = np.zeros(len(of.prior), np.intp)
        self.by_artist[of.labelled] = self.artists
        self.lasting = self.noise(shape)
        self.halves = np.zeros(len(self.artists), np.intp)
        if truth is Truth.PLATEAU:
            self.halves = self.random.permutation(len(self.artists)) % 2

    def noise(self, shape: tuple[int, int]) -> Floats:
        """Return noise on logits, half of its variance the artists' own."""
        own, artist = self.random.normal(size=(2, *shape))
        shared = artist[self.by_artist]
        unlabelled = np.setdiff1d(np.arange(shape[0]), self.music.labelled)
        shared[unlabelled] = artist[unlabelled]
        return (own + shared) / np.sqrt(2)

    def ask(self, used: Heard, count: int) -> None:
        """Answer the next tracks, chosen and shown by the version in use."""
        logits = self.music.prior.copy()
        logits[:, self.music.columns] = used.copies[0]
        logits = logits[self.music.labelled]
        asks_uncertain = self.kind is Answers.QUEUE and len(self.answered) >= SETTLED_TRACKS
        uncertain = UNCERTAIN * count // BATCH if asks_uncertain else 0
        chosen = self.most_uncertain(logits)[:uncertain]
        chosen += [track for track in self.pool if track not in chosen][: count - len(chosen)]
        self.pool = [track for track in self.pool if track not in chosen]
        shown = among_highest(logits)[:, self.music.columns]
        for track in chosen:
            said = np.where(self.told[track], YES, NO)
            asked = shown[track] | (self.kind is Answers.FULL)
            self.answers[track] = np.where(asked, said, UNSEEN)
        self.answered += chosen

    def most_uncertain(self, logits: Floats) -> list[int]:
        """Return the tracks of the pool, the most uncertain first, as the queue orders them."""
        rates = np.log(self.music.rates / (1 - self.music.rates))
        values = acquisition.uncertainty((logits - rates / 2)[self.pool]).sum(axis=1)
        order = acquisition.discount_per_artist(values, self.artists[self.pool], len(values))
        return [self.pool[row] for row in order]

    def candidate(self) -> Heard:
        """Return the version that is taught on what was answered so far."""
        if self.truth is Truth.EXACT:
            fresh = self.noise(self.lasting.shape)
            return Heard(self.root.copies + NOISE * (self.lasting + fresh) / np.sqrt(2))
        return self.taught_on_half(0)

    def taught_on_half(self, half: int) -> Heard:
        """Teach a version on one of the halves; but for a plateau, all is in the half 0."""
        tracks = np.array(self.answered)
        return self.taught(tracks[self.halves[tracks] == half])

    def taught(self, tracks: Rows) -> Heard:
        """Teach a version and its shadows from the root."""
        answers = self.answers[tracks]
        weights = np.where(answers == UNSEEN, ASSUMED_NO_WEIGHT, 1.0)
        folds = self.by_itself.copy()
        folds[self.music.labelled] = self.folds
        lesson = Lesson(self.music.labelled[tracks], answers, weights, folds)
        return Heard(self.teacher(self.music, lesson))

    def view(self, heard: Heard) -> View:
        """Return what a version says of the answered tracks."""
        rows, folds = self.music.labelled[self.answered], self.folds[self.answered]
        view = View.of(heard.copies[:, rows], folds, heard.copies)
        logits = self.music.prior[rows]
        copy = 1 + folds if len(heard.copies) > 1 else 0 * folds
        logits[:, self.music.columns] = heard.copies[copy, rows]
        return replace(view, highest=among_highest(logits)[:, self.music.columns])

    def said(self) -> Answered:
        """Return all answers."""
        reviewed = np.ones(len(self.answered), np.bool_)
        return Answered(self.answers[self.answered], reviewed, self.artists[self.answered])

    def gains(self, heard: Heard) -> Floats:
        """Return each tag's true ROC-AUC on the unseen tracks above the root's, (8,)."""
        rows, labels = self.music.labelled[self.unseen], self.music.labels[self.unseen]
        return roc_aucs(labels, heard.copies[0, rows]) - roc_aucs(labels, self.root.copies[0, rows])


def artists(of: Music, size: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Return an artist for each labelled track: `size` tracks of one genre that sound alike."""
    direction = of.scaled[of.labelled] @ random.normal(size=of.scaled.shape[1])
    found = np.empty(len(of.labelled), np.int64)
    genres = np.unique(of.labels, axis=0, return_inverse=True)[1].ravel()
    first = 0
    for genre in np.unique(genres):
        tracks = np.flatnonzero(genres == genre)
        found[tracks[direction[tracks].argsort()]] = first + np.arange(len(tracks)) // size
        first = found[tracks].max() + 1
    return found


def permuted(
    labels: NDArray[np.bool_], artists: NDArray[np.int64], random: np.random.Generator
) -> NDArray[np.bool_]:
    """Give each artist the labels of another one."""
    first = np.unique(artists, return_index=True)[1]
    return labels[random.permutation(first)][artists]


def roc_aucs(labels: NDArray[np.bool_], scores: Floats) -> Floats:
    """Return the ROC-AUC of each tag: (n, k), (n, k) -> (k,); ties have no part in it."""
    ranks = scores.argsort(axis=0).argsort(axis=0) + 1.0
    positives = labels.sum(axis=0)
    least = positives * (positives + 1) / 2
    found: Floats = ((ranks * labels).sum(axis=0) - least) / (positives * (len(labels) - positives))
    return found


def simulate(  # noqa: PLR0917 - each names a thing of its own
    of: Music,
    truth: Truth,
    kind: Answers,
    size: int,
    seed: int,
    teacher: Teacher = by_residual,
) -> Round:
    """Answer ten batches of tracks, and let the judge decide after each."""
    library, found = Library(of, truth, kind, size, seed, teacher), Round()
    root = library.root
    if truth is Truth.EXACT:
        root = Heard(root.copies + NOISE * library.noise(library.lasting.shape))
    used = proven = root
    last = None
    for _ in range(BATCHES):
        library.ask(used, BATCH)
        newest = library.candidate()
        if truth is Truth.PLATEAU:
            equal = library.taught_on_half(1)
            used, proven = equal if used is proven else used, equal
        answered = library.said()
        tracks = len(library.answered)
        look = None
        if tracks >= next_look(last):
            found.looks, last = found.looks + 1, tracks
            look = found.looks
        views = Views(library.view)
        if used is not proven:
            held = evidence(answered, views(proven), views(used))
            if is_taken_back(held):
                used, found.taken_back = proven, found.taken_back + 1
        known = np.ones(tracks, np.bool_)
        case = Case(answered, known, views(newest), views(used), views(proven), look)
        outcome = decide(case).outcome
        auc = {id(one): library.gains(one) for one in (newest, used, proven)}
        above = [float((auc[id(newest)] - auc[id(one)]).mean()) for one in (proven, used)]
        if outcome is Outcome.PROVEN:
            found.proofs.append(above)
            found.proven = found.proven or tracks
            used = proven = newest
        elif outcome is Outcome.TRIAL:
            found.trials.append(above)
            used = newest
        if outcome is not Outcome.NOT_BETTER:
            found.first_use = found.first_use or tracks
        found.used.append(float(library.gains(used).mean()))
        found.newest.append(float(auc[id(newest)].mean()))
        found.lowest.append(float(auc[id(newest)].min()))
    return found


class Views:
    """The views of the versions, each made once."""

    def __init__(self, make: Callable[[Heard], View]) -> None:
        self._make, self._known = make, dict[int, View]()

    def __call__(self, heard: Heard) -> View:
        """Return the view of a version."""
        if id(heard) not in self._known:
            self._known[id(heard)] = self._make(heard)
        return self._known[id(heard)]
