"""Read facts and content hashes of files in processes of their own.

A file that crashes or hangs its reader costs that one file: it gets a reason, the reader is
started anew and goes on with the next.
"""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Self

from tagstudio.audio.metadata.facts import Facts
from tagstudio.audio.worker import facts_from_json
from tagstudio.core import paths
from tagstudio.core.channel import Packet
from tagstudio.core.messages import from_text
from tagstudio.engine.jobs.problem import Problem
from tagstudio.engine.processes.child import Child, ChildDied, ChildSilent

FILE_SECONDS = 10.0
READER = ["-m", "tagstudio.audio.worker"]
MOST_READERS = 4  # more than these find no work: their answers must be stored, one by one
BATCHES_AHEAD = 4 * MOST_READERS  # asked for before the first is stored: memory stays flat
BATCH = 16  # files per request: enough to hide the round trip, few enough to report smoothly


@dataclass(frozen=True)
class FileFacts:
    """What was read from a file: its tags and audio properties, and the hash of its audio."""

    path: str
    facts: Facts
    content_hash: bytes


class FileReader:
    """One reader process, started at the first file and again after a crash."""

    def __init__(self) -> None:
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
                results.append(_stopped(files[len(results)], event))
        return results

    def _read_on(self, files: Sequence[str], results: list[FileFacts | Problem]) -> None:
        self.start()
        assert self._child is not None
        child = self._child
        child.send({"paths": list(files)})
        for _ in files:
            results.append(_result(child.receive(FILE_SECONDS)))  # noqa: PERF401 - kept on a crash
        child.receive(FILE_SECONDS)  # {"done": true}

    def stop(self) -> None:
        """End the process, if one runs."""
        if self._child is not None:
            self._child.stop()
            self._child = None


def _result(message: Packet) -> FileFacts | Problem:
    if "code" in message:
        return Problem(message["path"], message["code"], str(from_text(message["message"])))
    facts = facts_from_json(message["facts"])
    return FileFacts(message["path"], facts, bytes.fromhex(message["hash"]))


def _stopped(path: str, event: ChildDied | ChildSilent) -> Problem:
    if isinstance(event, ChildSilent):
        seconds = f"{FILE_SECONDS:.0f} s"
        return Problem(path, "too_slow", f"{path} could not be read within {seconds}.")
    return Problem(path, "crashed", f"{path} crashed the reader ({event}); the file is damaged.")


def reader_count() -> int:
    """Return how many readers to run: one a core, for they give way to whatever else runs."""
    return min(MOST_READERS, os.cpu_count() or 1)


class FileReaders:
    """Reader processes, each started when it gets its first file; stopped by a `with` block."""

    def __init__(self) -> None:
        self._readers = [FileReader() for _ in range(reader_count())]

    def start(self) -> None:
        """Start all readers at once, so that they are ready when the first file comes."""
        for reader in self._readers:
            reader.start()

    def read(self, files: Sequence[str]) -> Iterator[list[FileFacts | Problem]]:
        """Read `files` side by side; yield the results batch by batch, in order.

        Closing the iterator returns after the batches that are being read.
        """
        idle: SimpleQueue[FileReader] = SimpleQueue()
        for reader in self._readers:
            idle.put(reader)

        def read(batch: Sequence[str]) -> list[FileFacts | Problem]:
            reader = idle.get()
            try:
                return reader.read(batch)
            finally:
                idle.put(reader)

        pool = ThreadPoolExecutor(len(self._readers), thread_name_prefix="file reader")
        ahead: deque[Future[list[FileFacts | Problem]]] = deque()
        try:
            for start in range(0, len(files), BATCH):
                ahead.append(pool.submit(read, files[start : start + BATCH]))
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
