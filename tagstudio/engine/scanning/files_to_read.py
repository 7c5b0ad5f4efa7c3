"""The files that a scan has yet to read: as many as there are, in no more memory than a few."""

import json
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Self

from tagstudio.audio.files.walk import FoundFile

_HELD = 1 << 20  # bytes that are held in memory; more are put aside on the disk


class FilesToRead:
    """Files with their folders, to be read in the order in which they were added.

    Use it in a `with` statement.
    """

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(_HELD, "w+", encoding="ascii")  # noqa: SIM115 - closed in `__exit__`
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, file: FoundFile, folder: str) -> None:
        """Add a file that was found in a folder of the library."""
        json.dump([folder, *file], self._file)  # ASCII, also where a path's bytes are no UTF-8
        self._file.write("\n")
        self._count += 1

    def __iter__(self) -> Iterator[tuple[FoundFile, str]]:
        """Yield all of them from the first; none may be added meanwhile."""
        self._file.seek(0)
        for line in self._file:
            folder, *found = json.loads(line)
            yield FoundFile(*found), folder

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()
