"""The tags of the two networks, in column order, with groups and base rates.

The Million Song Dataset's are the 50 of last.fm, spelled and ordered as the program has them
already. MagnaTagATune's are below.
"""

from math import log, sqrt

from tagstudio.plugin_api import TagInfo
from tagstudio.plugin_api.vocabulary import (
    GENRE,
    LASTFM,
    MOOD,
    OTHER,
    VOICE,
    lastfm_tag_infos,
    with_vocabulary,
)

MAGNATAGATUNE = "MagnaTagATune"  # the vocabulary

# By falling number of clips that carry them, as the dataset's authors list them.
MAGNATAGATUNE_TAGS = (
    ("guitar", VOICE),
    ("classical", GENRE),
    ("slow", OTHER),
    ("techno", GENRE),
    ("strings", VOICE),
    ("drums", VOICE),
    ("electronic", GENRE),
    ("rock", GENRE),
    ("fast", OTHER),
    ("piano", VOICE),
    ("ambient", GENRE),
    ("beat", OTHER),
    ("violin", VOICE),
    ("vocal", VOICE),
    ("synth", VOICE),
    ("female", VOICE),
    ("indian", GENRE),
    ("opera", GENRE),
    ("male", VOICE),
    ("singing", VOICE),
    ("vocals", VOICE),
    ("no vocals", VOICE),
    ("harpsichord", VOICE),
    ("loud", OTHER),
    ("quiet", OTHER),
    ("flute", VOICE),
    ("woman", VOICE),
    ("male vocal", VOICE),
    ("no vocal", VOICE),
    ("pop", GENRE),
    ("soft", OTHER),
    ("sitar", VOICE),
    ("solo", OTHER),
    ("man", VOICE),
    ("classic", GENRE),
    ("choir", VOICE),
    ("voice", VOICE),
    ("new age", GENRE),
    ("dance", GENRE),
    ("male voice", VOICE),
    ("female vocal", VOICE),
    ("beats", OTHER),
    ("harp", VOICE),
    ("cello", VOICE),
    ("no voice", VOICE),
    ("weird", MOOD),
    ("country", GENRE),
    ("metal", GENRE),
    ("female voice", VOICE),
    ("choral", VOICE),
)
FIRST_SHARE, LAST_SHARE = 0.19, 0.019  # of the clips: "guitar" and "choral"


def tag_infos(vocabulary: str) -> tuple[TagInfo, ...]:
    """Return the 50 tags of a vocabulary, as the outputs of a model."""
    if vocabulary == LASTFM:
        return with_vocabulary(lastfm_tag_infos())
    return tuple(
        TagInfo(name, group, _share(rank), vocabulary=MAGNATAGATUNE)
        for rank, (name, group) in enumerate(MAGNATAGATUNE_TAGS, 1)
    )


def _share(rank: int) -> float:
    """Return about the share of clips that carry the tag of a rank from 1 to 50.

    The order is published with the networks, the counts are not. Between the first and the last
    they fall neither as a power of the rank, which falls too soon, nor exponentially, which falls
    too late: this is the geometric mean of both.
    """
    fall = LAST_SHARE / FIRST_SHARE
    ranks = len(MAGNATAGATUNE_TAGS)
    exponential: float = fall ** ((rank - 1) / (ranks - 1))
    power: float = rank ** (log(fall) / log(ranks))
    return FIRST_SHARE * sqrt(exponential * power)
