import pytest

from tagstudio.engine.artists.facts_from_names import PATTERNS, facts_from_path

ARTIST_TITLE, TITLE_ARTIST, WITH_ALBUM, TITLE = PATTERNS[:4]
ARTIST_FOLDER, ALBUM_FOLDER = PATTERNS[4:]
BY_ALBUM = {"artist": "Abba", "album": "Gold", "title": "SOS"}


@pytest.mark.parametrize(
    ("stem", "pattern", "found"),
    [
        ("Abba - SOS", ARTIST_TITLE, {"artist": "Abba", "title": "SOS"}),
        ("03 Abba - SOS", ARTIST_TITLE, {"artist": "Abba", "title": "SOS"}),
        ("03 - Abba - SOS", ARTIST_TITLE, {"artist": "Abba", "title": "SOS"}),
        ("Abba - SOS - Live", ARTIST_TITLE, {"artist": "Abba", "title": "SOS - Live"}),
        ("SOS - Live - Abba", TITLE_ARTIST, {"artist": "Abba", "title": "SOS - Live"}),
        ("Abba - Gold - SOS", WITH_ALBUM, BY_ALBUM),
        ("03. SOS", TITLE, {"title": "SOS"}),
        ("SOS", ARTIST_TITLE, {}),
        ("Abba - SOS", WITH_ALBUM, {}),
    ],
)
def test_the_parts_of_a_name_go_by_the_pattern(stem, pattern, found):
    assert facts_from_path(f"/m/Cher/{stem}.mp3", pattern, ["/m"]) == found


@pytest.mark.parametrize(
    ("path", "pattern", "found"),
    [
        ("/m/Abba/03 SOS.mp3", ARTIST_FOLDER, {"artist": "Abba", "title": "SOS"}),
        ("/m/a-k/Abba/SOS.mp3", ARTIST_FOLDER, {"artist": "Abba", "title": "SOS"}),
        ("/m/Abba/Abba - SOS.mp3", ARTIST_FOLDER, {"artist": "Abba", "title": "SOS"}),
        (
            "/m/Asher_Fulero/SOS - Live.mp3",
            ARTIST_FOLDER,
            {"artist": "Asher Fulero", "title": "SOS - Live"},
        ),
        ("/m/SOS.mp3", ARTIST_FOLDER, {}),
        ("/m/Abba/03.mp3", ARTIST_FOLDER, {}),
        ("/m/Abba/Gold/3. SOS.mp3", ALBUM_FOLDER, BY_ALBUM),
        ("/m/Abba/Gold/CD 2/3. SOS.mp3", ALBUM_FOLDER, BY_ALBUM),
        ("/m/Abba/Abba - Gold/03 Abba - Gold - SOS.mp3", ALBUM_FOLDER, BY_ALBUM),
        ("/m/Abba/1984/SOS.mp3", ALBUM_FOLDER, {"artist": "Abba", "album": "1984", "title": "SOS"}),
        ("/m/Abba/SOS.mp3", ALBUM_FOLDER, {}),
    ],
)
def test_folders_below_those_of_the_library_tell_artist_and_album(path, pattern, found):
    assert facts_from_path(path, pattern, ["/m/"]) == found
