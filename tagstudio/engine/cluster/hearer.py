"""The hearer: the actor that holds a tagger on a node and hears files there.

It decodes where it is; scores and features go back, some kilobytes a track. The plugin runs in a
process of its own as everywhere (`tagger_process`): what it does wrong costs a track, not the
hearer. Ray makes the actor from this class; nothing here needs Ray.
"""

import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import tagstudio
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.engine.cluster.dispatch import CHANGED, Result
from tagstudio.engine.cluster.shipment import Shipment, tagger_of
from tagstudio.engine.plugins.answers import another_recording
from tagstudio.engine.plugins.tagger_process import FLOOD_STEPS, TaggerFailed, TaggerProcess
from tagstudio.engine.scanning.current_hash import holds_same_recording
from tagstudio.library.tracks.known_files import KnownFile
from tagstudio.plugin_api import Failure, Notice, Prediction, PredictOptions, TrackRef


def versions() -> str:
    """Return the versions that must be the same on all machines."""
    return f"TagStudio {tagstudio.__version__}, Python {platform.python_version()}"


@dataclass(frozen=True)
class HeardCall:
    """What a call brought: results, what the tagger says besides, its crash, and the seconds.

    `trouble` is why the tagger cannot work on this node at all.
    """

    results: tuple[Result, ...] = ()
    notices: tuple[Message, ...] = ()
    crash: Message | None = None
    trouble: Message | None = None
    seconds: float = 0.0


@dataclass
class _Answers:
    """What the tagger has said in a call so far."""

    asked: set[int]
    results: dict[int, Result] = field(default_factory=dict)
    notices: list[Message] = field(default_factory=list)

    def take(self, step: object) -> bool:
        """Take what a step brings; tell whether a result was among it."""
        before = len(self.results)
        for item in step if isinstance(step, tuple) else (step,):
            if isinstance(item, Notice):
                self.notices.append(item.message)
            elif isinstance(item, Prediction | Failure) and item.track_id in self.asked:
                self.results.setdefault(item.track_id, item)
        return len(self.results) > before


class Hearer:
    """A tagger on a node, for one call at a time."""

    def __init__(self, shipment: Shipment, cores: int, batch: int | None) -> None:
        self._shipment = shipment
        self._share = cores, batch
        self._tagger: TaggerProcess | None = None

    def begin(self) -> tuple[str, Message | None]:
        """Start the tagger; return the versions here, and why it does not work, if so."""
        try:
            self._tagger = tagger_of(self._shipment, *self._share)
            models = self._tagger.call("models")
        except TagStudioError as error:
            return versions(), error.message
        except OSError as error:
            return versions(), message("cluster.no-room", "It cannot be unpacked: {e}.", e=error)
        wanted = self._shipment.model, self._shipment.sha256
        if wanted in [(one.name, one.sha256) for one in models]:
            return versions(), None
        return versions(), message(
            "cluster.model-lacks",
            "The plugin {plugin} does not find the model {model} in the files that came with it.",
            plugin=self._shipment.plugin,
            model=self._shipment.model,
        )

    def hear(
        self, tracks: Sequence[TrackRef], options: PredictOptions, files: Sequence[KnownFile]
    ) -> HeardCall:
        """Hear the files of `tracks`; `files` says what the library knows of each, in order."""
        assert self._tagger is not None
        begun = time.monotonic()
        answers = _Answers({track.id for track in tracks})
        crash = trouble = None
        try:
            idle = 0
            for step in self._tagger.stream("predict", tracks=list(tracks), options=options):
                idle = 0 if answers.take(step) else idle + 1
                if idle > FLOOD_STEPS:
                    raise self._tagger.flooded()
        except TaggerFailed as error:
            crash = error.message
        except TagStudioError as error:
            trouble = error.message
        known = {one.id: one for one in files}
        path = {track.id: track.path for track in tracks}
        results = tuple(
            _of_the_recording(one, path[one.track_id], known) for one in answers.results.values()
        )
        seconds = time.monotonic() - begun
        return HeardCall(results, tuple(answers.notices), crash, trouble, seconds)


def _of_the_recording(result: Result, path: str, known: dict[int, KnownFile]) -> Result:
    """Return a result, or a Failure where the file here holds another recording."""
    file = known.get(result.track_id)
    if isinstance(result, Failure) or file is None or holds_same_recording(path, file):
        return result
    return Failure(result.track_id, CHANGED, another_recording(path))
