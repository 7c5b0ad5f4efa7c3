"""Waveforms and strips for the review screen: of the track that is shown, then of the next one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from tagstudio.audio.decoding.waveform import read_waveform
from tagstudio.core import paths
from tagstudio.core.files import trim_folder
from tagstudio.engine.tagging.tag_timeline import TagTimelines
from tagstudio.plugin_api import TrackRef
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.review_screen.latest_task_thread import LatestTaskThread, Making
from tagstudio.ui.review_screen.track_review import TrackReview

KEPT = 16  # tracks whose pictures stay in memory
KEPT_BYTES = 256 << 20  # of waveforms, and of strips, that stay on the disk: some 15,000 of each


class TimelineLoader(QObject):
    """Makes pictures of tracks beside the window; the signals tell the track's id.

    It belongs to the workspace, at whose closing its threads end.
    """

    peaks = Signal(int, object)  # Waveform
    strip = Signal(int, object, bool)  # Strip, whether it is whole
    no_peaks = Signal(int, str)
    no_strip = Signal(int, str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._kept: dict[tuple[str, bytes, str], object] = {}
        self._peaks_folder = paths.cache_folder() / "peaks"
        self._strips = TagTimelines(workspace.settings.device)
        self._ids: dict[tuple[str, bytes, str], int] = {}
        self._peak_lane = LatestTaskThread(
            "waveforms", self, idle=lambda: trim_folder(self._peaks_folder, KEPT_BYTES)
        )
        self._strip_lane = LatestTaskThread("strips", self, idle=self._rest)
        self._peak_lane.made.connect(self._on_peaks)
        self._peak_lane.failed.connect(lambda key, why: self.no_peaks.emit(self._ids[key], why))
        self._strip_lane.made.connect(self._on_strip)
        self._strip_lane.failed.connect(lambda key, why: self.no_strip.emit(self._ids[key], why))
        workspace.closing.connect(self.stop)

    def listen(self, shown: TrackReview, following: TrackReview | None) -> None:
        """Make what the sheet that is shown needs, then what the next one will need."""
        sheets = [sheet for sheet in (shown, following) if sheet is not None]
        self._peak_lane.wish([wish for sheet in sheets for wish in self._peak_wish(sheet)])
        self._strip_lane.wish([wish for sheet in sheets for wish in self._strip_wish(sheet)])

    def stop(self) -> None:
        """End the threads and the tagger."""
        self._peak_lane.stop()
        self._strip_lane.stop()

    def _peak_wish(self, sheet: TrackReview) -> list[tuple[tuple[str, bytes, str], Making]]:
        key = ("peaks", sheet.sound, "")
        self._ids[key] = sheet.track.id
        if key in self._kept:
            self.peaks.emit(sheet.track.id, self._kept[key])
            return []
        file = self._peaks_folder / f"{sheet.sound.hex()}.npz"
        return [(key, partial(read_waveform, sheet.track.path, file))]

    def _strip_wish(self, sheet: TrackReview) -> list[tuple[tuple[str, bytes, str], Making]]:
        if sheet.model is None:
            return []
        key = ("strip", sheet.sound, sheet.model.sha256)
        self._ids[key] = sheet.track.id
        if key in self._kept:
            self.strip.emit(sheet.track.id, self._kept[key], True)
            return []
        track = TrackRef(sheet.track.id, sheet.track.path, sheet.track.seconds)
        return [(key, partial(self._strips.listen, track, sheet.sound, sheet.model))]

    def _rest(self) -> None:
        self._strips.stop()
        trim_folder(self._strips.folder, KEPT_BYTES)

    def _on_peaks(self, key: tuple[str, bytes, str], made: object, whole: bool) -> None:
        self._keep(key, made)
        self.peaks.emit(self._ids[key], made)

    def _on_strip(self, key: tuple[str, bytes, str], made: object, whole: bool) -> None:
        if whole:
            self._keep(key, made)
        self.strip.emit(self._ids[key], made, whole)

    def _keep(self, key: tuple[str, bytes, str], made: object) -> None:
        self._kept[key] = made
        while len(self._kept) > 2 * KEPT:
            del self._kept[next(iter(self._kept))]
