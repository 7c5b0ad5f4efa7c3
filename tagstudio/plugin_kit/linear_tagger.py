"""A tagger that learns: its plugin gives logits and an embedding, everything else is here."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tagstudio.audio.files.regular_file import shown
from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically
from tagstudio.core.messages import message
from tagstudio.core.progress import Job, Progress
from tagstudio.core.settings import AUTO
from tagstudio.learning.log_odds import Floats, sigmoid
from tagstudio.plugin_api import (
    Check,
    DamagedModel,
    Epoch,
    Failure,
    Heard,
    Listening,
    ModelInfo,
    Notice,
    PluginContext,
    Prediction,
    PredictOptions,
    Tagger,
    TrackRef,
    TrainOptions,
    WindowScores,
)
from tagstudio.plugin_api.examples import Examples
from tagstudio.plugin_api.model_names import check_model_name
from tagstudio.plugin_api.tagger import Steps
from tagstudio.plugin_kit.heard import (
    TrackMeans,
    check_heard,
    is_finite,
    joined,
    some_of,
    with_centre,
)
from tagstudio.plugin_kit.linear_version import LinearVersion
from tagstudio.plugin_kit.new_version import Training, check_depth, new_version
from tagstudio.plugin_kit.reader_threads import THREADS, Pulse, ReaderThreads, steadily
from tagstudio.plugin_kit.scores import check_examples, result_from_features, scores_of
from tagstudio.plugin_kit.sliding_windows import SlidingWindow, sliding_windows
from tagstudio.plugin_kit.track_windows import (
    TrackWindows,
    WindowRequest,
    load_windows,
    no_finite_scores,
)
from tagstudio.plugin_kit.training_set import TrainingSet, check_features, read_training_set
from tagstudio.plugin_kit.version_file import save_version
from tagstudio.plugin_kit.versions import Versions

MAX_FLOAT16 = 65504.0
WINDOWS_AT_ONCE = 1024  # that `embed` gets
TRACKS_AT_ONCE = 1024  # that `score` gives

Results = list[Prediction | Failure]


@dataclass(frozen=True)
class _Chosen:
    """The model that was asked for: its root, its version if it is one, and the device."""

    root: ModelInfo
    version: LinearVersion | None
    device: str

    @property
    def tags(self) -> int:
        """The number of its tags."""
        return len(self.root.tags if self.version is None else self.version.card.tags)

    @property
    def copies(self) -> int:
        """The number of its copies; a root is one."""
        return 1 if self.version is None else len(self.version.gains)

    def logits(self, means: TrackMeans, copy: int = 0) -> Floats:
        """Return the logits of tracks by one of the copies: (n, tags)."""
        if self.version is None:
            return means.logits
        return self.version.logits(means.logits, means.embeddings, copy)


class LinearTagger(Tagger):
    """A tagger over published models, its roots, and the versions that were taught from them.

    A plugin gives `roots`, `listening`, `hear` and `embed`, and `prepare` where a model has to be
    loaded; they are called with the names of roots only. `hear` gets about `windows_at_once`
    windows, in one thread; with `hears_in_threads` it is called in the threads that decode, with
    the windows of one track, which suits networks that run well on one core each.
    """

    windows_at_once = 8

    def __init__(self, context: PluginContext) -> None:
        self.context = context

    def roots(self) -> list[ModelInfo]:
        """Return the published models; called often: read metadata, load no network.

        Without a `feature_digest` a model's features are taken to be its own.
        """
        raise NotImplementedError

    # ---- what is there

    def models(self) -> list[ModelInfo]:
        """Return the published models, and the versions that can be used."""
        versions = self._versions
        sound = (one for one in versions.found() if isinstance(one, ModelInfo))
        return [*versions.roots.values(), *sound]

    def damaged(self) -> list[DamagedModel]:
        """Return the versions whose file cannot be read, or whose root is not there."""
        return [one for one in self._versions.found() if isinstance(one, DamagedModel)]

    def verify(self, reference: Path | None) -> Generator[Check, None, None]:
        """Let each model hear noise, and read the files of the versions."""
        versions = self._versions
        for root in versions.roots.values():
            yield self._check_root(root)
        for one in versions.found():
            yield versions.check(one.name)

    def _check_root(self, root: ModelInfo) -> Check:
        listening = self._listening(root.name)
        self.prepare(root.name, AUTO)
        noise = np.random.default_rng(0).standard_normal((2, listening.samples)) / 8
        heard = self._hear(root, AUTO, list(noise.astype(np.float32)))
        again = self._embed(root, AUTO, heard.features)
        apart = float(np.abs(sigmoid(heard.logits) - sigmoid(again.logits)).max())
        detail = message(
            "kit.root-is-heard",
            "{tags} tags; scores from stored features differ by {apart:.1g} at most",
            tags=len(root.tags),
            apart=apart,
        )
        return Check(root.name, is_finite(heard) and apart <= 0.01, detail)

    # ---- scores

    def predict(self, tracks: Sequence[TrackRef], options: PredictOptions) -> Steps:
        """Score `tracks`, decoded in threads; see `Tagger.predict`."""
        if options.windows < 1:
            raise TagStudioError(
                "kit.no-windows",
                "Windows must be 1 or more, not {windows}.",
                windows=options.windows,
            )
        chosen, notices = self._chosen(options.model, options.device)
        if notices:
            yield notices
        listening, pulse = self._listening(chosen.root.name), Pulse()
        wanted = WindowRequest(
            listening.sample_rate,
            listening.samples,
            options.windows,
            pulse.beat,
            2 * prod(chosen.root.feature_shape) if chosen.root.feature_shape else 0,
        )
        threads = self.context.options.get("threads") or THREADS
        readers = ReaderThreads(threads, max(threads, self.windows_at_once), self.begin_thread)
        work = partial(self._load, chosen, wanted)
        with closing(steadily(work, tracks, readers, pulse)) as found:
            yield from self._in_batches(chosen, found)

    def _load(
        self, chosen: _Chosen, wanted: WindowRequest, track: TrackRef
    ) -> TrackWindows | Prediction | Failure:
        """Decode a track, in a thread; score it where this tagger hears in threads."""
        loaded = load_windows(track, wanted)
        if isinstance(loaded, TrackWindows) and self.hears_in_threads:
            return self._predictions(chosen, [loaded])[0]
        return loaded

    def _in_batches(
        self, chosen: _Chosen, found: Iterator[list[TrackWindows | Prediction | Failure]]
    ) -> Generator[Results, None, None]:
        """Gather tracks until their windows are a batch; an empty list is a sign of life."""
        waiting: list[TrackWindows] = []
        ready: Results = []
        for some in found:
            for one in some:
                if isinstance(one, TrackWindows):
                    waiting.append(one)
                else:
                    ready.append(one)
            windows = len(ready) + sum(len(one.samples) for one in waiting)
            if windows >= self.windows_at_once or not some:
                yield ready + self._predictions(chosen, waiting)
                waiting, ready = [], []
        if waiting or ready:
            yield ready + self._predictions(chosen, waiting)

    def _predictions(self, chosen: _Chosen, loaded: Sequence[TrackWindows]) -> Results:
        """Score tracks by their windows, together."""
        samples = [window for one in loaded for window in one.samples]
        if not samples:
            return []
        heard = self._hear(chosen.root, chosen.device, samples)
        results: Results = []
        start = 0
        for one in loaded:
            rows = slice(start, start + len(one.samples))
            start = rows.stop
            results.append(self._prediction(chosen, one, some_of(heard, rows)))
        return results

    def _prediction(
        self, chosen: _Chosen, loaded: TrackWindows, heard: Heard
    ) -> Prediction | Failure:
        root, track = chosen.root, loaded.track
        if loaded.centre_is_known:
            known = np.frombuffer(track.features, "<f2").reshape(1, *root.feature_shape)
            heard = with_centre(heard, self._embed(root, chosen.device, known.astype(np.float16)))
        if not is_finite(heard):
            return no_finite_scores(track)
        means = TrackMeans.of(heard, np.array([len(heard.logits)]))
        features = heard.features.clip(-MAX_FLOAT16, MAX_FLOAT16).astype("<f2").tobytes()
        return Prediction(
            track.id,
            scores_of(chosen.logits(means)),
            features if root.feature_shape else b"",
            loaded.partial,
            loaded.seconds,
            tuple(map(scores_of, means.opinions)),
        )

    def predict_windows(
        self, track: TrackRef, options: PredictOptions
    ) -> Generator[Sequence[WindowScores | Notice], None, None]:
        """Score windows that slide over a track, a coarse picture of it first."""
        chosen, notices = self._chosen(options.model, options.device)
        if notices:
            yield notices
        waiting: list[SlidingWindow] = []
        with closing(sliding_windows(track.path, self._listening(chosen.root.name))) as windows:
            for window in windows:
                if window is not None:
                    waiting.append(window)
                yield []
                if len(waiting) >= self.windows_at_once:
                    yield self._window_scores(chosen, track, waiting)
                    waiting = []
        if waiting:
            yield self._window_scores(chosen, track, waiting)

    def _window_scores(
        self, chosen: _Chosen, track: TrackRef, windows: list[SlidingWindow]
    ) -> list[WindowScores]:
        heard = self._hear(chosen.root, chosen.device, [one.samples for one in windows])
        if not is_finite(heard):
            raise TagStudioError(
                "kit.no-finite-window-scores",
                "{path} gets no finite scores. Replace it.",
                path=shown(track.path),
            )
        logits = chosen.logits(TrackMeans.of(heard, np.ones(len(windows), np.int64)))
        return [
            WindowScores(one.start, one.seconds, tuple(sigmoid(of_one).tolist()))
            for one, of_one in zip(windows, logits, strict=True)
        ]

    # ---- scores from stored features

    def score(self, examples: Path, model: str, device: str) -> Steps:
        """Score tracks from their stored features; see `Tagger.score`."""
        chosen, notices = self._chosen(model, device)
        if notices:
            yield notices
        given = check_examples(Examples.load(examples), chosen.root.feature_shape)
        for start in range(0, len(given.track_ids), TRACKS_AT_ONCE):
            rows = np.arange(start, min(start + TRACKS_AT_ONCE, len(given.track_ids)))
            means = self._means(chosen, given.features, given.starts[rows], given.windows[rows])
            logits = chosen.logits(means)
            yield [
                result_from_features(
                    given, row, logits[place], [one[place] for one in means.opinions]
                )
                for place, row in enumerate(rows.tolist())
            ]

    def score_copies(self, examples: Path, model: str, device: str, logits: Path) -> Job[int]:
        """Write the logits of a version and of its shadows; see `Tagger.score_copies`."""
        chosen, _ = self._chosen(model, _for_rows(device))
        given = check_examples(Examples.load(examples), chosen.root.feature_shape)
        shape = (chosen.copies, len(given.track_ids), chosen.tags)
        found = np.full(shape, np.nan, np.float32)
        if given.windows.any():
            means = self._means(chosen, given.features, given.starts, given.windows)
            for number in range(chosen.copies):
                found[number] = chosen.logits(means, number)
                yield Progress(1 + number, chosen.copies)
        with replaced_atomically(logits) as temporary, temporary.open("wb") as file:
            np.save(file, found)
        return chosen.copies - 1

    def _means(
        self,
        chosen: _Chosen,
        features: NDArray[np.float16],
        starts: NDArray[np.int64],
        windows: NDArray[np.int64],
    ) -> TrackMeans:
        """Average what a root says of the windows of tracks, by their stored features."""
        firsts = np.cumsum(windows) - windows
        rows = np.arange(windows.sum()) + np.repeat(starts - firsts, windows)
        blocks = [
            self._embed(chosen.root, chosen.device, features[rows[start : start + WINDOWS_AT_ONCE]])
            for start in range(0, max(1, len(rows)), WINDOWS_AT_ONCE)
        ]
        return TrackMeans.of(joined(blocks), windows)

    # ---- learning

    def train(
        self, examples: Path, options: TrainOptions
    ) -> Generator[Epoch | Notice, None, ModelInfo]:
        """Learn the rows of a version from its root's logits and embedding; see `Tagger.train`.

        A version that is there already, made of the same, is returned unchanged.
        """
        check_depth(options.depth)
        check_model_name(options.name)
        chosen, _ = self._chosen(options.parent, _for_rows(options.device))
        training = Training.of(options, chosen.root, examples)
        versions = self._versions
        versions.check_name(options.name, self.installable())
        if not versions.is_finished(options.name, training.key):
            training_set = read_training_set(examples, chosen.root.tags)
            check_features(training_set, chosen.root.feature_shape)
            made = new_version(training, training_set, *self._known(chosen, training_set))
            save_version(versions.file(options.name), made)
        yield from ()
        return versions.info(options.name)

    def _known(self, chosen: _Chosen, training_set: TrainingSet) -> tuple[Floats, Floats]:
        """Return the root's logits and embeddings of all tracks, whatever their answers are."""
        count = len(training_set.folds)
        prior, embeddings = np.zeros((count, len(chosen.root.tags))), np.zeros((count, 0))
        for rows in training_set.independent_rows():
            if len(rows):
                means = self._means(
                    chosen,
                    training_set.features,
                    training_set.starts[rows],
                    training_set.windows[rows],
                )
                if not embeddings.shape[1]:
                    embeddings = np.zeros((count, means.embeddings.shape[1]))
                prior[rows], embeddings[rows] = means.logits, means.embeddings
        return prior, embeddings

    # ---- versions for other computers

    def export_version(self, name: str, target: Path) -> None:
        """Write a version without its shadows; see `Tagger.export_version`."""
        target.unlink(missing_ok=True)
        save_version(target, self._versions.load(name).without_shadows())

    def import_version(self, name: str, parent: str, source: Path) -> ModelInfo:
        """Install a version that stands on the root `parent`; see `Tagger.import_version`."""
        check_model_name(name)
        versions = self._versions
        versions.check_name(name, self.installable())
        versions.add(name, parent, source)
        return versions.info(name)

    # ---- models by name

    def _chosen(self, model: str, device: str) -> tuple[_Chosen, list[Notice]]:
        """Return the model of that name, loaded, and what the user should be told of it."""
        versions = self._versions
        if model not in versions.roots and not versions.file(model).exists():
            for one in self.damaged():
                if one.name == model:
                    raise TagStudioError(one.reason)
        version = None if model in versions.roots else versions.load(model)
        root = versions.roots[model if version is None else version.card.root]
        return _Chosen(root, version, device), self.prepare(root.name, device)

    @property
    def _versions(self) -> Versions:
        """The versions that are there now, with the roots that are."""
        return Versions(self.context.models, self.roots())

    def _listening(self, root: str) -> Listening:
        found = self.listening(root)
        if found is None:
            raise ValueError(f"the tagger does not say what {root} listens to")
        return found

    def _hear(self, root: ModelInfo, device: str, windows: list[NDArray[np.float32]]) -> Heard:
        heard = self.hear(root.name, device, windows)
        return check_heard(heard, len(root.tags), root.feature_shape, len(windows))

    def _embed(self, root: ModelInfo, device: str, features: NDArray[np.float16]) -> Heard:
        heard = self.embed(root.name, device, features)
        return check_heard(heard, len(root.tags), root.feature_shape, len(features))


def _for_rows(device: str) -> str:
    """Return the device for stored features: small steps are fastest on the processor."""
    return "cpu" if device == AUTO else device
