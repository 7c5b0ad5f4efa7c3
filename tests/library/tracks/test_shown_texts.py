"""What a list shows in the place of a title or artist is found by it."""

import pytest

from tagstudio.audio.metadata.facts import Facts
from tagstudio.library.db.database import Library
from tagstudio.library.search import execute
from tagstudio.library.search.query import parse
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.track_artists import InferredArtist, set_artist, store_inferred
from tagstudio.library.tracks.tracks import NewTrack

FILES = (
    ("/m/Ænima Four - Long Walk.mp3", Facts()),
    ("/m/Monk - Epistrophy.mp3", Facts(artist="Thelonious")),
    ("/m/Tool - Sober.mp3", Facts(title="Undertow", artist="Tool")),
    ("/m/Nobody - Nothing.mp3", Facts()),
)


@pytest.fixture
def named(library: Library) -> Library:
    """Track 1 has neither title nor artist, 2 an artist, 3 both, and 4 the user's word."""
    told = {1: "Ænima Four", 2: "Monk", 4: "Nobody"}
    with library.write(durable=True) as connection:
        folder = tracks.folder_id(connection, "/m")
        new = [NewTrack(path, 1, 1, None, facts) for path, facts in FILES]
        tracks.add_tracks(connection, folder, new)
        given = {id: InferredArtist(name, "file name") for id, name in told.items()}
        store_inferred(connection, given)
        set_artist(connection, [4], "Somebody")
    return library


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title:walk", [1]),
        ("title:epistrophy", [2]),
        ("title:sober", []),  # its title is another
        ("title:mp3", []),  # the end of a name is no part of a title
        ("title:/m/", []),
        ('artist:"ænima four"', [1]),
        ("artist:monk", []),  # the file names an artist
        ("artist:nobody", []),  # the user named another
        ("artist:some", [4]),
        ("-artist:ænima", [2, 3, 4]),
        ("album:walk", []),
    ],
)
def test_a_shown_name_is_found(named, text, expected):
    with named.read() as connection:
        found = execute.matching_tracks(connection, parse(text), None)
    assert sorted(found.tolist()) == expected
