"""The tag timeline of a track: the scores of each tag over time, from sliding-window inference.

The plugin moves a window over the track and scores each position; window i covers the seconds
[s_i, s_i + d). Invariants of a `TagTimeline`: the starts s_i ascend; every window has the same
length d; row i of the scores belongs to window i, and column j to tag j of the model. Windows come
out of order (coarse positions first, so that a first picture appears soon), hence every partial
timeline is sorted anew. A whole timeline is cached on disk under (model digest, content key), so it
is valid for ever: another model or other audio has another key.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self
from zipfile import BadZipFile

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically, written_if_possible
from tagstudio.core.settings import AUTO
from tagstudio.engine.plugins.answers import wrong_scores
from tagstudio.engine.plugins.discovery import Plugin, find_plugins
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.library.models.models import Model
from tagstudio.plugin_api import PredictOptions, TrackRef, WindowScores

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class TagTimeline:
    """The scores of windows over a track, by time; n windows, k tags in the model's order.

    `starts` are their beginnings in seconds, float32 (n,); `seconds` is how long each lasts;
    `scores` are float32 (n, k).
    """

    starts: NDArray[np.float32]
    seconds: float
    scores: NDArray[np.float32]

    @property
    def centres(self) -> NDArray[np.float32]:
        """The middle of each window in seconds, (n,)."""
        return self.starts + self.seconds / 2

    def peak(self, column: int) -> float:
        """Return the middle of the window with the tag's highest score, in seconds."""
        return float(self.centres[self.scores[:, column].argmax()])


class TagTimelines:
    """Tag timelines by one model after the other; its tagger's process is kept until `stop`.

    Whole timelines are cached in `folder`. Not thread-safe.
    """

    def __init__(self, device: str = AUTO, folder: Path | None = None) -> None:
        self._device = device
        self.folder = folder or _folder()
        self._model: tuple[str, str] | None = None
        self._tagger: TaggerProcess | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def compute(
        self, track: TrackRef, content_key: bytes, model: Model
    ) -> Generator[TagTimeline | None, None, TagTimeline]:
        """Return the timeline of `track`, yielding the partial one as windows are scored.

        `content_key` identifies the audio (its content hash). None is yielded where there is
        nothing new yet; closing the generator cancels the call. Raises TagStudioError when the
        track cannot be decoded or the plugin cannot score windows.
        """
        cached = _cached(self.folder, content_key, model)
        timeline = _load(cached, len(model.tags))
        if timeline is not None:
            return timeline
        windows: list[WindowScores] = []
        options = PredictOptions(model.name, self._device)
        for step in self._tagger_of(model).stream("predict_windows", track=track, options=options):
            new = [item for item in step if isinstance(item, WindowScores)]
            for item in new:
                if wrong := wrong_scores(model.plugin, item.scores, len(model.tags)):
                    raise TagStudioError(wrong)
            windows += new
            yield _timeline(windows) if new else None
        if not windows:
            raise TagStudioError(
                "timeline.no-windows",
                "The plugin {plugin} gave no scores for {path}.",
                plugin=model.plugin,
                path=track.path,
            )
        timeline = _timeline(windows)
        with written_if_possible(cached):
            _save(timeline, cached)
        return timeline

    def stop(self) -> None:
        """End the tagger's process, if one runs."""
        if self._tagger is not None:
            self._tagger.stop()
        self._tagger, self._model = None, None

    def _tagger_of(self, model: Model) -> TaggerProcess:
        """Return a tagger that has this very version of the model installed."""
        wanted = (model.plugin, model.sha256)
        if self._tagger is not None and self._model == wanted:
            return self._tagger
        self.stop()
        plugin = _plugin_of(model)
        tagger = TaggerProcess(plugin)
        if model.sha256 not in {info.sha256 for info in tagger.call("models")}:
            tagger.stop()
            raise TagStudioError(
                "timeline.no-model",
                "The model {name} that made these suggestions is no longer installed, so there"
                " is no tag timeline. Put its file back, or suggest again.",
                name=model.name,
            )
        self._tagger, self._model = tagger, wanted
        return tagger


def stored_timeline(content_key: bytes, model: Model) -> TagTimeline | None:
    """Return the whole timeline of a track that was made before, None where there is none."""
    return _load(_cached(_folder(), content_key, model), len(model.tags))


def _folder() -> Path:
    return paths.cache_folder() / "strips"  # its name in older versions


def _cached(folder: Path, content_key: bytes, model: Model) -> Path:
    return folder / model.sha256[:16] / f"{content_key.hex()}.npz"


def _plugin_of(model: Model) -> Plugin:
    found = [one for one in find_plugins() if one.name == model.plugin]
    for plugin in found:
        if plugin.problem is None:
            return plugin
    for plugin in found:
        if plugin.is_off and plugin.problem is not None:
            raise TagStudioError(plugin.problem)
    raise TagStudioError(
        "timeline.no-plugin",
        "The plugin {name} is not installed, so there is no tag timeline. Install it again.",
        name=model.plugin,
    )


def _timeline(windows: list[WindowScores]) -> TagTimeline:
    import numpy as np

    ordered = sorted(windows, key=lambda window: window.start)
    return TagTimeline(
        np.array([window.start for window in ordered], np.float32),
        ordered[0].seconds,
        np.array([window.scores for window in ordered], np.float32),
    )


def _save(timeline: TagTimeline, path: Path) -> None:
    import numpy as np

    with replaced_atomically(path) as temporary, temporary.open("wb") as file:
        np.savez(
            file,
            starts=timeline.starts,
            seconds=np.float32(timeline.seconds),
            scores=timeline.scores.astype(np.float16),
        )


def _load(path: Path, tags: int) -> TagTimeline | None:
    """Return the timeline cached at `path`; None for a missing or damaged file or other tags."""
    import numpy as np

    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            scores = arrays["scores"].astype(np.float32)
            timeline = TagTimeline(arrays["starts"], float(arrays["seconds"]), scores)
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile):
        return None
    return timeline if scores.shape == (len(timeline.starts), tags) else None
