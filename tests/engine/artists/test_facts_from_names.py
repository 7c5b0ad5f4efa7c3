import pytest

from tagstudio.engine.artists.facts_from_names import PATTERNS, facts_from_name

ARTIST_TITLE, TITLE_ARTIST, WITH_ALBUM, TITLE = PATTERNS


@pytest.mark.parametrize(
    ("stem", "pattern", "found"),
    [
        ("Abba - SOS", ARTIST_TITLE, {"artist": "Abba", "title": "SOS"}),
        ("03 Abba - SOS", ARTIST_TITLE, {"artist": "Abba", "title": "SOS"}),
        ("03 - Abba - SOS", ARTIST_TITLE, {"artist": "Abba", "title": "SOS"}),
        ("Abba - SOS - Live", ARTIST_TITLE, {"artist": "Abba", "title": "SOS - Live"}),
        ("SOS - Live - Abba", TITLE_ARTIST, {"artist": "Abba", "title": "SOS - Live"}),
        ("Abba - Gold - SOS", WITH_ALBUM, {"artist": "Abba", "album": "Gold", "title": "SOS"}),
        ("03. SOS", TITLE, {"title": "SOS"}),
        ("SOS", ARTIST_TITLE, {}),
        ("Abba - SOS", WITH_ALBUM, {}),
    ],
)
def test_the_parts_of_a_name_go_by_the_pattern(stem, pattern, found):
    assert facts_from_name(stem, pattern) == found
