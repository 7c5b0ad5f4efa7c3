"""How the scores of the published networks are distributed over music of all kinds."""

from pathlib import Path

from tagstudio.plugin_api import TagInfo
from tagstudio.plugin_api.reference_scores import with_reference_scores

from .model_card import ModelCard

FILE = Path(__file__).parent.parent / "models" / "reference.json"


def described_tags(card: ModelCard) -> tuple[TagInfo, ...]:
    """Return the tags of a model, those of a published one with their reference.

    A version that was trained from it has the same features and other scores: it gets none.
    """
    if card.parent is not None:
        return card.tags
    return with_reference_scores(card.tags, card.feature_digest, FILE)
