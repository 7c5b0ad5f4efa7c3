"""Read the fingerprints of files in a child process, which a damaged file may crash or hang."""

from typing import Self

import numpy as np

from tagstudio.audio.decoding.fingerprint import BITS, Print
from tagstudio.core import paths
from tagstudio.engine.processes.child import Child, ChildDied, ChildSilent

FILE_SECONDS = 60.0  # of one file, without its answer
WORKER = ["-m", "tagstudio.audio.decoding.print_worker"]


class PrintReader:
    """One process, started at the first file and again after a crash; it ends with the block."""

    def __init__(self) -> None:
        self._child: Child | None = None

    def read(self, path: str) -> Print | None:
        """Return the fingerprint of a file, None where it cannot be read."""
        self._child = self._child or Child(WORKER, paths.log_folder() / "file_reader.log")
        try:
            self._child.send({"path": path})
            reply = self._child.receive(FILE_SECONDS)
        except (ChildDied, ChildSilent):
            self.stop()
            return None
        if "bits" not in reply:
            return None
        packed = np.frombuffer(bytes.fromhex(reply["bits"]), np.uint8)
        return np.unpackbits(packed.reshape(-1, BITS // 8), axis=1)

    def stop(self) -> None:
        """End the process, if one runs."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()
