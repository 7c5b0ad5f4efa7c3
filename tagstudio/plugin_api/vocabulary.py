"""The 50 last.fm tags of the Million Song Dataset: their order, groups and base rates.

The order is that of the published split lists (github.com/keunwoochoi/MSD_split_for_tagging) and of
the outputs of the networks trained on them; the counts are those of the lists, which hold 12,634
validation and 28,540 test clips.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tagstudio.plugin_api.types import TagInfo

VALIDATION_CLIPS = 12_634
TEST_CLIPS = 28_540

LASTFM = "last.fm"  # the vocabulary

GENRE, MOOD, VOICE, ERA = "genre", "mood", "voice and instrument", "era"
OTHER = "other"  # of tags of a model that are none of these; files have no field for it
TAG_GROUPS = {"genre": GENRE, "mood": MOOD, "instrument": VOICE, "era": ERA}  # by file tag
OWN_GROUP = "my tags"  # of tags that the user made
# The order in which lists have the groups; one of a plugin's own words stands with the others.
GROUP_ORDER = (VOICE, GENRE, MOOD, ERA, OTHER, OWN_GROUP, "")


@dataclass(frozen=True)
class LastfmTag:
    """A tag with its group and the number of clips that carry it in the public lists."""

    name: str
    group: str
    validation_positives: int
    test_positives: int

    @property
    def base_rate(self) -> float:
        """The share of clips that carry the tag, in (0, 1)."""
        return (self.validation_positives + self.test_positives) / (VALIDATION_CLIPS + TEST_CLIPS)


LASTFM_TAGS = (
    LastfmTag("rock", GENRE, 2476, 4245),
    LastfmTag("pop", GENRE, 1364, 3053),
    LastfmTag("alternative", GENRE, 979, 1689),
    LastfmTag("indie", GENRE, 1219, 2715),
    LastfmTag("electronic", GENRE, 1074, 2618),
    LastfmTag("female vocalists", VOICE, 945, 1933),
    LastfmTag("dance", GENRE, 527, 1459),
    LastfmTag("00s", ERA, 200, 393),
    LastfmTag("alternative rock", GENRE, 470, 785),
    LastfmTag("jazz", GENRE, 875, 2574),
    LastfmTag("beautiful", MOOD, 198, 331),
    LastfmTag("metal", GENRE, 362, 1013),
    LastfmTag("chillout", MOOD, 346, 761),
    LastfmTag("male vocalists", VOICE, 156, 361),
    LastfmTag("classic rock", GENRE, 513, 689),
    LastfmTag("soul", GENRE, 636, 1357),
    LastfmTag("indie rock", GENRE, 482, 989),
    LastfmTag("Mellow", MOOD, 202, 407),
    LastfmTag("electronica", GENRE, 296, 722),
    LastfmTag("80s", ERA, 491, 1033),
    LastfmTag("folk", GENRE, 548, 1266),
    LastfmTag("90s", ERA, 291, 549),
    LastfmTag("chill", MOOD, 131, 299),
    LastfmTag("instrumental", VOICE, 452, 1085),
    LastfmTag("punk", GENRE, 524, 810),
    LastfmTag("oldies", ERA, 351, 982),
    LastfmTag("blues", GENRE, 556, 996),
    LastfmTag("hard rock", GENRE, 418, 497),
    LastfmTag("ambient", GENRE, 363, 858),
    LastfmTag("acoustic", VOICE, 307, 574),
    LastfmTag("experimental", GENRE, 296, 756),
    LastfmTag("female vocalist", VOICE, 102, 244),
    LastfmTag("guitar", VOICE, 176, 351),
    LastfmTag("Hip-Hop", GENRE, 481, 1244),
    LastfmTag("70s", ERA, 249, 494),
    LastfmTag("party", MOOD, 76, 168),
    LastfmTag("country", GENRE, 510, 1168),
    LastfmTag("easy listening", MOOD, 134, 258),
    LastfmTag("sexy", MOOD, 71, 201),
    LastfmTag("catchy", MOOD, 64, 131),
    LastfmTag("funk", GENRE, 299, 690),
    LastfmTag("electro", GENRE, 229, 682),
    LastfmTag("heavy metal", GENRE, 214, 521),
    LastfmTag("Progressive rock", GENRE, 288, 964),
    LastfmTag("60s", ERA, 292, 649),
    LastfmTag("rnb", GENRE, 242, 616),
    LastfmTag("indie pop", GENRE, 214, 429),
    LastfmTag("sad", MOOD, 60, 145),
    LastfmTag("House", GENRE, 192, 436),
    LastfmTag("happy", MOOD, 31, 94),
)


def group_place(group: str) -> tuple[int, str]:
    """Return where a group stands in a list of groups, to sort by."""
    known = GROUP_ORDER.index(group) if group in GROUP_ORDER else GROUP_ORDER.index(OTHER)
    return known, "" if group in GROUP_ORDER else group.casefold()


def with_vocabulary(tags: Iterable[TagInfo]) -> tuple[TagInfo, ...]:
    """Return the tags of a model that was trained on last.fm's, those of last.fm marked as such.

    Tags that a version learned from its user's answers belong to no vocabulary.
    """
    names = {tag.name for tag in LASTFM_TAGS}
    return tuple(
        replace(tag, vocabulary=LASTFM) if tag.name in names and tag.group != OWN_GROUP else tag
        for tag in tags
    )


def lastfm_tag_infos() -> tuple[TagInfo, ...]:
    """Return the 50 tags as the outputs of a model, in column order."""
    return tuple(TagInfo(tag.name, tag.group, tag.base_rate) for tag in LASTFM_TAGS)
