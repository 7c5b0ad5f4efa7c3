"""How the scores of published models are distributed over music of all kinds.

`models/reference.json`, made by `benchmarks/thresholds.py --reference`, has an entry for each such
network: `scores` has the scores of each tag that the `shares` of the reference tracks reach, and
`unheard` names the tags whose scores tell nothing. An entry is found by the digest of the feature
weights, which each installation of a published network shares.
"""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from tagstudio.plugin_api import TagInfo

from .model_card import ModelCard

FILE = Path(__file__).parent.parent / "models" / "reference.json"


def described_tags(card: ModelCard) -> tuple[TagInfo, ...]:
    """Return the tags of a model, those of a published one with their reference.

    A version that was trained from it has the same features and other scores: it gets none.
    """
    found = _entries().get(card.feature_digest)
    if found is None or card.parent is not None:
        return card.tags
    shares, scores, unheard = found["shares"], found["scores"], found["unheard"]
    return tuple(
        replace(
            tag,
            reference=tuple(zip(shares, scores.get(tag.name, ()), strict=False)),
            heard=tag.name not in unheard,
        )
        for tag in card.tags
    )


@cache
def _entries() -> dict[str, Any]:
    """Return the entries by digest; none where no models come with the plugin."""
    if not FILE.exists():
        return {}
    return {one["feature_digest"]: one for one in json.loads(FILE.read_text("utf-8"))["models"]}
