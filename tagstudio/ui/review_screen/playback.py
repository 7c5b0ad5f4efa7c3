"""Keep player and timeline at the track that is reviewed."""

from __future__ import annotations

from PySide6.QtCore import QObject

from tagstudio.engine.tagging.tag_timeline import TagTimeline
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.player.bar import playable
from tagstudio.ui.player.player import Player
from tagstudio.ui.review_screen.timeline import Timeline
from tagstudio.ui.review_screen.timeline_loader import TimelineLoader
from tagstudio.ui.review_screen.track_review import TrackReview

SEEK_SECONDS, SEEK_FAR_SECONDS = 5.0, 30.0


class Playback(QObject):
    """Ties the timeline, the player and the loader to one track."""

    def __init__(self, workspace: Workspace, player: Player, timeline: Timeline) -> None:
        super().__init__(timeline)
        self._player = player
        self._timeline = timeline
        self._review: TrackReview | None = None
        self.loader = TimelineLoader(workspace)
        timeline.place_chosen.connect(player.seek)
        player.moved.connect(self._on_moved)
        self.loader.peaks_loaded.connect(self._on_peaks)
        self.loader.tag_timeline_loaded.connect(self._on_tag_timeline)
        self.loader.peaks_failed.connect(self._on_load_failed)
        self.loader.tag_timeline_failed.connect(self._on_load_failed)

    def open(self, review: TrackReview) -> None:
        """Load a track into the player, and its waveform and tag timeline."""
        self._review = review
        self._player.follow_with(None)
        if self._player.track is None or self._player.track.id != review.track.id:
            self._player.load(playable(review.track))
        else:
            self._timeline.show_place(self._player.seconds)
        self.loader.load(review, None)

    def renew(self, review: TrackReview) -> None:
        """Show the same track, with another model's tag timeline if the model changed."""
        if self._review is not None and review.model != self._review.model:
            self.loader.load(review, None)
        self._review = review

    def prepare(self, next_review: TrackReview) -> None:
        """Decode the beginning of the next track, and load its waveform and tag timeline."""
        if self._review is not None:
            self.loader.load(self._review, next_review)
            self._player.prepare(playable(next_review.track))

    def close(self) -> None:
        """Show no track."""
        self._review = None
        self._timeline.show_track(0.0)

    def seek_by(self, seconds: float) -> None:
        """Go back or on."""
        self._player.seek(self._player.seconds + seconds)

    def seek_to_peak(self) -> None:
        """Play from the window in which the tag in focus scores highest."""
        seconds = self._timeline.peak_seconds()
        if seconds is not None:
            self._player.seek(seconds)
            self._player.play()

    def _is_shown(self, track_id: int) -> bool:
        return self._review is not None and self._review.track.id == track_id

    def _on_moved(self, seconds: float) -> None:
        track = self._player.track
        if track is not None and self._is_shown(track.id):
            self._timeline.show_place(seconds)

    def _on_peaks(self, track_id: int, peaks: object) -> None:
        if self._is_shown(track_id):
            self._timeline.show_peaks(peaks)  # type: ignore[arg-type]

    def _on_tag_timeline(self, track_id: int, tag_timeline: TagTimeline, whole: bool) -> None:
        if self._is_shown(track_id):
            self._timeline.show_tag_timeline(tag_timeline)

    def _on_load_failed(self, track_id: int, why: str) -> None:
        if self._is_shown(track_id):
            self._timeline.show_trouble(why)
