"""Processes of a measuring plugin, each with a thread here that hands it a track at a time.

The threads share a list of tracks, and put what they get in one queue, which the job reads. A
process that crashes is started again for the next track.
"""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Self

from tagstudio.core.messages import Message, message
from tagstudio.engine.plugins.discovery import Plugin
from tagstudio.engine.plugins.tagger_process import TaggerFailed, TaggerProcess
from tagstudio.plugin_api import Failure, Measurement, TrackRef

MOST_PROCESSES = 4  # each keeps librosa in memory, some 300 MB
TRACKS_EACH = 4  # fewer are not worth a process of their own, which takes seconds to load
WAIT_SECONDS = 0.5  # for a result, before the job is told that there is none yet

Result = Measurement | Failure


def process_count() -> int:
    """Return the number of processes: one per core, as they run at low priority."""
    return min(MOST_PROCESSES, os.cpu_count() or 1)


class MeasurerPool:
    """The processes of `plugin`; all are ended with the `with` block."""

    def __init__(self, plugin: Plugin) -> None:
        self._plugin = plugin
        self._processes = [TaggerProcess(plugin, is_quiet=True) for _ in range(process_count())]
        self._waiting: deque[TrackRef] = deque()
        self._results: SimpleQueue[Result | BaseException] = SimpleQueue()
        self._threads: list[Thread] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._waiting.clear()
        while True:  # again, where a thread has just started a process for its track
            for process in self._processes:
                process.stop()
            alive = [thread for thread in self._threads if thread.is_alive()]
            if not alive:
                return
            alive[0].join(WAIT_SECONDS)

    def results(self, tracks: Sequence[TrackRef]) -> Iterator[Result | None]:
        """Yield a result for each track, in any order, and None while none has come.

        Raises TagStudioError where the plugin does not start.
        """
        self._waiting.extend(tracks)
        processes = self._processes[: 1 + (len(tracks) - 1) // TRACKS_EACH]
        self._threads = [Thread(target=self._work, args=(one,), daemon=True) for one in processes]
        for thread in self._threads:
            thread.start()
        left = len(tracks)
        while left:
            try:
                found = self._results.get(timeout=WAIT_SECONDS)
            except Empty:
                yield None
                continue
            if isinstance(found, BaseException):
                raise found
            left -= 1
            yield found

    def complaints(self) -> list[Message]:
        """Return sentences about what the plugin does wrong besides, each once."""
        return list(dict.fromkeys(one for each in self._processes for one in each.complaints))

    def _work(self, process: TaggerProcess) -> None:
        with suppress(IndexError):
            while True:
                track = self._waiting.popleft()
                try:
                    self._results.put(self._measured(process, track))
                except TaggerFailed as crash:
                    self._results.put(Failure(track.id, "crashed", crash.message))
                except BaseException as error:  # the job raises it, where it can be told
                    self._results.put(error)
                    return

    def _measured(self, process: TaggerProcess, track: TrackRef) -> Result:
        for step in process.stream("measure", tracks=[track]):
            for one in step if isinstance(step, tuple) else ():
                if isinstance(one, Measurement | Failure) and one.track_id == track.id:
                    return one
        no_answer = message(
            "suggest.no-answer", "The plugin {plugin} gave no answer.", plugin=self._plugin.name
        )
        return Failure(track.id, "no_answer", no_answer)
