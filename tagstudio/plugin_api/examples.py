"""Tracks with the librarian's answers and with features, as a file that host and plugin share."""

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.messages import message
from tagstudio.learning.answers import NO, UNSEEN, YES
from tagstudio.plugin_api.archive import load_archive, save_archive

__all__ = ["NO", "UNSEEN", "YES", "Examples", "mean_per_track"]

TEXTS = ("tags", "paths")


@dataclass(frozen=True)
class Examples:
    """Tracks with answers, parts of such, a sample of the library; n rows, m windows, k tags.

    `tags` are the columns: those of the parent in its order, then new ones. `paths` are spelled as
    in `TrackRef`. `features` is float16 (m, *feature_shape), the windows of the first track, then
    those of the second, and so on; `windows` int64 (n,) says how many each has, 0 where none are
    kept. `targets` is int8 (n, k) of YES, NO, UNSEEN; `weights` float32 (n, k), the weight of each
    answer in the loss, 0 for none. `folds` is int8 (n,), the fold of whoever made the track (see
    `learning.folds`). `sample` is bool (n,): tracks that stand for the library, whatever was
    answered about them.

    `parts` is bool (n,), or empty for none: rows that are a part of a track, behind all others.
    Their windows lie inside that part, and their answers are about it alone; the track may have a
    row of its own, with the same id, path and fold.
    """

    tags: tuple[str, ...]
    track_ids: NDArray[np.int64]
    paths: tuple[str, ...]
    features: NDArray[np.float16]
    windows: NDArray[np.int64]
    targets: NDArray[np.int8]
    weights: NDArray[np.float32]
    folds: NDArray[np.int8]
    sample: NDArray[np.bool_]
    parts: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))

    def __post_init__(self) -> None:
        rows, table = (len(self.track_ids),), (len(self.track_ids), len(self.tags))
        shapes = {
            "features": (self.features.shape[:1], (int(self.windows.sum()),)),
            "windows": (self.windows.shape, rows),
            "targets": (self.targets.shape, table),
            "weights": (self.weights.shape, table),
            "folds": (self.folds.shape, rows),
            "sample": (self.sample.shape, rows),
            "paths": ((len(self.paths),), rows),
        }
        if self.parts.size:
            shapes["parts"] = (self.parts.shape, rows)
        for name, (found, wanted) in shapes.items():
            if found != wanted:
                raise ValueError(f"{name} has the shape {found}, not {wanted}")

    @property
    def answered(self) -> NDArray[np.bool_]:
        """A mask of the tracks with an answer that counts, (n,)."""
        answered: NDArray[np.bool_] = np.any(self.weights > 0, axis=1)
        return answered

    @property
    def starts(self) -> NDArray[np.int64]:
        """The row of `features` where each track's windows begin, (n,)."""
        return np.cumsum(self.windows) - self.windows

    def save(self, path: Path) -> None:
        """Write the examples to `path`, atomically."""
        arrays = {
            one.name: getattr(self, one.name) for one in fields(self) if one.name not in TEXTS
        }
        if not self.parts.any():
            del arrays["parts"]  # as it always was: by the file's digest a training goes on
        save_archive(path, {name: getattr(self, name) for name in TEXTS}, arrays)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a file that `save` wrote; raise TagStudioError for any other."""
        return load_archive(path, cls, TEXTS, message("archive.examples", "examples"))


def mean_per_track(
    of_windows: NDArray[np.floating], windows: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Average the windows of each track: (m, d), counts (n,) -> (n, d), NaN for a track of none."""
    sums = np.zeros((len(windows), of_windows.shape[1]))
    np.add.at(sums, np.repeat(np.arange(len(windows)), windows), of_windows)
    with np.errstate(invalid="ignore"):
        means: NDArray[np.float64] = sums / windows[:, None]
    return means
