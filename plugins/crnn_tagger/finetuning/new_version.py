"""A taught stack -> the network and the card of a new version."""

from copy import deepcopy
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tagstudio.plugin_api import TagInfo, TrainOptions
from tagstudio.plugin_api.examples import NO, YES

from ..model.checkpoint import Checkpoint, feature_digest
from ..model.model_card import ModelCard
from ..model.networks import CRNN_MEAN, CRNNMean, Network
from ..training.metrics import log_loss, macro_auc
from .head import output_scores
from .setup import FineTuned, TrainingSetup
from .thresholds import thresholds_at_precision
from .trainer import Array
from .training_set import TrainingSet


@dataclass(frozen=True)
class Provenance:
    """How a version was made: the options, the training's digest and that of the examples."""

    options: TrainOptions
    key: str
    examples_sha256: str


def new_version(
    made: Provenance, parent: Checkpoint, setup: TrainingSetup, taught: FineTuned
) -> tuple[Network, ModelCard]:
    """Return the copy that learned from all rows, and its card."""
    network = deepcopy(setup.network).cpu()
    own = {name: weight[-1].cpu() for name, weight in taught.weights.items()}
    network.load_state_dict(network.state_dict() | own)
    return network.eval(), replace(
        parent.card,
        title=f"{parent.card.title.removesuffix(TAUGHT)}{TAUGHT}",
        network=_network_facts(parent, setup),
        tags=_tags(made.options, setup.lessons, taught),
        parent=made.options.parent,
        metrics=_metrics(setup, taught),
        training=_training(made, setup.lessons, taught),
        feature_digest=feature_digest(network, parent.card.recipe),
    )


TAUGHT = ", taught by you"


def _network_facts(parent: Checkpoint, setup: TrainingSetup) -> dict[str, Any]:
    kind = CRNN_MEAN if isinstance(setup.network, CRNNMean) else parent.card.network["kind"]
    return {**parent.card.network, "kind": kind, "tags": len(setup.lessons.tags)}


def _tags(options: TrainOptions, lessons: TrainingSet, taught: FineTuned) -> tuple[TagInfo, ...]:
    """Return the tags with their lines, chosen on the calibrate side.

    A tag nobody answered keeps its line where its scores are still the parent's own.
    """
    rows = lessons.calibrate
    lines = thresholds_at_precision(lessons.answers[rows], taught.scores[-1][rows])
    unmoved = ~lessons.trained_tags if options.depth == "head" else np.zeros(len(lines), bool)
    return tuple(
        tag if unmoved[index] and line is None else replace(tag, threshold=line)
        for index, (tag, line) in enumerate(zip(lessons.tags, lines, strict=True))
    )


def _metrics(setup: TrainingSetup, taught: FineTuned) -> dict[str, Any]:
    """Return how parent and child did on rows that the child did not learn from.

    The calibrate side if it has any; else the folds, each judged by a copy that knew less than the
    child.
    """
    aside = setup.lessons.calibrate
    rows = aside if len(aside) else setup.validation.judged
    judge = setup.validation.judge[rows]
    child = taught.scores[judge, rows]
    figures = {
        f"{name}_{of}": value
        for of, scores in (("parent", output_scores(setup)[rows]), ("child", child))
        for name, value in _figures(setup.lessons, rows, scores).items()
    }
    measured_on = "calibrate side" if len(aside) else "folds"
    return {"measured_on": measured_on, "measured_tracks": len(rows), **figures}


def _figures(
    lessons: TrainingSet, rows: NDArray[np.int64], scores: Array
) -> dict[str, float | None]:
    answers, weights = lessons.answers[rows], lessons.weights[rows]
    return {"loss": log_loss(answers, weights, scores), "macro_auc": macro_auc(answers, scores)}


def _training(made: Provenance, lessons: TrainingSet, taught: FineTuned) -> dict[str, Any]:
    answers = lessons.answers[lessons.training]
    return {
        "key": made.key,
        "options": asdict(made.options),
        "examples_sha256": made.examples_sha256,
        "pull": {
            tag.name: float(strength)
            for tag, strength, learned in zip(
                lessons.tags, taught.strengths, lessons.trained_tags, strict=True
            )
            if learned
        },
        "share": taught.share,
        "audio_share": taught.audio_share,
        "learned_tracks": len(answers),
        "yes": int((answers == YES).sum()),
        "no": int((answers == NO).sum()),
        "replayed_tracks": len(lessons.rehearsal),
    }
