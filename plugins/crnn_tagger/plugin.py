"""The adapter between TagStudio's plugin API and this plugin's parts.

torch and the libraries around it are imported only where a network is needed: listing models needs
none of them.
"""

from collections.abc import Generator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically
from tagstudio.core.messages import message
from tagstudio.core.progress import Job, Progress
from tagstudio.plugin_api import (
    Check,
    DamagedModel,
    Epoch,
    Heard,
    Listening,
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
from tagstudio.plugin_api.depths import Depth
from tagstudio.plugin_api.model_names import check_model_name
from tagstudio.plugin_api.tagger import Steps

from .model.checkpoint import SUFFIX, name_taken, read_info
from .model.install import OFFERS, find_offer, install

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .inference.hearing import Hearing
    from .inference.scorer import Scorer


DEFAULT_NETWORK = "crnn"  # to train from random weights
BUNDLED = Path(__file__).parent / "models"  # models that come with the plugin; see MODEL_CARD.md


def create(context: PluginContext) -> Tagger:
    """Return the tagger that keeps its models in the folders of `context`."""
    return CRNNTagger(context)


class CRNNTagger(Tagger):
    """Tagger over the bundled and the installed models; keeps the last used model in memory."""

    def __init__(self, context: PluginContext) -> None:
        self._context = context
        self._loaded: tuple[tuple[str, str], Scorer] | None = None
        self._hearings: dict[tuple[str, str], tuple[str, Hearing]] = {}

    def models(self) -> list[ModelInfo]:
        """Return the models that can be read; `damaged` names those that cannot."""
        return [
            found for found in map(_info_or_damage, self._files()) if isinstance(found, ModelInfo)
        ]

    def damaged(self) -> list[DamagedModel]:
        """Return the model files whose card or weights cannot be read."""
        found = map(_info_or_damage, self._files())
        return [one for one in found if isinstance(one, DamagedModel)]

    def warm_up(self) -> None:
        """Import torch, and the parts that train."""
        from .finetuning import pipeline  # noqa: F401 - imported for its time

    def predict(self, tracks: Sequence[TrackRef], options: PredictOptions) -> Steps:
        """Score `tracks`; the first step after a model was loaded names the device."""
        from tagstudio.plugin_kit.reader_threads import THREADS

        from .inference.predict import predict

        if options.windows < 1:
            raise TagStudioError(
                "crnn.no-windows",
                "Windows must be 1 or more, not {windows}.",
                windows=options.windows,
            )
        scorer, notices = self._scorer(options)
        if notices:
            yield notices
        threads = self._context.options.get("threads") or THREADS
        yield from predict(scorer, tracks, options.windows, threads)

    def predict_windows(
        self, track: TrackRef, options: PredictOptions
    ) -> Generator[Sequence[WindowScores | Notice], None, None]:
        """Score windows of 29.12 s, one every 3.64 s; see `sliding_window`."""
        from .inference.sliding_window import predict_windows

        scorer, notices = self._scorer(options)
        if notices:
            yield notices
        yield from predict_windows(scorer, track)

    def installable(self) -> list[str]:
        """Return the names of the networks with Keras weights, each in both readings."""
        return [offer.name for offer in OFFERS]

    def install(self, name: str, source: Path | None) -> Job[ModelInfo]:
        """Make a model from Keras weights: the file `source`, or fetched from GitHub."""
        return (yield from install(find_offer(name), source, self._context))

    def score(self, examples: Path, model: str, device: str) -> Steps:
        """Score tracks from their stored features; the first step names the device."""
        from .inference.device import choose_device, one_thread
        from .inference.from_features import score
        from .model.checkpoint import load

        with one_thread():
            chosen, chosen_message = choose_device(device)
            yield [Notice(chosen_message)]
            yield from score(examples, load(self._path(model)), chosen)

    def score_copies(self, examples: Path, model: str, device: str, logits: Path) -> Job[int]:
        """Write the logits of a version and of its shadows; see `inference.from_features`."""
        from .inference.device import choose_device, one_thread
        from .inference.from_features import score_copies
        from .model.checkpoint import load

        chosen, _ = choose_device("cpu" if device == "auto" else device)
        with one_thread():
            return (yield from score_copies(examples, load(self._path(model)), chosen, logits))

    def train(
        self, examples: Path, options: TrainOptions
    ) -> Generator[Epoch | Notice, None, ModelInfo]:
        """Fine-tune a model on `examples`; see `finetuning.pipeline`."""
        from .finetuning.pipeline import FineTuningTask, train
        from .inference.device import one_thread

        self._check_free(options.name)
        task = FineTuningTask(self._path(options.parent), examples, options, self._context)
        with nullcontext() if options.depth == Depth.FULL.value else one_thread():
            return (yield from train(task))

    def export_version(self, name: str, target: Path) -> None:
        """Write the weights of a version that are not its parent's; see `model.changed_weights`."""
        from .model.changed_weights import save_changes

        path = self._path(name)
        save_changes(path, self._path(read_info(path).parent or ""), target)

    def import_version(self, name: str, parent: str, source: Path) -> ModelInfo:
        """Install a version from what it has beyond its parent."""
        from .model.changed_weights import add_changes

        check_model_name(name)
        self._check_free(name)
        target = self._context.models / f"{name}{SUFFIX}"
        add_changes(source, self._path(parent), target)
        return read_info(target)

    def listening(self, model: str) -> Listening:
        """Return what every network of this plugin listens to."""
        from .audio.mel import HZ, WINDOW_SECONDS

        return Listening(HZ, WINDOW_SECONDS)

    def begin_thread(self) -> None:
        """Let torch compute on the calling thread alone."""
        import torch

        torch.set_num_threads(1)

    def prepare(self, model: str, device: str) -> list[Notice]:
        """Load a model to be heard beside others; all that were asked for stay in memory."""
        digest = read_info(self._path(model)).sha256
        if self._hearings.get((model, device), ("",))[0] == digest:
            return []
        from .inference.hearing import Hearing
        from .model.checkpoint import load

        scorer, notices = self._scorer(PredictOptions(model, device))
        hearing = Hearing(load(self._path(model)), scorer)
        self.hears_in_threads = scorer.device.type == "cpu"
        self._hearings[model, device] = digest, hearing
        return notices

    def hear(self, model: str, device: str, windows: "Sequence[NDArray[np.float32]]") -> Heard:
        """Return what a prepared model says of windows; see `inference.hearing`."""
        return self._hearing(model, device).hear(windows)

    def embed(self, model: str, device: str, features: "NDArray[np.float16]") -> Heard:
        """Return what a model says of windows by their feature maps."""
        return self._hearing(model, device).embed(features)

    def networks(self) -> list[str]:
        """Return the networks of the paper, which can be trained in all sizes, CRNN first."""
        from .model.sizes import trainable_networks

        return sorted(trainable_networks(), key=lambda name: name != DEFAULT_NETWORK)

    def train_new(
        self, clips: Path, options: NewModelOptions
    ) -> Generator[Progress | Epoch | Notice, None, ModelInfo]:
        """Train a network from random weights; see `from_scratch.pipeline`."""
        from .from_scratch.pipeline import NewModelTask, train_new

        self._check_free(options.name)
        return (yield from train_new(NewModelTask(clips, options, self._context)))

    def score_clips(  # noqa: PLR0913, PLR0917 - each names a thing of its own
        self, clips: Path, split: int, model: str, store: Path, device: str, scores: Path
    ) -> Job[ScoredClips]:
        """Score the middle window of each clip of a split; NaN for those that cannot be decoded."""
        import numpy as np

        from .from_scratch.data.mel_store import fill
        from .from_scratch.validation import score_split

        found = Clips.load(clips)
        mels = yield from fill(store, found)
        scorer, _ = self._scorer(PredictOptions(model, device))
        table, scored = yield from score_split(scorer, mels, found, split)
        with replaced_atomically(scores) as temporary, temporary.open("wb") as file:
            np.save(file, table)
        return scored

    def verify(self, reference: Path | None) -> Generator[Check, None, None]:
        """Check that each model loads and scores, and with `reference` the published scores."""
        from .model.self_check import check_model

        for path in self._files():
            yield check_model(path)
        if reference is not None:
            from .model.reference_check import checks

            yield from checks(reference)

    def _files(self) -> list[Path]:
        """Return the model files, sorted by name; an installed one hides a bundled one."""
        folders = (BUNDLED, self._context.models)
        found = {path.stem: path for folder in folders for path in folder.glob(f"*{SUFFIX}")}
        return [found[name] for name in sorted(found)]

    def _scorer(self, options: PredictOptions) -> tuple["Scorer", list[Notice]]:
        from .inference.device import choose_device
        from .inference.runtime import RuntimeOptions
        from .inference.scorer import Scorer
        from .model.checkpoint import load

        path = self._path(options.model)
        key = (read_info(path).sha256, options.device)
        if self._loaded is not None and self._loaded[0] == key:
            return self._loaded[1], []
        device, device_message = choose_device(options.device)
        chosen = self._context.options
        runtime = RuntimeOptions(chosen.get("runtime", "auto"), chosen.get("precision", "auto"))
        scorer = Scorer(load(path), device, runtime, chosen.get("batch", 0))
        self._loaded = (key, scorer)
        both = message(
            "crnn.device-and-runtime",
            "{device} {runtime}",
            device=device_message,
            runtime=scorer.runtime_message,
        )
        return scorer, [Notice(both)]

    def _hearing(self, model: str, device: str) -> "Hearing":
        if (model, device) not in self._hearings:
            self.prepare(model, device)
        return self._hearings[model, device][1]

    def _check_free(self, name: str) -> None:
        """Raise TagStudioError for a name that a bundled or published model has."""
        published = {path.stem.casefold() for path in BUNDLED.glob(f"*{SUFFIX}")}
        published |= {offer.name.casefold() for offer in OFFERS}
        if name.casefold() in published:
            raise name_taken(name)

    def _path(self, model: str) -> Path:
        for path in self._files():
            if path.stem == model:
                return path
        installed = ", ".join(path.stem for path in self._files()) or "none"
        raise TagStudioError(
            "crnn.not-installed",
            "The model {model!r} is not installed (installed: {installed}). Install it, or choose"
            " another.",
            model=model,
            installed=installed,
        )


def _info_or_damage(path: Path) -> ModelInfo | DamagedModel:
    try:
        return read_info(path)
    except TagStudioError as error:
        return DamagedModel(path.stem, error.message)
