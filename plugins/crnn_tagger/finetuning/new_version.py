"""A fine-tuned ensemble -> the network and the model card of a new version."""

from copy import deepcopy
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tagstudio.plugin_api import TagInfo, TrainOptions
from tagstudio.plugin_api.depths import Depth
from tagstudio.plugin_api.examples import NO, YES
from tagstudio.plugin_api.ranking_metrics import mean_auc_of_defined_tags

from ..model.checkpoint import Checkpoint, feature_digest
from ..model.model_card import ModelCard
from ..model.networks import CRNN_MEAN, CRNNMean, Network
from ..training.metrics import log_loss
from .head import parent_scores
from .setup import Array, FineTuned, TrainingSetup
from .thresholds import thresholds_at_precision
from .training_set import TrainingSet


@dataclass(frozen=True)
class Provenance:
    """The options of a version, and the digests of the training and of the examples."""

    options: TrainOptions
    key: str
    examples_sha256: str


def new_version(
    made: Provenance, parent: Checkpoint, setup: TrainingSetup, tuned: FineTuned
) -> tuple[Network, ModelCard]:
    """Return the ensemble member that was trained on all rows, and its card."""
    network = deepcopy(setup.network).cpu()
    weights = {name: weight[-1].cpu() for name, weight in tuned.weights.items()}
    network.load_state_dict(network.state_dict() | weights)
    return network.eval(), replace(
        parent.card,
        title=f"{_untuned(parent.card.title)}{FINE_TUNED}",
        network=_network_facts(parent, setup),
        tags=_tags(made.options, setup.training_set, tuned),
        parent=made.options.parent,
        metrics=_metrics(setup, tuned),
        training=_training(made, setup.training_set, tuned),
        feature_digest=feature_digest(network, parent.card.recipe),
    )


FINE_TUNED = ", fine-tuned by you"
OLD_TITLE_SUFFIX = ", taught by you"  # in the titles of older files


def _untuned(title: str) -> str:
    return title.removesuffix(OLD_TITLE_SUFFIX).removesuffix(FINE_TUNED)


def _network_facts(parent: Checkpoint, setup: TrainingSetup) -> dict[str, Any]:
    kind = CRNN_MEAN if isinstance(setup.network, CRNNMean) else parent.card.network["kind"]
    return {**parent.card.network, "kind": kind, "tags": len(setup.training_set.tags)}


def _tags(
    options: TrainOptions, training_set: TrainingSet, tuned: FineTuned
) -> tuple[TagInfo, ...]:
    """Return the tags with their thresholds, chosen on the validation rows.

    A tag without answers keeps its threshold where its scores are still the parent's own.
    """
    rows = training_set.validation
    thresholds = thresholds_at_precision(training_set.answers[rows], tuned.scores[-1][rows])
    untrained = ~training_set.trained_tags
    unchanged = untrained if options.depth == Depth.HEAD else np.zeros(len(thresholds), bool)
    return tuple(
        tag if unchanged[index] and threshold is None else replace(tag, threshold=threshold)
        for index, (tag, threshold) in enumerate(zip(training_set.tags, thresholds, strict=True))
    )


def _metrics(setup: TrainingSetup, tuned: FineTuned) -> dict[str, Any]:
    """Return the metrics of parent and child on rows that the child was not trained on.

    These are the validation rows if there are any; else the out-of-fold predictions of members that
    were trained on less than the child.
    """
    validation = setup.training_set.validation
    rows = validation if len(validation) else setup.validation.rows
    child = tuned.scores[setup.validation.fold[rows], rows]
    metrics = {
        f"{name}_{of}": value
        for of, scores in (("parent", parent_scores(setup)[rows]), ("child", child))
        for name, value in _loss_and_auc(setup.training_set, rows, scores).items()
    }
    measured_on = "validation rows" if len(validation) else "out-of-fold predictions"
    return {"measured_on": measured_on, "measured_tracks": len(rows), **metrics}


def _loss_and_auc(
    training_set: TrainingSet, rows: NDArray[np.int64], scores: Array
) -> dict[str, float | None]:
    answers, weights = training_set.answers[rows], training_set.weights[rows]
    return {
        "loss": log_loss(answers, weights, scores),
        "macro_auc": mean_auc_of_defined_tags(answers, scores),
    }


def _training(made: Provenance, training_set: TrainingSet, tuned: FineTuned) -> dict[str, Any]:
    answers = training_set.answers[training_set.training]
    return {
        "key": made.key,
        "options": asdict(made.options),
        "examples_sha256": made.examples_sha256,
        "l2sp_penalty": {
            tag.name: float(penalty)
            for tag, penalty, trained in zip(
                training_set.tags, tuned.penalties, training_set.trained_tags, strict=True
            )
            if trained
        },
        "alpha": tuned.alpha,
        "audio_alpha": tuned.audio_alpha,
        "training_tracks": len(answers),
        "yes": int((answers == YES).sum()),
        "no": int((answers == NO).sum()),
        "rehearsal_tracks": len(training_set.rehearsal),
    }
