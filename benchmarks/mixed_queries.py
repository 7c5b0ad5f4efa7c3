"""Filters of all kinds, mixed, for a synthetic library (see library.py)."""

import itertools
import random
from collections.abc import Callable

from library import SYLLABLES

from tagstudio.library.search.query_text import quoted

MANY = 114


def queries(tags: list[str], count: int) -> list[str]:
    """Return so many different queries of all kinds, the same ones in each run."""
    chance = random.Random(7)
    kinds: tuple[Callable[[], str], ...] = (
        lambda: f"tag:{quoted(chance.choice(tags))}",
        lambda: f"-tag:{quoted(chance.choice(tags))}",
        lambda: " ".join(f"tag:{quoted(one)}" for one in chance.sample(tags, 2)),
        lambda: " , ".join(f"tag:{quoted(one)}" for one in chance.sample(tags, 3)),
        lambda: f"tag:{quoted(chance.choice(tags))}>{chance.uniform(0, 0.5):.2f}",
        lambda: f"yes:{quoted(chance.choice(tags))}",
        lambda: "".join(chance.choices(SYLLABLES, k=1)),
        lambda: "".join(chance.choices(SYLLABLES, k=2)),
        lambda: "".join(chance.choices(SYLLABLES, k=3)),
        lambda: " ".join("".join(chance.choices(SYLLABLES, k=2)) for _ in range(2)),
        lambda: f"{chance.choice(['artist', 'title', 'album'])}:{chance.choice(SYLLABLES)}",
        lambda: f"artist:{''.join(chance.choices(SYLLABLES, k=2))}",
        lambda: f"path:{''.join(chance.choices(SYLLABLES, k=2))}",
        lambda: f"year:{(year := chance.randrange(1950, 2000))}..{year + chance.randrange(20)}",
        lambda: f"state:{chance.choice(['suggested', 'reviewed', 'new', 'missing'])}",
        lambda: f"state:unreviewed tag:{quoted(chance.choice(tags))}",
        lambda: f"state:suggested year:{chance.randrange(1950, 2020)}..",
        lambda: f"format:{chance.choice(['flac', 'mp3'])}",
        lambda: f"{chance.choice(SYLLABLES)} tag:{quoted(chance.choice(tags))}",
    )
    found: dict[str, None] = {}
    for kind in itertools.cycle(
        kinds
    ):  # one that has no more to ask, as of formats, is passed over
        found[kind()] = None
        if len(found) == count:
            break
    return list(found)
