"""Decode sound ahead on a thread, for a sound card's callback that must never wait.

Three threads meet here. The window's thread says what to play (`play`, `follow`,
`nothing_follows`, `stop`); the feed's own thread decodes (`_fill`); the sound card's callback
takes (`take`). A callback that waits is a gap in the sound, so it takes no lock at all:

- `_waiting` is a deque, whose `append` and `popleft` are atomic. Chunks are appended by the
  feed's thread and cleared by the window's, both under the lock of `_change`, and popped by the
  callback without it.
- `_run` counts the calls of `play`. A chunk carries the run it was decoded for. It is appended
  only while that run is the current one, compared under the lock, so `play` never finds a chunk
  of before in the deque after clearing it; the callback drops the rest of one that it holds.
- `_current` belongs to the callback, which writes `_position` too. A callback that was in `take`
  during `play` may still write the position of the older run; its key says so to the reader.
- All other state (`_wanted`, `_next`, `_at_end`, `failure`, `_stopping`) is written under the
  lock; a single one of them may be read without it.

The lock is the only one, and nothing is decoded or called back while it is held, so there is no
order of locks to keep, and stopping a sound card, which waits for its callback, cannot deadlock.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tagstudio.audio.decoding.stream import stream
from tagstudio.audio.files.regular_file import shown
from tagstudio.core.errors import TagStudioError

Frames = NDArray[np.float32]  # (frames, 2)

CHUNK_FRAMES = 8192
CHUNKS_AHEAD = 24  # 4.5 s at 44,100 Hz
CHUNKS_PREPARED = 8  # of the track that may come next
_LOOK_SECONDS = 0.05  # how often the thread looks whether the callback has taken something
_STOP_SECONDS = 5.0


@dataclass(frozen=True)
class PlaybackPosition:
    """A moment in a track: `key` is the number given with it."""

    key: int
    seconds: float


class _Chunk(NamedTuple):
    """A piece of a track; `run` tells whether it is still wanted."""

    run: int
    key: int
    first_frame: int
    frames: Frames


@dataclass
class _Reading:
    """A track being decoded: the chunks to come, and the first frame of the next."""

    key: int
    path: str
    chunks: Generator[Frames, None, None]
    next_frame: int = 0
    ready: deque[Frames] = field(default_factory=deque)

    def next(self) -> Frames | None:
        """Return the next chunk, None at the end."""
        return self.ready.popleft() if self.ready else next(self.chunks, None)


class Feed:
    """Chunks of sound at `hz`, in the order in which they are played.

    `play`, `follow` and `stop` are for one thread; `take` is for the callback. Chunks of an older
    `play` are dropped. `failure` is the reason why a track could not be decoded, with its key.
    """

    def __init__(self, hz: int) -> None:
        self.hz = hz
        self.failure: tuple[int, TagStudioError] | None = None  # key, reason
        self._waiting: deque[_Chunk] = deque()  # appended by the thread, taken by the callback
        self._current: tuple[_Chunk, int] | None = None  # the callback's own: chunk, frames taken
        self._position: PlaybackPosition | None = None
        self._run = 0
        self._wanted: tuple[int, str, float] | None = None  # key, path, seconds
        self._next: tuple[int, str, bool] | None = None  # key, path, whether to go on with it
        self._at_end = False
        self._stopping = False
        self._change = threading.Condition()
        self._thread = threading.Thread(target=self._fill, name="sound feed", daemon=True)
        self._thread.start()

    def play(self, key: int, path: str, seconds: float) -> None:
        """Begin with a track at a moment; chunks that wait are dropped."""
        with self._change:
            self._run += 1
            self._waiting.clear()
            self._wanted, self._at_end, self.failure = (key, path, seconds), False, None
            self._position = self._next = None
            self._change.notify()

    def follow(self, key: int, path: str, go_on: bool) -> None:
        """Decode the beginning of the track that comes next; `go_on`: join it without a gap."""
        with self._change:
            self._next = (key, path, go_on)
            self._at_end = self._at_end and not go_on
            self._change.notify()

    def nothing_follows(self) -> None:
        """Let the sound end with the track that is played."""
        with self._change:  # without notify: a thread that waits has nothing to do without a next
            self._next = None

    def take(self, out: Frames) -> None:
        """Fill `out` (frames, 2) with the next frames, with silence where none are ready."""
        filled = 0
        while filled < len(out):
            chunk, taken = self._current or (None, 0)
            if chunk is None or chunk.run != self._run or taken == len(chunk.frames):
                self._current = None
                try:
                    self._current = (self._waiting.popleft(), 0)
                except IndexError:
                    break
                continue
            part = chunk.frames[taken : taken + len(out) - filled]
            out[filled : filled + len(part)] = part
            filled += len(part)
            self._current = (chunk, taken + len(part))
            reached = (chunk.first_frame + taken + len(part)) / self.hz
            self._position = PlaybackPosition(chunk.key, reached)
        out[filled:] = 0

    @property
    def position(self) -> PlaybackPosition | None:
        """The position behind the last frame taken since `play`; None before the first."""
        return self._position

    @property
    def ended(self) -> bool:
        """Whether all frames were taken and none will follow."""
        chunk, taken = self._current or (None, 0)
        left = chunk is not None and chunk.run == self._run and taken < len(chunk.frames)
        return self._at_end and not self._waiting and not left

    def stop(self) -> None:
        """End the thread."""
        with self._change:
            self._stopping = True
            self._change.notify()
        self._thread.join(_STOP_SECONDS)

    def _fill(self) -> None:
        """Decode until `stop`; on the feed's thread.

        Each round does the first of these that is due, so that a new demand waits for one chunk at
        most: begin with the wanted track; decode one more chunk of it; decode the beginning of the
        track that may follow; where the first track is decoded to its end, go on with that one;
        wait. `_at_end` is set only if no demand came since the round began. The callback cannot
        wake this thread without a lock, so while a track is being read the deque is looked at
        every _LOOK_SECONDS; CHUNKS_AHEAD last for many times as long.
        """
        reading: _Reading | None = None
        prepared: _Reading | None = None
        run = 0
        while True:
            with self._change:
                if self._stopping:
                    return
                wanted, self._wanted = self._wanted, None
                if wanted is not None:
                    run = self._run
                next_up = self._next
            if wanted is not None:
                reading, prepared = self._begin(wanted, prepared), None
            elif reading is not None and len(self._waiting) < CHUNKS_AHEAD:
                reading = self._go_on(reading, run)
            elif next_up is not None and (prepared is None or prepared.key != next_up[0]):
                prepared = self._prepare(next_up)
            elif reading is None and prepared is not None and next_up and next_up[2]:
                reading, prepared = prepared, None
                with self._change:
                    self._at_end = False
                    if self._next is next_up:
                        self._next = None
            else:
                with self._change:
                    same = self._wanted is None and self._next is next_up
                    if same and not self._stopping:
                        self._at_end = reading is None
                        self._change.wait(_LOOK_SECONDS if reading is not None else None)

    def _begin(self, wanted: tuple[int, str, float], prepared: _Reading | None) -> _Reading:
        key, path, seconds = wanted
        if prepared is not None and prepared.path == path and not seconds:
            prepared.key = key
            return prepared
        return _Reading(key, path, _chunks(path, self.hz, seconds), round(seconds * self.hz))

    def _go_on(self, reading: _Reading, run: int) -> _Reading | None:
        """Append one chunk; return the reading to go on with, None at the end."""
        try:
            frames = reading.next()
        except TagStudioError as error:
            self._fail(reading, run, error)
            return None
        except Exception as error:  # the edge: whatever a decoder raises, the next track is to play
            reason = TagStudioError(
                "player.undecodable",
                "{path} cannot be decoded ({kind}: {why}).",
                path=shown(reading.path),
                kind=type(error).__name__,
                why=error,
            )
            self._fail(reading, run, reason)
            return None
        if frames is None:
            return None
        with self._change:
            if run == self._run:
                self._waiting.append(_Chunk(run, reading.key, reading.next_frame, frames))
        reading.next_frame += len(frames)
        return reading

    def _fail(self, reading: _Reading, run: int, reason: TagStudioError) -> None:
        with self._change:
            if run == self._run:  # else the user is elsewhere by now
                self.failure = (reading.key, reason)

    def _prepare(self, next_up: tuple[int, str, bool]) -> _Reading:
        key, path, _ = next_up
        reading = _Reading(key, path, _chunks(path, self.hz, 0.0))
        try:
            for _ in range(CHUNKS_PREPARED):
                frames = next(reading.chunks, None)
                if frames is None:
                    break
                reading.ready.append(frames)
        except Exception:  # the edge: the reason is shown when the track's turn comes
            reading = _Reading(key, path, _chunks(path, self.hz, 0.0))
        return reading


def _chunks(path: str, hz: int, seconds: float) -> Generator[Frames, None, None]:
    """Yield the track from a moment on in chunks of CHUNK_FRAMES, the last one shorter."""
    held: list[Frames] = []
    frames = 0
    for block in stream(path, hz, seconds, stereo=True):
        held.append(block)
        frames += len(block)
        if frames >= CHUNK_FRAMES:
            joined = np.concatenate(held)
            whole = frames // CHUNK_FRAMES * CHUNK_FRAMES
            yield from joined[:whole].reshape(-1, CHUNK_FRAMES, 2)
            held, frames = [joined[whole:]], frames - whole
    if frames:
        yield np.concatenate(held)
