"""A tagger that learns: its plugin gives logits and an embedding, everything else is here."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from functools import partial
from math import prod
from pathlib import Path

import numpy as np

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
from tagstudio.plugin_kit.chosen_model import ChosenModel, Results
from tagstudio.plugin_kit.heard import (
    is_finite,
)
from tagstudio.plugin_kit.new_version import Training, check_depth, new_version
from tagstudio.plugin_kit.reader_threads import THREADS, Pulse, ReaderThreads, steadily
from tagstudio.plugin_kit.scores import check_examples, result_from_features
from tagstudio.plugin_kit.sliding_windows import SlidingWindow, sliding_windows
from tagstudio.plugin_kit.track_windows import (
    TrackWindows,
    WindowRequest,
    load_windows,
)
from tagstudio.plugin_kit.training_set import TrainingSet, check_features, read_training_set
from tagstudio.plugin_kit.version_file import save_version
from tagstudio.plugin_kit.versions import Versions

TRACKS_AT_ONCE = 1024  # that `score` gives


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
        model = ChosenModel(self, root, None, AUTO)
        heard = model.hear(list(noise.astype(np.float32)))
        again = model.embed(heard.features)
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
        self, chosen: ChosenModel, wanted: WindowRequest, track: TrackRef
    ) -> TrackWindows | Prediction | Failure:
        """Decode a track, in a thread; score it where this tagger hears in threads."""
        loaded = load_windows(track, wanted)
        if isinstance(loaded, TrackWindows) and self.hears_in_threads:
            return chosen.predictions([loaded])[0]
        return loaded

    def _in_batches(
        self, chosen: ChosenModel, found: Iterator[list[TrackWindows | Prediction | Failure]]
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
                yield ready + chosen.predictions(waiting)
                waiting, ready = [], []
        if waiting or ready:
            yield ready + chosen.predictions(waiting)

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
                    yield chosen.window_scores(track, waiting)
                    waiting = []
        if waiting:
            yield chosen.window_scores(track, waiting)

    # ---- scores from stored features

    def score(self, examples: Path, model: str, device: str) -> Steps:
        """Score tracks from their stored features; see `Tagger.score`."""
        chosen, notices = self._chosen(model, device)
        if notices:
            yield notices
        given = check_examples(Examples.load(examples), chosen.root.feature_shape)
        for start in range(0, len(given.track_ids), TRACKS_AT_ONCE):
            rows = np.arange(start, min(start + TRACKS_AT_ONCE, len(given.track_ids)))
            means = chosen.means(given.features, given.starts[rows], given.windows[rows])
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
            means = chosen.means(given.features, given.starts, given.windows)
            for number in range(chosen.copies):
                found[number] = chosen.logits(means, number)
                yield Progress(1 + number, chosen.copies)
        with replaced_atomically(logits) as temporary, temporary.open("wb") as file:
            np.save(file, found)
        return chosen.copies - 1

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

    def _known(self, chosen: ChosenModel, training_set: TrainingSet) -> tuple[Floats, Floats]:
        """Return the root's logits and embeddings of all tracks, whatever their answers are."""
        count = len(training_set.folds)
        prior, embeddings = np.zeros((count, len(chosen.root.tags))), np.zeros((count, 0))
        for rows in training_set.independent_rows():
            if len(rows):
                means = chosen.means(
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

    def _chosen(self, model: str, device: str) -> tuple[ChosenModel, list[Notice]]:
        """Return the model of that name, loaded, and what the user should be told of it."""
        versions = self._versions
        if model not in versions.roots and not versions.file(model).exists():
            for one in self.damaged():
                if one.name == model:
                    raise TagStudioError(one.reason)
        version = None if model in versions.roots else versions.load(model)
        root = versions.roots[model if version is None else version.card.root]
        return ChosenModel(self, root, version, device), self.prepare(root.name, device)

    @property
    def _versions(self) -> Versions:
        """The versions that are there now, with the roots that are."""
        return Versions(self.context.models, self.roots())

    def _listening(self, root: str) -> Listening:
        found = self.listening(root)
        if found is None:
            raise ValueError(f"the tagger does not say what {root} listens to")
        return found


def _for_rows(device: str) -> str:
    """Return the device for stored features: small steps are fastest on the processor."""
    return "cpu" if device == AUTO else device
