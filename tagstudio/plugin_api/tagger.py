"""The class a tagger plugin derives from."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Job, Progress
from tagstudio.plugin_api.hearing import Heard, Listening
from tagstudio.plugin_api.types import (
    Check,
    DamagedModel,
    Epoch,
    Failure,
    Member,
    ModelInfo,
    NewModelOptions,
    Notice,
    Prediction,
    PredictOptions,
    ScoredClips,
    TrackRef,
    TrainOptions,
    WindowScores,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PredictStep = Notice | Prediction | Failure
Steps = Generator[Sequence[PredictStep], None, None]


@dataclass(frozen=True)
class PluginContext:
    """Where the plugin may keep things: `models` (kept) and `cache` (may vanish at any time).

    `options` has a value for each option that the manifest declares. `peers` are the plugins whose
    models the manifest says that this one uses, by name; one that is not there is left out.
    """

    models: Path
    cache: Path
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)
    peers: "Mapping[str, Peer]" = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Peer:
    """Another plugin: its folder, and where it keeps its things."""

    folder: Path
    context: PluginContext


class Tagger:
    """A plugin that predicts the tags of tracks.

    It runs in a process of its own and is called from one thread. Generators may be closed between
    two steps; that is how the user cancels. Raise TagStudioError for faults the user can correct.

    `hears_in_threads` tells that `hear` suits the threads that decode: it is called in any of them,
    with the windows of one track.
    """

    hears_in_threads: bool = False

    def models(self) -> list[ModelInfo]:
        """Return the installed models. Called often: read metadata, load no network."""
        raise NotImplementedError

    def damaged(self) -> list[DamagedModel]:
        """Return the model files that are there and cannot be used."""
        return []

    def warm_up(self) -> None:
        """Load what training and prediction need, such as libraries; the host calls it ahead."""

    def predict(self, tracks: Sequence[TrackRef], options: PredictOptions) -> Steps:
        """Score `tracks`; yield batches of results, exactly one result per track.

        The host stores each batch in one transaction, so a kill loses one batch at most. A track
        that cannot be decoded gets a Failure; it does not end the run. A Notice may come anywhere.
        """
        raise NotImplementedError

    def predict_windows(
        self, track: TrackRef, options: PredictOptions
    ) -> Generator[Sequence[WindowScores | Notice], None, None]:
        """Score sliding windows over a whole track; yield their scores in batches.

        Windows may overlap and come in any order: a coarse picture of the whole track first. A
        batch may be empty; yield often, because a call can be cancelled between two batches only.
        `options.windows` means nothing here.
        """
        raise TagStudioError(
            "tagger.no-windows", "This plugin cannot score the windows of a track."
        )
        yield

    def installable(self) -> list[str]:
        """Return the model names that `install` accepts."""
        return []

    def install(self, name: str, source: Path | None) -> Job[ModelInfo]:
        """Fetch the model `name`, or take it from the file `source`, and return its description."""
        raise TagStudioError(
            "tagger.no-model", "This plugin has no model {name!r} to install.", name=name
        )
        yield

    def combine(self, name: str, members: Sequence[Member]) -> ModelInfo:
        """Make the joint model `name` of installed models, and return its description.

        Without a `sha256` a member's is taken as it is. Raises TagStudioError where a member is not
        there, is a version, or cannot be heard by others.
        """
        raise TagStudioError("tagger.no-combine", "This plugin makes no joint models.")

    def export_version(self, name: str, target: Path) -> None:
        """Write to `target` what a version has beyond its parent, for another computer.

        It takes the place of a file there. Nothing in it tells where the library lies. Raises
        TagStudioError for a published model.
        """
        raise TagStudioError(
            "tagger.no-export", "This plugin cannot give its versions to another computer."
        )

    def import_version(self, name: str, parent: str, source: Path) -> ModelInfo:
        """Install as `name` what `export_version` wrote to `source`, on the model `parent`.

        Raises TagStudioError, and installs nothing, where anything does not fit.
        """
        raise TagStudioError(
            "tagger.no-import", "This plugin cannot take a version from another computer."
        )

    def score(self, examples: Path, model: str, device: str) -> Steps:
        """Score the tracks of an `Examples` file from its features, without decoding them.

        Yields batches as `predict` does; a track without features gets a Failure.
        """
        raise TagStudioError("tagger.no-score", "This plugin cannot score from features.")
        yield

    def score_copies(self, examples: Path, model: str, device: str, logits: Path) -> Job[int]:
        """Score the tracks of an `Examples` file by each copy of a version, from their features.

        Writes the logits to `logits`, a .npy of float32 (1 + shadows, tracks, tags): those of the
        version itself, then those of its shadows by fold, NaN for tracks without features. Returns
        the number of shadows, 0 for a model that no answer taught.
        """
        raise TagStudioError("tagger.no-score", "This plugin cannot score from features.")
        yield

    def train(
        self, examples: Path, options: TrainOptions
    ) -> Generator[Epoch | Notice, None, ModelInfo]:
        """Fine-tune a model on an `Examples` file; return the version, installed as a candidate.

        It comes with a shadow copy per fold, which in nothing depends on the answers to tracks of
        that fold. Killed and called again with the same arguments it resumes from its last state.
        """
        raise TagStudioError("tagger.no-training", "This plugin cannot be trained.")
        yield

    def networks(self) -> list[str]:
        """Return the names of the networks that `train_new` can train; the first is the default."""
        return []

    def train_new(
        self, clips: Path, options: NewModelOptions
    ) -> Generator[Progress | Epoch | Notice, None, ModelInfo]:
        """Train a network from random weights on a `Clips` file; return it, installed.

        Killed and called again with the same arguments it resumes from its last state.
        """
        raise TagStudioError("tagger.no-new-network", "This plugin cannot train a new network.")
        yield

    def score_clips(  # noqa: PLR0913, PLR0917 - each names a thing of its own
        self, clips: Path, split: int, model: str, store: Path, device: str, scores: Path
    ) -> Job[ScoredClips]:
        """Score the clips of one split; write them to `scores`, a .npy of float32 (clips, tags).

        The columns are the model's tags, the rows the split's clips in the order of the file.
        """
        raise TagStudioError(
            "tagger.no-clip-scores", "This plugin cannot score the clips of a dataset."
        )
        yield

    def listening(self, model: str) -> Listening | None:
        """Return what a model listens to; None where it cannot be a member of a joint model."""
        return None

    def prepare(self, model: str, device: str) -> list[Notice]:
        """Load a model, so that `hear` and `embed` can be called, even from several threads.

        Returns what the user should be told, such as the device; nothing where it was loaded.
        """
        return []

    def begin_thread(self) -> None:
        """Get a thread ready to call `hear` in: where a library would start threads of its own."""

    def hear(self, model: str, device: str, windows: "Sequence[NDArray[np.float32]]") -> Heard:
        """Return what a model says of some windows: mono samples at the rate of `listening`.

        A window of a track that is shorter than `listening` asks for has all of the track. Called
        inside the process, not over the channel, as are `listening`, `prepare`,
        `begin_thread` and `embed`.
        """
        raise NotImplementedError

    def embed(self, model: str, device: str, features: "NDArray[np.float16]") -> Heard:
        """Return what a model says of windows whose features are (n, *feature_shape)."""
        raise NotImplementedError

    def verify(self, reference: Path | None) -> Generator[Check, None, None]:
        """Check the installed models, and with a folder of `reference` files their scores."""
        yield from ()
