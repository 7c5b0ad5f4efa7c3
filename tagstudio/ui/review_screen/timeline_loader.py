"""Load waveforms and tag timelines: of the track that is shown, then of the next one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from tagstudio.audio.decoding.waveform import read_waveform
from tagstudio.core import paths
from tagstudio.core.files import trim_folder
from tagstudio.engine.tagging.tag_timeline import TagTimelines
from tagstudio.plugin_api import TrackRef
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.review_screen.latest_task_thread import LatestTaskThread, Task
from tagstudio.ui.review_screen.track_review import TrackReview

KEPT = 16  # tracks whose waveform and tag timeline stay in memory
KEPT_BYTES = (
    256 << 20
)  # of waveforms, and of tag timelines, that stay on the disk: some 15,000 of each


class TimelineLoader(QObject):
    """Reads waveforms and scores windows on two threads; the signals carry the track's id.

    It belongs to the workspace, at whose closing its threads end.
    """

    peaks_loaded = Signal(int, object)  # Waveform
    tag_timeline_loaded = Signal(int, object, bool)  # TagTimeline, whether it is whole
    peaks_failed = Signal(int, str)
    tag_timeline_failed = Signal(int, str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._kept: dict[tuple[str, bytes, str], object] = {}
        self._peaks_folder = paths.cache_folder() / "peaks"
        self._tag_timelines = TagTimelines(workspace.settings.device)
        self._ids: dict[tuple[str, bytes, str], int] = {}
        self._peaks_thread = LatestTaskThread(
            "waveforms", self, idle=lambda: trim_folder(self._peaks_folder, KEPT_BYTES)
        )
        self._tag_timeline_thread = LatestTaskThread("tag timelines", self, idle=self._on_idle)
        self._peaks_thread.made.connect(self._on_peaks)
        self._peaks_thread.failed.connect(
            lambda key, why: self.peaks_failed.emit(self._ids[key], why)
        )
        self._tag_timeline_thread.made.connect(self._on_tag_timeline)
        self._tag_timeline_thread.failed.connect(
            lambda key, why: self.tag_timeline_failed.emit(self._ids[key], why)
        )
        workspace.closing.connect(self.stop)

    def load(self, shown: TrackReview, following: TrackReview | None) -> None:
        """Load both for the track that is shown, then for the one that follows."""
        reviews = [review for review in (shown, following) if review is not None]
        self._peaks_thread.request(
            [request for review in reviews for request in self._peaks_request(review)]
        )
        self._tag_timeline_thread.request(
            [request for review in reviews for request in self._tag_timeline_request(review)]
        )

    def stop(self) -> None:
        """End the threads and the tagger."""
        self._peaks_thread.stop()
        self._tag_timeline_thread.stop()

    def _peaks_request(self, review: TrackReview) -> list[tuple[tuple[str, bytes, str], Task]]:
        key = ("peaks", review.sound, "")
        self._ids[key] = review.track.id
        if key in self._kept:
            self.peaks_loaded.emit(review.track.id, self._kept[key])
            return []
        file = self._peaks_folder / f"{review.sound.hex()}.npz"
        return [(key, partial(read_waveform, review.track.path, file))]

    def _tag_timeline_request(
        self, review: TrackReview
    ) -> list[tuple[tuple[str, bytes, str], Task]]:
        if review.model is None:
            return []
        key = ("tag timeline", review.sound, review.model.sha256)
        self._ids[key] = review.track.id
        if key in self._kept:
            self.tag_timeline_loaded.emit(review.track.id, self._kept[key], True)
            return []
        track = TrackRef(review.track.id, review.track.path, review.track.seconds)
        return [(key, partial(self._tag_timelines.compute, track, review.sound, review.model))]

    def _on_idle(self) -> None:
        self._tag_timelines.stop()
        trim_folder(self._tag_timelines.folder, KEPT_BYTES)

    def _on_peaks(self, key: tuple[str, bytes, str], made: object, whole: bool) -> None:
        self._keep(key, made)
        self.peaks_loaded.emit(self._ids[key], made)

    def _on_tag_timeline(self, key: tuple[str, bytes, str], made: object, whole: bool) -> None:
        if whole:
            self._keep(key, made)
        self.tag_timeline_loaded.emit(self._ids[key], made, whole)

    def _keep(self, key: tuple[str, bytes, str], made: object) -> None:
        self._kept[key] = made
        while len(self._kept) > 2 * KEPT:
            del self._kept[next(iter(self._kept))]
