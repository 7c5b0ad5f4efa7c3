"""A model of a tagger that was asked for: what it says of windows and of whole tracks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagstudio.audio.files.regular_file import shown
from tagstudio.core.errors import TagStudioError
from tagstudio.learning.log_odds import Floats, sigmoid
from tagstudio.plugin_api import (
    Failure,
    Heard,
    ModelInfo,
    Prediction,
    Tagger,
    TrackRef,
    WindowScores,
)
from tagstudio.plugin_kit.heard import (
    TrackMeans,
    check_heard,
    is_finite,
    joined,
    some_of,
    with_centre,
)
from tagstudio.plugin_kit.linear_version import LinearVersion
from tagstudio.plugin_kit.scores import scores_of
from tagstudio.plugin_kit.sliding_windows import SlidingWindow
from tagstudio.plugin_kit.track_windows import TrackWindows, no_finite_scores

MAX_FLOAT16 = 65504.0
WINDOWS_AT_ONCE = 1024  # that `embed` gets

Results = list[Prediction | Failure]


@dataclass(frozen=True)
class ChosenModel:
    """The model that was asked for: its root, its version if it is one, and the device.

    What `tagger` hears and embeds by the root is checked here.
    """

    tagger: Tagger
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

    def hear(self, windows: list[NDArray[np.float32]]) -> Heard:
        """Return what the root says of windows of sound."""
        heard = self.tagger.hear(self.root.name, self.device, windows)
        return check_heard(heard, len(self.root.tags), self.root.feature_shape, len(windows))

    def embed(self, features: NDArray[np.float16]) -> Heard:
        """Return what the root says of windows by their stored features."""
        heard = self.tagger.embed(self.root.name, self.device, features)
        return check_heard(heard, len(self.root.tags), self.root.feature_shape, len(features))

    def means(
        self,
        features: NDArray[np.float16],
        starts: NDArray[np.int64],
        windows: NDArray[np.int64],
    ) -> TrackMeans:
        """Average what a root says of the windows of tracks, by their stored features."""
        firsts = np.cumsum(windows) - windows
        rows = np.arange(windows.sum()) + np.repeat(starts - firsts, windows)
        blocks = [
            self.embed(features[rows[start : start + WINDOWS_AT_ONCE]])
            for start in range(0, max(1, len(rows)), WINDOWS_AT_ONCE)
        ]
        return TrackMeans.of(joined(blocks), windows)

    def predictions(self, loaded: Sequence[TrackWindows]) -> Results:
        """Score tracks by their windows, together."""
        samples = [window for one in loaded for window in one.samples]
        if not samples:
            return []
        heard = self.hear(samples)
        results: Results = []
        start = 0
        for one in loaded:
            rows = slice(start, start + len(one.samples))
            start = rows.stop
            results.append(self._prediction(one, some_of(heard, rows)))
        return results

    def _prediction(self, loaded: TrackWindows, heard: Heard) -> Prediction | Failure:
        root, track = self.root, loaded.track
        if loaded.centre_is_known:
            known = np.frombuffer(track.features, "<f2").reshape(1, *root.feature_shape)
            heard = with_centre(heard, self.embed(known.astype(np.float16)))
        if not is_finite(heard):
            return no_finite_scores(track)
        means = TrackMeans.of(heard, np.array([len(heard.logits)]))
        features = heard.features.clip(-MAX_FLOAT16, MAX_FLOAT16).astype("<f2").tobytes()
        return Prediction(
            track.id,
            scores_of(self.logits(means)),
            features if root.feature_shape else b"",
            loaded.partial,
            loaded.seconds,
            tuple(map(scores_of, means.opinions)),
        )

    def window_scores(self, track: TrackRef, windows: list[SlidingWindow]) -> list[WindowScores]:
        """Score windows that slide over a track."""
        heard = self.hear([one.samples for one in windows])
        if not is_finite(heard):
            raise TagStudioError(
                "kit.no-finite-window-scores",
                "{path} gets no finite scores. Replace it.",
                path=shown(track.path),
            )
        logits = self.logits(TrackMeans.of(heard, np.ones(len(windows), np.int64)))
        return [
            WindowScores(one.start, one.seconds, tuple(sigmoid(of_one).tolist()))
            for one, of_one in zip(windows, logits, strict=True)
        ]
