"""Read facts and content hashes of files in processes of their own.

A file that crashes or hangs its reader costs that one file: it gets a reason, the reader is
started anew and goes on with the next.
"""

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tagstudio.audio.facts import Facts
from tagstudio.audio.worker import facts_from_json
from tagstudio.core import paths
from tagstudio.core.channel import Message
from tagstudio.engine.child import Child, ChildDied, ChildSilent
from tagstudio.engine.problem import Problem

FILE_SECONDS = 10.0
READER = ["-m", "tagstudio.audio.worker"]
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
        child = self._child = self._child or _start_child()
        child.send({"paths": list(files)})
        for _ in files:
            results.append(_result(child.receive(FILE_SECONDS)))  # noqa: PERF401 - kept on a crash
        child.receive(FILE_SECONDS)  # {"done": true}

    def stop(self) -> None:
        """End the process, if one runs."""
        if self._child is not None:
            self._child.stop()
            self._child = None


def _start_child() -> Child:
    return Child(READER, paths.log_folder() / "file_reader.log")


def _result(message: Message) -> FileFacts | Problem:
    if "code" in message:
        return Problem(message["path"], message["code"], message["message"])
    facts = facts_from_json(message["facts"])
    return FileFacts(message["path"], facts, bytes.fromhex(message["hash"]))


def _stopped(path: str, event: ChildDied | ChildSilent) -> Problem:
    if isinstance(event, ChildSilent):
        seconds = f"{FILE_SECONDS:.0f} s"
        return Problem(path, "too_slow", f"{path} could not be read within {seconds}.")
    return Problem(path, "crashed", f"{path} crashed the reader ({event}); the file is damaged.")


def reader_count() -> int:
    """Return how many readers to run: half the cores, so that the machine stays usable."""
    return max(1, min(4, (os.cpu_count() or 1) // 2))


def read_files(files: Sequence[str]) -> Iterator[list[FileFacts | Problem]]:
    """Read `files` with several reader processes; yield the results batch by batch, in order.

    Closing the iterator stops the readers after the batches they are at.
    """
    local = threading.local()
    readers: list[FileReader] = []

    def read(batch: Sequence[str]) -> list[FileFacts | Problem]:
        if not hasattr(local, "reader"):
            local.reader = FileReader()
            readers.append(local.reader)
        reader: FileReader = local.reader
        return reader.read(batch)

    batches = [files[start : start + BATCH] for start in range(0, len(files), BATCH)]
    pool = ThreadPoolExecutor(reader_count(), thread_name_prefix="file reader")
    try:
        yield from pool.map(read, batches)
    finally:
        pool.shutdown(cancel_futures=True)
        for reader in readers:
            reader.stop()
