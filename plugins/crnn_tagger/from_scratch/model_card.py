"""What is known of a new network once it is measured: its card, and a sentence for the user."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from tagstudio.plugin_api import NewModelOptions
from tagstudio.plugin_api.examples import NO, YES

from ..model.checkpoint import feature_digest
from ..model.model_card import Card
from ..model.networks import Network
from .targets import Lot

SOURCE = "trained from random weights with tagstudio models train-new"
LICENCE = "as its training clips allow"
TITLES = {
    "macro_auc": "macro ROC-AUC",
    "average_precision": "average precision",
    "teacher_rank_correlation": "rank correlation with the teacher",
}


@dataclass(frozen=True)
class Provenance:
    """How a network was made: the options, the training's digest, those of clips and teacher.

    `epochs` is the one whose weights were kept, `learned` the clips it learned from.
    """

    options: NewModelOptions
    key: str
    digests: tuple[str, ...]
    epochs: int
    learned: Lot


def finished_card(
    draft: Card, network: Network, made: Provenance, measured: Mapping[str, Any]
) -> Card:
    """Return the card of a network with figures by side, from what was known before."""
    options, answers = made.options, made.learned.answers
    return replace(
        draft,
        title=f"{options.network} {options.size}, trained on {len(answers)} clips",
        source=SOURCE + (f", taught by {options.teacher}" if options.teacher else ""),
        licence=LICENCE,
        metrics=measured,
        training={
            "key": made.key,
            "options": {k: v for k, v in asdict(options).items() if k != "store"},  # a place
            "digests": made.digests,
            "best_epoch": made.epochs,
            "learned_clips": len(answers),
            "yes": int((answers == YES).sum()),
            "no": int((answers == NO).sum()),
        },
        feature_digest=feature_digest(network, draft.recipe),
    )


def sentence(measured: Mapping[str, Any], epochs: int) -> str:
    """Say what was reached on clips that were neither learned from nor chosen by, if there are."""
    side = "test" if measured["test"]["clips"] else "validation"
    found = measured[side]
    figures = [
        f"{title} {found[name]:.3f}"
        for name, title in TITLES.items()
        if found.get(name) is not None
    ]
    reached = ", ".join(figures) or "nothing to measure"
    return f"Best after {epochs} epochs; on {found['clips']} {side} clips: {reached}."
