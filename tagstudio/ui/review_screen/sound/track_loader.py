"""Load what is drawn of a track: of the one that is shown, then of the next one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Literal, NamedTuple, TypeAlias

from PySide6.QtCore import QObject, Signal

from tagstudio.audio.decoding.spectrogram import make_spectrogram
from tagstudio.audio.decoding.waveform import read_waveform
from tagstudio.core import paths
from tagstudio.core.files import trim_folder
from tagstudio.engine.tagging.tag_timeline import TagTimelines
from tagstudio.plugin_api import TrackRef
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.review_screen.sound.cover import make_cover
from tagstudio.ui.review_screen.sound.latest_task_thread import LatestTaskThread, Task
from tagstudio.ui.review_screen.track_review import TrackReview

KEPT = 16  # tracks of which everything stays in memory
KEPT_BYTES = (
    256 << 20
)  # of waveforms, and of tag timelines, that stay on the disk: some 15,000 of each

Kind: TypeAlias = Literal["peaks", "cover", "spectrogram", "tag timeline"]


class Loaded(NamedTuple):
    """What was loaded: of which sound (its content key), by which model (its digest, "": none)."""

    kind: Kind
    sound: bytes
    model: str = ""

    def is_of(self, review: TrackReview | None) -> bool:
        """Tell whether it belongs to what is shown of this track."""
        if review is None or review.sound != self.sound:
            return False
        return self.kind != "tag timeline" or self.model == review.model_digest


class TrackLoader(QObject):
    """Reads files on one thread and scores windows on another.

    It belongs to the workspace, at whose closing its threads end.
    """

    loaded = Signal(object, object, bool)  # Loaded, Waveform | QImage | ..., whether it is whole
    failed = Signal(object, str)  # Loaded, a sentence

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.with_spectrogram = False
        self._kept: dict[Loaded, object] = {}
        self._peaks_folder = paths.cache_folder() / "peaks"
        self._tag_timelines = TagTimelines(workspace.settings.device)
        self._file_thread = LatestTaskThread(
            "waveforms", self, idle=lambda: trim_folder(self._peaks_folder, KEPT_BYTES)
        )
        self._tag_timeline_thread = LatestTaskThread("tag timelines", self, idle=self._on_idle)
        for thread in (self._file_thread, self._tag_timeline_thread):
            thread.made.connect(self._on_made)
            thread.failed.connect(self.failed)
        workspace.closing.connect(self.stop)

    def load(self, shown: TrackReview, following: TrackReview | None) -> None:
        """Load all of the track that is shown, then of the one that follows."""
        reviews = [review for review in (shown, following) if review is not None]
        self._file_thread.request(
            [wanted for review in reviews for wanted in self._missing(self._from_file(review))]
        )
        self._tag_timeline_thread.request(
            [wanted for review in reviews for wanted in self._missing(self._from_tagger(review))]
        )

    def stop(self) -> None:
        """End the threads and the tagger."""
        self._file_thread.stop()
        self._tag_timeline_thread.stop()

    def _from_file(self, review: TrackReview) -> Iterator[tuple[Loaded, Task]]:
        path, sound = review.track.path, review.sound
        yield Loaded("cover", sound), partial(make_cover, path)
        peaks = self._peaks_folder / f"{sound.hex()}.npz"
        yield Loaded("peaks", sound), partial(read_waveform, path, peaks)
        if self.with_spectrogram:
            yield Loaded("spectrogram", sound), partial(make_spectrogram, path)

    def _from_tagger(self, review: TrackReview) -> Iterator[tuple[Loaded, Task]]:
        if review.model is not None:
            track = TrackRef(review.track.id, review.track.path, review.track.seconds)
            task = partial(self._tag_timelines.compute, track, review.sound, review.model)
            yield Loaded("tag timeline", review.sound, review.model_digest), task

    def _missing(self, wanted: Iterator[tuple[Loaded, Task]]) -> Iterator[tuple[Loaded, Task]]:
        """Yield what has to be loaded; what is there is given at once."""
        for key, task in wanted:
            if key in self._kept:
                self.loaded.emit(key, self._kept[key], True)
            else:
                yield key, task

    def _on_idle(self) -> None:
        self._tag_timelines.stop()
        trim_folder(self._tag_timelines.folder, KEPT_BYTES)

    def _on_made(self, key: Loaded, made: object, whole: bool) -> None:
        if whole:
            self._kept[key] = made
            while len(self._kept) > 4 * KEPT:
                del self._kept[next(iter(self._kept))]
        self.loaded.emit(key, made, whole)
