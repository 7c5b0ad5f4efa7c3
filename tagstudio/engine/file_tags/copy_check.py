"""Compare changed copies with their files in a child process, which hostile files may crash."""

from collections.abc import Collection
from pathlib import Path
from typing import Self

from tagstudio.audio.metadata.file_tags.fields import Field
from tagstudio.core import paths
from tagstudio.core.messages import Message, from_text, message
from tagstudio.engine.processes.child import Child, ChildDied, ChildSilent

WORKER = ["-m", "tagstudio.audio.metadata.verification.worker"]
FILE_SECONDS = 60.0
BYTES_PER_SECOND = 4 << 20  # more time for a larger file, even on a slow drive


class CopyCheck:
    """The child process, started with the first file. Not thread-safe; for a `with` block."""

    def __init__(self) -> None:
        self._child: Child | None = None

    def difference(
        self, original: str, copy: str, name: str, fields: Collection[Field]
    ) -> Message | None:
        """Return what differs, as `audio.metadata.verification.compare.difference`.

        A file that takes the process down, or too long, differs too.
        """
        seconds = FILE_SECONDS + 2 * Path(original).stat().st_size / BYTES_PER_SECOND
        self._child = self._child or Child(WORKER, paths.log_folder() / "copy_check.log")
        try:
            self._child.send(
                {"original": original, "copy": copy, "name": name, "fields": list(fields)}
            )
            found = self._child.receive(seconds)["difference"]
        except ChildDied:
            self.stop()
            return message("copy.crashed", "comparing the copy with it failed: it may be damaged")
        except ChildSilent:
            self.stop()
            return message(
                "copy.too-slow",
                "comparing the copy with it took longer than {seconds:.0f} s",
                seconds=seconds,
            )
        return from_text(found) if found else None

    def stop(self) -> None:
        """End the process, if one runs."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()
