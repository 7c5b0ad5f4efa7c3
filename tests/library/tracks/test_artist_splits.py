from tagstudio.audio.metadata.facts import Facts
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.artist_splits import split_keys, split_of
from tagstudio.library.tracks.tracks import NewTrack


def test_the_splits_of_these_artists_never_change() -> None:
    """Pinned: a change here would teach what was measured, in every library there is."""
    pinned = {
        "artist abba": "test",
        "artist moby": "test",
        "artist slayer": "train",
        "artist nina simone": "train",
        "artist 6": "validation",
    }
    assert {key: split_of(key) for key in pinned} == pinned


def test_the_fractions_of_the_splits_are_as_documented() -> None:
    sides = [split_of(f"artist {number}") for number in range(20_000)]
    assert abs(sides.count("test") / 20_000 - 0.30) < 0.01
    assert abs(sides.count("validation") / 20_000 - 0.15) < 0.01


def test_the_split_key_is_that_of_the_group(library) -> None:
    new = [
        NewTrack("/music/a/1.mp3", 1, 1, b"1" * 16, Facts(artist="John Coltrane")),
        NewTrack("/music/a/2.mp3", 1, 1, b"2" * 16, Facts(album="Hits")),
    ]
    with library.write() as connection:
        ids = tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)
    with library.read() as connection:
        keys = split_keys(connection, ids)
    assert keys == {ids[0]: "artist john coltrane", ids[1]: "album hits"}
