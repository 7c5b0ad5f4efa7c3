"""Where numba keeps what it compiles for librosa: a folder for each process that measures.

numba gives the files of its cache numbers without a lock. Two processes that compile at the same
time can give two functions one number; who loads that later runs the wrong code and crashes, at
every start from then on. So each process has a folder of its own, held by a lock of the operating
system as long as it lives. A folder whose process ended before it had measured a track may hold
what is damaged, and begins anew.
"""

import atexit
import os
import shutil
import tempfile
from itertools import count
from pathlib import Path

import filelock

VARIABLE = "NUMBA_CACHE_DIR"  # numba reads it when it is imported
_UNPROVEN = "unproven"  # the name of a file that is there until a track was measured


class CompiledCode:
    """A folder that this process alone uses; numba must not be imported before."""

    def __init__(self, cache: Path) -> None:
        self._lock: filelock.BaseFileLock | None = None
        try:
            self.folder = self._take(cache)
        except OSError:  # read-only, or the disk is full: compiled each time
            self.folder = Path(tempfile.mkdtemp(prefix="tempo_key_loudness-"))
            atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        os.environ[VARIABLE] = str(self.folder)

    def _take(self, cache: Path) -> Path:
        """Lock the first folder that no other process holds."""
        cache.mkdir(parents=True, exist_ok=True)
        for number in count(1):
            folder = cache / f"compiled {number}"
            lock = filelock.FileLock(cache / f"compiled {number}.lock", thread_local=False)
            try:
                lock.acquire(timeout=0)
            except filelock.Timeout:
                continue
            self._lock = lock
            break
        if (folder / _UNPROVEN).exists():
            shutil.rmtree(folder)
        folder.mkdir(exist_ok=True)
        (folder / _UNPROVEN).touch()
        return folder

    def prove(self) -> None:
        """Keep the folder for the next process: with it a track was measured."""
        (self.folder / _UNPROVEN).unlink(missing_ok=True)
