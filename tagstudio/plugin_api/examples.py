"""The training and validation sets of a fine-tuning, as a file that host and plugin share."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.messages import message
from tagstudio.plugin_api.archive import load_archive, save_archive

YES, NO, UNSEEN = 1, 0, -1
TEXTS = ("tags", "paths")


@dataclass(frozen=True)
class Examples:
    """Tracks with the librarian's answers; n rows, k tags.

    `tags` are the columns: those of the parent in its order, then new ones. `paths` are spelled as
    in `TrackRef`. `features` is float16 (n, *feature_shape), or (n, 0) where none are kept.
    `targets` is int8 (n, k) of YES, NO, UNSEEN; `weights` float32 (n, k), the weight of each answer
    in the loss; `parent_scores` float32 (n, k), NaN for new tags. `splits` is uint8 (n,) of TRAIN,
    VALIDATION (for early stopping, model selection and thresholds; never trained on), REHEARSAL
    (tracks without answers, whose parent scores keep a version from forgetting). `groups` is int64
    (n,): tracks with the same number are by one artist and must share a fold of a cross-validation.
    """

    tags: tuple[str, ...]
    track_ids: NDArray[np.int64]
    paths: tuple[str, ...]
    features: NDArray[np.float16]
    targets: NDArray[np.int8]
    weights: NDArray[np.float32]
    parent_scores: NDArray[np.float32]
    splits: NDArray[np.uint8]
    groups: NDArray[np.int64]

    def __post_init__(self) -> None:
        rows, table = (len(self.track_ids),), (len(self.track_ids), len(self.tags))
        shapes = {
            "features": (self.features.shape[:1], rows),
            "targets": (self.targets.shape, table),
            "weights": (self.weights.shape, table),
            "parent_scores": (self.parent_scores.shape, table),
            "splits": (self.splits.shape, rows),
            "groups": (self.groups.shape, rows),
            "paths": ((len(self.paths),), rows),
        }
        for name, (found, wanted) in shapes.items():
            if found != wanted:
                raise ValueError(f"{name} has the shape {found}, not {wanted}")

    def save(self, path: Path) -> None:
        """Write the examples to `path`, atomically."""
        arrays = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if field.name not in TEXTS
        }
        save_archive(path, {name: getattr(self, name) for name in TEXTS}, arrays)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a file that `save` wrote; raise TagStudioError for any other."""
        return load_archive(path, cls, TEXTS, message("archive.examples", "examples"))
