"""Where in a track each tag is heard: asked of a tagger that stays ready, and kept on disk."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self
from zipfile import BadZipFile

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically
from tagstudio.engine.plugins.discovery import usable_plugins
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

    def loudest(self, column: int) -> float:
        """Return where the tag in `column` is heard most: the middle of that window, seconds."""
        return float(self.centres[self.scores[:, column].argmax()])


class TagTimelines:
    """Strips by one model after the other; its tagger's process is kept until `stop`.

    What was made is kept in `folder`. Not for two threads at once.
    """

    def __init__(self, device: str = "auto", folder: Path | None = None) -> None:
        self._device = device
        self.folder = folder or paths.cache_folder() / "strips"
        self._model: tuple[str, str] | None = None
        self._tagger: TaggerProcess | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def listen(
        self, track: TrackRef, sound: bytes, model: Model
    ) -> Generator[TagTimeline | None, None, TagTimeline]:
        """Return the strip of `track`, yielding what there is of it while the tagger listens.

        `sound` identifies what is heard (the content hash). None is yielded where there is nothing
        new yet; closing the generator calls the tagger off. Raises TagStudioError when the track
        cannot be heard or the tagger cannot tell.
        """
        kept = self.folder / model.sha256[:16] / f"{sound.hex()}.npz"
        strip = _load(kept, len(model.tags))
        if strip is not None:
            return strip
        passages: list[WindowScores] = []
        options = PredictOptions(model.name, self._device)
        for step in self._tagger_of(model).stream("predict_windows", track=track, options=options):
            new = [item for item in step if isinstance(item, WindowScores)]
            passages += new
            strip = _strip(passages) if new else None
            yield strip
        if not passages:
            raise TagStudioError(f"The plugin {model.plugin} heard nothing in {track.path}.")
        strip = _strip(passages)
        _save(strip, kept)
        return strip

    def stop(self) -> None:
        """End the tagger's process, if one runs."""
        if self._tagger is not None:
            self._tagger.stop()
        self._tagger, self._model = None, None

    def _tagger_of(self, model: Model) -> TaggerProcess:
        """Return the tagger that has this very version of the model installed."""
        wanted = (model.plugin, model.sha256)
        if self._tagger is not None and self._model == wanted:
            return self._tagger
        self.stop()
        plugin = next((one for one in usable_plugins() if one.name == model.plugin), None)
        if plugin is None:
            raise TagStudioError(
                f"The plugin {model.plugin} is not installed, so nobody can say where a tag is"
                " heard. Install it again."
            )
        tagger = TaggerProcess(plugin)
        if model.sha256 not in {info.sha256 for info in tagger.call("models")}:
            tagger.stop()
            raise TagStudioError(
                f"The model {model.name} that made these suggestions is no longer installed, so"
                " nobody can say where a tag is heard. Put its file back, or suggest again."
            )
        self._tagger, self._model = tagger, wanted
        return tagger


def _strip(passages: list[WindowScores]) -> TagTimeline:
    import numpy as np

    ordered = sorted(passages, key=lambda passage: passage.start)
    return TagTimeline(
        np.array([passage.start for passage in ordered], np.float32),
        ordered[0].seconds,
        np.array([passage.scores for passage in ordered], np.float32),
    )


def _save(strip: TagTimeline, path: Path) -> None:
    import numpy as np

    with replaced_atomically(path) as temporary, temporary.open("wb") as file:
        np.savez(
            file,
            starts=strip.starts,
            seconds=np.float32(strip.seconds),
            scores=strip.scores.astype(np.float16),
        )


def _load(path: Path, tags: int) -> TagTimeline | None:
    """Return what is kept at `path`; None where nothing is, or nothing that fits."""
    import numpy as np

    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            scores = kept["scores"].astype(np.float32)
            strip = TagTimeline(kept["starts"], float(kept["seconds"]), scores)
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile):
        return None
    return strip if scores.shape == (len(strip.starts), tags) else None
