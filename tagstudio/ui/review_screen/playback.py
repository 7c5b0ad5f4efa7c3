"""The sound of the track that is reviewed: where it plays, and what it looks like."""

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
    """Keeps the timeline, the player and the listener at the same track."""

    def __init__(self, workspace: Workspace, player: Player, timeline: Timeline) -> None:
        super().__init__(timeline)
        self._player = player
        self._timeline = timeline
        self._sheet: TrackReview | None = None
        self.listener = TimelineLoader(workspace)
        timeline.place_chosen.connect(player.seek)
        player.moved.connect(self._on_moved)
        self.listener.peaks.connect(self._on_peaks)
        self.listener.strip.connect(self._on_strip)
        self.listener.no_peaks.connect(self._on_no_picture)
        self.listener.no_strip.connect(self._on_no_picture)

    def open(self, sheet: TrackReview) -> None:
        """Have a track ready to play, and its pictures made."""
        self._sheet = sheet
        self._player.follow_with(None)
        if self._player.track is None or self._player.track.id != sheet.track.id:
            self._player.load(playable(sheet.track))
        else:
            self._timeline.show_place(self._player.seconds)
        self.listener.listen(sheet, None)

    def renew(self, sheet: TrackReview) -> None:
        """Look at the same track as another model hears it."""
        if self._sheet is not None and sheet.model != self._sheet.model:
            self.listener.listen(sheet, None)
        self._sheet = sheet

    def prepare(self, following: TrackReview) -> None:
        """Have the next track decoded and its pictures made."""
        if self._sheet is not None:
            self.listener.listen(self._sheet, following)
            self._player.prepare(playable(following.track))

    def close(self) -> None:
        """Show no track."""
        self._sheet = None
        self._timeline.show_track(0.0)

    def seek_by(self, seconds: float) -> None:
        """Go back or on."""
        self._player.seek(self._player.seconds + seconds)

    def heard_most(self) -> None:
        """Play where the tag in focus is heard most."""
        seconds = self._timeline.heard_most()
        if seconds is not None:
            self._player.seek(seconds)
            self._player.play()

    def _is_shown(self, track_id: int) -> bool:
        return self._sheet is not None and self._sheet.track.id == track_id

    def _on_moved(self, seconds: float) -> None:
        track = self._player.track
        if track is not None and self._is_shown(track.id):
            self._timeline.show_place(seconds)

    def _on_peaks(self, track_id: int, peaks: object) -> None:
        if self._is_shown(track_id):
            self._timeline.show_peaks(peaks)  # type: ignore[arg-type]

    def _on_strip(self, track_id: int, strip: TagTimeline, whole: bool) -> None:
        if self._is_shown(track_id):
            self._timeline.show_strip(strip)

    def _on_no_picture(self, track_id: int, why: str) -> None:
        if self._is_shown(track_id):
            self._timeline.show_trouble(why)
