"""Answers -> a new version: what it learns, and what is said of it."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import sha256_of
from tagstudio.learning.log_odds import Floats
from tagstudio.plugin_api import ModelInfo, TrainOptions
from tagstudio.plugin_api.depths import Depth
from tagstudio.plugin_kit.handed_version import FINE_TUNED
from tagstudio.plugin_kit.linear_version import LinearVersion, VersionCard, learn, widened
from tagstudio.plugin_kit.training_set import TrainingSet

RECIPE = 1  # counted up when the training changes, so that no version of another one is taken up


@dataclass(frozen=True)
class Training:
    """One training: the options, the root, and the digest of the file of examples."""

    options: TrainOptions
    root: ModelInfo
    examples_sha256: str

    @classmethod
    def of(cls, options: TrainOptions, root: ModelInfo, examples: Path) -> "Training":
        """Return the training on the file `examples`."""
        return cls(options, root, sha256_of(examples))

    @property
    def key(self) -> str:
        """A digest of everything that the result depends on.

        Whose answers they are plays no part: the same ones teach the same. Nor does the seed, since
        there is nothing random.
        """
        parts = [RECIPE, self.options.name, self.examples_sha256, self.root.name, self.root.sha256]
        return hashlib.sha256(json.dumps(parts).encode("utf-8")).hexdigest()


def new_version(
    training: Training, training_set: TrainingSet, prior: Floats, embeddings: Floats
) -> LinearVersion:
    """Return what the copies learned: `prior` (n, root's tags), `embeddings` (n, units)."""
    root = training.root
    rows = learn(training_set, widened(prior, len(training_set.tags)), embeddings)
    card = VersionCard(
        root.name,
        root.sha256,
        f"{root.title or root.name}{FINE_TUNED}",
        root.source,
        root.licence,
        training_set.tags,
        embeddings.shape[1],
        _facts(training, training_set),
    )
    return LinearVersion.of(card, rows)


def check_depth(depth: str) -> None:
    """Raise TagStudioError for a depth that reaches into the network."""
    if depth not in {Depth.AUTO.value, Depth.HEAD.value}:
        raise TagStudioError(
            "kit.depth",
            "This model learns what is behind its embedding and no deeper: choose the depth auto or"
            " head, not {depth}.",
            depth=depth,
        )


def _facts(training: Training, training_set: TrainingSet) -> dict[str, object]:
    given = training_set.weights > 0
    return {
        "key": training.key,
        "options": asdict(training.options),
        "examples_sha256": training.examples_sha256,
        "tracks": int(training_set.answered.sum()),
        "yes": int((training_set.yes & given).sum()),
        "no": int((~training_set.yes & given).sum()),
        "sample_tracks": int(training_set.sample.sum()),
    }
