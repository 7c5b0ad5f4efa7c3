"""What a tagger learned of its user's answers: rows on top of what the published model says.

A version is made from its root, the published model, by the linear residual on the prior
(`learning.residual`), as one copy to ship and a shadow per fold. It has no weights of the root's:
the root is heard, and the rows turn its logits and its embedding into the version's logits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from tagstudio.learning.residual import LinearRows, fit_residual
from tagstudio.learning.scaling import Scaling
from tagstudio.plugin_api import LearnedFrom, TagInfo
from tagstudio.plugin_kit.copies import COPIES
from tagstudio.plugin_kit.handed_version import title_elsewhere, without_path
from tagstudio.plugin_kit.training_set import TrainingSet

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class VersionCard:
    """What is said of a version: its root and that file's digest, its tags, how it was trained.

    `units` is the width of the root's embedding. `training` has the training's key, its options
    and what it learned from.
    """

    root: str
    root_sha256: str
    title: str
    source: str
    licence: str
    tags: tuple[TagInfo, ...]
    units: int
    training: Mapping[str, Any]

    @property
    def learned_from(self) -> LearnedFrom | None:
        """The library whose answers taught it, None where that is not known."""
        options = self.training.get("options")
        found = options.get("library") if isinstance(options, dict) else None
        kinds = {"library_id": str, "path": str, "last_answer": int}
        if isinstance(found, dict) and {name: type(found[name]) for name in found} == kinds:
            return LearnedFrom(**found)
        return None


@dataclass(frozen=True)
class LinearVersion:
    """A version: its card, and the rows of its copies: the one to ship, then the shadows by fold.

    One that came from another computer has no shadows.

    `gains` and `biases` are float32 (copies, tags), `weights` float32 (copies, tags, units).
    """

    card: VersionCard
    gains: NDArray[np.float32]
    biases: NDArray[np.float32]
    weights: NDArray[np.float32]

    @classmethod
    def of(cls, card: VersionCard, copies: list[LinearRows]) -> Self:
        """Return the version whose copies have these rows."""
        parts = ("gains", "biases", "weights")
        return cls(
            card,
            *(np.stack([getattr(c, part) for c in copies]).astype(np.float32) for part in parts),
        )

    def rows(self, number: int = 0) -> LinearRows:
        """Return the rows of a copy, in double precision: 0 is the one to ship."""
        parts = (self.gains[number], self.biases[number], self.weights[number])
        return LinearRows(*(part.astype(np.float64) for part in parts))

    def without_shadows(self) -> Self:
        """Return what another computer gets: the copy to ship, and not where the library lies."""
        card = replace(
            self.card,
            title=title_elsewhere(self.card.title),
            training=without_path(self.card.training) or {},
        )
        return replace(
            self, card=card, gains=self.gains[:1], biases=self.biases[:1], weights=self.weights[:1]
        )

    def logits(
        self, prior: NDArray[np.floating], embeddings: NDArray[np.floating], number: int = 0
    ) -> Floats:
        """Return a copy's logits of n tracks from the root's: (n, its tags), (n, units) -> (n, k).

        They are linear in both, so the means over the windows of a track may be given.
        """
        wide = widened(prior, len(self.card.tags))
        return self.rows(number).logits(wide, embeddings.astype(np.float64))


def widened(prior: NDArray[np.floating], tags: int) -> Floats:
    """Return the root's logits with a column of 0 for each tag that it lacks: -> (n, tags)."""
    wide = np.zeros((len(prior), tags))
    wide[:, : prior.shape[1]] = prior
    return wide


def learn(training_set: TrainingSet, prior: Floats, embeddings: Floats) -> list[LinearRows]:
    """Return the rows of each copy: the one to ship, then the shadows by fold.

    `prior` (n, k) are the root's logits of the tracks, `embeddings` (n, units) its embeddings, both
    averaged over the windows of each track. Copies share the scaling, which is fitted on the
    sample, whatever was answered about it; where none is given, on all tracks.
    """
    sample = training_set.sample if training_set.sample.any() else slice(None)
    scaling = Scaling.fit(embeddings[sample])
    scaled = scaling(embeddings)
    found = []
    for copy in COPIES:
        seen = copy.sees(training_set)
        rows = seen[training_set.answered[seen]]
        learned = fit_residual(
            prior[rows], scaled[rows], training_set.yes[rows], training_set.weights[rows]
        )
        found.append(learned.in_units_of_embedding(scaling))
    return found
