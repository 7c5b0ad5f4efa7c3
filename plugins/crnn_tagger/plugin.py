"""The adapter between TagStudio's plugin API and this plugin's parts.

torch and its company are imported only where a network is needed: listing models takes none.
"""

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically
from tagstudio.core.progress import Job, Progress
from tagstudio.plugin_api import (
    Check,
    Epoch,
    ModelInfo,
    NewModelOptions,
    Notice,
    PluginContext,
    PredictOptions,
    ScoredClips,
    Tagger,
    TrackRef,
    TrainOptions,
    WindowScores,
)
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.tagger import Steps

from .model.checkpoint import SUFFIX, read_info
from .model.install import OFFERS, find_offer, install

if TYPE_CHECKING:
    from .inference.predict import Scorer


BUNDLED = Path(__file__).parent / "models"  # what comes with the plugin; see its MODEL_CARD.md


def create(context: PluginContext) -> Tagger:
    """Return the tagger that keeps its models where `context` says."""
    return CRNNTagger(context)


class CRNNTagger(Tagger):
    """Tagger over the bundled and the installed models; keeps the model it used last in memory."""

    def __init__(self, context: PluginContext) -> None:
        self._context = context
        self._loaded: tuple[tuple[str, str], Scorer] | None = None

    def models(self) -> list[ModelInfo]:
        """Return the models that can be read; `verify` tells of those that cannot."""
        found = []
        for path in self._files():
            try:
                found.append(read_info(path))
            except TagStudioError:
                continue
        return found

    def predict(self, tracks: Sequence[TrackRef], options: PredictOptions) -> Steps:
        """Listen to `tracks`; the first step after a model was loaded says on which device."""
        from .audio.loading import THREADS
        from .inference.predict import predict

        if options.windows < 1:
            raise TagStudioError(f"Windows must be 1 or more, not {options.windows}.")
        scorer, notices = self._scorer(options)
        if notices:
            yield notices
        threads = self._context.options.get("threads") or THREADS
        yield from predict(scorer, tracks, options.windows, threads)

    def predict_windows(
        self, track: TrackRef, options: PredictOptions
    ) -> Generator[Sequence[WindowScores | Notice], None, None]:
        """Listen to windows of 29.12 s, one every 3.64 s; see `along`."""
        from .inference.sliding_window import predict_windows

        scorer, notices = self._scorer(options)
        if notices:
            yield notices
        yield from predict_windows(scorer, track)

    def installable(self) -> list[str]:
        """Return the published networks by name, each in both readings."""
        return [offer.name for offer in OFFERS]

    def install(self, name: str, source: Path | None) -> Job[ModelInfo]:
        """Make a model from published weights: the file `source`, or fetched from GitHub."""
        return (yield from install(find_offer(name), source, self._context))

    def score(self, examples: Path, model: str, device: str) -> Steps:
        """Score tracks from their features; the first step says on which device."""
        from .inference.device import choose_device
        from .inference.from_features import score
        from .model.checkpoint import load

        chosen, sentence = choose_device(device)
        yield [Notice(sentence.replace("Listening", "Scoring", 1))]
        yield from score(examples, load(self._path(model)), chosen)

    def train(
        self, examples: Path, options: TrainOptions
    ) -> Generator[Epoch | Notice, None, ModelInfo]:
        """Learn from `examples`; see `training`."""
        from .finetuning.pipeline import Task, train

        return (
            yield from train(Task(self._path(options.parent), examples, options, self._context))
        )

    def train_new(
        self, clips: Path, options: NewModelOptions
    ) -> Generator[Progress | Epoch | Notice, None, ModelInfo]:
        """Train a network from random weights; see `from_scratch.new_model`."""
        from .from_scratch.pipeline import Task, train_new

        return (yield from train_new(Task(clips, options, self._context)))

    def score_clips(  # noqa: PLR0913, PLR0917 - each names a thing of its own
        self, clips: Path, split: int, model: str, store: Path, device: str, scores: Path
    ) -> Job[ScoredClips]:
        """Score the middle window of each clip of a split; NaN for those that cannot be heard."""
        import numpy as np

        from .from_scratch.data.mel_store import fill
        from .from_scratch.validation import score_split

        found = Clips.load(clips)
        heard = yield from fill(store, found)
        scorer, _ = self._scorer(PredictOptions(model, device))
        table, scored = yield from score_split(scorer, heard, found, split)
        with replaced_atomically(scores) as temporary, temporary.open("wb") as file:
            np.save(file, table)
        return scored

    def verify(self, reference: Path | None) -> Generator[Check, None, None]:
        """Check that each model loads and scores, and with `reference` the published numbers."""
        from .model.self_check import check_model

        for path in self._files():
            yield check_model(path)
        if reference is not None:
            from .model.reference_check import checks

            yield from checks(reference)

    def _files(self) -> list[Path]:
        """Return the model files, sorted by name; an installed one goes before a bundled one."""
        folders = (BUNDLED, self._context.models)
        found = {path.stem: path for folder in folders for path in folder.glob(f"*{SUFFIX}")}
        return [found[name] for name in sorted(found)]

    def _scorer(self, options: PredictOptions) -> tuple["Scorer", list[Notice]]:
        from .inference.device import choose_device
        from .inference.predict import Scorer
        from .inference.runtime import Wish
        from .model.checkpoint import load

        path = self._path(options.model)
        key = (read_info(path).sha256, options.device)
        if self._loaded is not None and self._loaded[0] == key:
            return self._loaded[1], []
        device, sentence = choose_device(options.device)
        own = self._context.options
        wish = Wish(own.get("runtime", "auto"), own.get("precision", "auto"))
        scorer = Scorer(load(path), device, wish, own.get("batch", 0))
        self._loaded = (key, scorer)
        return scorer, [Notice(f"{sentence} {scorer.how}")]

    def _path(self, model: str) -> Path:
        for path in self._files():
            if path.stem == model:
                return path
        installed = ", ".join(path.stem for path in self._files()) or "none"
        raise TagStudioError(
            f"The model {model!r} is not installed (installed: {installed}). Install it, or choose"
            " another."
        )
