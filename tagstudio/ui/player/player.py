"""The one player of a workspace: its track, the position in it, and the volume.

Everything here runs on the window's thread but two things: `_output_and_feed`, on a thread that
opens the sound card, and `_fill`, on the sound card's. `_fill` reads `_feed` and `_gain` only, and
the output is stopped before either is taken away.

The feed and the sound card are ahead of the ear. The feed says how far the card has taken
(`Feed.position`); the card plays that `latency` seconds later. So the position to show is

    position taken - latency

and the end is reached not when the last frame is taken but `latency` after it (`_ended_at` is the
moment when it was taken), with TAIL_SECONDS for sound servers that hold more than they say.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from tagstudio.core.errors import TagStudioError
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.worker_thread import WorkerThread
from tagstudio.ui.player.output import Output, SoundCard
from tagstudio.ui.text.message_translation import error_text

if TYPE_CHECKING:
    from tagstudio.ui.player.feed import Feed, Frames

MOVES_MS = 33
TAIL_SECONDS = 0.3  # at the end: sound servers hold more than PortAudio knows of
STOP_SECONDS = 5.0
VOLUME = "volume"  # its name among what is remembered


@dataclass(frozen=True)
class Playable:
    """A track to play; `seconds` is its length as far as it is known."""

    id: int
    path: str
    title: str
    artist: str
    seconds: float


def _named_as(track: Playable, other: Playable) -> Playable:
    return replace(track, title=other.title, artist=other.artist)


def player_of(workspace: Workspace) -> Player:
    """Return the player that all parts of the window share."""
    player = workspace.findChild(Player)
    return player if isinstance(player, Player) else Player(workspace)


class Player(QObject):
    """Plays one track, and without a gap the one that follows it.

    The sound card is looked for at the first `play`; where there is none, nothing plays, and
    `output_error` says why. The position in the track can be moved all the same.
    """

    moved = Signal(float)  # seconds
    changed = Signal()  # the track, whether it plays, or why it does not
    finished = Signal()  # the track was played to its end and none follows

    def __init__(self, workspace: Workspace, open_output: Callable[[], Output] = SoundCard) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._open_output = open_output
        self.track: Playable | None = None
        self.seconds = 0.0
        self.playing = False
        self.output_error = ""
        self.passage: tuple[float, float] | None = None  # seconds; played over and over
        self._next: Playable | None = None
        self._output: Output | None = None
        self._feed: Feed | None = None
        self._opener: WorkerThread | None = None
        self._opening = False
        self._runs = 0  # a number per `play` of the feed, so that a track can follow itself
        self._tracks_by_run: dict[int, Playable] = {}
        self._ended_at: float | None = None  # when the last of the sound was taken
        self.volume = min(100, max(0, workspace.remembered.document(VOLUME, 80)))
        self._gain = 0.0
        self.set_volume(self.volume)
        self._timer = QTimer(self, interval=MOVES_MS)
        self._timer.timeout.connect(self._poll)
        workspace.closing.connect(self.close)

    def load(self, track: Playable, seconds: float = 0.0) -> None:
        """Have a track ready at a moment; it plays on if something plays."""
        self.track, self.seconds, self.passage = track, seconds, None
        self._jump(seconds)
        self.changed.emit()
        self.moved.emit(seconds)

    def rename(self, known: Mapping[int, Playable]) -> None:
        """Take the names that tracks have now, by id; what plays goes on."""
        former = self.track
        held = [one for one in (former, self._next, *self._tracks_by_run.values()) if one]
        named = {id(one): _named_as(one, known.get(one.id, one)) for one in held}
        self.track = former and named[id(former)]
        self._next = self._next and named[id(self._next)]
        runs = self._tracks_by_run.items()
        self._tracks_by_run = {run: named[id(one)] for run, one in runs}
        if self.track != former:
            self.changed.emit()

    def play(self) -> None:
        """Play from the position in the track."""
        if self.track is None or self.playing or self._opening:
            return
        if self._output is None:
            self._open()
            return
        if self.track.seconds and self.seconds >= self.track.seconds:
            self.seconds = 0.0
        try:
            self._feed_from(self.seconds)
            self._output.start(self._fill)
        except TagStudioError as error:
            self._give_up_output(error)
            return
        self.playing, self.output_error = True, ""
        self._timer.start()
        self.changed.emit()

    def pause(self) -> None:
        """Stop where it is."""
        if self._output is not None and self.playing:
            self._output.stop()
        self.playing = False
        self._timer.stop()
        self.changed.emit()

    def toggle(self) -> None:
        """Play or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def seek(self, seconds: float) -> None:
        """Go to a moment of the track."""
        if self.track is None:
            return
        end = self.track.seconds or seconds
        self.seconds = min(max(0.0, seconds), end)
        self._jump(self.seconds)
        self.moved.emit(self.seconds)

    def repeat(self, passage: tuple[float, float] | None) -> None:
        """Play a passage (from, to, in seconds) over and over; None: play on as usual."""
        self.passage = passage

    def follow_with(self, track: Playable | None) -> None:
        """Go on with this track, without a gap, when the one that is played has ended."""
        self._next = track
        self._tell_next()

    def prepare(self, track: Playable) -> None:
        """Decode the beginning of a track that may be wanted next."""
        if self._feed is not None and self._next is None:
            # Runs are counted from 1, so a negative key is none of them.
            self._feed.follow(-track.id, track.path, go_on=False)

    def set_volume(self, percent: int) -> None:
        """Play so loud, 0 to 100; remembered."""
        self.volume = percent
        self._gain = (percent / 100) ** 2  # half the slider sounds about half as loud
        self._workspace.remembered.keep_document(VOLUME, percent)

    def close(self) -> None:
        """End the sound and its threads."""
        self.pause()
        if self._output is not None:
            self._output.close()
        if self._feed is not None:
            self._feed.stop()
        if self._opener is not None:
            self._opener.stop(STOP_SECONDS)
        self._output = self._feed = self._opener = None

    def _open(self) -> None:
        """Look for the sound card beside the window: some systems take a second over it."""
        self._opening = True
        if self._opener is None:
            self._opener = WorkerThread("sound card", self)
        self._opener.do(self._output_and_feed, self._opened, self._not_opened)

    def _output_and_feed(self) -> tuple[Output, Feed]:
        from tagstudio.ui.player.feed import Feed

        output = self._open_output()
        return output, Feed(output.hz)

    def _opened(self, opened: tuple[Output, Feed]) -> None:
        self._opening = False
        self._output, self._feed = opened
        self.play()

    def _not_opened(self, error: Exception) -> None:
        self._opening = False
        if not isinstance(error, TagStudioError):
            raise error
        self._give_up_output(error)

    def _give_up_output(self, error: TagStudioError) -> None:
        self.output_error = str(error)
        self._workspace.say(self.output_error)
        self.changed.emit()

    def _fill(self, out: Frames) -> None:
        """Fill a block for the sound card; on its thread."""
        assert self._feed is not None
        self._feed.take(out)
        if self._gain != 1.0:
            out *= self._gain

    def _jump(self, seconds: float) -> None:
        """Play from another moment on, if something is played."""
        if not self.playing or self._output is None:
            return
        self._feed_from(seconds)
        try:
            self._output.flush()
        except TagStudioError as error:
            self.pause()
            self._give_up_output(error)

    def _feed_from(self, seconds: float) -> None:
        assert self._feed is not None
        assert self.track is not None
        self._runs += 1
        self._tracks_by_run = {self._runs: self.track}
        self._feed.play(self._runs, self.track.path, seconds)
        self._tell_next()

    def _tell_next(self) -> None:
        if self._feed is None:
            return
        if self._next is None:
            self._feed.nothing_follows()
            return
        self._runs += 1
        self._tracks_by_run[self._runs] = self._next
        self._feed.follow(self._runs, self._next.path, go_on=True)

    def _poll(self) -> None:
        """Follow the frames taken by the sound card, and show the position."""
        if self._feed is None or self._output is None:
            return
        if self._feed.failure is not None:
            reason = self._feed.failure[1]
            self.pause()
            self._workspace.say(error_text(reason))
            return
        buffered = self._seconds_buffered()
        position = self._feed.position
        if position is not None and position.key in self._tracks_by_run:
            self._on_reached(
                self._tracks_by_run[position.key], position.seconds - max(0.0, buffered)
            )
        if self._ended_at is not None and buffered + TAIL_SECONDS <= 0:
            if self.passage is not None:
                self.seek(self.passage[0])
                return
            self.pause()
            self.seek(0.0)
            self.finished.emit()

    def _seconds_buffered(self) -> float:
        """Return the seconds until all frames that were taken are played; below 0 since then."""
        assert self._feed is not None
        assert self._output is not None
        if not self._feed.ended:
            self._ended_at = None
            return self._output.latency
        if self._ended_at is None:
            self._ended_at = time.monotonic()
        return self._output.latency - (time.monotonic() - self._ended_at)

    def _on_reached(self, track: Playable, seconds: float) -> None:
        self.seconds = max(0.0, seconds)
        if track is not self.track:
            self.track, self._next, self.passage = track, None, None
            self.changed.emit()
        elif self.passage is not None and self.seconds >= self.passage[1]:
            self.seek(self.passage[0])
            return
        self.moved.emit(self.seconds)
