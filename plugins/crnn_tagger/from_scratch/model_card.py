"""The model card of a new network with its metrics, and a sentence for the user."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import reduce
from typing import Any

from tagstudio.core.messages import Message, message
from tagstudio.plugin_api import NewModelOptions
from tagstudio.plugin_api.examples import NO, YES

from ..model.checkpoint import feature_digest
from ..model.model_card import ModelCard
from ..model.networks import Network
from .targets import ClipSet

SOURCE = "trained from random weights with tagstudio models train-new"
LICENCE = "as its training clips allow"


@dataclass(frozen=True)
class NetworkProvenance:
    """How a network was made: the options, the training's digest, those of clips and teacher.

    `epochs` is the one whose weights were kept, `trained_on` the training clips.
    """

    options: NewModelOptions
    key: str
    digests: tuple[str, ...]
    epochs: int
    trained_on: ClipSet


def finished_card(
    draft: ModelCard, network: Network, made: NetworkProvenance, metrics: Mapping[str, Any]
) -> ModelCard:
    """Complete the draft of a model card with the metrics of each split."""
    options, answers = made.options, made.trained_on.answers
    return replace(
        draft,
        title=f"{options.network} {options.size}, trained on {len(answers)} clips",
        source=SOURCE + (f", distilled from {options.teacher}" if options.teacher else ""),
        licence=LICENCE,
        metrics=metrics,
        training={
            "key": made.key,
            "options": {
                k: v for k, v in asdict(options).items() if k != "store"
            },  # a folder of this computer
            "digests": made.digests,
            "best_epoch": made.epochs,
            "training_clips": len(answers),
            "yes": int((answers == YES).sum()),
            "no": int((answers == NO).sum()),
        },
        feature_digest=feature_digest(network, draft.recipe),
    )


def metrics_message(metrics: Mapping[str, Any], epochs: int) -> Message:
    """Return a sentence about the metrics on the test split, or the validation split without it."""
    if metrics["test"]["clips"]:
        return message(
            "crnn.best-on-test",
            "Best after {epochs} epochs; on {clips} test clips: {metrics}.",
            epochs=epochs,
            clips=metrics["test"]["clips"],
            metrics=_listed(metrics["test"]),
        )
    return message(
        "crnn.best-on-validation",
        "Best after {epochs} epochs; on {clips} validation clips: {metrics}.",
        epochs=epochs,
        clips=metrics["validation"]["clips"],
        metrics=_listed(metrics["validation"]),
    )


def _listed(metrics: Mapping[str, Any]) -> Message:
    """Return the metrics that are defined as one list."""
    found = [
        message("crnn.macro-auc", "macro ROC-AUC {value:.3f}", value=metrics.get("macro_auc")),
        message(
            "crnn.average-precision",
            "average precision {value:.3f}",
            value=metrics.get("average_precision"),
        ),
        message(
            "crnn.teacher-rank-correlation",
            "rank correlation with the teacher {value:.3f}",
            value=metrics.get("teacher_rank_correlation"),
        ),
    ]
    defined = [one for one in found if one.values["value"] is not None]
    if not defined:
        return message("crnn.no-metrics", "no metric is defined")
    return reduce(
        lambda first, rest: message("crnn.list", "{first}, {rest}", first=first, rest=rest), defined
    )
