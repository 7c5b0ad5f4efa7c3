"""The 50 last.fm tags of the published networks: order, group, and how common each one is.

Order as in the networks' output; positives as counted in the public Million Song Dataset split
lists (github.com/keunwoochoi/MSD_split_for_tagging), which hold 12,634 validation and 28,540 test
clips.
"""

from dataclasses import dataclass

from tagstudio.plugin_api import TagInfo

VALID_CLIPS = 12_634
TEST_CLIPS = 28_540

MOODS = frozenset(
    {"beautiful", "chillout", "Mellow", "chill", "party"}
    | {"easy listening", "sexy", "catchy", "sad", "happy"}
)
VOICES_AND_INSTRUMENTS = frozenset(
    {"female vocalists", "male vocalists", "female vocalist", "instrumental", "acoustic", "guitar"}
)
ERAS = frozenset({"00s", "90s", "80s", "70s", "60s", "oldies"})


@dataclass(frozen=True)
class Tag:
    """A tag and the number of clips that carry it in the public lists."""

    name: str
    valid_positives: int
    test_positives: int

    @property
    def group(self) -> str:
        """The group under which the tag is shown."""
        if self.name in MOODS:
            return "mood"
        if self.name in VOICES_AND_INSTRUMENTS:
            return "voice and instrument"
        return "era" if self.name in ERAS else "genre"

    @property
    def base_rate(self) -> float:
        """The share of clips that carry the tag, in (0, 1)."""
        return (self.valid_positives + self.test_positives) / (VALID_CLIPS + TEST_CLIPS)


TAGS = (
    Tag("rock", 2476, 4245),
    Tag("pop", 1364, 3053),
    Tag("alternative", 979, 1689),
    Tag("indie", 1219, 2715),
    Tag("electronic", 1074, 2618),
    Tag("female vocalists", 945, 1933),
    Tag("dance", 527, 1459),
    Tag("00s", 200, 393),
    Tag("alternative rock", 470, 785),
    Tag("jazz", 875, 2574),
    Tag("beautiful", 198, 331),
    Tag("metal", 362, 1013),
    Tag("chillout", 346, 761),
    Tag("male vocalists", 156, 361),
    Tag("classic rock", 513, 689),
    Tag("soul", 636, 1357),
    Tag("indie rock", 482, 989),
    Tag("Mellow", 202, 407),
    Tag("electronica", 296, 722),
    Tag("80s", 491, 1033),
    Tag("folk", 548, 1266),
    Tag("90s", 291, 549),
    Tag("chill", 131, 299),
    Tag("instrumental", 452, 1085),
    Tag("punk", 524, 810),
    Tag("oldies", 351, 982),
    Tag("blues", 556, 996),
    Tag("hard rock", 418, 497),
    Tag("ambient", 363, 858),
    Tag("acoustic", 307, 574),
    Tag("experimental", 296, 756),
    Tag("female vocalist", 102, 244),
    Tag("guitar", 176, 351),
    Tag("Hip-Hop", 481, 1244),
    Tag("70s", 249, 494),
    Tag("party", 76, 168),
    Tag("country", 510, 1168),
    Tag("easy listening", 134, 258),
    Tag("sexy", 71, 201),
    Tag("catchy", 64, 131),
    Tag("funk", 299, 690),
    Tag("electro", 229, 682),
    Tag("heavy metal", 214, 521),
    Tag("Progressive rock", 288, 964),
    Tag("60s", 292, 649),
    Tag("rnb", 242, 616),
    Tag("indie pop", 214, 429),
    Tag("sad", 60, 145),
    Tag("House", 192, 436),
    Tag("happy", 31, 94),
)


def tag_infos() -> tuple[TagInfo, ...]:
    """Return the 50 tags as the plugin API spells them, in column order."""
    return tuple(TagInfo(tag.name, tag.group, tag.base_rate) for tag in TAGS)
