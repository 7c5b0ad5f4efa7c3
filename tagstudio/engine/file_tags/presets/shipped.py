"""The presets that come with the program.

The fields are those that the programs document:
https://picard-docs.musicbrainz.org/en/appendices/tag_mapping.html (Picard),
https://wiki.hydrogenaud.io/index.php?title=Foobar2000:ID3_Tag_Mapping (foobar2000),
https://github.com/navidrome/navidrome/blob/master/resources/mappings.yaml (Navidrome), and
https://docs.mp3tag.de/mapping/ (the groupings of Apple and of the others). rekordbox keeps its own
"My Tag" in its database and, as Serato does, shows genre and comment of a file.
"""

from tagstudio.core.messages import message
from tagstudio.engine.file_tags.presets.preset import ID3, Place, Preset

_APPLE_GROUPING = {ID3: "grp1"}

STANDARD = Preset(
    "standard",
    "Picard, foobar2000, Mp3tag, Kid3",
    message(
        "preset.standard",
        "Genre, mood, instrument and era each in a field of its own, one value a tag; what stands"
        " there stays.",
    ),
    (
        Place(("genre", "own"), "genre"),
        Place(("mood",), "mood"),
        Place(("instrument",), "instrument"),
        Place(("era",), "era"),
    ),
    other_names=("picard", "foobar2000", "mp3tag", "kid3"),
)
_MEDIAMONKEY = Preset(
    "mediamonkey",
    "MediaMonkey",
    message(
        "preset.mediamonkey",
        "Genre and mood with semicolons between the values, instrument and era in the grouping.",
    ),
    (
        Place(("genre", "own"), "genre", separator="; "),
        Place(("mood",), "mood", separator="; "),
        Place(("instrument", "era"), "grouping", separator="; "),
    ),
)
_ITUNES = Preset(
    "itunes",
    "iTunes, Apple Music",
    message(
        "preset.itunes",
        "One genre where the file has none, and all tags in the grouping, for smart playlists that"
        " ask what it contains.",
    ),
    (
        Place(("genre", "own"), "genre", existing="keep", most=1),
        Place(
            ("genre", "own", "mood", "instrument", "era", "other"),
            "grouping",
            elsewhere=_APPLE_GROUPING,
            separator=", ",
        ),
    ),
    other_names=("apple", "music"),
)
_NAVIDROME = Preset(
    "navidrome",
    "Navidrome",
    message(
        "preset.navidrome",
        "Genre and mood as the server reads them, one value a tag; instrument and era in the"
        " grouping, which smart playlists know.",
    ),
    (
        Place(("genre", "own"), "genre"),
        Place(("mood",), "mood"),
        Place(("instrument", "era"), "grouping", elsewhere=_APPLE_GROUPING),
    ),
)
_REKORDBOX = Preset(
    "rekordbox",
    "rekordbox",
    message(
        "preset.rekordbox",
        "One genre where the file has none, and all tags behind your comment, in brackets.",
    ),
    (
        Place(("genre", "own"), "genre", existing="keep", most=1),
        Place(("genre", "own", "mood", "instrument", "era", "other"), "comment"),
    ),
)
_SERATO = Preset(
    "serato",
    "Serato DJ",
    message(
        "preset.serato",
        "One genre where the file has none, mood, instrument and era in the grouping, and all tags"
        " behind your comment, in brackets.",
    ),
    (
        Place(("genre", "own"), "genre", existing="keep", most=1),
        Place(("mood", "instrument", "era"), "grouping", separator=", "),
        Place(("genre", "own", "mood", "instrument", "era", "other"), "comment"),
    ),
    other_names=("serato dj",),
)

SHIPPED = (STANDARD, _MEDIAMONKEY, _ITUNES, _NAVIDROME, _REKORDBOX, _SERATO)
