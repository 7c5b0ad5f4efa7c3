from tagstudio.audio.metadata.facts import Facts
from tagstudio.library.db.database import Library
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.artist_splits import name_artists, split_keys, split_of
from tagstudio.library.tracks.tracks import NewTrack


def add(library: Library, *new: NewTrack) -> list[int]:
    with library.write() as connection:
        return tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)


def keys(library: Library, ids: list[int]) -> list[str]:
    with library.read() as connection:
        found = split_keys(connection, ids)
    return [found[track_id] for track_id in ids]


def file(path: str, sound: int, **facts: str) -> NewTrack:
    return NewTrack(path, 1, 1, bytes([sound]) * 16, Facts(**facts))


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


def test_an_artist_counts_else_the_album_else_the_folder(library: Library) -> None:
    ids = add(
        library,
        file("/music/a/1.mp3", 1, artist="John Coltrane", album="Giant Steps"),
        file("/music/b/2.mp3", 2, artist="JOHN COLTRANE"),
        file("/music/c/3.mp3", 3, albumartist="Various", album="Hits"),
        file("/music/d/4.mp3", 4, album="Hits"),
        file("/music/e/5.mp3", 5),
        file("/music/e/6.mp3", 6),
    )
    assert keys(library, ids) == [
        "artist john coltrane",
        "artist john coltrane",
        "artist various",
        "album hits",
        "folder /music/e",
        "folder /music/e",
    ]


def test_copies_of_a_recording_have_the_split_key_of_the_first(library: Library) -> None:
    ids = add(
        library,
        file("/music/a/1.mp3", 1, artist="Nina Simone"),
        file("/music/b/copy.mp3", 1, artist="N. Simone"),
        NewTrack("/music/c/broken.mp3", 1, 1, None, None, "damaged", "x"),
    )
    assert keys(library, ids) == ["artist nina simone", "artist nina simone", "folder /music/c"]
    assert keys(library, ids[1:2]) == ["artist nina simone"]


def test_an_import_can_name_the_artist_of_a_file_that_names_none(library: Library) -> None:
    ids = add(
        library,
        file("/music/a/1.mp3", 1),
        file("/music/a/2.mp3", 2, artist="Abba"),
        file("/music/a/3.mp3", 3),
    )
    with library.write() as connection:
        name_artists(connection, {ids[0]: "Moby", ids[1]: "Moby", ids[2]: ""})
        name_artists(connection, {ids[0]: "Somebody else"})
    assert keys(library, ids) == ["artist moby", "artist abba", "folder /music/a"]
