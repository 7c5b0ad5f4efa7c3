"""The class a tagger plugin derives from."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Job, Progress
from tagstudio.plugin_api.types import (
    Check,
    Epoch,
    Failure,
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

PredictStep = Notice | Prediction | Failure
Steps = Generator[Sequence[PredictStep], None, None]


@dataclass(frozen=True)
class PluginContext:
    """Where the plugin may keep things: `models` (kept) and `cache` (may vanish at any time).

    `options` has a value for each option that the manifest declares.
    """

    models: Path
    cache: Path
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)


class Tagger:
    """A plugin that listens to tracks and scores tags.

    It runs in a process of its own and is called from one thread. Generators may be closed between
    two steps; that is how the user cancels. Raise TagStudioError for what the user can mend.
    """

    def models(self) -> list[ModelInfo]:
        """Return the installed models. Called often: read metadata, load no network."""
        raise NotImplementedError

    def predict(self, tracks: Sequence[TrackRef], options: PredictOptions) -> Steps:
        """Listen to `tracks`; yield batches of results, exactly one result per track.

        The host stores each batch in one transaction, so a batch is what a kill can cost. A track
        that cannot be heard gets a Failure; it does not end the run. A Notice may stand anywhere.
        """
        raise NotImplementedError

    def predict_windows(
        self, track: TrackRef, options: PredictOptions
    ) -> Generator[Sequence[WindowScores | Notice], None, None]:
        """Listen to all of one track; yield what the model says of its parts, as it is found out.

        Parts overlap as the model likes and come in any order: those that soon give a picture of
        the whole first. A step may be empty; yield one often, for at each the user may have gone
        on to another track. `options.windows` means nothing here.
        """
        raise TagStudioError("This plugin cannot say where in a track a tag is heard.")
        yield

    def installable(self) -> list[str]:
        """Return the names that `install` knows."""
        return []

    def install(self, name: str, source: Path | None) -> Job[ModelInfo]:
        """Fetch the model `name`, or take it from the file `source`, and return what it is."""
        raise TagStudioError(f"This plugin has no model {name!r} to install.")
        yield

    def score(self, examples: Path, model: str, device: str) -> Steps:
        """Score the tracks of an `Examples` file from its features, without listening.

        Yields batches as `predict` does; a track without features gets a Failure.
        """
        raise TagStudioError("This plugin cannot score from features.")
        yield

    def train(
        self, examples: Path, options: TrainOptions
    ) -> Generator[Epoch | Notice, None, ModelInfo]:
        """Learn from an `Examples` file and return the new version, installed as a candidate.

        Killed and called again with the same arguments it goes on where it stopped. The lines of
        its tags are chosen on the calibrate side.
        """
        raise TagStudioError("This plugin cannot be trained.")
        yield

    def train_new(
        self, clips: Path, options: NewModelOptions
    ) -> Generator[Progress | Epoch | Notice, None, ModelInfo]:
        """Train a network from random weights on a `Clips` file; return it, installed.

        Killed and called again with the same arguments it goes on where it stopped.
        """
        raise TagStudioError("This plugin cannot train a new network.")
        yield

    def score_clips(  # noqa: PLR0913, PLR0917 - each names a thing of its own
        self, clips: Path, side: int, model: str, store: Path, device: str, scores: Path
    ) -> Job[ScoredClips]:
        """Score the clips of one side; write them to `scores`, a .npy of float32 (clips, tags).

        The columns are the model's tags, the rows the side's clips in the order of the file.
        """
        raise TagStudioError("This plugin cannot score the clips of a dataset.")
        yield

    def verify(self, reference: Path | None) -> Generator[Check, None, None]:
        """Check the installed models; with a folder of `reference` files also their numbers."""
        yield from ()
