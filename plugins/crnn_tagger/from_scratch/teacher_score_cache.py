"""Windows with their targets on disk, so that what a teacher said is used more than once.

A teacher costs more than the student that learns from it. The file only grows: window i depends on
the seed and on i alone, so a pool that was stopped goes on, and a part that was cut short is made
again.
"""

import os
from pathlib import Path

import numpy as np
import torch
from filelock import FileLock
from numpy.typing import NDArray
from torch import Tensor

from tagstudio.core.errors import TagStudioError

from ..audio.mel import BANDS, FRAMES, RANGE_DB
from .targets import Targets

STEPS = 255  # of the 80 dB range: 0.3 dB each, a hundredth of the deviation


class TeacherScoreCache:
    """The file `path` of windows with k labels each and a teacher's logits for t tags."""

    def __init__(self, path: Path, tags: int, taught: int) -> None:
        self.path = path
        self._record = np.dtype(
            [
                ("mel", np.uint8, (BANDS, FRAMES)),
                ("wanted", np.float16, (tags,)),
                ("weights", np.float16, (tags,)),
                ("logits", np.float16, (taught,)),
            ]
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        self._lock = FileLock(path.with_suffix(".lock"))

    def __len__(self) -> int:
        """Return how many whole windows there are."""
        return self.path.stat().st_size // self._record.itemsize

    def append(self, place: int, decibels: Tensor, targets: Targets) -> None:
        """Add windows whose range is clipped, (b, 96, 1366), with labels and teacher's logits.

        They are those from number `place` on; if another process has added these, they are there
        already. Raises TagStudioError when the disk is full.
        """
        assert targets.logits is not None
        records = np.empty(len(decibels), self._record)
        lowest = decibels.amax(dim=(1, 2), keepdim=True) - RANGE_DB
        records["mel"] = ((decibels - lowest) * (STEPS / RANGE_DB)).round().to(torch.uint8).numpy()
        for name in ("wanted", "weights", "logits"):
            records[name] = getattr(targets, name).numpy()
        try:
            with self._lock, self.path.open("rb+") as file:
                if len(self) != place:
                    return
                file.truncate(len(self) * self._record.itemsize)  # what a kill cut short
                file.seek(0, os.SEEK_END)
                file.write(records.tobytes())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise TagStudioError(
                f"The teacher's answers cannot be kept in {self.path.parent} ({error.strerror})."
                " Make room there, or take fewer windows an epoch, and try again."
            ) from error

    def read(self, rows: NDArray[np.int64]) -> tuple[Tensor, Targets]:
        """Read some windows: decibels above each one's lowest, float32 (b, 96, 1366); targets."""
        records = np.memmap(self.path, self._record, "r", shape=(len(self),))[rows]
        decibels = torch.from_numpy(records["mel"]).float().mul_(RANGE_DB / STEPS)
        wanted, weights, logits = (
            torch.from_numpy(records[name].astype(np.float32))
            for name in ("wanted", "weights", "logits")
        )
        return decibels, Targets(wanted, weights, logits)
