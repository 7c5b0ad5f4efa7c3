"""A pool of reader processes: facts and content hashes of audio files, in parallel.

Decoders are native code that damaged files can crash or hang, so files are read in child processes.
A reader answers a request of a batch file by file and in order, so a killed reader can be put down
to one file: with n results received, the file in flight is number n of the batch. That one is
marked ("crashed" when the process died, "too_slow" when FILE_SECONDS went by without its result and
the reader was killed), the reader is started anew, and goes on with file n + 1. Every file thus
gets exactly one result, and a file is never read twice.

There is a thread per reader. A thread takes any idle reader from a queue for one batch and puts it
back, so a reader belongs to one thread at a time and needs no lock. At most BATCHES_AHEAD batches
are submitted before the first unconsumed one: memory is bounded, and results are yielded in the
order of the files although batches end in any order.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from queue import SimpleQueue
from typing import Self

from tagstudio.audio.metadata.facts import Facts
from tagstudio.audio.worker import facts_from_json
from tagstudio.core import paths
from tagstudio.core.channel import Packet
from tagstudio.core.messages import from_text, message
from tagstudio.engine.jobs.problem import Problem
from tagstudio.engine.processes.child import Child, ChildDied, ChildSilent

FILE_SECONDS = 10.0
READER = ["-m", "tagstudio.audio.worker"]
MAX_READERS = 4  # with more, storing the results in one thread is the bottleneck
BATCHES_AHEAD = 4 * MAX_READERS
BATCH = 16  # files per request: enough to hide the round trip, few enough to report smoothly


@dataclass(frozen=True)
class FileFacts:
    """The facts of a file (tags, audio properties) and the hash of its audio."""

    path: str
    facts: Facts
    content_hash: bytes


class FileReader:
    """One reader process, started at the first file and again after a crash. Not thread-safe.

    Genres are taken apart at the signs in `genre_separators` too.
    """

    def __init__(self) -> None:
        self.genre_separators = ""
        self._child: Child | None = None

    def start(self) -> None:
        """Start the process, if none runs."""
        self._child = self._child or Child(READER, paths.log_folder() / "file_reader.log")

    def read(self, files: Sequence[str]) -> list[FileFacts | Problem]:
        """Read the files in order; the result has one entry per file."""
        results: list[FileFacts | Problem] = []
        while len(results) < len(files):
            try:
                self._read_on(files[len(results) :], results)
            except (ChildDied, ChildSilent) as event:
                self.stop()
                results.append(_reader_stopped(files[len(results)], event))
        return results

    def _read_on(self, files: Sequence[str], results: list[FileFacts | Problem]) -> None:
        self.start()
        assert self._child is not None
        child = self._child
        child.send({"paths": list(files), "genre_separators": self.genre_separators})
        for _ in files:
            results.append(_result(child.receive(FILE_SECONDS)))  # noqa: PERF401 - kept on a crash
        child.receive(FILE_SECONDS)  # {"done": true}

    def stop(self) -> None:
        """End the process, if one runs."""
        if self._child is not None:
            self._child.stop()
            self._child = None


def _result(reply: Packet) -> FileFacts | Problem:
    if "code" in reply:
        return Problem(reply["path"], reply["code"], from_text(reply["message"]))
    facts = facts_from_json(reply["facts"])
    return FileFacts(reply["path"], facts, bytes.fromhex(reply["hash"]))


def _reader_stopped(path: str, event: ChildDied | ChildSilent) -> Problem:
    if isinstance(event, ChildSilent):
        reason = message(
            "reader.too-slow",
            "{path} could not be read within {seconds:.0f} s.",
            path=path,
            seconds=FILE_SECONDS,
        )
        return Problem(path, "too_slow", reason)
    reason = message(
        "reader.crashed",
        "{path} crashed the reader ({event}); the file is damaged.",
        path=path,
        event=event.message,
    )
    return Problem(path, "crashed", reason)


def reader_count() -> int:
    """Return the number of readers: one per core, as they run at low priority."""
    return min(MAX_READERS, os.cpu_count() or 1)


class FileReaders:
    """The pool; a reader is started when it gets its first file, all stop with the `with` block.

    Genres are taken apart at the signs in `genre_separators` too.
    """

    def __init__(self) -> None:
        self.genre_separators = ""
        self._readers = [FileReader() for _ in range(reader_count())]

    def start(self) -> None:
        """Start all readers at once, so that they are ready when the first file comes."""
        for reader in self._readers:
            reader.start()

    def read(self, files: Iterable[str]) -> Iterator[list[FileFacts | Problem]]:
        """Read `files` in parallel; yield the results batch by batch, in the order of `files`.

        No more of `files` are asked for than are being read or waited for. Closing the iterator
        returns after the batches that are being read.
        """
        idle: SimpleQueue[FileReader] = SimpleQueue()
        for reader in self._readers:
            reader.genre_separators = self.genre_separators
            idle.put(reader)

        def read(batch: Sequence[str]) -> list[FileFacts | Problem]:
            reader = idle.get()
            try:
                return reader.read(batch)
            finally:
                idle.put(reader)

        pool = ThreadPoolExecutor(len(self._readers), thread_name_prefix="file reader")
        ahead: deque[Future[list[FileFacts | Problem]]] = deque()
        left = iter(files)
        try:
            while batch := list(islice(left, BATCH)):
                ahead.append(pool.submit(read, batch))
                if len(ahead) > BATCHES_AHEAD:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        for reader in self._readers:
            reader.stop()
