"""How the scores of published models are distributed over music of all kinds, from a file.

Such a file, which `benchmarks/thresholds.py --reference` makes, has an entry for each published
model: `scores` has the scores of each tag that the `shares` of the reference tracks reach, and
`unheard` names the tags whose scores tell nothing. An entry is found by the digest of what makes
the features, which each installation of a published model shares.
"""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from tagstudio.plugin_api.types import TagInfo


def with_reference_scores(
    tags: tuple[TagInfo, ...], feature_digest: str, file: Path
) -> tuple[TagInfo, ...]:
    """Return the tags with what `file` says of them; as they are where it has no such entry."""
    found = _entries(file).get(feature_digest)
    if found is None:
        return tags
    shares, scores, unheard = found["shares"], found["scores"], found["unheard"]
    return tuple(
        replace(
            tag,
            reference=tuple(zip(shares, scores.get(tag.name, ()), strict=False)),
            heard=tag.name not in unheard,
        )
        for tag in tags
    )


@cache
def _entries(file: Path) -> dict[str, Any]:
    """Return the entries by digest; none where there is no such file."""
    if not file.exists():
        return {}
    return {one["feature_digest"]: one for one in json.loads(file.read_text("utf-8"))["models"]}
