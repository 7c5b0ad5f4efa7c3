"""The epochs of a training, by the copy that each belongs to.

A training makes one copy to ship and one for each fold, which judges; their epochs are numbered
through. Copies that needed no epochs, or ended early, leave gaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tagstudio.learning.folds import FOLDS
from tagstudio.plugin_api import Epoch

COPIES = 1 + FOLDS


@dataclass(frozen=True)
class CopyEpochs:
    """The epochs of one copy, numbered from 1; copy 0 is the one that is shipped."""

    copy: int
    epochs: tuple[Epoch, ...]


def by_copy(epochs: Sequence[Epoch]) -> list[CopyEpochs]:
    """Return the epochs of each copy that has some, the shipped one first.

    Where the largest number of epochs is no multiple of the copies', there is one copy: so it is
    when a version learns from audio.
    """
    if not epochs:
        return []
    in_all = epochs[0].epochs
    each = in_all // COPIES if in_all % COPIES == 0 else in_all
    found: dict[int, list[Epoch]] = {}
    for epoch in epochs:
        copy = (epoch.number - 1) // each
        number = epoch.number - copy * each
        found.setdefault(copy, []).append(replace(epoch, number=number, epochs=each))
    return [CopyEpochs(copy, tuple(of_copy)) for copy, of_copy in sorted(found.items())]
