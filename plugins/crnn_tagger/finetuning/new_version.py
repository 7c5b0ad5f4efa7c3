"""What the copies learned -> the network, the shadows and the model card of a new version."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from tagstudio.plugin_api import TrainOptions
from tagstudio.plugin_kit.handed_version import FINE_TUNED
from tagstudio.plugin_kit.training_set import TrainingSet

from ..model.checkpoint import Checkpoint, Shadow, feature_digest
from ..model.model_card import ModelCard
from ..model.networks import CRNN_MEAN, CRNNMean, Network
from .adam_stage import copied, set_weights, weights_of
from .learned import Learned
from .output_layer import widened

OLD_TITLE_SUFFIX = ", taught by you"  # in the titles of older files


@dataclass(frozen=True)
class Provenance:
    """The options of a version, and the digests of the training and of the examples."""

    options: TrainOptions
    key: str
    examples_sha256: str


def new_version(
    made: Provenance, parent: Checkpoint, training_set: TrainingSet, learned: Sequence[Learned]
) -> tuple[Network, ModelCard, tuple[Shadow, ...]]:
    """Return the network of the copy to ship, its card, and the weights of its shadows.

    A shadow has every weight that any copy changed, so that none of its own is taken from the copy
    to ship, which saw all answers.
    """
    shipped, *shadows = learned
    network = widened(parent.network, len(training_set.tags) - len(parent.card.tags))
    unchanged = weights_of(network, sorted({name for one in learned for name in one.weights}))
    set_weights(network, shipped.weights)
    card = replace(
        parent.card,
        title=f"{_untuned(parent.card.title)}{FINE_TUNED}",
        network=_network_facts(parent, network, training_set),
        tags=training_set.tags,
        parent=made.options.parent,
        metrics=None,
        training=_training(made, training_set, learned),
        feature_digest=feature_digest(network, parent.card.recipe),
    )
    return network.eval(), card, tuple(copied(unchanged | shadow.weights) for shadow in shadows)


def _untuned(title: str) -> str:
    return title.removesuffix(OLD_TITLE_SUFFIX).removesuffix(FINE_TUNED)


def _network_facts(
    parent: Checkpoint, network: Network, training_set: TrainingSet
) -> dict[str, Any]:
    kind = CRNN_MEAN if isinstance(network, CRNNMean) else parent.card.network["kind"]
    return {**parent.card.network, "kind": kind, "tags": len(training_set.tags)}


def _training(
    made: Provenance, training_set: TrainingSet, learned: Sequence[Learned]
) -> dict[str, Any]:
    weights = training_set.weights
    return {
        "key": made.key,
        "options": asdict(made.options),
        "examples_sha256": made.examples_sha256,
        "alphas": [one.alpha for one in learned],
        "tracks": int(training_set.answered.sum()),
        "yes": int((training_set.yes & (weights > 0)).sum()),
        "no": int((~training_set.yes & (weights > 0)).sum()),
        "weight": float(np.round(weights.sum(), 3)),
        "sample_tracks": int(training_set.sample.sum()),
    }
