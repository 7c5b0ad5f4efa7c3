"""A labelled dataset to train a new network on, as a file that host and plugin share."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.messages import message
from tagstudio.plugin_api.archive import load_archive, save_archive

TEXTS = ("tags", "ids", "paths", "groups")


@dataclass(frozen=True)
class Clips:
    """Clips of a dataset with their labels; n clips, k tags.

    `ids` name the clips within the dataset, each once; `paths` are spelled as in `TrackRef`.
    `answers` is int8 (n, k) of YES, NO and UNSEEN (see `examples`). `splits` is uint8 (n,) of
    TRAIN, VALIDATION and TEST (see `splits`).
    `groups` names the artist or the recording: all clips of a group are in one split.
    """

    tags: tuple[str, ...]
    ids: tuple[str, ...]
    paths: tuple[str, ...]
    groups: tuple[str, ...]
    answers: NDArray[np.int8]
    splits: NDArray[np.uint8]

    def __post_init__(self) -> None:
        rows = len(self.ids)
        shapes = {
            "paths": ((len(self.paths),), (rows,)),
            "groups": ((len(self.groups),), (rows,)),
            "answers": (self.answers.shape, (rows, len(self.tags))),
            "splits": (self.splits.shape, (rows,)),
        }
        for name, (found, wanted) in shapes.items():
            if found != wanted:
                raise ValueError(f"{name} has the shape {found}, not {wanted}")

    def save(self, path: Path) -> None:
        """Write the clips to `path`, atomically."""
        arrays = {"answers": self.answers, "splits": self.splits}
        save_archive(path, {name: getattr(self, name) for name in TEXTS}, arrays)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a file that `save` wrote; raise TagStudioError for any other."""
        return load_archive(path, cls, TEXTS, message("archive.clips", "clips"))
