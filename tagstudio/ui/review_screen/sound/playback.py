"""Keep player and timeline at the track that is reviewed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.player.bar import playable
from tagstudio.ui.player.player import Player
from tagstudio.ui.review_screen.sound.timeline import Timeline
from tagstudio.ui.review_screen.sound.track_loader import Loaded, TrackLoader
from tagstudio.ui.review_screen.track_review import TrackReview

PASSAGE_SECONDS = 10.0  # that are played over and over where no passage was chosen


class Playback(QObject):
    """Ties the timeline, the player and the loader to one track."""

    cover_loaded = Signal(QImage)
    repeats = Signal(bool)  # whether a passage is played over and over

    def __init__(self, workspace: Workspace, player: Player, timeline: Timeline) -> None:
        super().__init__(timeline)
        self._player = player
        self._timeline = timeline
        self._review: TrackReview | None = None
        self._plays_at_once = False
        self._has_failed = self._may_be_back = False  # something of the track; its file
        self._arriving = False  # the track is to be played as soon as it is known from where
        self._is_waiting = False  # the track waits for Review to be in front
        self.loader = TrackLoader(workspace)
        timeline.place_chosen.connect(self._on_place_chosen)
        timeline.passage_chosen.connect(self._on_passage_chosen)
        player.moved.connect(self._on_moved)
        self.loader.loaded.connect(self._on_loaded)
        self.loader.failed.connect(self._on_failed)

    def open(self, review: TrackReview, *, is_in_front: bool) -> None:
        """Load a track into the player, and all that is drawn of it.

        The rows are shown by then, so that the tag in focus is known. The player, which all pages
        share, gets the track only once Review `is_in_front`: see `come_to_front`.
        """
        self._review = review
        self._has_failed = self._arriving = False
        self._is_waiting = True
        if is_in_front:
            self.come_to_front(begins=False)
        self.loader.load(review, None)
        if not self._timeline.awaits_scores():
            self._arrive()

    def come_to_front(self, *, begins: bool = True) -> None:
        """Give the player the track in view, which it lost to another page or never had.

        One that it had is not put in the place of what is played just now.
        """
        if self._review is None:
            return
        if not self._is_waiting:
            if not self._player.playing:
                self._take_player()
            return
        self._is_waiting = False
        self._player.follow_with(None)
        if not self._take_player():
            self._timeline.show_place(self._player.seconds)
        self._repeat(self._player.passage)
        self._arriving = self._plays_at_once
        if begins and not self._timeline.awaits_scores():
            self._arrive()

    def toggle(self) -> None:
        """Play the track in view, or pause; what was played on another page gives way."""
        if self._take_player():
            self._player.play()
        else:
            self._player.toggle()

    def renew(self, review: TrackReview) -> None:
        """Show the same track; if the model changed, nothing of the old one's stays.

        Nor does what could not be read, where a scan may have found the file again.
        """
        before, self._review = self._review, review
        is_another = before is not None and review.model_digest != before.model_digest
        if is_another:
            self._timeline.forget_tags()
        if is_another or (self._has_failed and self._may_be_back):
            self._has_failed = self._may_be_back = False
            self._timeline.show_trouble("")
            self.loader.load(review, None)

    def look_at_file_again(self) -> None:
        """Read with the next renewal what failed: tracks have changed, and files may be back."""
        self._may_be_back = True

    def prepare(self, next_review: TrackReview) -> None:
        """Decode the beginning of the next track, and load what is drawn of it."""
        if self._review is not None:
            self.loader.load(self._review, next_review)
            self._player.prepare(playable(next_review.track, next_review.artist))

    def close(self) -> None:
        """Show no track."""
        self._review = None
        self._arriving = self._is_waiting = False
        self._timeline.show_track(0.0)

    def play_at_once(self, wanted: bool) -> None:
        """Play each track when it comes, from where the tag in focus is heard most."""
        self._plays_at_once = wanted

    def show_spectrogram(self, wanted: bool) -> None:
        """Show the spectrogram in place of the waveform, or the other way round."""
        self.loader.with_spectrogram = wanted
        self._timeline.prefer_spectrogram(wanted)
        if wanted and self._review is not None:
            self.loader.load(self._review, None)

    def seek_by(self, seconds: float) -> None:
        """Go back or on."""
        self._take_player()
        self._seek(self._player.seconds + seconds)

    def seek_to_peak(self) -> None:
        """Play from the window in which the tag in focus scores highest."""
        seconds = self._timeline.peak_seconds()
        if seconds is not None:
            self._seek(seconds)
            self._player.play()

    def repeat(self, wanted: bool) -> None:
        """Play the chosen part over and over, else the passage from here on; or no longer."""
        self._take_player()
        track = self._player.track
        if not wanted or track is None:
            self._repeat(None)
            return
        if (part := self._timeline.part.stretch) is not None:
            self._on_passage_chosen(part.start, part.end)
            return
        first = self._player.seconds
        self._on_passage_chosen(first, min(first + PASSAGE_SECONDS, track.seconds or first))

    def _take_player(self) -> bool:
        """Load the track in view, if another one is in the player; return whether it was."""
        review, track = self._review, self._player.track
        if review is None or (track is not None and track.id == review.track.id):
            return False
        self._player.load(playable(review.track, review.artist))
        return True

    def _arrive(self) -> None:
        if not self._arriving:
            return
        self._arriving = False
        if (seconds := self._timeline.peak_seconds()) is not None:
            self._player.seek(seconds)
        self._player.play()

    def _seek(self, seconds: float) -> None:
        self._arriving = False
        self._take_player()
        passage = self._player.passage
        if passage is not None and not passage[0] <= seconds < passage[1]:
            self._repeat(None)
        self._player.seek(seconds)

    def _repeat(self, passage: tuple[float, float] | None) -> None:
        self._player.repeat(passage)
        self._timeline.show_passage(passage)
        self.repeats.emit(passage is not None)

    def _on_place_chosen(self, seconds: float) -> None:
        if self._review is not None:
            self._seek(seconds)

    def _on_passage_chosen(self, first: float, last: float) -> None:
        if self._review is None or last <= first:
            self._repeat(None)
            return
        self._arriving = False
        self._take_player()
        self._repeat((first, last))
        self._player.seek(first)
        self._player.play()

    def _on_moved(self, seconds: float) -> None:
        track = self._player.track
        if track is not None and self._review is not None and track.id == self._review.track.id:
            self._timeline.show_place(seconds)

    def _on_loaded(self, key: Loaded, made: object, whole: bool) -> None:
        if not key.is_of(self._review):
            return
        show = {
            "peaks": self._timeline.show_peaks,
            "spectrogram": self._timeline.show_spectrogram,
            "tag timeline": self._timeline.show_tag_timeline,
            "cover": self.cover_loaded.emit,
        }
        show[key.kind](made)  # type: ignore[operator]
        if key.kind == "tag timeline":
            self._arrive()

    def _on_failed(self, key: Loaded, why: str) -> None:
        if key.is_of(self._review):
            self._has_failed, self._may_be_back = True, False
            self._timeline.show_trouble(why)
            self._arrive()
