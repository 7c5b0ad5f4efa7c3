"""What was measured on music that nobody here had heard: who is joined, and with which weights.

`measured.json`, made by `benchmarks/two_ears.py --record`, has an entry for each pair of published
models: `members` and their `weights` by tag, and how the joint scores are distributed over music of
all kinds, as `plugin_api.reference_scores` reads it.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tagstudio.plugin_api import Member

from .members import Members

BOTH = "both"
FIRST, SECOND = ("msd-crnn", "starter"), "musicnn-msd"  # the first of FIRST that is there
FILE = Path(__file__).parent / "measured.json"


def members_of_both(members: Members) -> tuple[Member, ...] | None:
    """Return the recommended pair, None where one of them is not installed."""
    found = {info.name: Member(plugin, info.name, info.sha256) for plugin, info in members.models()}
    first = next((found[name] for name in FIRST if name in found), None)
    second = found.get(SECOND)
    return None if first is None or second is None else (first, second)


def recommended_weights(names: Sequence[str]) -> dict[str, tuple[float, ...]]:
    """Return the weights per tag of some members, in their order; none where none were measured."""
    for one in _measured():
        if sorted(one["members"]) == sorted(names):
            order = [one["members"].index(name) for name in names]
            return {tag: tuple(of[i] for i in order) for tag, of in one["weights"].items()}
    return {}


@cache
def _measured() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))["models"]
    return found
