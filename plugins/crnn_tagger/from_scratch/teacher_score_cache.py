"""A cache on disk of windows with the teacher's logits, so that each is scored only once.

A teacher costs more than the student that is distilled from it. The file is a sequence of records
of one size that only grows: window i depends on the seed and on i alone. So a cache that was
stopped goes on, and a record that a kill cut short is cut off and written anew.
"""

import os
from pathlib import Path

import numpy as np
import torch
from filelock import FileLock
from numpy.typing import NDArray
from torch import Tensor

from tagstudio.core.errors import TagStudioError
from tagstudio.core.os_errors import reason_of

from ..audio.mel import BANDS, FRAMES, RANGE_DB
from .targets import Targets

STEPS = 255  # of the 80 dB range: 0.3 dB each, a hundredth of the deviation


class TeacherScoreCache:
    """The file `path` of windows with labels for `tags` and logits for `teacher_tags` tags."""

    def __init__(self, path: Path, tags: int, teacher_tags: int) -> None:
        self.path = path
        self._record = np.dtype(
            [
                ("mel", np.uint8, (BANDS, FRAMES)),
                ("probabilities", np.float16, (tags,)),
                ("weights", np.float16, (tags,)),
                ("logits", np.float16, (teacher_tags,)),
            ]
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        self._lock = FileLock(path.with_suffix(".lock"))

    def __len__(self) -> int:
        """Return the number of whole windows."""
        return self.path.stat().st_size // self._record.itemsize

    def append(self, place: int, decibels: Tensor, targets: Targets) -> None:
        """Add windows whose range is clipped, (b, 96, 1366), with labels and teacher's logits.

        They are those from number `place` on; if another process has added these, nothing is done.
        Raises TagStudioError when the disk is full.
        """
        assert targets.logits is not None
        records = np.empty(len(decibels), self._record)
        lowest = decibels.amax(dim=(1, 2), keepdim=True) - RANGE_DB
        records["mel"] = ((decibels - lowest) * (STEPS / RANGE_DB)).round().to(torch.uint8).numpy()
        for name in ("probabilities", "weights", "logits"):
            records[name] = getattr(targets, name).numpy()
        try:
            with self._lock, self.path.open("rb+") as file:
                if len(self) != place:
                    return
                file.truncate(len(self) * self._record.itemsize)  # a record that was cut short
                file.seek(0, os.SEEK_END)
                file.write(records.tobytes())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise TagStudioError(
                "crnn.teacher-scores-not-kept",
                "The teacher's scores cannot be kept in {folder} ({reason}). Make room there, or"
                " take fewer windows an epoch, and try again.",
                folder=self.path.parent,
                reason=reason_of(error),
            ) from error

    def read(self, rows: NDArray[np.int64]) -> tuple[Tensor, Targets]:
        """Read some windows: decibels above each one's lowest, float32 (b, 96, 1366); targets."""
        records = np.memmap(self.path, self._record, "r", shape=(len(self),))[rows]
        decibels = torch.from_numpy(records["mel"]).float().mul_(RANGE_DB / STEPS)
        probabilities, weights, logits = (
            torch.from_numpy(records[name].astype(np.float32))
            for name in ("probabilities", "weights", "logits")
        )
        return decibels, Targets(probabilities, weights, logits)
